from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import numpy as np
import pytest

from accounts.models import User, Visitor
from recommendations.events import ids, log, read
from recommendations.events.log import Event
from recommendations.vocabulary import KIND_CODES, EventKind, PersonKey

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA, BEN = UUID(int=0xADA << 100), UUID(int=0xBE << 100)
SESSION = UUID(int=0x5E << 90)


def event(
    kind: EventKind,
    item_id: int | None,
    *,
    minutes: float = 0,
    visitor_id: UUID | None = ADA,
    **columns: object,
) -> Event:
    happened_at = NOON + timedelta(minutes=minutes)
    return Event(
        event_id=ids.new_event_id(happened_at),
        happened_at=happened_at,
        kind=kind,
        visitor_id=visitor_id,
        item_id=item_id,
        **columns,  # type: ignore[arg-type]
    )


def test_empty_log_has_empty_columns() -> None:
    found = read.interactions()

    assert (len(found), len(found.persons), len(found.items)) == (0, 0, 0)


def test_columns_are_sorted_by_time_and_positions_name_persons_and_items() -> None:
    log.copy(
        [
            event(EventKind.PURCHASE, 30, minutes=2, visitor_id=BEN, quantity=4),
            event(EventKind.VIEW, 10, minutes=0),
            event(EventKind.CART, 20, minutes=1),
        ]
    )

    found = read.interactions()

    assert found.items.tolist() == [10, 20, 30]
    assert found.items[found.item].tolist() == [10, 20, 30]
    assert found.persons[found.person].tolist() == [f"v{ADA.hex}", f"v{ADA.hex}", f"v{BEN.hex}"]
    assert found.kind.tolist() == [
        KIND_CODES[kind] for kind in (EventKind.VIEW, EventKind.CART, EventKind.PURCHASE)
    ]
    assert found.quantity.tolist() == [1, 1, 4]
    assert found.happened_at.tolist() == [NOON.timestamp() + 60 * minute for minute in range(3)]
    assert [found.person.dtype, found.kind.dtype, found.happened_at.dtype, found.basket.dtype] == [
        np.int32,
        np.int8,
        np.float64,
        np.int32,
    ]


def test_what_a_browser_did_belongs_to_whoever_signed_in_there() -> None:
    ada = User.objects.create_user("ada@example.com")
    Visitor.objects.create(id=ADA, user=ada)
    log.copy(
        [
            event(EventKind.VIEW, 1),
            event(EventKind.VIEW, 2, minutes=1, visitor_id=uuid4(), user_id=ada.pk),
            event(EventKind.VIEW, 3, minutes=2, visitor_id=None, user_id=ada.pk),
        ]
    )

    found = read.interactions()

    assert found.persons.tolist() == [f"u{ada.pk}"]
    assert found.person.tolist() == [0, 0, 0]


def test_events_without_person_or_item_or_of_other_kinds_are_left_out() -> None:
    log.copy(
        [
            event(EventKind.VIEW, 1, visitor_id=None),
            event(EventKind.SEARCH, None, query="lamp"),
            event(EventKind.EXPOSURE, 1),
            event(EventKind.VIEW, 2),
        ]
    )

    assert read.interactions().items.tolist() == [2]


def test_kinds_may_be_chosen() -> None:
    log.copy([event(EventKind.EXPOSURE, 1), event(EventKind.VIEW, 2)])

    assert read.interactions(kinds=(EventKind.EXPOSURE,)).items.tolist() == [1]


def test_period_is_half_open() -> None:
    log.copy([event(EventKind.VIEW, minute, minutes=minute) for minute in range(4)])

    found = read.interactions(since=NOON + timedelta(minutes=1), until=NOON + timedelta(minutes=3))

    assert found.items.tolist() == [1, 2]


def test_event_that_answers_an_older_slate_is_found_by_its_own_time() -> None:
    late = event(EventKind.VIEW, 1, minutes=60)
    answer = Event(
        event_id=ids.new_event_id(NOON),
        happened_at=late.happened_at,
        kind=late.kind,
        visitor_id=ADA,
        item_id=2,
    )
    log.copy([late, answer])

    found = read.interactions(since=NOON + timedelta(minutes=30))

    assert found.items.tolist() == [1, 2]


def test_basket_is_the_order_then_the_session_then_what_had_no_long_pause() -> None:
    log.copy(
        [
            event(EventKind.PURCHASE, 1, order_reference="A1"),
            event(EventKind.PURCHASE, 2, minutes=90, order_reference="A1"),
            event(EventKind.PURCHASE, 3, minutes=91, visitor_id=BEN, order_reference="A1"),
            event(EventKind.VIEW, 4, minutes=100, session_id=SESSION),
            event(EventKind.VIEW, 5, minutes=190, session_id=SESSION),
            event(EventKind.VIEW, 6, minutes=200),
            event(EventKind.VIEW, 7, minutes=230),
            event(EventKind.VIEW, 8, minutes=261),
            event(EventKind.VIEW, 9, minutes=262, visitor_id=BEN),
        ]
    )

    found = read.interactions()
    basket = dict(zip(found.items[found.item].tolist(), found.basket.tolist(), strict=True))

    groups = [[1, 2], [3], [4, 5], [6, 7], [8], [9]]
    assert [len({basket[item] for item in group}) for group in groups] == [1] * 6
    assert sorted({basket[group[0]] for group in groups}) == list(range(6))


def test_many_blocks_read_like_one(monkeypatch: pytest.MonkeyPatch) -> None:
    log.copy([event(EventKind.VIEW, item % 7, minutes=item) for item in range(50)])
    whole = read.interactions()
    monkeypatch.setattr(read, "_BLOCK_BYTES", read._ROW.itemsize * 4)

    blocks = read.interactions()

    assert blocks.item.tolist() == whole.item.tolist()
    assert blocks.basket.tolist() == whole.basket.tolist()


def test_newest_of_reads_one_person_backwards() -> None:
    ada = User.objects.create_user("ada@example.com")
    Visitor.objects.create(id=ADA, user=ada)
    log.copy(
        [
            event(EventKind.VIEW, 1),
            event(EventKind.PURCHASE, 2, minutes=1, visitor_id=None, user_id=ada.pk),
            event(EventKind.VIEW, 3, minutes=2, visitor_id=BEN),
            event(EventKind.SEARCH, None, minutes=3),
        ]
    )

    def newest(person: str) -> list[int]:
        found = read.newest_of(
            PersonKey(person),
            kinds=(EventKind.VIEW, EventKind.PURCHASE),
            limit=10,
        )
        return [line.item_id for line in found]

    assert newest(f"u{ada.pk}") == [2, 1]
    assert newest(f"v{ADA.hex}") == [1]
    assert newest("") == []


def test_newest_of_an_account_merges_its_browsers_and_counts_everything_once() -> None:
    ada, phone = User.objects.create_user("ada@example.com"), uuid4()
    Visitor.objects.create(id=ADA, user=ada)
    Visitor.objects.create(id=phone, user=ada)
    log.copy(
        [
            event(EventKind.VIEW, 1),
            event(EventKind.VIEW, 2, minutes=1, visitor_id=phone),
            event(EventKind.VIEW, 3, minutes=2, user_id=ada.pk),
            event(EventKind.VIEW, 4, minutes=3, visitor_id=BEN, user_id=ada.pk),
            event(EventKind.VIEW, 5, minutes=4, visitor_id=phone, user_id=ada.pk + 1),
            event(EventKind.VIEW, 6, minutes=5, visitor_id=BEN),
        ]
    )
    person = PersonKey(f"u{ada.pk}")

    def newest(limit: int) -> list[int]:
        found = read.newest_of(person, kinds=(EventKind.VIEW,), limit=limit)
        return [line.item_id for line in found]

    assert newest(10) == [5, 4, 3, 2, 1]
    assert newest(3) == [5, 4, 3]
