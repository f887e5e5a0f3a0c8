"""What a shopper did last, at hand for the very next page: three short lists in Redis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import redis
from django.db import transaction
from redis.client import Pipeline

from recommendations.events import connection, read
from recommendations.events.event import Event
from recommendations.vocabulary import EventKind, ItemId, PersonKey

RECENT_LENGTH = 40
BOUGHT_LENGTH = 100
TTL_SECONDS = 30 * 86_400
HISTORY_DAYS = 365
"""How far back the lists are filled from the log when Redis does not know the shopper."""

_LISTS = {
    EventKind.VIEW: ("recent", RECENT_LENGTH),
    EventKind.CART: ("recent", RECENT_LENGTH),
    EventKind.PURCHASE: ("bought", BOUGHT_LENGTH),
    EventKind.DISMISS: ("dismissed", BOUGHT_LENGTH),
}


_NAMES = ("recent", "bought", "dismissed")


@dataclass(frozen=True, slots=True)
class LiveSession:
    """Item ids, newest first, each once."""

    recent: tuple[ItemId, ...] = ()
    bought: tuple[ItemId, ...] = ()
    dismissed: tuple[ItemId, ...] = ()


NOTHING = LiveSession()


def person_key(*, visitor_id: UUID | None, user_id: int | None) -> PersonKey:
    """Return who acts: the user once known, else the browser."""
    if user_id is not None:
        return PersonKey(f"u{user_id}")
    return PersonKey(f"v{visitor_id.hex}" if visitor_id else "")


def session_of(person: PersonKey, *, now: datetime) -> LiveSession:
    """Return a shopper's lists; empty when Redis is away. At most one query, for an unknown shopper."""
    answer = connection.events.attempt(lambda server: _read(server, person))
    if answer is None:
        return NOTHING
    is_known, *lists = answer
    if not is_known:
        history = _history(person, now=now)
        connection.events.attempt(lambda server: _fill(server, person, history))
        lists = [[*found, *history[name]] for name, found in zip(_NAMES, lists, strict=True)]
    return LiveSession(*map(_once, lists))


def push(pipeline: Pipeline, event: Event) -> None:
    """Add the commands that put an event on its shopper's list; none where it belongs on no list."""
    person = person_key(visitor_id=event.visitor_id, user_id=event.user_id)
    if event.kind not in _LISTS or event.item_id is None or not person:
        return
    name, length = _LISTS[event.kind]
    key = _key(person, name)
    pipeline.lpush(key, event.item_id)
    pipeline.ltrim(key, 0, length - 1)
    pipeline.expire(key, TTL_SECONDS)


def remember_on_commit(events: Iterable[Event]) -> None:
    """Put events on their shoppers' lists once the transaction that wrote them has committed."""
    transaction.on_commit(lambda: _remember(events), robust=True)


def _remember(events: Iterable[Event]) -> None:

    def ask(server: redis.Redis) -> list[Any]:
        pipeline = server.pipeline(transaction=False)
        for event in events:
            push(pipeline, event)
        return list(pipeline.execute())

    connection.events.attempt(ask)


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
    connection.events.attempt(lambda server: server.delete(*_keys(person)))


def _read(server: redis.Redis, person: PersonKey) -> list[Any]:
    pipeline = server.pipeline(transaction=False)
    pipeline.exists(_key(person, "known"))
    for name in _NAMES:
        pipeline.lrange(_key(person, name), 0, -1)
    return list(pipeline.execute())


def _history(person: PersonKey, *, now: datetime) -> dict[str, list[int]]:
    lists: dict[str, list[int]] = {name: [] for name in _NAMES}
    since = now - timedelta(days=HISTORY_DAYS)
    for kind, item_id in read.newest_of(person, kinds=tuple(_LISTS), since=since, limit=300):
        name, length = _LISTS[kind]
        if len(lists[name]) < length:
            lists[name].append(item_id)
    return lists


def _fill(server: redis.Redis, person: PersonKey, history: dict[str, list[int]]) -> list[Any]:
    pipeline = server.pipeline(transaction=False)
    for name, item_ids in history.items():
        if item_ids:
            pipeline.rpush(_key(person, name), *item_ids)
            pipeline.expire(_key(person, name), TTL_SECONDS)
    pipeline.set(_key(person, "known"), 1, ex=TTL_SECONDS)
    return list(pipeline.execute())


def _key(person: PersonKey, name: str) -> str:
    return f"shopper:{{{person}}}:{name}"


def _keys(person: PersonKey) -> list[str]:
    return [_key(person, name) for name in ("known", *_NAMES)]


def _once(raw: Iterable[bytes | int]) -> tuple[ItemId, ...]:
    return tuple(dict.fromkeys(ItemId(int(item_id)) for item_id in raw))
