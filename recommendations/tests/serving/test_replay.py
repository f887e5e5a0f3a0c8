"""A logged slate is made again exactly, or it is said plainly what is missing."""

from __future__ import annotations

import re
import shutil
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Product
from recommendations.events.slate_log import LoggedSlate
from recommendations.registry.models import ModelVersion
from recommendations.rules.models import Rule, RulesVersion
from recommendations.serving.replay import NoLongerThere, replay
from recommendations.tests.serving.test_admin import signed_in
from recommendations.tests.serving.tiny_shop import TinyShop

pytestmark = pytest.mark.django_db


@pytest.fixture
def logged(shop: TinyShop, settings: Any) -> list[LoggedSlate]:
    """The slates of a walk through the shop, with a rule at work."""
    settings.RECOMMENDATION_LOGGED_PERCENT = 100
    shop.train()
    rule = Rule.objects.create(
        name="Mug 2 second", kind="pin", place=2, placements=["similar_products"]
    )
    rule.products.set([shop.mugs[2]])
    from recommendations.rules import book

    book._kept.forget()
    book.keep_version()
    shop.look_around()
    return list(LoggedSlate.objects.all())


def test_every_slate_of_a_walk_is_made_again_exactly(
    shop: TinyShop, logged: list[LoggedSlate]
) -> None:
    # The world goes on: another version serves, stock and prices change, the rule is gone.
    Rule.objects.filter(code="").delete()
    shop.train("two")
    shop.sell_out(shop.lamps[2])
    Product.objects.filter(pk=shop.lamps[3].pk).update(price_minor=1)

    made = [replay(slate.slate_id) for slate in logged if slate.model_version]

    assert len(made) >= 5
    placements = {each.logged.placement for each in made}
    assert {"for_you", "similar_products"} <= placements
    fixed = [each for each in made if not {"newest", "bestsellers"} & set(each.logged.record["sources"])]  # fmt: skip
    assert [each.logged.placement for each in fixed if not each.is_exact] == []


def test_missing_pieces_are_named(shop: TinyShop, logged: list[LoggedSlate]) -> None:
    slate = next(each for each in logged if each.model_version)

    with pytest.raises(NoLongerThere, match="No slate of that number"):
        replay(uuid4())
    RulesVersion.objects.filter(pk=slate.rules_version).delete()
    with pytest.raises(NoLongerThere, match="The rules it was made with"):
        replay(slate.slate_id)
    model = ModelVersion.objects.get(version=slate.model_version)
    from recommendations.registry import promotion

    shutil.rmtree(Path(promotion.folder(model)))
    with pytest.raises(NoLongerThere, match="no longer there"):
        replay(slate.slate_id)
    model.delete()
    with pytest.raises(NoLongerThere, match="no longer in the registry"):
        replay(slate.slate_id)


def test_terminal_and_admin_lay_both_side_by_side(
    shop: TinyShop, logged: list[LoggedSlate]
) -> None:
    slate = next(each for each in logged if each.placement == "similar_products")
    out = StringIO()
    owner = signed_in("owner@example.com", is_staff=True, is_superuser=True)

    call_command("replay", str(slate.slate_id), stdout=out)
    page = owner.get(f"/admin/recommendations/loggedslate/{slate.slate_id}/replay/")

    assert "the same" in out.getvalue().splitlines()
    assert "The same products with the same scores." in page.content.decode()
    assert re.search(r"substitutes 0\.\d\d", page.content.decode())
    with pytest.raises(CommandError, match="No slate of that number"):
        call_command("replay", str(uuid4()))
