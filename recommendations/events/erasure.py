"""Forgetting for good: what a shopper did leaves the log, the live lists and the logged slates.

Nobody's taste is stored in a model, so no training is needed: the next page no longer knows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import redis
from django.db import connection, transaction

from accounts.models import Visitor
from recommendations.events import live, refusals, slate_log, stream
from recommendations.events.live import person_key
from recommendations.events.models import Event
from recommendations.events.partitions import TABLE
from recommendations.vocabulary import PersonKey


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
    """Forget what a shopper did with some products; return how many events that were."""
    return _forget_events(Whose.of(person), now=now, item_ids=item_ids)


def erase(person: PersonKey, *, now: datetime) -> Erased:
    """Forget everything that a shopper did and said, and every slate made for them."""
    whose = Whose.of(person)
    with transaction.atomic():
        erased = Erased(
            events=_forget_events(whose, now=now),
            refusals=sum(refusals.take_back_all(key) for key in whose.keys),
            slates=slate_log.forget(visitor_ids=whose.visitor_ids, user_id=whose.user_id),
        )
    return erased


def events_of(person: PersonKey, *, limit: int) -> list[Event]:
    """Return a shopper's newest events, for their own download. Two queries."""
    whose = Whose.of(person)
    found = Event.objects.filter(visitor_id__in=whose.visitor_ids)
    if whose.user_id is not None:
        found = found | Event.objects.filter(user_id=whose.user_id)
    return list(found.order_by("-event_id")[:limit])


def _forget_events(whose: Whose, *, now: datetime, item_ids: Collection[int] | None = None) -> int:
    _bring_in_what_waits(now=now)
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
        count = int(cursor.rowcount)

    def drop() -> None:
        for key in whose.keys:
            live.forget(key)

    drop()
    # A page between the two may have filled the lists again.
    transaction.on_commit(drop, robust=True)
    return count


def _bring_in_what_waits(*, now: datetime) -> None:
    """Copy the stream into the log first, so that nothing comes in after it was forgotten."""
    try:
        stream.drain(now=now)
    except redis.RedisError:
        # Without Redis events go straight to the table.
        return
