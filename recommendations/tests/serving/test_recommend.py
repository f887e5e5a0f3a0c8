"""What the recipe shows, and what it never shows."""

from __future__ import annotations

import runpy
from collections import defaultdict
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from catalog.tests.factories import make_product
from orders.models import Cart, CartLine
from recommendations.rules.book import rules_now
from recommendations.serving import plan as plans
from recommendations.serving.budget import Budget
from recommendations.serving.proposal import propose
from recommendations.serving.recommend import recommend
from recommendations.tests.serving.tiny_shop import NOON, N, TinyShop, items
from recommendations.vocabulary import Context, Placement, Slate


def answer(context: Context, placement: Placement, **options: Any) -> Slate:
    return recommend(context, placement=placement, now=NOON, **options)


def shown(slate: Slate) -> list[int]:
    return [chosen.item_id for chosen in slate.chosen]


def on_page_of(shop: TinyShop, number: int = 0, **fields: object) -> Context:
    lamp = shop.lamps[number]
    return shop.context(subject=items([lamp]), department_id=lamp.department_id, **fields)


def test_similar_products_are_alternatives_from_the_same_kind(shop: TinyShop) -> None:
    shop.train()

    slate = answer(on_page_of(shop), Placement.SIMILAR_PRODUCTS)

    assert shown(slate)[:3] == [lamp.pk for lamp in shop.lamps[1:4]]
    assert shop.lamps[0].pk not in shown(slate)
    assert slate.model_version == "one"
    assert slate.rung == "fresh"


def test_bought_together_are_complements_never_alternatives(shop: TinyShop) -> None:
    shop.train()

    slate = answer(on_page_of(shop), Placement.BOUGHT_TOGETHER)

    assert shown(slate) == [mug.pk for mug in shop.mugs]


def test_cart_complements_add_up_over_the_cart_and_leave_it_out(shop: TinyShop) -> None:
    shop.train()
    cart = shop.context(subject=items([shop.lamps[4], shop.lamps[6], shop.mugs[5]]))

    slate = answer(cart, Placement.CART_COMPLEMENTS)

    assert shop.mugs[5].pk not in shown(slate)
    assert set(shown(slate)[:4]) == {shop.mugs[i].pk for i in (3, 4, 6, 7)}


def test_stranger_gets_what_is_popular(shop: TinyShop) -> None:
    shop.train()

    slate = answer(shop.context(), Placement.FOR_YOU)

    assert shown(slate)[:6] == [each.pk for each in (*shop.lamps[:3], *shop.mugs[:3])]
    assert {chosen.reason.kind for chosen in slate.chosen} == {"popular"}


def test_one_view_changes_what_is_picked(shop: TinyShop) -> None:
    shop.train()

    slate = answer(shop.context(recent=items([shop.mugs[9]])), Placement.FOR_YOU)

    assert shown(slate)[0] == shop.mugs[8].pk
    assert shop.mugs[9].pk not in shown(slate)


def test_because_you_viewed_starts_from_the_last_look(shop: TinyShop) -> None:
    shop.train()
    context = shop.context(recent=items([shop.mugs[0], shop.lamps[0]]))

    slate = answer(context, Placement.BECAUSE_YOU_VIEWED)

    assert shown(slate)[0] == shop.mugs[1].pk
    assert {chosen.reason.cause for chosen in slate.chosen} == {shop.mugs[0].pk}


def test_row_below_one_that_likes_the_same_has_more_to_choose_from(shop: TinyShop) -> None:
    bundle = shop.train()
    context = shop.context(subject=items([shop.mugs[0]]))

    lengths = {
        placement: len(
            propose(
                plans.PLANS[placement],
                context,
                bundle=bundle,
                budget=Budget(1_000),
                now=NOON,
                size=2,
            ).ranked
        )
        for placement in (Placement.SIMILAR_PRODUCTS, Placement.BECAUSE_YOU_VIEWED)
    }

    assert lengths == {Placement.SIMILAR_PRODUCTS: 3, Placement.BECAUSE_YOU_VIEWED: 6}


def test_because_you_viewed_passes_over_this_page_and_what_was_bought(shop: TinyShop) -> None:
    shop.train()
    context = shop.context(
        recent=items([shop.lamps[0], shop.lamps[1], shop.mugs[0]]),
        subject=items([shop.lamps[0]]),
        purchased=items([shop.lamps[1]]),
    )

    slate = answer(context, Placement.BECAUSE_YOU_VIEWED)

    assert slate.chosen[0].reason.cause == shop.mugs[0].pk


def test_recently_viewed_and_buy_again_repeat_what_was_done(shop: TinyShop) -> None:
    context = shop.context(
        recent=items([shop.mugs[2], shop.lamps[3]]), purchased=items([shop.mugs[7], shop.mugs[2]])
    )

    assert shown(answer(context, Placement.RECENTLY_VIEWED, size=1)) == [shop.lamps[3].pk]
    assert shown(answer(context, Placement.BUY_AGAIN)) == [shop.mugs[7].pk, shop.mugs[2].pk]


def test_new_arrivals_are_the_newest_first(shop: TinyShop) -> None:
    news = [make_product(f"New {i}", published_at=NOON.replace(day=1, hour=i)) for i in range(4)]

    slate = answer(shop.context(), Placement.NEW_ARRIVALS)

    assert shown(slate)[:4] == [product.pk for product in reversed(news)]


@pytest.mark.parametrize(
    "placement", [Placement.SIMILAR_PRODUCTS, Placement.BOUGHT_TOGETHER, Placement.FOR_YOU]
)
def test_never_shows_what_cannot_or_need_not_be_offered(
    shop: TinyShop, placement: Placement
) -> None:
    shop.train()
    visitor_id = uuid4()
    unwanted = [*shop.lamps[1:6], *shop.mugs[:5]]
    for sold_out, hidden, _bought, _dismissed, in_cart in (shop.lamps[1:6], shop.mugs[:5]):
        shop.sell_out(sold_out)
        shop.hide(hidden)
        cart = Cart.objects.get_or_create(visitor_id=visitor_id)[0]
        CartLine.objects.create(
            cart=cart,
            variant=in_cart.variants.get(),
            quantity=1,
            seen_price_minor=1,
            seen_currency="EUR",
        )
    context = on_page_of(
        shop,
        visitor_id=visitor_id,
        purchased=items([shop.lamps[3], shop.mugs[2]]),
        dismissed=items([shop.lamps[4], shop.mugs[3]]),
    )

    slate = answer(context, placement)

    assert shown(slate)
    assert not set(shown(slate)) & {product.pk for product in unwanted}


def test_saved_for_later_is_not_in_the_cart(shop: TinyShop) -> None:
    shop.train()
    visitor_id = uuid4()
    CartLine.objects.create(
        cart=Cart.objects.create(visitor_id=visitor_id),
        variant=shop.mugs[0].variants.get(),
        quantity=1,
        seen_price_minor=1,
        seen_currency="EUR",
        is_saved=True,
    )

    slate = answer(on_page_of(shop, visitor_id=visitor_id), Placement.BOUGHT_TOGETHER)

    assert shop.mugs[0].pk in shown(slate)


def test_row_with_too_few_is_not_shown(shop: TinyShop) -> None:
    shop.train()
    for mug in shop.mugs[3:]:
        shop.sell_out(mug)

    assert answer(shop.context(), Placement.TRENDING).chosen == ()
    assert answer(shop.context(), Placement.TRENDING).rung == "nothing"
    assert len(answer(on_page_of(shop), Placement.BOUGHT_TOGETHER).chosen) == 3


def test_no_shelf_fills_the_row_while_others_have_something(shop: TinyShop) -> None:
    shop.train()

    first = answer(shop.context(), Placement.POPULAR, size=8).chosen

    lamps = {lamp.pk for lamp in shop.lamps}
    assert sum(chosen.item_id in lamps for chosen in first) == 4


def test_reason_is_the_largest_share_and_shares_sum_to_the_score(shop: TinyShop) -> None:
    shop.train()

    slate = answer(on_page_of(shop), Placement.SIMILAR_PRODUCTS)

    for chosen in slate.chosen:
        assert chosen.score == pytest.approx(sum(chosen.parts.values()))
        assert chosen.reason.source == max(chosen.parts, key=chosen.parts.__getitem__)
    assert slate.chosen[0].reason.kind == "similar_to"
    assert slate.chosen[0].reason.cause == shop.lamps[0].pk


def test_one_query_a_slate(shop: TinyShop, django_assert_num_queries: Any) -> None:
    shop.train()
    rules_now()

    with django_assert_num_queries(1):
        answer(on_page_of(shop, visitor_id=uuid4()), Placement.SIMILAR_PRODUCTS)
    with django_assert_num_queries(0):
        answer(shop.context(), Placement.BECAUSE_YOU_VIEWED)


def test_every_plan_is_a_whole_and_names_sources_that_exist(shop: TinyShop) -> None:
    known = {source.name for source in plans_sources()}

    for plan in plans.PLANS.values():
        assert {share.source for share in plan.shares} <= known


def plans_sources() -> list[Any]:
    from recommendations.candidates import SOURCES
    from recommendations.serving.bundle import UNTRAINED

    return [*SOURCES, *UNTRAINED]


def test_size_is_kept(shop: TinyShop) -> None:
    shop.train()

    assert len(shown(answer(on_page_of(shop), Placement.SIMILAR_PRODUCTS, size=5))) == 5
    assert len(shown(answer(on_page_of(shop), Placement.BOUGHT_TOGETHER, size=N + 5))) == N


def test_weights_of_the_settings_are_those_of_every_mixed_row(settings: Any) -> None:
    settings.CONTENT_WEIGHT, settings.COLLABORATIVE_WEIGHT = 0.5, 0.2
    settings.POPULARITY_WEIGHT, settings.DIVERSITY_WEIGHT = 0.0, 0.3

    read = runpy.run_path(str(plans.__file__), run_name=plans.__name__)["PLANS"]

    for placement in (Placement.FOR_YOU, Placement.SIMILAR_PRODUCTS):
        voices: dict[str, float] = defaultdict(float)
        for share in read[placement].shares:
            voices[share.voice] += share.weight
        assert sorted(voices.values()) == pytest.approx([0.2, 0.5])
        assert read[placement].sameness_weight == 0.3


def test_the_weights_that_come_with_the_shop() -> None:
    shares = {share.source: share.weight for share in plans.PLANS[Placement.FOR_YOU].shares}

    assert {source: np.float32(weight) for source, weight in shares.items()} == {
        "content": np.float32(0.35),
        "als": np.float32(0.14),
        "item_item": np.float32(0.10),
        "session": np.float32(0.05),
        "sequential_rules": np.float32(0.05),
        "user_knn": np.float32(0.06),
        "popularity": np.float32(0.15),
    }
