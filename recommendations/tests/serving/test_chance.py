"""The place of chance: nothing comes into it that staff buried, or that a quota keeps out of the row."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.models import Product
from catalog.snapshots import Snapshot
from catalog.tests.factories import make_department
from recommendations.rules.models import Rule
from recommendations.serving.recommend import recommend
from recommendations.tests.serving.tiny_shop import NOON, TinyShop, items
from recommendations.vocabulary import Candidate, Context, Placement

pytestmark = pytest.mark.django_db
N_SLATES = 60
OPEN_PLACES = 10
"""Of twelve; chance stays away from the first two."""


@pytest.fixture(autouse=True)
def _always(settings: Any) -> None:
    settings.RECOMMENDATION_EXPLORED_PERCENT = 100


def drawn(context: Context) -> list[Candidate]:
    """What chance brought into each of many slates of one shopper."""
    slates = [recommend(context, placement=Placement.FOR_YOU, now=NOON) for _ in range(N_SLATES)]
    return [min(slate.chosen, key=lambda chosen: chosen.propensity) for slate in slates]


def test_what_was_buried_is_never_drawn(shop: TinyShop) -> None:
    shop.train()
    Rule.objects.filter(kind="boost").delete()
    rule = Rule.objects.create(name="Quiet mugs", kind="bury", placements=["for_you"])
    rule.products.set(shop.mugs[5:])
    Snapshot.forget_everything()

    found = drawn(shop.context(recent=items(shop.lamps[:2])))

    # Eighteen candidates, twelve in the row, five of the other six buried.
    assert len({candidate.item_id for candidate in found}) == 1
    assert found[0].item_id not in {mug.pk for mug in shop.mugs[5:]}
    assert found[0].propensity == pytest.approx(1 / OPEN_PLACES)


def test_what_a_quota_holds_back_is_not_drawn_while_the_row_keeps_to_it(shop: TinyShop) -> None:
    shop.train()
    Rule.objects.filter(kind="boost").delete()
    Snapshot.forget_everything()
    # Six mugs on a shelf whose quota is three; three products on each of four others.
    shelves = [make_department(f"Shelf {number}") for number in range(4)]
    for number, product in enumerate([*shop.lamps[2:], *shop.mugs[:4]]):
        Product.objects.filter(pk=product.pk).update(department=shelves[number // 3])
    Product.objects.update(brand=None)

    found = drawn(shop.context(recent=items(shop.lamps[:2])))

    item_ids = {candidate.item_id for candidate in found}
    assert len(item_ids) == 3
    assert item_ids.isdisjoint(mug.pk for mug in shop.mugs[7:])
    for candidate in found:
        assert candidate.propensity == pytest.approx(1 / OPEN_PLACES / 3)
