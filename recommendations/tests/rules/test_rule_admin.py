"""Staff write rules in words, see what they do before anybody else, and are told what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from recommendations.rules import book
from recommendations.rules.models import Rule
from recommendations.tests.serving.test_admin import signed_in
from recommendations.tests.serving.tiny_shop import TinyShop

LIST = "/admin/recommendations/rule/"
EMPTY = {
    "priority": "0",
    "group": "department",
    "sort_key": "newest",
    "is_active": "on",
    "is_on_sale": "unknown",
    "is_in_stock": "unknown",
}


@pytest.fixture
def owner(db: None) -> Client:
    return signed_in("owner@example.com", is_staff=True, is_superuser=True)


def send(client: Client, **fields: Any) -> tuple[int, str]:
    response = client.post(f"{LIST}add/", {**EMPTY, **fields})
    return response.status_code, response.content.decode()


def test_written_rule_is_saved_with_prices_in_minor_units(owner: Client, shop: TinyShop) -> None:
    status, html = send(
        owner,
        name="Cheap lamps up",
        kind="boost",
        factor="1.5",
        departments=[shop.lamp_shelf.pk],
        price_to="9.90",
        placements=["for_you"],
    )

    assert status == 302, html
    rule = Rule.objects.get(name="Cheap lamps up")
    assert rule.price_to_minor == 990
    assert [each.pk for each in rule.departments.all()] == [shop.lamp_shelf.pk]
    page = owner.get(f"{LIST}{rule.pk}/change/").content.decode()
    assert 'value="9.90"' in page


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "filter"}, "Say which products are meant"),
        ({"kind": "boost", "factor": "1.5"}, "Say which products are meant"),
        ({"kind": "boost", "factor": "0.5", "tags": "gift"}, "Say how strongly"),
        ({"kind": "pin", "place": "1", "tags": "gift"}, "Name the products to pin"),
        ({"kind": "pin", "place": "1", "tags": "gift"}, "Choose the rows to pin them in"),
        ({"kind": "bury", "tags": "gift", "countries": "Germany"}, "two letters"),
    ],
)
def test_bad_rule_is_refused_with_words_and_nothing_is_saved(
    owner: Client, fields: dict[str, str], message: str
) -> None:
    count = Rule.objects.count()

    status, html = send(owner, name="Bad", **fields)

    assert status == 200
    assert message in html
    assert 'value="Bad"' in html
    assert Rule.objects.count() == count


def test_list_says_what_rules_do_and_switches_them(owner: Client, shop: TinyShop) -> None:
    html = owner.get(LIST).content.decode()

    assert "Sold out" in html
    assert "×1.50" in html
    assert "every row" in html


def test_rule_class_explains_itself_and_cannot_be_deleted(owner: Client, shop: TinyShop) -> None:
    sold_out = Rule.objects.get(code="sold_out")

    html = owner.get(f"{LIST}{sold_out.pk}/change/").content.decode()

    assert "Products without stock are not recommended." in html
    assert owner.post(f"{LIST}{sold_out.pk}/delete/", {"post": "yes"}).status_code == 403
    saved = owner.post(
        f"{LIST}{sold_out.pk}/change/", {"name": "Sold out", "priority": "100"}, follow=True
    )
    assert saved.status_code == 200
    sold_out.refresh_from_db()
    assert sold_out.is_active is False
    assert sold_out.kind == "filter"


def test_preview_lays_the_rows_side_by_side(owner: Client, shop: TinyShop) -> None:
    shop.train()
    rule = Rule.objects.create(name="Lamp 4 first", kind="pin", place=1, is_active=False)
    rule.placements = ["similar_products"]
    rule.save()
    rule.products.set([shop.lamps[4]])

    response = owner.get(
        f"{LIST}preview/",
        {"rule": rule.pk, "placement": "similar_products", "product": shop.lamps[0].slug},
    )

    html = response.content.decode()
    assert "Without and with “Lamp 4 first”" in html
    lines = response.context["lines"]
    assert [(line.before, line.after, line.way) for line in lines[:4]] == [
        ("Lamp 1", "Lamp 4", "↑ 3"),
        ("Lamp 2", "Lamp 1", "↓ 1"),
        ("Lamp 3", "Lamp 2", "↓ 1"),
        ("Lamp 4", "Lamp 3", "↓ 1"),
    ]
    assert lines[0].moves == ("pinned to place 1 by “Lamp 4 first”",)
    assert "Lamp 4 first" not in {each.name for each in book.rules_now().rules}


def test_preview_names_what_left_and_why(owner: Client, shop: TinyShop) -> None:
    shop.train()
    shop.sell_out(shop.lamps[1])

    response = owner.get(
        f"{LIST}preview/", {"placement": "similar_products", "product": str(shop.lamps[0].pk)}
    )

    assert response.context["left"] == [("Lamp 1", ["left out by “Sold out”"])]


def test_preview_of_nobody_says_so(owner: Client, shop: TinyShop) -> None:
    html = owner.get(f"{LIST}preview/", {"shopper": "moon@example.com"}).content.decode()

    assert "Nobody is known by that name." in html


@pytest.mark.parametrize("address", ["", "add/", "preview/"])
def test_staff_without_the_right_and_shoppers_stay_out(shop: TinyShop, address: str) -> None:
    support = signed_in("support@example.com", is_staff=True)
    shopper = signed_in("ada@example.com")

    assert support.get(f"{LIST}{address}").status_code == 403
    assert shopper.get(f"{LIST}{address}").status_code == 302
