"""The gate that kept a product out of a row is named, each in its turn."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Product
from catalog.snapshots import Snapshot
from catalog.tests.factories import make_product
from orders.models import Cart, CartLine
from recommendations.rules.models import Rule
from recommendations.serving import plan as plans
from recommendations.serving.why_not import Verdict, why_not
from recommendations.tests.serving.test_admin import signed_in
from recommendations.tests.serving.tiny_shop import NOON, TinyShop, items
from recommendations.vocabulary import Placement

SIMILAR = Placement.SIMILAR_PRODUCTS


def ask(shop: TinyShop, product: Product, placement: Placement = SIMILAR, **told: Any) -> Verdict:
    told = {"subject": items([shop.lamps[0]]), "department_id": shop.lamp_shelf.pk, **told}
    return why_not(shop.context(**told), product.pk, placement=placement, now=NOON)


def test_what_is_shown_is_said_to_be_and_where(shop: TinyShop) -> None:
    shop.train()

    verdict = ask(shop, shop.lamps[2])

    assert (verdict.gate, verdict.sentence) == ("shown", "It is shown, at place 2.")
    assert {each.source: each.place for each in verdict.found}["content"] == 2


def test_each_gate_is_named(shop: TinyShop) -> None:
    shop.train()
    lamp = shop.lamps[1]
    visitor_id = uuid4()
    CartLine.objects.create(
        cart=Cart.objects.create(visitor_id=visitor_id),
        variant=shop.lamps[5].variants.get(),
        quantity=1,
        seen_price_minor=1,
        seen_currency="EUR",
    )

    assert ask(shop, shop.lamps[0]).gate == "subject"
    assert ask(shop, shop.lamps[5], visitor_id=visitor_id).gate == "in_cart"
    assert ask(shop, lamp, dismissed=items([lamp])).gate == "dismissed"
    assert ask(shop, lamp, refused_brands=(lamp.brand_id,)).gate == "refused_brand"
    assert ask(shop, lamp, refused_departments=(lamp.department_id,)).gate == "refused_department"
    assert ask(shop, lamp, purchased=items([lamp])).gate in {"rule", "bought_before"}
    assert ask(shop, shop.mugs[0]).gate == "shown_above"
    recent = {"recent": items([lamp]), "subject": (), "department_id": None}
    assert ask(shop, lamp, Placement.FOR_YOU, **recent).gate == "just_viewed"


def test_hidden_products_say_why_they_are_hidden(shop: TinyShop) -> None:
    draft = make_product("Draft", status="draft")
    later = make_product("Later", published_at=NOON.replace(year=2030))
    over = make_product("Over", hidden_at=NOON)
    shop.hide(shop.lamps[1])

    assert ask(shop, over).gate == "no_longer"
    assert ask(shop, draft).gate == "draft"
    assert ask(shop, later).gate == "not_yet"
    assert ask(shop, shop.lamps[1]).gate == "archived"
    assert why_not(shop.context(), 0, placement=SIMILAR, now=NOON).gate == "unknown"


def test_rules_are_named(shop: TinyShop) -> None:
    shop.train()
    shop.sell_out(shop.lamps[1])
    rule = Rule.objects.create(name="No lamp 2", kind="filter")
    rule.products.set([shop.lamps[2]])
    Snapshot.forget_everything()

    assert ask(shop, shop.lamps[1]).sentence == "Rule “Sold out” leaves it out."
    assert ask(shop, shop.lamps[2]).sentence == "Rule “No lamp 2” leaves it out."


def test_what_no_source_proposes_is_told_from_what_ranks_too_low(shop: TinyShop) -> None:
    shop.train()
    novelty = make_product("Never seen")

    assert ask(shop, novelty).gate == "no_source"


def test_what_ranks_too_low_says_how_low(shop: TinyShop, monkeypatch: pytest.MonkeyPatch) -> None:
    short = replace(plans.PLANS[SIMILAR], spare=0.25)
    monkeypatch.setattr("recommendations.serving.why_not.plan_for", lambda *_, **__: short)
    shop.train()

    verdict = ask(shop, shop.lamps[9])

    assert verdict.gate == "below_the_cut"
    assert verdict.sentence.startswith("It ranks at place 9 of 9 candidates")


def test_row_that_is_too_weak_is_named(shop: TinyShop) -> None:
    shop.train()
    for mug in shop.mugs[3:]:
        shop.sell_out(mug)

    verdict = ask(shop, shop.mugs[0], Placement.TRENDING, subject=(), department_id=None)

    assert verdict.gate in {"weak_row", "shown_above"}


def test_command_says_it_at_the_terminal(shop: TinyShop) -> None:
    shop.train()
    shop.sell_out(shop.lamps[1])
    out = StringIO()

    call_command("whynot", shop.lamps[1].slug, "--placement", "popular", "--json", stdout=out)

    said = json.loads(out.getvalue())
    assert said["gate"] == "rule"
    assert said["moves"] == ["left out by “Sold out”"]
    with pytest.raises(CommandError, match="There is no product moon"):
        call_command("whynot", "moon")
    with pytest.raises(CommandError, match="Nobody is known as moon"):
        call_command("whynot", shop.lamps[1].slug, "--visitor", "moon")


def test_staff_ask_in_admin(shop: TinyShop) -> None:
    shop.train()
    shop.sell_out(shop.lamps[1])
    owner = signed_in("owner@example.com", is_staff=True, is_superuser=True)
    address = "/admin/recommendations/loggedslate/why-not/"

    html = owner.get(address, {"product": shop.lamps[1].slug, "placement": "popular"})
    nobody = owner.get(address, {"product": "moon", "placement": "popular"})

    assert "Rule “Sold out” leaves it out." in html.content.decode()
    assert "There is no such product." in nobody.content.decode()
    assert signed_in("ada@example.com", is_staff=True).get(address).status_code == 403


def test_staff_name_a_product_by_title_or_article_number(shop: TinyShop) -> None:
    shop.train()
    lamp, other = shop.lamps[1], shop.lamps[0]
    shop.sell_out(lamp)
    sku = lamp.variants.values_list("sku", flat=True)[0]
    owner = signed_in("owner@example.com", is_staff=True, is_superuser=True)
    address = "/admin/recommendations/loggedslate/why-not/"

    for said in (lamp.title.upper(), sku, f"/p/{lamp.slug}/", str(lamp.pk)):
        html = owner.get(address, {"product": said, "placement": "popular"}).text
        assert "Rule “Sold out” leaves it out." in html, said
    other.title = lamp.title
    other.save()
    twice = owner.get(address, {"product": lamp.title, "placement": "popular"}).text
    assert "Several products are called that" in twice
