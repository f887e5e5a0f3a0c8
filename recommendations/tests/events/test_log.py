from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from recommendations.events import ids, log, models, partitions
from recommendations.events.log import Event
from recommendations.vocabulary import EventKind

Write = Callable[[list[Event]], int]
pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def view(item_id: int, *, at: datetime = NOON, **columns: object) -> Event:
    return Event(
        event_id=ids.event_id(at, "view", str(item_id), str(columns)),
        happened_at=at,
        kind=EventKind.VIEW,
        item_id=item_id,
        **columns,  # type: ignore[arg-type]
    )


def full_event() -> Event:
    return Event(
        event_id=ids.new_event_id(NOON),
        happened_at=NOON,
        kind=EventKind.PURCHASE,
        visitor_id=uuid4(),
        user_id=2**40,
        item_id=2**41,
        quantity=-3,
        price_minor=-199,
        currency="EUR",
        order_reference="A-\\1",
        session_id=uuid4(),
        query="tab\there\nand \\N, 'quoted' – ünïcode",
        slate_id=uuid4(),
        position=7,
        placement="for_you",
        source="als",
        model_version="20260301T120000",
        variant="b",
    )


def stored() -> list[Event]:
    rows = models.Event.objects.order_by("event_id").values(*log.COLUMNS)
    return [Event(**{**row, "kind": EventKind(row["kind"])}) for row in rows]


@pytest.mark.parametrize("write", [log.copy, log.record_now])
def test_every_column_comes_back_as_it_was_written(write: Write) -> None:
    event = full_event()

    assert write([event]) == 1

    assert stored() == [event]


def test_packed_event_comes_back_as_it_was() -> None:
    event = full_event()

    assert Event.unpacked(event.packed()) == event


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"kind":"view"}', '{"event_id":1,"kind":"wish"}']
)
def test_text_that_is_no_event_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Event.unpacked(text)


@pytest.mark.parametrize("write", [log.copy, log.record_now])
def test_twice_is_once(write: Write) -> None:
    events = [view(1), view(2)]
    write(events)

    assert write([*events, view(3), view(3)]) == 1

    assert [event.item_id for event in stored()].count(3) == 1
    assert models.Event.objects.count() == 3


def test_nul_cannot_be_stored_and_is_dropped() -> None:
    log.copy([view(1, query="a\0b")])
    log.record_now([view(2, query="c\0d")])

    assert {event.query for event in stored()} == {"ab", "cd"}


def test_copy_makes_the_months_it_meets() -> None:
    long_ago = datetime(2009, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)

    assert log.copy([view(1, at=long_ago), view(2, at=long_ago + timedelta(seconds=1))]) == 2

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM recommendations_event ORDER BY event_id"
        )
        assert cursor.fetchall() == [
            ("recommendations_event_2009_12",),
            ("recommendations_event_2010_01",),
        ]


def test_copy_of_nothing_writes_nothing() -> None:
    assert log.copy([]) == 0
    assert log.record_now([]) == 0


def test_unknown_kind_is_refused_by_the_table() -> None:
    wish = models.Event(event_id=ids.new_event_id(NOON), happened_at=NOON, kind="wish")
    partitions.ensure({partitions.month_of(NOON)})

    with pytest.raises(IntegrityError, match="kind_known"), transaction.atomic():
        wish.save(force_insert=True)

    assert stored() == []


def test_record_now_vanishes_with_the_transaction() -> None:
    with transaction.atomic():
        log.record_now([view(1)])
        transaction.set_rollback(True)

    assert stored() == []


def test_prepare_makes_this_month_and_three_more_once() -> None:
    far_ahead = datetime(2101, 11, 5, tzinfo=UTC)

    assert partitions.prepare(now=far_ahead) == 4
    assert partitions.prepare(now=far_ahead) == 0

    assert log.record_now([view(1, at=datetime(2102, 2, 28, tzinfo=UTC))]) == 1


def test_new_database_holds_this_month_and_the_next_three_under_the_same_names() -> None:
    now = timezone.now()
    month = partitions.month_of(now)
    expected = []
    for _ in range(4):
        expected.append((partitions.partition_name(month), *partitions.bounds(month)))
        month = partitions._next(month)

    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT relname, pg_get_expr(relpartbound, oid) FROM pg_class
               WHERE relispartition AND relkind = 'r' AND relname LIKE 'recommendations_event%'
               ORDER BY relname"""
        )
        found = dict(cursor.fetchall())

    for name, lowest, beyond in expected:
        assert found[name] == f"FOR VALUES FROM ('{lowest}') TO ('{beyond}')"
