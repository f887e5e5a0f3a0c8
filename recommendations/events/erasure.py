"""Forgetting for good: what a shopper did leaves the log, the live lists and the logged slates.

What is still on its way there stays where it is, beside what others did, and is dropped when it arrives
(:mod:`~recommendations.events.tombstones`). Nobody's taste is stored in a model, so no training is needed: the next
page no longer knows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.dispatch import Signal

from accounts.models import Visitor
from recommendations.events import live, refusals, slate_log, tombstones
from recommendations.events.connection import events as events_server
from recommendations.events.live import person_key
from recommendations.events.models import Event
from recommendations.events.partitions import TABLE
from recommendations.vocabulary import PersonKey

SEEN = "tombstones:seen"
"""The last tombstone whose shopper's lists in Redis were looked at after everything else."""
forgotten = Signal()
"""Something that a shopper did was forgotten; upper floors drop what they keep. Argument: ``user_id: int | None``."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was forgotten."""

    events: int
    refusals: int
    slates: int


@dataclass(frozen=True, slots=True)
class Whose:
    """A person as the log knows them: an account with its browsers, or one browser."""

    user_id: int | None
    visitor_ids: tuple[UUID, ...]

    @classmethod
    def of(cls, person: PersonKey) -> Whose:
        """Return whose events a key stands for. At most one query."""
        if person.startswith("u"):
            user_id = int(person[1:])
            browsers = Visitor.objects.filter(user_id=user_id).values_list("pk", flat=True)
            return cls(user_id, tuple(browsers))
        return cls(None, (UUID(hex=person[1:]),))

    @property
    def keys(self) -> tuple[PersonKey, ...]:
        """Every key under which something may be at hand."""
        browsers = (person_key(visitor_id=each, user_id=None) for each in self.visitor_ids)
        account = () if self.user_id is None else (person_key(visitor_id=None, user_id=self.user_id),)  # fmt: skip
        return (*account, *browsers)


def forget_items(person: PersonKey, item_ids: Collection[int], *, now: datetime) -> int:
    """Forget what a shopper did with some products; return how many events left the log."""
    whose = Whose.of(person)
    with transaction.atomic():
        tombstones.lay(whose.keys, item_ids=item_ids, now=now)
        count = _delete_events(whose, item_ids)
        _drop(whose, lambda key: live.forget_items(key, item_ids))
    return count


def erase(person: PersonKey, *, now: datetime) -> Erased:
    """Forget everything that a shopper did and said, and every slate made for them."""
    whose = Whose.of(person)
    with transaction.atomic():
        tombstones.lay(whose.keys, now=now)
        erased = Erased(
            events=_delete_events(whose),
            refusals=sum(refusals.take_back_all(key) for key in whose.keys),
            slates=slate_log.forget(visitor_ids=whose.visitor_ids, user_id=whose.user_id),
        )
        _drop(whose, live.forget)
    return erased


def catch_up() -> int:
    """Take off the lists in Redis what was forgotten while it was away; return how many tombstones were looked at.

    What happened since stays. Each tombstone is looked at once, and again where Redis lost its memory.
    """
    server = events_server.patient()
    seen = int(server.get(SEEN) or 0)
    try:
        laid = tombstones.laid_after(seen)
    except tombstones.BeingForgotten:
        return 0
    for stone in laid:
        person = PersonKey(stone.person)
        live.forget_until(server, person, stone.forgotten_at, item_id=stone.item_id)
        if stone.item_id is None:
            refusals.forget(person)
    if laid:
        server.set(SEEN, laid[-1].pk)
    return len(laid)


def events_of(person: PersonKey, *, limit: int) -> list[Event]:
    """Return a shopper's newest events, for their own download. Two queries."""
    whose = Whose.of(person)
    found = Event.objects.filter(visitor_id__in=whose.visitor_ids)
    if whose.user_id is not None:
        found = found | Event.objects.filter(user_id=whose.user_id)
    return list(found.order_by("-event_id")[:limit])


def _delete_events(whose: Whose, item_ids: Collection[int] | None = None) -> int:
    of_items = "" if item_ids is None else " AND item_id = ANY(%(items)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {TABLE} WHERE (visitor_id = ANY(%(visitors)s)"  # noqa: S608 - the name of our own table
            f" OR user_id = %(user)s){of_items}",
            {
                "visitors": list(whose.visitor_ids),
                "user": whose.user_id,
                "items": list(item_ids or ()),
            },
        )
        return int(cursor.rowcount)


def _drop(whose: Whose, forget: Callable[[PersonKey], None]) -> None:
    """Take away what is at hand; once more after the commit, as a page between the two has read what was."""

    def drop() -> None:
        for key in whose.keys:
            forget(key)
        forgotten.send(sender=Whose, user_id=whose.user_id)

    drop()
    transaction.on_commit(drop, robust=True)
