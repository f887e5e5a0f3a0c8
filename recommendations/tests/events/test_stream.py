from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import redis
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from recommendations import metrics
from recommendations.events import behind, connection, ids, live, log, models, rows, stream
from recommendations.events.log import Event
from recommendations.vocabulary import EventKind, PersonKey

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHOPPER = UUID("0195f0a0-0000-7000-8000-000000000001")


def view(item_id: int, *, at: datetime = NOON) -> Event:
    return Event(
        event_id=ids.new_event_id(at),
        happened_at=at,
        kind=EventKind.VIEW,
        visitor_id=SHOPPER,
        item_id=item_id,
    )


def stored_items() -> list[int]:
    return sorted(models.Event.objects.values_list("item_id", flat=True))


def test_recorded_events_wait_in_the_stream_until_drained(stream_server: redis.Redis) -> None:
    log.record(view(1))
    log.record(view(2))
    assert stored_items() == []

    assert stream.drain(now=NOON) == 2

    assert stored_items() == [1, 2]
    assert stream_server.xlen(stream.STREAM) == 0


def test_draining_an_empty_stream_writes_nothing(stream_server: redis.Redis) -> None:
    assert stream.drain(now=NOON) == 0
    assert stream.drain(now=NOON) == 0


def test_more_than_a_batch_is_drained_whole(
    stream_server: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "BATCH", 3)
    for item_id in range(8):
        log.record(view(item_id))

    assert stream.drain(now=NOON) == 8

    assert stored_items() == list(range(8))


def test_worker_killed_after_taking_loses_nothing(
    stream_server: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.record(view(1))
    with monkeypatch.context() as killed:
        killed.setattr(rows, "copy", lambda events: pytest.fail("killed"))
        with pytest.raises(BaseException, match="killed"):
            stream.drain(now=NOON)
    assert stored_items() == []
    monkeypatch.setattr(stream, "ABANDONED_AFTER_MS", 0)

    assert stream.drain(now=NOON) == 1

    assert stored_items() == [1]
    assert stream_server.xlen(stream.STREAM) == 0


def test_worker_killed_between_commit_and_acknowledgement_counts_nothing_twice(
    stream_server: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.record(view(1))
    with monkeypatch.context() as killed:
        killed.setattr(stream, "_finish", lambda *_: pytest.fail("killed"))
        with pytest.raises(BaseException, match="killed"):
            stream.drain(now=NOON)
    monkeypatch.setattr(stream, "ABANDONED_AFTER_MS", 0)

    assert stream.drain(now=NOON) == 0

    assert stored_items() == [1]


def test_what_is_no_event_is_set_aside_and_holds_nothing_up(stream_server: redis.Redis) -> None:
    stream_server.xadd(stream.STREAM, {"event": "nonsense"})
    stream_server.xadd(stream.STREAM, {"other": "field"})
    log.record(view(1))

    assert stream.drain(now=NOON) == 1

    assert stream_server.xlen(stream.REFUSED) == 2
    assert stream_server.xlen(stream.STREAM) == 0


@pytest.mark.usefixtures("without_redis")
def test_without_redis_an_event_goes_straight_to_the_table() -> None:
    log.record(view(1))

    assert stored_items() == [1]


def test_event_written_both_ways_counts_once(
    stream_server: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = view(1)
    log.record(event)
    monkeypatch.setattr(
        connection.events, "attempt", lambda ask: None
    )  # took it, but too late to say so
    log.record(event)

    assert stream.drain(now=NOON) == 0

    assert stored_items() == [1]


class TestLiveSession:
    person = live.person_key(visitor_id=SHOPPER, user_id=None)

    def test_a_view_is_there_at_once_newest_first(self, stream_server: redis.Redis) -> None:
        for item_id in (1, 2, 1):
            log.record(view(item_id))

        assert live.session_of(self.person, now=NOON).recent == (1, 2)

    def test_purchases_and_dismissals_have_lists_of_their_own(
        self, stream_server: redis.Redis, django_capture_on_commit_callbacks: object
    ) -> None:
        kinds = (EventKind.PURCHASE, EventKind.DISMISS, EventKind.CART, EventKind.EXPOSURE)
        for item_id, kind in enumerate(kinds):
            log.record(
                Event(
                    event_id=ids.new_event_id(NOON),
                    happened_at=NOON,
                    kind=kind,
                    visitor_id=SHOPPER,
                    item_id=item_id,
                )
            )

        assert live.session_of(self.person, now=NOON) == live.LiveSession(
            recent=(2,), bought=(0,), dismissed=(1,)
        )

    def test_list_keeps_its_length(self, stream_server: redis.Redis) -> None:
        for item_id in range(live.RECENT_LENGTH + 5):
            log.record(view(item_id))

        recent = live.session_of(self.person, now=NOON).recent

        assert recent == tuple(range(live.RECENT_LENGTH + 4, 4, -1))

    def test_entries_of_an_older_release_or_of_somebody_else_are_not_there(
        self, stream_server: redis.Redis
    ) -> None:
        log.record(view(1))
        foreign = (
            "7",
            "7:1.0",
            "seven:1.0:1",
            "7:noon:1",
            "7:nan:1",
            "-7:1:1",
            f"{2**63}:1:1",
            b"\xff",
        )
        for name in ("recent", "bought", "dismissed"):
            stream_server.lpush(f"shopper:{{{self.person}}}:{name}", *foreign)
        counted = metrics.failures.labels(step="session_entry")._value
        before = counted.get()

        session = live.session_of(self.person, now=NOON)

        assert session == live.LiveSession(recent=(1,))
        assert [act.item_id for act in session.acts] == [1]
        assert counted.get() == before + 3 * len(foreign)

    def test_unknown_shopper_is_filled_from_the_log_once(
        self, stream_server: redis.Redis, django_assert_num_queries: object
    ) -> None:
        log.copy([view(1)])
        log.record(view(2))

        with django_assert_num_queries(1):  # type: ignore[operator]
            first = live.session_of(self.person, now=NOON)
        with django_assert_num_queries(0):  # type: ignore[operator]
            second = live.session_of(self.person, now=NOON)

        assert first == second == live.LiveSession(recent=(2, 1))

    def test_of_pages_that_ask_at_once_one_fills_the_lists(
        self, stream_server: redis.Redis, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        log.copy([view(1), view(2), view(2)])
        log.record(view(3))
        history = live._history(self.person)
        both_have_read = threading.Barrier(2)

        def read(person: PersonKey) -> dict[str, list[str]]:
            both_have_read.wait(timeout=20)
            return history

        with monkeypatch.context() as at_once, ThreadPoolExecutor(2) as pages:
            at_once.setattr(live, "_history", read)
            asked = [pages.submit(live.session_of, self.person, now=NOON) for _ in range(2)]
            first, second = (page.result() for page in asked)

        session = live.session_of(self.person, now=NOON)
        assert first.acts == second.acts == session.acts
        assert sorted(act.item_id for act in session.acts) == [1, 2, 2, 3]
        assert stream_server.llen(f"shopper:{{{self.person}}}:recent") == 4

    def test_person_brings_along_what_the_browser_did(self, stream_server: redis.Redis) -> None:
        log.record(view(1))
        log.record(view(2))
        user = live.person_key(visitor_id=SHOPPER, user_id=7)

        live.join(visitor_id=SHOPPER, user_id=7)

        assert live.session_of(user, now=NOON).recent == (2, 1)
        assert live.session_of(self.person, now=NOON).recent == ()

    def test_forgotten_shopper_has_no_lists(self, stream_server: redis.Redis) -> None:
        log.record(view(1))

        live.forget(self.person)

        assert stream_server.keys("shopper:*") == []

    @pytest.mark.usefixtures("without_redis")
    def test_without_redis_the_log_says_what_a_shopper_did(
        self, django_assert_num_queries: object
    ) -> None:
        log.record(view(1))

        with django_assert_num_queries(1):  # type: ignore[operator]
            session = live.session_of(self.person, now=NOON)

        assert session.recent == (1,)

    def test_what_redis_missed_is_there_when_it_is_back(
        self, stream_server: redis.Redis, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        log.record(view(1))
        assert live.session_of(self.person, now=NOON).recent == (1,)
        with monkeypatch.context() as away:
            away.setattr(connection.events, "attempt", lambda ask: None)
            log.record(view(2, at=NOON + timedelta(seconds=1)))

        session = live.session_of(self.person, now=NOON + timedelta(minutes=1))

        assert session.recent == (2, 1)
        assert [act.item_id for act in session.acts] == [2, 1]
        assert stream_server.exists(f"shopper:{{{self.person}}}:known")

    @pytest.mark.usefixtures("without_redis")
    def test_acts_of_nobody_leave_nobody_behind(self) -> None:
        anonymous = replace(view(1), visitor_id=None)

        live.fall_behind([anonymous])

        assert not live.behind

    def test_a_long_absence_is_made_up_for_everybody_and_costs_no_memory(
        self, stream_server: redis.Redis, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(behind, "MOST", 3)
        people = [uuid4() for _ in range(5)]
        sessions = [live.person_key(visitor_id=one, user_id=None) for one in people]
        for person in sessions:
            assert live.session_of(person, now=NOON).recent == ()
        with monkeypatch.context() as away:
            away.setattr(connection.events, "attempt", lambda ask: None)
            for number, one in enumerate(people):
                log.record(replace(view(number), visitor_id=one))
                assert len(live.behind) <= 3
            assert live.session_of(sessions[0], now=NOON).recent == (0,)
            assert live.behind

        found = [live.session_of(person, now=NOON).recent for person in sessions]

        assert found == [(number,) for number in range(5)]
        assert not live.behind
        with CaptureQueriesContext(database) as captured:
            assert [live.session_of(person, now=NOON).recent for person in sessions] == found
        assert len(captured) == 0

    def test_event_in_redis_and_in_the_log_is_one_act(self, stream_server: redis.Redis) -> None:
        log.record(view(1))
        stream.drain(now=NOON)

        session = live.session_of(self.person, now=NOON)

        assert [act.item_id for act in session.acts] == [1]

    def test_transaction_that_fails_leaves_no_trace(
        self, stream_server: redis.Redis, django_capture_on_commit_callbacks: object
    ) -> None:
        purchase = Event(
            event_id=ids.new_event_id(NOON),
            happened_at=NOON,
            kind=EventKind.PURCHASE,
            visitor_id=uuid4(),
            item_id=3,
        )
        person = live.person_key(visitor_id=purchase.visitor_id, user_id=None)

        with django_capture_on_commit_callbacks() as callbacks:  # type: ignore[operator]
            log.record_now([purchase])
        assert stream_server.keys("shopper:*:bought") == []
        for callback in callbacks:
            callback()

        assert live.session_of(person, now=NOON).bought == (3,)
