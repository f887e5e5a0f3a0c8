"""What a shopper does not want to see again: in the database for good, in Redis at hand, gone when taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from recommendations.events import connection
from recommendations.events.live import person_key
from recommendations.events.models import Refusal
from recommendations.vocabulary import ItemId, PersonKey, RefusalScope

TTL_SECONDS = 30 * 86_400
MOST = 500
"""Of one shopper; beyond that the oldest are forgotten."""
_KNOWN = "known:0"
"""Stands in the set in Redis, so that a shopper without refusals is known to have none."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What one shopper refused."""

    items: tuple[ItemId, ...] = ()
    """Unwanted products, and those that the shopper has already."""
    brands: tuple[int, ...] = ()
    departments: tuple[int, ...] = ()


def refused_by(person: PersonKey) -> Refused:
    """Return what a shopper refused. No query for whom Redis knows, else one; it holds without Redis as well."""
    if not person:
        return Refused()
    key = _key(person)
    answer: Any = connection.events.attempt(lambda server: server.smembers(key))
    if answer:
        return _of(entry.decode() for entry in answer)
    entries = [f"{scope}:{target}" for scope, target in _rows(person)]
    if answer is not None:
        connection.events.attempt(lambda server: _fill(server, key, entries))
    return _of(entries)


def refuse(person: PersonKey, *, scope: RefusalScope, target_id: int) -> bool:
    """Remember that a shopper does not want something; return whether that is new. Three queries."""
    with transaction.atomic():
        _, is_new = Refusal.objects.get_or_create(
            person=person, scope=scope.value, target_id=target_id
        )
        mine = Refusal.objects.filter(person=person)
        oldest_kept = mine.order_by("-pk").values_list("pk", flat=True)[MOST - 1 : MOST]
        for pk in oldest_kept:
            mine.filter(pk__lt=pk).delete()
        forget(person)
    return is_new


def take_back(person: PersonKey, *, scope: RefusalScope, target_id: int) -> bool:
    """Let something be shown again; return whether it was refused. One query."""
    mine = Refusal.objects.filter(person=person, scope=scope.value, target_id=target_id)
    with transaction.atomic():
        removed, _ = mine.delete()
        forget(person)
    return bool(removed)


def take_back_all(person: PersonKey) -> int:
    """Let everything be shown again; return how much was refused. One query."""
    with transaction.atomic():
        removed, _ = Refusal.objects.filter(person=person).delete()
        forget(person)
    return removed


def join(*, visitor_id: UUID, user_id: int) -> None:
    """Let what a browser's owner refused count for the account. Two or three queries."""
    visitor = person_key(visitor_id=visitor_id, user_id=None)
    user = person_key(visitor_id=None, user_id=user_id)
    with transaction.atomic():
        theirs = Refusal.objects.filter(person=visitor)
        carried = [
            Refusal(person=user, scope=scope, target_id=target)
            for scope, target in theirs.order_by("pk").values_list("scope", "target_id")
        ]
        if carried:
            Refusal.objects.bulk_create(carried, ignore_conflicts=True)
            theirs.delete()
        forget(visitor)
        forget(user)


def forget(person: PersonKey) -> None:
    """Drop what Redis holds; the next page reads it from the database.

    Once more when the change is committed: a page between the two has read what was.
    """

    def drop() -> None:
        connection.events.attempt(lambda server: server.delete(_key(person)))

    drop()
    transaction.on_commit(drop, robust=True)


def _rows(person: PersonKey) -> list[tuple[str, int]]:
    rows = Refusal.objects.filter(person=person).order_by("-pk")
    return list(rows.values_list("scope", "target_id"))


def _fill(server: Any, key: str, entries: Iterable[str]) -> list[Any]:  # noqa: ANN401 - redis.Redis
    pipeline = server.pipeline(transaction=True)
    pipeline.sadd(key, _KNOWN, *entries)
    pipeline.expire(key, TTL_SECONDS)
    return list(pipeline.execute())


def _of(entries: Iterable[str]) -> Refused:
    targets: dict[str, list[int]] = {}
    for entry in entries:
        scope, _, target = entry.partition(":")
        targets.setdefault(scope, []).append(int(target))
    items = (*targets.get(RefusalScope.ITEM, ()), *targets.get(RefusalScope.OWNED, ()))
    return Refused(
        items=tuple(ItemId(target) for target in sorted(items)),
        brands=tuple(sorted(targets.get(RefusalScope.BRAND, ()))),
        departments=tuple(sorted(targets.get(RefusalScope.DEPARTMENT, ()))),
    )


def _key(person: PersonKey) -> str:
    return f"shopper:{{{person}}}:refused"
