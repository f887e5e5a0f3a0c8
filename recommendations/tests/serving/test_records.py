"""A share of all slates is written down whole, within bounds, and forgotten when asked."""

from __future__ import annotations

import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError
from django.test import override_settings

from recommendations import metrics
from recommendations.events import erasure, ids, live, slate_log, tombstones
from recommendations.events.slate_log import MOST_BYTES, QUEUE_LENGTH, Entry, LoggedSlate, Queue
from recommendations.serving import records
from recommendations.serving.recommend import recommend
from recommendations.tests.serving.tiny_shop import NOON, TinyShop, items
from recommendations.vocabulary import Act, Context, Placement, Slate

pytestmark = pytest.mark.django_db
VISITOR = uuid4()


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    queue = Queue()
    monkeypatch.setattr(slate_log, "queue", queue)
    return queue


def shopper(shop: TinyShop) -> Context:
    recent = items(shop.lamps[:2])
    return dataclasses.replace(
        shop.context(recent=recent, acts=tuple(Act(i, NOON.timestamp()) for i in recent)),
        visitor_id=VISITOR,
    )


def show(context: Context) -> Slate:
    return recommend(context, placement=Placement.FOR_YOU, now=NOON, is_shown=True)


@override_settings(RECOMMENDATION_LOGGED_PERCENT=100)
def test_a_shown_slate_is_written_down_with_all_it_came_from(shop: TinyShop, queue: Queue) -> None:
    shop.train()
    slate = show(shopper(shop))

    assert queue.write() == 1

    kept = LoggedSlate.objects.get()
    assert kept.slate_id == slate.slate_id
    assert (kept.placement, kept.rung, kept.model_version) == ("for_you", "blended", "one")
    assert kept.visitor_id == VISITOR
    shown = kept.record["shown"]
    assert [row[0] for row in shown] == [chosen.item_id for chosen in slate.chosen]
    assert [row[2] for row in shown] == [1.0] * len(shown)
    candidates = {row[0]: row for row in kept.record["candidates"]}
    assert set(candidates) >= {row[0] for row in shown}
    assert candidates[shown[0][0]][1] == pytest.approx(slate.chosen[0].score, abs=1e-6)
    assert set(kept.record["facts"]) >= set(map(str, candidates))
    assert kept.record["context"]["recent"] == list(items(shop.lamps[:2]))
    assert "visitor_id" not in kept.record["context"]
    assert len(json.dumps(kept.record)) < MOST_BYTES


@override_settings(RECOMMENDATION_LOGGED_PERCENT=100)
def test_a_slate_only_looked_at_is_not_written_down(shop: TinyShop, queue: Queue) -> None:
    recommend(shopper(shop), placement=Placement.FOR_YOU, now=NOON)

    assert queue.write() == 0


@override_settings(RECOMMENDATION_LOGGED_PERCENT=0, RECOMMENDATION_EXPLORED_PERCENT=100)
def test_a_slate_with_a_place_of_chance_is_always_written_down(
    shop: TinyShop, queue: Queue
) -> None:
    shop.train()
    slate = show(shopper(shop))
    lowest = min(chosen.propensity for chosen in slate.chosen)

    written = queue.write()

    assert written == 1
    assert 0 < lowest < 0.5
    kept = LoggedSlate.objects.get()
    assert min(row[2] for row in kept.record["shown"]) == pytest.approx(lowest)


@override_settings(RECOMMENDATION_LOGGED_PERCENT=100)
def test_without_personalisation_nobody_is_named(shop: TinyShop, queue: Queue) -> None:
    shop.train()
    show(Context(person=shopper(shop).person, visitor_id=VISITOR, is_personalised=False))

    queue.write()

    assert LoggedSlate.objects.get().visitor_id is None


def test_equal_questions_have_equal_digests(shop: TinyShop) -> None:
    context = shopper(shop)
    someone_else = dataclasses.replace(context, visitor_id=uuid4())
    another = dataclasses.replace(context, recent=items(shop.lamps[:1]))

    assert records.digest_of(context) == records.digest_of(someone_else)
    assert records.digest_of(context) != records.digest_of(another)


def test_a_full_queue_drops_and_a_page_goes_on(queue: Queue) -> None:
    for number in range(QUEUE_LENGTH + 3):
        queue.put(Entry(UUID(int=number), NOON, lambda: None))

    assert len(queue._waiting) == QUEUE_LENGTH


def busy(shop: TinyShop) -> Context:
    """A shopper with so long a history that the record of a slate does not hold it."""
    acts = tuple(Act(item_id, NOON.timestamp() - age) for age in range(60) for item_id in items(shop.mugs))  # fmt: skip
    return dataclasses.replace(shopper(shop), acts=acts)


@override_settings(RECOMMENDATION_LOGGED_PERCENT=0, RECOMMENDATION_EXPLORED_PERCENT=100)
def test_of_a_record_too_long_what_was_shown_is_kept(shop: TinyShop, queue: Queue) -> None:
    shop.train()
    slate = show(busy(shop))

    assert queue.write() == 1

    kept = LoggedSlate.objects.get()
    assert not kept.is_whole
    assert [row[0] for row in kept.record["shown"]] == [chosen.item_id for chosen in slate.chosen]
    assert [row[2] for row in kept.record["shown"]] == [each.propensity for each in slate.chosen]
    assert kept.record["shown_above"] == []
    assert kept.record.keys().isdisjoint({"facts", "candidates", "features"})
    assert "acts" not in kept.record["context"]
    assert len(json.dumps(kept.record)) < MOST_BYTES


@override_settings(RECOMMENDATION_LOGGED_PERCENT=100)
def test_a_record_that_stays_too_long_is_not_kept(
    shop: TinyShop, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slate_log, "MOST_BYTES", 100)
    counted = metrics.failures.labels(step="slate_too_long")._value
    before = counted.get()
    shop.train()
    show(shopper(shop))

    assert queue.write() == 0

    assert counted.get() == before + 1


def waiting(number: int, **record: object) -> Entry:
    slate_id = UUID(int=number)

    def make() -> LoggedSlate:
        return LoggedSlate(
            slate_id=slate_id,
            happened_at=NOON,
            placement="for_you",
            visitor_id=VISITOR,
            rung="fresh",
            context_digest="",
            record=record,
        )

    return Entry(slate_id, NOON, make)


def written() -> list[int]:
    return sorted(slate_id.int for slate_id in LoggedSlate.objects.values_list("pk", flat=True))


def test_a_slate_that_no_table_takes_costs_no_other(queue: Queue) -> None:
    for number, score in enumerate([0.5, float("nan"), 0.25]):
        queue.put(waiting(number, score=score))
    queue.put(Entry(UUID(int=3), NOON, lambda: LoggedSlate(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)))
    refused = metrics.failures.labels(step="slate_refused")._value
    not_made = metrics.failures.labels(step="slate_not_made")._value
    before = refused.get(), not_made.get()

    assert queue.write() == 2

    assert written() == [0, 2]
    assert (refused.get(), not_made.get()) == (before[0] + 1, before[1] + 1)


def test_slates_wait_while_the_database_is_away(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.put(waiting(1))
    queue.put(waiting(2))

    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("the connection is lost")

    with monkeypatch.context() as lost:
        lost.setattr(LoggedSlate.objects, "bulk_create", away)
        with pytest.raises(OperationalError, match="lost"):
            queue.write()
    assert [entry.slate_id.int for entry in queue._waiting] == [1, 2]

    assert queue.write() == 2

    assert written() == [1, 2]


def test_slates_of_who_was_forgotten_meanwhile_are_not_written(queue: Queue) -> None:
    queue.put(waiting(1))
    erasure.erase(live.person_key(visitor_id=VISITOR, user_id=None), now=NOON)

    assert queue.write() == 0

    assert written() == []


def test_slates_wait_while_somebody_is_being_forgotten(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.put(waiting(1))

    def forgetting() -> None:
        raise tombstones.BeingForgotten

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(tombstones, "keep_out", forgetting)
        assert queue.write() == 0

    assert queue.write() == 1


def test_the_thread_that_writes_outlives_any_error(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slate_log, "WRITE_EVERY_SECONDS", 0.001)
    ends: list[BaseException] = [OSError("no memory left"), OperationalError("away"), SystemExit()]
    tried = []

    def write() -> int:
        tried.append(ends.pop(0))
        raise tried[-1]

    monkeypatch.setattr(queue, "write", write)
    queue._waiting.append(waiting(1))
    counted = metrics.failures.labels(step="slate_log")._value
    before = counted.get()

    with ThreadPoolExecutor(1) as threads, pytest.raises(SystemExit):
        threads.submit(queue._write_on).result(timeout=20)

    assert [type(each) for each in tried] == [OSError, OperationalError, SystemExit]
    assert counted.get() == before + 2


def test_erasure_and_age_delete() -> None:
    def logged(days_ago: int, **who: object) -> LoggedSlate:
        moment = NOON - timedelta(days=days_ago)
        return LoggedSlate.objects.create(
            slate_id=ids.new_event_id(moment),
            happened_at=moment,
            placement="for_you",
            rung="fresh",
            context_digest="",
            record={},
            **who,
        )

    logged(1, visitor_id=VISITOR)
    logged(1, user_id=7)
    stays = logged(1, user_id=8)
    logged(40)

    assert slate_log.forget(visitor_ids=[VISITOR], user_id=7) == 2
    assert slate_log.sweep(now=NOON) == 1
    assert list(LoggedSlate.objects.all()) == [stays]
