"""What a shopper did last, at hand for the very next page: three short lists in Redis."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import redis
from django.db import transaction
from redis.client import Pipeline

from recommendations import metrics
from recommendations.events import connection, filling, read
from recommendations.events.behind import FIRST_ROUND, ROUND, Behind
from recommendations.events.event import Event
from recommendations.events.filling import FORGOTTEN
from recommendations.vocabulary import Act, EventKind, ItemId, PersonKey

RECENT_LENGTH = 40
BOUGHT_LENGTH = 400
DISMISSED_LENGTH = 100
TTL_SECONDS = 30 * 86_400
MOST_ID = 2**63
"""Keys of products are 64 bits."""
FILLED_FROM = 1_000
"""Lines of the log that fill the lists when Redis does not know the shopper: the newest, however old.

A shop that brings the orders of the last ten years along keeps its customers, and so does one whose
customers come every other year.
"""

_moment_of = attrgetter("happened_at")
_LISTS = {
    EventKind.VIEW: ("recent", RECENT_LENGTH),
    EventKind.CART: ("recent", RECENT_LENGTH),
    EventKind.PURCHASE: ("bought", BOUGHT_LENGTH),
    EventKind.DISMISS: ("dismissed", DISMISSED_LENGTH),
}


_NAMES = ("recent", "bought", "dismissed")


@dataclass(frozen=True, slots=True)
class LiveSession:
    """Item ids, newest first, each once; and the acts behind them, each by itself."""

    recent: tuple[ItemId, ...] = ()
    bought: tuple[ItemId, ...] = ()
    dismissed: tuple[ItemId, ...] = ()
    acts: tuple[Act, ...] = field(default=(), compare=False)


NOTHING = LiveSession()
_AWAY: tuple[Any, ...] = ((None, None, None), [], [], [])
"""What is known of a shopper without Redis: the log has to say the rest."""


def person_key(*, visitor_id: UUID | None, user_id: int | None) -> PersonKey:
    """Return who acts: the user once known, else the browser."""
    if user_id is not None:
        return PersonKey(f"u{user_id}")
    return PersonKey(f"v{visitor_id.hex}" if visitor_id else "")


def session_of(person: PersonKey, *, now: datetime) -> LiveSession:
    """Return a shopper's lists. At most one query: for an unknown shopper, and while Redis is away."""
    if not person:
        return NOTHING
    if behind:
        behind.catch_up()
    answer = connection.events.attempt(lambda server: _read(server, person)) or _AWAY
    (filled, current, forgotten), *lists = answer
    this_round = current or FIRST_ROUND
    if filled != this_round:
        history = _history(person)
        missing = {
            name: [entry for entry in history[name] if entry.encode() not in found]
            for name, found in zip(_NAMES, lists, strict=True)
        }
        seen = (filled or b"", forgotten or b"")
        connection.events.attempt(lambda server: _fill(server, person, missing, seen, this_round))
        lists = [[*found, *missing[name]] for name, found in zip(_NAMES, lists, strict=True)]
    recent, bought, dismissed = map(_read_entries, lists)
    return LiveSession(
        recent=_once(recent),
        bought=_once(bought),
        dismissed=_once(dismissed),
        acts=_acts(recent, bought, now=now),
    )


def push(pipeline: Pipeline, event: Event) -> None:
    """Add the commands that put an event on its shopper's list; none where it belongs on no list."""
    for key, entry, length in _places(event):
        pipeline.lpush(key, entry)
        pipeline.ltrim(key, 0, length - 1)
        pipeline.expire(key, TTL_SECONDS)


def pull(pipeline: Pipeline, event: Event) -> None:
    """Add the commands that take an event off its shopper's list, as if it had never been there."""
    for key, entry, _ in _places(event):
        pipeline.lrem(key, 0, entry)


def _places(event: Event) -> list[tuple[str, str, int]]:
    """Return the list that an event belongs on, how it stands there and how long the list may be; at most one."""
    person = person_key(visitor_id=event.visitor_id, user_id=event.user_id)
    if event.kind not in _LISTS or event.item_id is None or not person:
        return []
    name, length = _LISTS[event.kind]
    entry = _packed(event.item_id, event.happened_at.timestamp(), event.quantity)
    return [(_key(person, name), entry, length)]


def fall_behind(events: Iterable[Event]) -> None:
    """Note that Redis missed events that the log has, so that their shoppers' lists are filled afresh."""
    behind.add(
        person_key(visitor_id=event.visitor_id, user_id=event.user_id)
        for event in events
        if event.kind in _LISTS
    )


def remember_on_commit(events: Iterable[Event]) -> None:
    """Put events on their shoppers' lists once the transaction that wrote them has committed."""
    transaction.on_commit(lambda: _remember(events), robust=True)


def _remember(events: Iterable[Event]) -> None:
    def ask(server: redis.Redis) -> list[Any]:
        pipeline = server.pipeline(transaction=False)
        for event in events:
            push(pipeline, event)
        return list(pipeline.execute())

    if connection.events.attempt(ask) is None:
        fall_behind(events)


def join(*, visitor_id: UUID, user_id: int) -> None:
    """Put what a browser did in front of what its person did elsewhere; their histories are one now."""
    visitor = person_key(visitor_id=visitor_id, user_id=None)
    user = person_key(visitor_id=None, user_id=user_id)

    def ask(server: redis.Redis) -> list[Any]:
        pipeline = server.pipeline(transaction=True)
        for name, found in zip(_NAMES, _read(server, visitor)[1:], strict=True):
            if found:
                pipeline.lpush(_key(user, name), *reversed(found))
                pipeline.expire(_key(user, name), TTL_SECONDS)
        pipeline.delete(*_keys(visitor))
        return list(pipeline.execute())

    connection.events.attempt(ask)


def forget(person: PersonKey) -> None:
    """Drop a shopper's lists; the next page fills them from the log again."""

    def ask(server: redis.Redis) -> list[Any]:
        # One by one: a server without room counts no further, but takes away all the same.
        pipeline = server.pipeline(transaction=False)
        pipeline.incr(FORGOTTEN)
        pipeline.delete(*_keys(person))
        return list(pipeline.execute())

    connection.events.attempt(ask)


def forget_items(person: PersonKey, item_ids: Collection[int]) -> None:
    """Take some products off a shopper's lists; all else stays, also what is still on its way to the log."""
    connection.events.attempt(
        lambda server: _take_off(server, person, lambda item_id, _: item_id in item_ids)
    )


def forget_until(
    server: redis.Redis, person: PersonKey, moment: datetime, *, item_id: int | None = None
) -> None:
    """Take off a shopper's lists what happened until then, with one product or at all."""
    latest = round(moment.timestamp(), 3)
    _take_off(server, person, lambda each, at: at <= latest and item_id in (None, each))


def _take_off(
    server: redis.Redis, person: PersonKey, is_forgotten: Callable[[ItemId, float], bool]
) -> list[Any]:
    pipeline = server.pipeline(transaction=False)
    pipeline.incr(FORGOTTEN)
    for name, entries in zip(_NAMES, _read(server, person)[1:], strict=True):
        for entry in set(entries):
            told = _unpacked(entry)
            if told is not None and is_forgotten(told[0], told[1]):
                pipeline.lrem(_key(person, name), 0, entry)
    return list(pipeline.execute())


def _read(server: redis.Redis, person: PersonKey) -> list[Any]:
    """Return in which round the lists were filled, which one it is and how much was forgotten, then the lists."""
    pipeline = server.pipeline(transaction=False)
    pipeline.mget(_known_key(person), ROUND, FORGOTTEN)
    for name in _NAMES:
        pipeline.lrange(_key(person, name), 0, -1)
    return list(pipeline.execute())


def acts_at(person: PersonKey, *, now: datetime) -> tuple[Act, ...]:
    """Return a shopper's acts as a page of that moment should have known them, from the log alone. One query."""
    lists = _logged(person, until=now.timestamp())
    return _acts(lists["recent"], lists["bought"], now=now)


def _history(person: PersonKey) -> dict[str, list[str]]:
    """Return a shopper's lists as Redis keeps them."""
    return {
        name: [_packed(*entry) for entry in entries] for name, entries in _logged(person).items()
    }


def _logged(
    person: PersonKey, *, until: float = math.inf
) -> dict[str, list[tuple[ItemId, float, int]]]:
    """Return a shopper's lists as the log tells them, newest first. One query."""
    lists: dict[str, list[tuple[ItemId, float, int]]] = {name: [] for name in _NAMES}
    for line in read.newest_of(person, kinds=tuple(_LISTS), limit=FILLED_FROM):
        name, length = _LISTS[line.kind]
        if line.happened_at <= until and len(lists[name]) < length:
            lists[name].append((line.item_id, line.happened_at, line.quantity))
    return lists


def _fill(
    server: redis.Redis,
    person: PersonKey,
    history: dict[str, list[str]],
    seen: tuple[bytes, bytes],
    this_round: bytes,
) -> bool:
    return filling.fill(
        server,
        lists={_key(person, name): history[name] for name in _NAMES},
        known_key=_known_key(person),
        seen=seen,
        this_round=this_round,
        ttl_seconds=TTL_SECONDS,
    )


def _key(person: PersonKey, name: str) -> str:
    return f"shopper:{{{person}}}:{name}"


def _known_key(person: PersonKey) -> str:
    return _key(person, "known")


behind = Behind(known_key=_known_key)


def _keys(person: PersonKey) -> list[str]:
    return [_key(person, name) for name in ("known", *_NAMES)]


def _packed(item_id: int, happened_at: float, quantity: int) -> str:
    """Return an entry of a list; milliseconds are as exact as a history needs."""
    return f"{item_id}:{happened_at:.3f}:{quantity}"


def _read_entries(entries: Iterable[bytes | str]) -> list[tuple[ItemId, float, int]]:
    """Read a list, newest first; an entry of an older release, or of somebody else, is as if it were not there."""
    read = [read for entry in entries if (read := _unpacked(entry)) is not None]
    return sorted(read, key=lambda entry: -entry[1])


def _unpacked(entry: bytes | str) -> tuple[ItemId, float, int] | None:
    """Return item, moment and quantity of an entry; None, and counted, if it is none."""
    try:
        text = entry if isinstance(entry, str) else entry.decode()
        item_id, happened_at, quantity = text.split(":")
        read = ItemId(int(item_id)), float(happened_at), int(quantity)
        if not (0 <= read[0] < MOST_ID and math.isfinite(read[1])):
            raise ValueError(text)
    except ValueError:
        metrics.failures.labels(step="session_entry").inc()
        return None
    return read


def _once(entries: Iterable[tuple[ItemId, float, int]]) -> tuple[ItemId, ...]:
    return tuple(dict.fromkeys(item_id for item_id, _, _ in entries))


def _acts(
    recent: Iterable[tuple[ItemId, float, int]],
    bought: Iterable[tuple[ItemId, float, int]],
    *,
    now: datetime,
) -> tuple[Act, ...]:
    """Merge looks and purchases, newest first; what a machine with a fast clock wrote happened now."""
    latest = now.timestamp()
    acts = [
        Act(item_id, min(happened_at, latest), is_purchase, quantity)
        for is_purchase, entries in ((False, recent), (True, bought))
        for item_id, happened_at, quantity in entries
    ]
    acts.sort(key=_moment_of, reverse=True)  # stable, so of one moment the look stays first
    return tuple(acts)
