"""The online store answers from Redis, computes what it does not know, and does without Redis."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from catalog.models import Review
from catalog.tests.factories import make_department, make_product
from recommendations.events import connection, ids, log
from recommendations.events.event import Event
from recommendations.features import batch, store
from recommendations.features.spec import FEATURES, TTL_SECONDS, Entity, names
from recommendations.vocabulary import EventKind

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for server in (connection.events, connection.cache):
        monkeypatch.setattr(server, "breaker", type(server.breaker)())
        server.patient().flushdb()
    yield
    connection.cache.patient().flushdb()


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada@example.com", date_joined=NOW - timedelta(days=100))


def act(user: User, item_id: int, kind: EventKind, days_ago: float) -> None:
    at = NOW - timedelta(days=days_ago)
    log.copy(
        [
            Event(
                event_id=ids.event_id(at, kind, str(item_id)),
                happened_at=at,
                kind=kind,
                user_id=user.pk,
                item_id=item_id,
            )
        ]
    )


def test_user_features_tell_what_was_done(ada: User) -> None:
    lamps = make_department("Lamps")
    lamp, mug = make_product("Lamp", department=lamps), make_product("Mug", department=None)
    act(ada, lamp.pk, EventKind.VIEW, 40)
    act(ada, lamp.pk, EventKind.PURCHASE, 30)
    act(ada, mug.pk, EventKind.VIEW, 60)
    Review.objects.create(product=lamp, author=ada, author_name="Ada", rating=4)

    told = store.get_user_features(ada.pk, now=NOW)

    assert tuple(told) == names(Entity.USER)
    assert told["total_interactions"] == 3
    assert told["avg_rating"] == 4
    assert told["favorite_categories"][0] == lamps.pk
    assert told["activity_score"] == 0
    assert told["recency_score"] == pytest.approx(0.5)
    assert told["account_age_days"] == pytest.approx(100)


def test_item_features_count_by_kind(ada: User) -> None:
    lamp = make_product("Lamp", popularity=7.5, published_at=NOW - timedelta(days=10))
    for kind in (EventKind.VIEW, EventKind.CLICK, EventKind.PURCHASE, EventKind.EXPOSURE):
        act(ada, lamp.pk, kind, 1)

    told = store.get_item_features(lamp.pk, now=NOW)

    assert tuple(told) == names(Entity.ITEM)
    assert [told[f"{kind}_count"] for kind in ("view", "click", "purchase")] == [1, 1, 1]
    assert told["total_interactions"] == 3
    assert told["popularity_score"] == 7.5
    assert told["age_days"] == pytest.approx(10)


def test_a_second_answer_costs_no_query(ada: User, django_assert_num_queries: Any) -> None:
    lamp = make_product("Lamp")
    first = store.get_item_features(lamp.pk, now=NOW), store.get_user_features(ada.pk, now=NOW)

    with django_assert_num_queries(0):
        again = store.get_item_features(lamp.pk, now=NOW), store.get_user_features(ada.pk, now=NOW)

    assert again == first
    ttl = connection.cache.patient().ttl(f"features:item:{lamp.pk}")
    assert 0 < ttl <= TTL_SECONDS


def test_invalidation_computes_anew(ada: User) -> None:
    lamp = make_product("Lamp")
    assert store.get_item_features(lamp.pk, now=NOW)["view_count"] == 0
    assert store.get_user_features(ada.pk, now=NOW)["total_interactions"] == 0
    act(ada, lamp.pk, EventKind.VIEW, 1)
    assert store.get_item_features(lamp.pk, now=NOW)["view_count"] == 0

    store.invalidate_item(lamp.pk)
    store.invalidate_user(ada.pk)

    assert store.get_item_features(lamp.pk, now=NOW)["view_count"] == 1
    assert store.get_user_features(ada.pk, now=NOW)["total_interactions"] == 1
    store.invalidate_all()
    assert connection.cache.patient().keys("features:*") == []


def test_a_pair_is_computed_from_the_live_session(ada: User) -> None:
    act(ada, 7, EventKind.VIEW, 3)
    act(ada, 7, EventKind.PURCHASE, 2)

    told = store.get_user_item_features(ada.pk, 7, now=NOW)
    nothing = store.get_user_item_features(ada.pk, 8, now=NOW)

    assert told == {
        "times_touched": 2,
        "times_bought": 1,
        "days_since_touch": pytest.approx(2, abs=1e-6),
    }
    assert nothing == {"times_touched": 0, "times_bought": 0, "days_since_touch": -1}


def test_a_batch_is_one_frame_with_a_row_for_each_pair(ada: User) -> None:
    lamp, mug = make_product("Lamp"), make_product("Mug")

    frame = batch.get_batch_features([ada.pk], [lamp.pk, mug.pk], now=NOW)

    assert frame.height == 2
    assert frame.columns[:2] == ["user_id", "item_id"]
    assert len(frame.columns) == 2 + len(FEATURES)
    assert frame["item_id"].to_list() == [lamp.pk, mug.pk]


def test_a_refresh_keeps_all_products(django_assert_num_queries: Any) -> None:
    lamp = make_product("Lamp")

    assert store.refresh_items(now=NOW) == 1

    with django_assert_num_queries(0):
        assert store.get_item_features(lamp.pk, now=NOW)["view_count"] == 0


def test_without_redis_everything_is_computed(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for server in (connection.events, connection.cache):
        monkeypatch.setattr(server, "attempt", lambda *_: None)
    lamp = make_product("Lamp")

    assert store.get_item_features(lamp.pk, now=NOW)["view_count"] == 0
    assert store.get_user_features(ada.pk, now=NOW)["total_interactions"] == 0
    assert store.get_item_features(-1, now=NOW) == {}
    store.invalidate_all()
