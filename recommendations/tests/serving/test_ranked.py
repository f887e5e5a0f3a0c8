"""A learned ranker orders what the sources propose; whatever happens to it, the row stays."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator

import numpy as np
import pytest
from django.test import Client, override_settings
from numpy.typing import NDArray

from accounts.models import User
from catalog.snapshots import Snapshot
from recommendations import metrics
from recommendations.events import ids, log
from recommendations.events.breaker import Breaker
from recommendations.events.event import Event
from recommendations.rules.models import Rule
from recommendations.serving import ordering
from recommendations.serving.bundle import Bundle, bundles
from recommendations.serving.recommend import recommend
from recommendations.tests.serving import tiny_ranker
from recommendations.tests.serving.tiny_shop import NOON, TinyShop, items
from recommendations.vocabulary import Act, Context, EventKind, PersonKey, Placement, Slate

pytestmark = pytest.mark.django_db


class Stub:
    """A ranker with one opinion: the higher the number, the better."""

    name = "discover"

    def __init__(self) -> None:
        self.asked = 0
        self.sleeps_seconds = 0.0
        self.is_broken = False
        self.never_saw: list[int] = []

    def has_read(self, context: Context, *, now: float) -> bool:
        return True

    def scores(
        self, context: Context, item_ids: NDArray[np.int64], *, now: float
    ) -> NDArray[np.float32]:
        self.asked += 1
        time.sleep(self.sleeps_seconds)
        if self.is_broken:
            raise RuntimeError("no model")
        scores = (item_ids / 1e9).astype(np.float32)
        scores[np.isin(item_ids, self.never_saw)] = np.nan
        return scores


@pytest.fixture
def stub(shop: TinyShop) -> Iterator[Stub]:
    held = shop.train()
    stub = Stub()
    bundles._held = dataclasses.replace(
        held,
        rankers={"discover": stub},  # type: ignore[dict-item]
        breakers={**held.breakers, "discover": Breaker()},
    )
    yield stub
    bundles._held = Bundle.of("", {})


def looking_at_lamps(shop: TinyShop) -> Context:
    told = tuple(Act(item_id, NOON.timestamp()) for item_id in items(shop.lamps[:2]))
    return shop.context(recent=items(shop.lamps[:2]), acts=told)


def for_you(context: Context) -> Slate:
    return recommend(context, placement=Placement.FOR_YOU, now=NOON)


def failures(step: str) -> float:
    return metrics.failures.labels(step=step)._value.get()


def test_the_ranker_puts_the_best_first(shop: TinyShop, stub: Stub) -> None:
    Rule.objects.filter(kind="boost").delete()
    Snapshot.forget_everything()
    slate = for_you(looking_at_lamps(shop))

    shown = [chosen.item_id for chosen in slate.chosen]
    assert slate.rung == "fresh"
    assert stub.asked == 1
    # The house's own rules may lift one shelf above another; within a shelf the ranker's order stands.
    for shelf in (shop.lamps, shop.mugs):
        of_shelf = [item_id for item_id in shown if item_id in {product.pk for product in shelf}]
        assert of_shelf == sorted(of_shelf, reverse=True)
    assert slate.chosen[0].score == pytest.approx(shown[0] / 1e9)


def test_without_a_ranker_the_blend_answers_and_is_counted(shop: TinyShop) -> None:
    shop.train()
    before = metrics.answers.labels(placement="for_you", rung="blended")._value.get()

    slate = for_you(looking_at_lamps(shop))

    assert slate.rung == "blended"
    assert len(slate.chosen) >= 4
    assert metrics.answers.labels(placement="for_you", rung="blended")._value.get() == before + 1


def test_a_history_without_dates_is_not_the_rankers(shop: TinyShop, stub: Stub) -> None:
    slate = for_you(dataclasses.replace(looking_at_lamps(shop), acts=()))

    assert slate.rung == "blended"
    assert stub.asked == 0


def test_a_broken_ranker_costs_only_its_order(shop: TinyShop, stub: Stub) -> None:
    stub.is_broken = True
    before = failures("broken_ranker")

    slate = for_you(looking_at_lamps(shop))

    assert slate.rung == "blended"
    assert len(slate.chosen) >= 4
    assert failures("broken_ranker") == before + 1


@override_settings(RECOMMENDATION_BUDGET_MS=20)
def test_a_ranker_that_hangs_is_asked_twice_and_then_rests(shop: TinyShop, stub: Stub) -> None:
    stub.sleeps_seconds = 0.05
    slates = []

    for number in range(4):  # each a question of its own, which no cache has an answer to
        asked = dataclasses.replace(looking_at_lamps(shop), person=PersonKey(f"u{number}"))
        slates.append(for_you(asked))

    assert stub.asked == 2
    assert [slate.rung for slate in slates] == ["fresh", "fresh", "blended", "blended"]
    assert all(len(slate.chosen) >= 4 for slate in slates)
    assert failures("slow_ranker") >= 2


def test_an_answer_the_ranker_did_not_give_is_not_kept(shop: TinyShop, stub: Stub) -> None:
    stub.is_broken = True
    for_you(looking_at_lamps(shop))
    stub.is_broken = False

    slate = for_you(looking_at_lamps(shop))

    assert slate.rung == "fresh"


def test_a_program_gets_the_slate_of_the_page(shop: TinyShop, stub: Stub, client: Client) -> None:
    ada = User.objects.create_user("ada@example.com", "secret-of-ada")
    for product in shop.lamps[:2]:
        log.record(
            Event(
                event_id=ids.new_event_id(NOON),
                happened_at=NOON,
                kind=EventKind.VIEW,
                user_id=ada.pk,
                item_id=product.pk,
            )
        )
    client.force_login(ada)

    page = client.get("/").content.decode()
    told = client.get(f"/api/v1/recommend/{ada.pk}/?limit=12").json()

    row = page[page.index('aria-labelledby="carousel-for_you') :]
    row = row[: row.index("</section>")]
    links = [row.index(f"{item['product']['title']}<") for item in told["items"]]
    assert len(links) >= 4
    assert links == sorted(links)


def test_what_the_ranker_never_saw_is_worth_what_stands_beside_it(
    shop: TinyShop, stub: Stub
) -> None:
    """Lamp 2 is the first of the blend and was saved after the ranker learned."""
    Rule.objects.filter(kind="boost").delete()
    Snapshot.forget_everything()
    context = looking_at_lamps(shop)
    bundles._held = dataclasses.replace(bundles._held, rankers={})
    blended = for_you(dataclasses.replace(context, person=PersonKey("somebody else")))
    new = blended.chosen[0].item_id
    bundles._held = dataclasses.replace(
        bundles._held,
        rankers={"discover": stub},  # type: ignore[dict-item]
    )
    stub.never_saw = [new]

    slate = for_you(context)

    shown = {chosen.item_id: chosen.score for chosen in slate.chosen}
    assert slate.rung == "fresh"
    assert new in shown
    assert min(shown.values()) < shown[new] < max(shown.values())


def test_a_product_saved_after_the_training_stands_in_a_ranked_row(shop: TinyShop) -> None:
    new = shop.lamps[2].pk
    learned = [item_id for item_id in shop.item_ids if item_id != new]
    shop.train(parts=[*shop.parts(), tiny_ranker.discover(learned)])

    slate = for_you(looking_at_lamps(shop))

    scores = {chosen.item_id: chosen.score for chosen in slate.chosen}
    assert slate.rung == "fresh"
    assert scores[new] > min(scores.values()) > 0


def test_scores_that_are_all_there_stay_as_they_are() -> None:
    scores = np.array([0.1, 0.5, 0.3], np.float32)

    assert ordering._completed(scores) is scores


def test_the_nearest_known_ones_are_asked_and_the_others_not() -> None:
    scores = np.linspace(0.9, 0.1, 41, dtype=np.float32)
    told = scores.copy()
    told[[0, 20, 40]] = np.nan

    completed = ordering._completed(told)

    assert completed[0] == pytest.approx(scores[1:11].mean())
    assert completed[20] == pytest.approx(scores[[*range(15, 20), *range(21, 26)]].mean())
    assert completed[40] == pytest.approx(scores[30:40].mean())
    assert np.array_equal(completed[1:20], scores[1:20])


def test_where_the_ranker_knows_nothing_the_order_of_the_blend_stands() -> None:
    assert ordering._completed(np.full(3, np.nan, np.float32)).tolist() == [0, 0, 0]
