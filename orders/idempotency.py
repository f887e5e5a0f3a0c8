"""One key, one effect: a repeated call gets the answer of the first, a different call under the same key is refused."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from orders.models import IdempotencyKey

_INSERT = """
INSERT INTO orders_idempotencykey
    (scope, key, body_digest, response_body, response_type, locked_at, created_at)
VALUES (%s, %s, %s, '', '', %s, %s) ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""
LOCK_TIME = timedelta(seconds=60)
"""After this a call that never answered is taken for dead, and the next one may try; the verbs bear repetition."""
LONGEST_KEY = 200


class KeyMissing(Exception):
    """The call carries no usable key."""


class KeyInProgress(Exception):
    """The first call with this key has not answered yet."""


class KeyReused(Exception):
    """The key was used for another body."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the first call was told."""

    status: int
    body: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to act once; ``answer`` is there when somebody acted before."""

    key_id: int
    answer: Answer | None = None


def claim(*, scope: str, key: str, body: bytes, now: datetime) -> Claim:
    """Claim a key for a call, or find what the call was told before. One or two queries.

    Raises:
        KeyMissing: if there is no key, or one longer than 200 characters.
        KeyInProgress: if the first call still runs.
        KeyReused: if the first call had another body.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise KeyMissing
    digest = hashlib.sha256(body).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [scope, key, digest, now, now])
        inserted = cursor.fetchone()
    if inserted is not None:
        return Claim(key_id=inserted[0])
    return _claim_again(scope=scope, key=key, digest=digest, now=now)


def keep(claimed: Claim, answer: Answer) -> None:
    """Remember what the call was told. One query."""
    IdempotencyKey.objects.filter(pk=claimed.key_id).update(
        response_status=answer.status,
        response_body=answer.body,
        response_type=answer.content_type,
    )


def release(claimed: Claim) -> None:
    """Forget a call that failed on our side, so that it can be tried again. One query."""
    IdempotencyKey.objects.filter(pk=claimed.key_id, response_status=None).delete()


def _claim_again(*, scope: str, key: str, digest: str, now: datetime) -> Claim:
    """Judge a key that was there before: replay it, wait for it, or take over from a call that died."""
    first = IdempotencyKey.objects.filter(scope=scope, key=key).first()
    if first is None:  # released between the two statements
        raise KeyInProgress
    if first.body_digest != digest:
        raise KeyReused
    if first.response_status is not None:
        answer = Answer(first.response_status, first.response_body, first.response_type)
        return Claim(key_id=first.pk, answer=answer)
    dead = IdempotencyKey.objects.filter(pk=first.pk, locked_at=first.locked_at)
    if first.locked_at <= now - LOCK_TIME and dead.update(locked_at=now):
        return Claim(key_id=first.pk)
    raise KeyInProgress
