"""What a shopper refused holds: at once, without Redis, after signing in, until it is taken back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from recommendations.events import connection, live, refusals
from recommendations.events.models import Refusal
from recommendations.events.refusals import Refused
from recommendations.vocabulary import ItemId, PersonKey, RefusalScope

pytestmark = pytest.mark.django_db
ADA, BOB = PersonKey("u1"), PersonKey("u2")


def refuse(person: PersonKey, scope: RefusalScope, target_id: int) -> bool:
    return refusals.refuse(person, scope=scope, target_id=target_id)


def test_refusals_are_read_by_what_they_are_of() -> None:
    assert refuse(ADA, RefusalScope.ITEM, 7)
    assert refuse(ADA, RefusalScope.OWNED, 8)
    assert refuse(ADA, RefusalScope.BRAND, 3)
    assert refuse(ADA, RefusalScope.DEPARTMENT, 5)

    assert refusals.refused_by(ADA) == Refused((ItemId(7), ItemId(8)), (3,), (5,))
    assert refusals.refused_by(BOB) == Refused()
    assert refusals.refused_by(PersonKey("")) == Refused()


def test_twice_is_once_and_taking_back_ends_it() -> None:
    refuse(ADA, RefusalScope.ITEM, 7)

    assert refuse(ADA, RefusalScope.ITEM, 7) is False
    assert refusals.take_back(ADA, scope=RefusalScope.ITEM, target_id=7) is True
    assert refusals.take_back(ADA, scope=RefusalScope.ITEM, target_id=7) is False

    assert refusals.refused_by(ADA) == Refused()


def test_known_shoppers_cost_no_query(django_assert_num_queries: Any) -> None:
    refuse(ADA, RefusalScope.ITEM, 7)

    with django_assert_num_queries(1):
        refusals.refused_by(ADA)
        refusals.refused_by(ADA)
    with django_assert_num_queries(1):
        refusals.refused_by(BOB)
        refusals.refused_by(BOB)


def test_without_redis_refusals_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.events, "attempt", lambda ask: None)
    refuse(ADA, RefusalScope.ITEM, 7)

    assert refusals.refused_by(ADA).items == (7,)


def test_signing_in_carries_refusals_over_once() -> None:
    visitor_id = uuid4()
    visitor = live.person_key(visitor_id=visitor_id, user_id=None)
    refuse(visitor, RefusalScope.ITEM, 7)
    refuse(visitor, RefusalScope.ITEM, 8)
    refuse(ADA, RefusalScope.ITEM, 8)

    refusals.join(visitor_id=visitor_id, user_id=1)

    assert refusals.refused_by(ADA).items == (7, 8)
    assert refusals.refused_by(visitor) == Refused()
    assert Refusal.objects.count() == 2


def test_oldest_are_forgotten_beyond_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "MOST", 3)
    for item_id in (1, 2, 3, 4):
        refuse(ADA, RefusalScope.ITEM, item_id)

    assert refusals.refused_by(ADA).items == (2, 3, 4)
