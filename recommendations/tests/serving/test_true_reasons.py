"""A reason is true when taking the named cause away takes the recommendation away, or down."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recommendations.serving.recommend import recommend
from recommendations.tests.serving.tiny_shop import NOON, TinyShop, items
from recommendations.vocabulary import Context, ItemId, Placement, Slate


def answer(context: Context, placement: Placement) -> Slate:
    return recommend(context, placement=placement, now=NOON, size=18)


def without(context: Context, cause: ItemId) -> Context:
    """The same shopper, had they never met the cause."""
    return replace(
        context,
        recent=tuple(each for each in context.recent if each != cause),
        purchased=tuple(each for each in context.purchased if each != cause),
        subject=tuple(each for each in context.subject if each != cause),
    )


@pytest.mark.parametrize("placement", [Placement.FOR_YOU, Placement.CART_COMPLEMENTS])
def test_without_the_named_cause_the_product_scores_lower_or_goes(
    shop: TinyShop, placement: Placement
) -> None:
    shop.train()
    personal = placement is Placement.FOR_YOU
    known = items([shop.mugs[9], shop.lamps[2], shop.mugs[4]])
    bought = items([shop.lamps[7]])
    context = (
        shop.context(recent=known, purchased=bought)
        if personal
        else shop.context(subject=items([shop.lamps[2], shop.lamps[7]]))
    )
    slate = answer(context, placement)
    caused = [chosen for chosen in slate.chosen if chosen.reason.cause is not None]
    assert len({chosen.reason.cause for chosen in caused}) >= 2

    for chosen in caused:
        assert chosen.reason.cause is not None
        told = without(context, chosen.reason.cause)
        others = answer(told, placement).chosen
        still = next((each for each in others if each.item_id == chosen.item_id), None)
        assert still is None or still.reason.cause != chosen.reason.cause
        source = chosen.reason.source
        said = 0.0 if still is None else still.parts.get(source, 0.0)
        # The source that spoke loudest for it says less of it, or speaks for another reason.
        assert said < chosen.parts[source] or (still is not None and still.reason != chosen.reason)
