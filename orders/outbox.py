"""Intentions that commit with the fact they follow from, and are carried out afterwards, at least once.

No broker is involved: a message is a row, a worker leases due rows with SKIP LOCKED and works them off. A worker that
dies leaves the lease to expire; a message that keeps failing is tried ever more seldom and never forgotten.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from orders.models import OutboxMessage

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""How long a worker may take for one batch before another may try."""
LONGEST_WAIT = timedelta(hours=1)

Handler = Callable[[Mapping[str, Any], datetime], None]
"""Carries one message out; must bear being called again with the same payload."""

_LEASE = """
UPDATE orders_outboxmessage SET due_at = %(until)s, attempts = attempts + 1
WHERE id IN (
    SELECT id FROM orders_outboxmessage WHERE done_at IS NULL AND due_at <= %(now)s
    ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
RETURNING id, kind, payload, attempts
"""


def write(kind: str, *, key: str, payload: Mapping[str, Any], due_at: datetime) -> None:
    """Add a message to the transaction at hand; the same key again changes nothing. One query."""
    OutboxMessage.objects.bulk_create(
        [OutboxMessage(kind=kind, key=key, payload=dict(payload), due_at=due_at)],
        ignore_conflicts=True,
    )


def mark_done(*, key: str, now: datetime) -> None:
    """Note that somebody else already did what a message asks for. One query."""
    OutboxMessage.objects.filter(key=key, done_at=None).update(done_at=now)


def deliver(handlers: Mapping[str, Handler], *, now: datetime, limit: int = 50) -> int:
    """Work off due messages and return how many were done. Two queries, and one a message."""
    done = 0
    for message in _lease(now=now, limit=limit):
        done += _carry_out(message, handlers, now=now)
    return done


def _lease(*, now: datetime, limit: int) -> list[OutboxMessage]:
    leased = OutboxMessage.objects.raw(_LEASE, {"now": now, "until": now + LEASE, "limit": limit})
    return sorted(leased, key=lambda message: message.pk)


def _carry_out(message: OutboxMessage, handlers: Mapping[str, Handler], *, now: datetime) -> bool:
    stored = OutboxMessage.objects.filter(pk=message.pk, done_at=None)
    try:
        handlers[message.kind](message.payload, now)
    except Exception as error:  # the border of a task: kept, and tried again
        wait = min(timedelta(seconds=5 * 2 ** min(message.attempts, 10)), LONGEST_WAIT)
        stored.update(due_at=now + wait, last_error=repr(error)[:1000])
        logger.exception(
            "outbox_message_failed", extra={"kind": message.kind, "message_id": message.pk}
        )
        return False
    return bool(stored.update(done_at=now, last_error=""))
