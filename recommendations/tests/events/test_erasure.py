"""Who asks to be forgotten is, also by what is still on its way; what others did is never at stake."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import redis
from django.db import OperationalError, transaction
from django.db import connection as database
from django.utils import timezone

from accounts.models import User, Visitor
from recommendations import tasks
from recommendations.events import (
    connection,
    erasure,
    ids,
    live,
    log,
    models,
    partitions,
    refusals,
    stream,
    tombstones,
)
from recommendations.events.filling import FORGOTTEN
from recommendations.events.log import Event
from recommendations.events.tombstones import BeingForgotten, Tombstone
from recommendations.vocabulary import EventKind, PersonKey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stream_server")]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)
SHOPPER = UUID("0195f0a0-0000-7000-8000-000000000001")
OTHER = UUID("0195f0a0-0000-7000-8000-000000000002")


def view(
    item_id: int, *, visitor_id: UUID = SHOPPER, at: datetime = NOON, user_id: int | None = None
) -> Event:
    return Event(
        event_id=ids.new_event_id(at),
        happened_at=at,
        kind=EventKind.VIEW,
        visitor_id=visitor_id,
        user_id=user_id,
        item_id=item_id,
    )


def key(visitor_id: UUID = SHOPPER, user_id: int | None = None) -> PersonKey:
    return live.person_key(visitor_id=visitor_id, user_id=user_id)


def stored() -> list[tuple[UUID, int]]:
    """Return who did something with which product, once all that waits is in the log."""
    stream.drain(now=LATER)
    return sorted(models.Event.objects.values_list("visitor_id", "item_id"))


def in_another_session(act: Callable[[], object]) -> object:
    """Return what comes of an act on a connection of its own."""

    def run() -> object:
        try:
            return act()
        finally:
            database.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def test_a_step_that_fails_loses_no_event_of_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    log.record(view(1), view(2, visitor_id=OTHER))

    def fail(person: PersonKey) -> int:
        raise OSError("the step after the log")

    monkeypatch.setattr(refusals, "take_back_all", fail)
    with pytest.raises(OSError, match="the step after"):
        erasure.erase(key(), now=LATER)

    assert stored() == [(SHOPPER, 1), (OTHER, 2)]


def test_an_account_that_stays_after_all_keeps_its_events_and_everybody_theirs() -> None:
    ada = User.objects.create_user("ada@example.com")
    log.record(view(1, user_id=ada.pk), view(2, visitor_id=OTHER))

    with transaction.atomic():
        User.objects.get().delete()
        transaction.set_rollback(True)

    assert User.objects.exists()
    assert stored() == [(SHOPPER, 1), (OTHER, 2)]


def test_what_waits_is_forgotten_on_arrival_and_others_arrive() -> None:
    log.record(view(1), view(2, visitor_id=OTHER))

    erasure.erase(key(), now=LATER)

    assert stored() == [(OTHER, 2)]
    assert live.session_of(key(), now=LATER).recent == ()
    assert live.session_of(key(OTHER), now=LATER).recent == (2,)


def test_what_a_slow_page_reports_afterwards_is_forgotten_too(stream_server: redis.Redis) -> None:
    erasure.erase(key(), now=LATER)

    log.record(view(1))

    assert stored() == []
    assert stream_server.xlen(stream.STREAM) == 0
    assert stream_server.exists(f"shopper:{{{key()}}}:recent") == 0


def test_without_a_tombstone_it_would_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tombstones, "lay", lambda *args, **kwargs: None)
    erasure.erase(key(), now=LATER)

    log.record(view(1))

    assert stored() == [(SHOPPER, 1)]


def test_whoever_comes_back_begins_anew() -> None:
    log.record(view(1))
    erasure.erase(key(), now=NOON)

    log.record(view(2, at=LATER))

    assert stored() == [(SHOPPER, 2)]
    assert live.session_of(key(), now=LATER).recent == (2,)


def test_a_deleted_account_is_forgotten_with_its_browsers() -> None:
    ada = User.objects.create_user("ada@example.com")
    Visitor.objects.create(id=SHOPPER, user=ada)
    elsewhere = uuid4()
    now = timezone.now()
    log.record(
        view(1, at=now),
        view(2, at=now, visitor_id=elsewhere, user_id=ada.pk),
        view(3, at=now, visitor_id=OTHER),
    )

    ada.delete()

    assert stored() == [(OTHER, 3)]


def test_one_product_is_forgotten_and_the_rest_stays_at_hand() -> None:
    log.record(view(1), view(2), view(1, visitor_id=OTHER))

    assert erasure.forget_items(key(), [1], now=LATER) == 0

    assert live.session_of(key(), now=LATER).recent == (2,)
    assert stored() == [(SHOPPER, 2), (OTHER, 1)]


def test_a_product_leaves_log_and_lists() -> None:
    log.record(view(1), view(2))
    assert stored() == [(SHOPPER, 1), (SHOPPER, 2)]

    assert erasure.forget_items(key(), [1], now=LATER) == 1

    assert stored() == [(SHOPPER, 2)]
    assert live.session_of(key(), now=LATER).recent == (2,)


def test_a_page_that_read_the_log_before_does_not_bring_it_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log.copy([view(1)])
    read = live._history

    def forgotten_meanwhile(person: PersonKey) -> dict[str, list[str]]:
        found = read(person)
        erasure.erase(person, now=LATER)
        return found

    with monkeypatch.context() as slow:
        slow.setattr(live, "_history", forgotten_meanwhile)
        live.session_of(key(), now=LATER)

    assert live.session_of(key(), now=LATER).recent == ()


def test_a_server_that_cannot_count_forgets_all_the_same(stream_server: redis.Redis) -> None:
    log.record(view(1), view(2, visitor_id=OTHER))
    stream_server.lpush(FORGOTTEN, "no number")

    erasure.erase(key(), now=LATER)
    erasure.forget_items(key(OTHER), [2], now=LATER)

    assert stream_server.keys("shopper:*:recent") == []


def test_what_redis_kept_while_it_was_away_is_forgotten_when_it_is_back(
    stream_server: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.record(view(1), view(1, visitor_id=OTHER), view(2, visitor_id=OTHER))
    assert stored() == [(SHOPPER, 1), (OTHER, 1), (OTHER, 2)]
    refused = f"shopper:{{{key()}}}:refused"
    stream_server.sadd(refused, "known:0", "item:7")
    with monkeypatch.context() as away:
        away.setattr(connection.events, "attempt", lambda ask: None)
        erasure.erase(key(), now=NOON)
        erasure.forget_items(key(OTHER), [1], now=NOON)
    log.record(view(3, at=LATER))

    tasks.drain_events()

    assert live.session_of(key(), now=LATER).recent == (3,)
    assert live.session_of(key(OTHER), now=LATER).recent == (2,)
    assert not stream_server.exists(refused)
    assert erasure.catch_up() == 0


def test_lists_wait_for_who_is_being_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    erasure.erase(key(), now=NOON)

    def forgetting() -> None:
        raise BeingForgotten

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(tombstones, "keep_out", forgetting)
        assert erasure.catch_up() == 0

    assert erasure.catch_up() == 1


def test_events_do_not_leave_the_stream_inside_a_transaction(stream_server: redis.Redis) -> None:
    log.record(view(1))

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        stream.drain(now=LATER)

    assert stream_server.xlen(stream.STREAM) == 1
    assert stored() == [(SHOPPER, 1)]


def test_nothing_is_brought_in_while_somebody_is_being_forgotten(
    stream_server: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "prepare", lambda *, now: 0)  # it would commit
    log.record(view(1))

    def keep_out() -> str:
        with transaction.atomic():
            try:
                tombstones.keep_out()
            except BeingForgotten:
                return "waits"
        return "goes on"

    assert in_another_session(keep_out) == "goes on"
    erasure.erase(key(), now=LATER)

    assert in_another_session(lambda: stream.drain(now=LATER)) == 0
    assert stream_server.xlen(stream.STREAM) == 1


def test_nobody_is_forgotten_before_what_is_being_brought_in() -> None:
    def erase_without_patience() -> str:
        with transaction.atomic():
            with database.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '100ms'")
            try:
                tombstones.lay([key()], now=LATER)
            except OperationalError:
                return "waits"
        return "goes on"

    tombstones.keep_out()

    assert in_another_session(erase_without_patience) == "waits"


def test_a_tombstone_stays_until_nothing_older_can_arrive(stream_server: redis.Redis) -> None:
    now = timezone.now()
    for days_ago in (3, 0):
        tombstones.lay([key()], now=now - timedelta(days=days_ago))
    number = int((now - timedelta(days=3)).timestamp() * 1_000)
    stream_server.xadd(stream.STREAM, {"event": view(1).packed()}, id=f"{number}-0")

    tasks.prepare_event_partitions()
    assert Tombstone.objects.count() == 2
    stream.drain(now=now)
    tasks.prepare_event_partitions()

    kept = Tombstone.objects.get()
    assert kept.forgotten_at == now
    assert str(kept) == f"{key()}: *"


def test_an_event_of_no_time_zone_is_set_aside(stream_server: redis.Redis) -> None:
    naive = replace(view(1), happened_at=datetime(2026, 3, 1, 12))  # noqa: DTZ001 - what is tested
    stream_server.xadd(stream.STREAM, {"event": naive.packed()})
    log.record(view(2))

    assert stored() == [(SHOPPER, 2)]
    assert stream_server.xlen(stream.REFUSED) == 1
