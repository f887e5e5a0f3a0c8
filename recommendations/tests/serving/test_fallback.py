"""The ladder: what is shown when something is missing, broken or slow."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings

from catalog.tests.factories import make_product
from recommendations import metrics
from recommendations.candidates import Retrieved
from recommendations.events import connection
from recommendations.registry import promotion, updates
from recommendations.registry.artefacts import Part
from recommendations.serving import plan as plans
from recommendations.serving import shop_sources
from recommendations.serving.bundle import Bundle, bundles
from recommendations.serving.cache import cache
from recommendations.serving.recommend import recommend
from recommendations.tests.serving.tiny_shop import NOON, TinyShop, items
from recommendations.vocabulary import Context, PersonKey, Placement, Slate

SIMILAR = Placement.SIMILAR_PRODUCTS


def page_of_lamp(shop: TinyShop) -> Context:
    return shop.context(subject=items(shop.lamps[:1]), department_id=shop.lamp_shelf.pk)


def answer(context: Context, placement: Placement = SIMILAR) -> Slate:
    return recommend(context, placement=placement, now=NOON)


def shown(slate: Slate) -> list[int]:
    return [chosen.item_id for chosen in slate.chosen]


class Replaced:
    """A source that does something else than it should."""

    def __init__(self, name: str, retrieve: Callable[[], Retrieved]) -> None:
        self.name = name
        self.kind_of_reason = "similar_to"
        self.asked = 0
        self._retrieve = retrieve

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        self.asked += 1
        return self._retrieve()


@contextmanager
def replacing(name: str, retrieve: Callable[[], Retrieved]) -> Iterator[Replaced]:
    held = bundles._held
    replaced = Replaced(name, retrieve)
    other = Bundle.of(held.version, {**held.sources, name: replaced})
    bundles._held = dataclasses.replace(other, update=held.update)
    yield replaced
    bundles._held = held


def broken() -> Retrieved:
    raise RuntimeError("a source that is broken")


def test_without_models_similar_becomes_popular_on_this_shelf(shop: TinyShop) -> None:
    slate = answer(page_of_lamp(shop))

    assert slate.rung == "category"
    assert shown(slate) == [lamp.pk for lamp in shop.lamps[1:]]


def test_shelf_with_too_little_falls_to_the_whole_shop(shop: TinyShop) -> None:
    for lamp in shop.lamps[3:]:
        shop.sell_out(lamp)

    slate = answer(page_of_lamp(shop))

    assert slate.rung == "popular"
    assert shown(slate)[:3] == [shop.lamps[1].pk, shop.lamps[2].pk, shop.mugs[0].pk]


@pytest.mark.parametrize(
    "placement",
    [Placement.BOUGHT_TOGETHER, Placement.CART_COMPLEMENTS, Placement.BECAUSE_YOU_VIEWED],
)
def test_without_models_nothing_is_claimed_that_nobody_knows(
    shop: TinyShop, placement: Placement
) -> None:
    slate = answer(page_of_lamp(shop), placement)

    assert slate.chosen == ()
    assert slate.rung == "nothing"


def test_without_models_a_shopper_gets_the_best_sellers(shop: TinyShop) -> None:
    slate = answer(shop.context(recent=items(shop.mugs[:1])), Placement.FOR_YOU)

    assert slate.rung == "popular"
    assert {chosen.reason.kind for chosen in slate.chosen} == {"popular"}


def test_empty_shop_shows_nothing(db: None) -> None:
    slate = answer(Context(person="v"), Placement.FOR_YOU)  # type: ignore[arg-type]

    assert slate.chosen == ()


def test_broken_source_is_left_out_and_counted(shop: TinyShop) -> None:
    shop.train()
    before = metrics.failures.labels(step="broken_source")._value.get()

    with replacing("substitutes", broken):
        slate = answer(page_of_lamp(shop))

    assert slate.rung == "fresh"
    assert shown(slate)[0] == shop.lamps[1].pk
    assert "substitutes" not in slate.chosen[0].parts
    assert metrics.failures.labels(step="broken_source")._value.get() == before + 1


def test_half_an_answer_is_not_kept(shop: TinyShop) -> None:
    shop.train()
    with replacing("substitutes", broken):
        answer(page_of_lamp(shop))

    assert answer(page_of_lamp(shop)).rung == "fresh"


def test_broken_source_rests_after_two_failures(shop: TinyShop) -> None:
    shop.train()

    with replacing("substitutes", broken) as source:
        for _ in range(5):
            answer(page_of_lamp(shop))

    assert source.asked == 2


def test_when_every_source_fails_the_stale_answer_serves(
    shop: TinyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.train("one")
    kept = answer(page_of_lamp(shop), Placement.BOUGHT_TOGETHER)
    shop.train("two")

    with replacing("co_purchase", broken):
        slate = answer(page_of_lamp(shop), Placement.BOUGHT_TOGETHER)

    assert slate.rung == "stale"
    assert slate.model_version == "one"
    assert shown(slate) == shown(kept)


def test_slow_source_is_cut_off_and_then_rests(shop: TinyShop, settings: Any) -> None:
    shop.train()
    settings.RECOMMENDATION_BUDGET_MS = 20
    context = page_of_lamp(shop)

    def slow() -> Retrieved:
        import time

        time.sleep(0.03)
        return Retrieved.nothing()

    with replacing("content", slow) as source:
        slates = [answer(context) for _ in range(4)]

    assert source.asked == 2
    # While it is asked nothing else fits into the budget; afterwards the other sources answer.
    assert [slate.rung for slate in slates] == ["category", "category", "fresh", "fresh"]


@pytest.mark.usefixtures("without_redis")
def test_without_redis_everything_is_computed_here(shop: TinyShop) -> None:
    shop.train()

    assert shown(answer(page_of_lamp(shop)))[0] == shop.lamps[1].pk
    cache.forget()
    assert answer(page_of_lamp(shop)).rung == "fresh"


def test_what_was_answered_untrained_is_gone_once_a_version_is_live(shop: TinyShop) -> None:
    assert answer(page_of_lamp(shop), Placement.BOUGHT_TOGETHER).chosen == ()
    cache.forget()

    shop.train()

    assert answer(page_of_lamp(shop), Placement.BOUGHT_TOGETHER).rung == "fresh"


def test_empty_answer_of_an_older_version_is_not_served_as_stale(shop: TinyShop) -> None:
    shop.train("one", parts=[part for part in shop.parts() if part.name != "co_purchase"])
    assert answer(page_of_lamp(shop), Placement.BOUGHT_TOGETHER).chosen == ()
    shop.train("two")
    cache.may_renew(plans.PLANS[Placement.BOUGHT_TOGETHER], Context(person=PersonKey("")))

    assert answer(page_of_lamp(shop), Placement.BOUGHT_TOGETHER).model_version == "two"


def renew(shop: TinyShop, *, first: list[int], minutes: int = 5) -> None:
    """Lay popularity over the live version in which these products are the most popular."""
    scores = dict.fromkeys(shop.item_ids, 1.0)
    scores |= {item_id: 100.0 - rank for rank, item_id in enumerate(first)}
    faded = {"half_lives_days": np.array([7], np.float32), "faded": np.ones((20, 1), np.float32)}
    updates.write(
        Path(settings.ARTEFACTS_DIR),
        version=bundles.live().version,
        parts=[Part("popularity", {**shop.shelves(scores), **faded})],
        now=NOON + timedelta(minutes=minutes),
    )
    bundles.refresh()


def test_a_renewal_reaches_the_next_page_although_answers_are_kept(shop: TinyShop) -> None:
    shop.train()
    stranger = shop.context()
    assert shown(answer(stranger, Placement.POPULAR))[0] == shop.lamps[0].pk
    assert answer(stranger, Placement.POPULAR).rung == "cached"

    renew(shop, first=[shop.mugs[7].pk])

    renewed = answer(stranger, Placement.POPULAR)
    assert (renewed.rung, shown(renewed)[0]) == ("fresh", shop.mugs[7].pk)
    assert answer(stranger, Placement.POPULAR).rung == "cached"


def test_the_answer_before_a_renewal_serves_where_a_source_fails(shop: TinyShop) -> None:
    shop.train()
    kept = answer(page_of_lamp(shop), Placement.BOUGHT_TOGETHER)
    renew(shop, first=[shop.mugs[7].pk])

    with replacing("co_purchase", broken):
        slate = answer(page_of_lamp(shop), Placement.BOUGHT_TOGETHER)

    assert (slate.rung, shown(slate)) == ("stale", shown(kept))


def test_a_version_that_comes_back_gets_its_renewal_again(shop: TinyShop) -> None:
    shop.train("one")
    renew(shop, first=[shop.mugs[7].pk])
    update = bundles.live().update
    shop.train("two")
    assert (update != "", bundles.live().update) == (True, "")

    promotion.roll_back(NOON)

    assert bundles.refresh().state == f"one/{update}"


def test_a_product_just_saved_is_a_new_arrival_although_a_version_is_live(shop: TinyShop) -> None:
    shop.train()
    assert answer(shop.context(), Placement.NEW_ARRIVALS).rung == "fresh"
    new = make_product("Lamp 10", department=shop.lamp_shelf, brand="Glow")

    shop_sources.newest_now.forget()  # as after its time

    slate = answer(shop.context(), Placement.NEW_ARRIVALS)
    assert slate.rung == "fresh"
    assert new.pk in shown(slate)
    assert connection.cache.patient().keys("recommendations:new_arrivals:*") == []
