"""What was forgotten while some of it may still be on its way: such events and slates are dropped on arrival.

Events wait in a stream and slates in the memory of web processes, so a deletion finds only what has arrived. Each
writes down what it forgot, in its own transaction; whatever arrives later looks here first. Whoever forgets holds the
table against those who bring in, by the lock that every INSERT takes; so nothing arrives between the two unseen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Protocol
from uuid import UUID

from django.db import OperationalError, connection, models, transaction
from psycopg.errors import LockNotAvailable

from recommendations.events.live import person_key
from recommendations.vocabulary import PersonKey

KEPT = timedelta(days=1)
"""Longer than any request takes whose events are not in the stream yet."""


class BeingForgotten(Exception):
    """Somebody is being forgotten at this moment; what waits is brought in a little later."""


class Tombstone(models.Model):
    """Until when everything of a shopper, or what they did with one product, is forgotten."""

    person = models.CharField(max_length=40)
    """A :data:`~recommendations.vocabulary.PersonKey`."""
    item_id = models.BigIntegerField(null=True)
    """None where everything is forgotten."""
    forgotten_at = models.DateTimeField()

    class Meta:
        default_permissions: ClassVar[tuple[str, ...]] = ()

    def __str__(self) -> str:
        return f"{self.person}: {self.item_id or '*'}"


class Arrival(Protocol):
    """What may belong to somebody who was forgotten."""

    @property
    def happened_at(self) -> datetime: ...
    @property
    def visitor_id(self) -> UUID | None: ...
    @property
    def user_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Who was forgotten, wholly or with a product, and until when."""

    moments: Mapping[tuple[PersonKey, int | None], datetime]

    def holds(self, arrival: Arrival, *, item_id: int | None = None) -> bool:
        """Return whether something happened before its shopper, or what they did with a product, was forgotten."""
        people = (
            person_key(visitor_id=None, user_id=arrival.user_id),
            person_key(visitor_id=arrival.visitor_id, user_id=None),
        )
        moments = (
            self.moments.get((person, about)) for person in people for about in (None, item_id)
        )
        return any(moment is not None and arrival.happened_at <= moment for moment in moments)


def lay(
    people: Iterable[PersonKey], *, now: datetime, item_ids: Collection[int] | None = None
) -> None:
    """Let nothing of these shoppers arrive that happened until now; with ``item_ids``, of those products alone.

    Whatever is being brought in is waited for, so what the caller deletes next is all there is. One query.
    """
    about = [None] if item_ids is None else sorted(set(item_ids))
    Tombstone.objects.bulk_create(
        Tombstone(person=person, item_id=item_id, forgotten_at=now)
        for person in people
        for item_id in about
    )


def keep_out() -> None:
    """Let nobody be forgotten until the caller's transaction ends. One query.

    Raises:
        BeingForgotten: if somebody is at this moment; the transaction is lost then.
    """
    try:
        with connection.cursor() as cursor:
            # SHARE stands against the lock of every INSERT, and not against itself.
            cursor.execute(f"LOCK TABLE {Tombstone._meta.db_table} IN SHARE MODE NOWAIT")
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise BeingForgotten from error
        raise


def since(moment: datetime) -> Forgotten:
    """Return who was forgotten at that moment or later. One query."""
    found = Tombstone.objects.filter(forgotten_at__gte=moment).order_by("forgotten_at")
    rows = found.values_list("person", "item_id", "forgotten_at")
    return Forgotten({(PersonKey(person), item_id): at for person, item_id, at in rows})


def laid_after(number: int) -> list[Tombstone]:
    """Return the tombstones after that one, in their order, none of them still undecided. Two queries.

    Raises:
        BeingForgotten: if somebody is at this moment.
    """
    with transaction.atomic():
        keep_out()
        return list(Tombstone.objects.filter(pk__gt=number).order_by("pk"))


def sweep(*, arrived_until: datetime) -> int:
    """Delete what nothing can arrive for any more, all older entries of the stream being in the log. One query."""
    return Tombstone.objects.filter(forgotten_at__lt=arrived_until - KEPT).delete()[0]
