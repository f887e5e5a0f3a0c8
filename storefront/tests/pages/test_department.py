"""The list of a department."""

from __future__ import annotations

import pytest
from django.test import Client

from catalog.models import Attribute, Department
from catalog.tests.factories import give_value
from storefront.tests.pages.conftest import Shop
from storefront.tests.pages.reading import card_titles, page


def test_it_shows_the_best_selling_first_24_to_a_page(client: Client, shop: Shop) -> None:
    root = page(client.get("/d/kitchen/"))

    titles = card_titles(root)
    assert titles[:3] == ["Tall mug", "Plain mug 29", "Plain mug 28"]
    assert len(titles) == 24
    assert root.one("h1").text == "Kitchen"
    assert root.one("p", "listing__count", role="status").text == "31 products"


def test_the_second_page_goes_on_where_the_first_ended(client: Client, shop: Shop) -> None:
    first = card_titles(page(client.get("/d/kitchen/")))
    second = card_titles(page(client.get("/d/kitchen/?page=2")))

    assert second == [f"Plain mug {number}" for number in range(6, -1, -1)]
    assert not set(first) & set(second)


def test_page_links_keep_the_filters(client: Client, shop: Shop) -> None:
    root = page(
        client.get("/d/kitchen/?a.material=Oak&a.material=Steel&a.material=Linen&sort=price")
    )

    (following,) = root.all("a", rel="next")
    assert (
        following["href"] == "?a.material=Oak&a.material=Steel&a.material=Linen&sort=price&page=2"
    )
    assert card_titles(page(client.get(f"/d/kitchen/{following['href']}"))) == [
        f"Plain mug {number}" for number in range(24, 30)
    ]


@pytest.mark.parametrize(
    "wrong", ["page=3", "page=0", "page=-1", "page=x", "page=99999999999999999999"]
)
def test_a_page_that_does_not_exist_is_not_found(client: Client, shop: Shop, wrong: str) -> None:
    assert client.get(f"/d/kitchen/?{wrong}").status_code == 404


def test_filters_narrow_and_show_as_chips_that_take_them_away(client: Client, shop: Shop) -> None:
    root = page(client.get("/d/kitchen/?brand=kobo&a.material=Oak&price_to=10.12&in_stock=1"))

    assert card_titles(root) == ["Plain mug 12", "Plain mug 6", "Plain mug 0"]
    chips = {
        link.text: link["href"]
        for link in root.one(role="group", aria_label="Filters in use").all("a")
    }
    rest = {
        "Remove filter Brand: Kobo": "?in_stock=1&a.material=Oak&price_to=10.12",
        "Remove filter In stock": "?brand=kobo&a.material=Oak&price_to=10.12",
        "Remove filter Material: Oak": "?brand=kobo&in_stock=1&price_to=10.12",
        "Remove filter Up to €10.12": "?brand=kobo&in_stock=1&a.material=Oak",
        "Clear all": "?",
    }
    assert chips == rest


def test_measured_attributes_are_asked_from_and_to(client: Client, shop: Shop) -> None:
    for height, mug in zip((8.0, 9.5, 12.0), shop.products, strict=False):
        give_value(mug, "Height", height)
    Attribute.objects.filter(name="Height").update(unit="cm")

    root = page(client.get("/d/kitchen/?a.height.from=9&a.height.to=11,5"))

    assert card_titles(root) == ["Tall mug", "Plain mug 1"]
    least, most = (root.one("input", id=f"f-a.height.{end}") for end in ("from", "to"))
    assert (least["name"], least["value"], least["placeholder"]) == ("a.height.from", "9", "8")
    assert (most["name"], most["value"], most["placeholder"]) == ("a.height.to", "11.5", "12")
    chips = root.one(role="group", aria_label="Filters in use").all("a")
    assert [(link.text, link["href"]) for link in chips] == [
        ("Remove filter Height: 9 cm – 11.5 cm", "?"),
        ("Clear all", "?"),
    ]
    assert root.one("meta", name="robots")["content"] == "noindex, follow"


def test_a_filter_that_leaves_nothing_says_so_and_offers_the_way_out(
    client: Client, shop: Shop
) -> None:
    root = page(client.get("/d/kitchen/?price_from=5000"))

    assert card_titles(root) == []
    assert "Nothing here fits all of your filters." in root.one(class_="empty-state").text
    assert root.one(class_="empty-state").one("a")["href"] == "?"


def test_filtered_lists_are_kept_out_of_search_engines_and_plain_ones_are_not(
    client: Client, shop: Shop
) -> None:
    assert page(client.get("/d/kitchen/?brand=kobo")).all("meta", name="robots")
    assert not page(client.get("/d/kitchen/")).all("meta", name="robots")


def test_it_shows_what_stands_in_the_departments_below_and_nothing_else(
    client: Client, shop: Shop
) -> None:
    assert len(card_titles(page(client.get("/d/mugs/")))) == 24
    assert card_titles(page(client.get("/d/lighting/"))) == ["Desk lamp"]


def test_hidden_and_unknown_departments_are_not_found(client: Client, shop: Shop) -> None:
    Department.objects.filter(slug="kitchen").update(is_visible=False)

    assert client.get("/d/kitchen/").status_code == 404
    assert client.get("/d/mugs/").status_code == 404
    assert client.get("/d/no-such/").status_code == 404


def test_drafts_are_not_shown(client: Client, shop: Shop) -> None:
    assert b"Draft vase" not in client.get("/d/kitchen/?sort=newest").content
    assert b"Draft vase" not in client.get("/d/kitchen/?page=2").content


def test_a_search_word_in_the_address_does_not_matter_here(client: Client, shop: Shop) -> None:
    assert (
        page(client.get("/d/lighting/?q=mug")).one("p", "listing__count", role="status").text
        == "1 product"
    )


def test_only_reading_is_allowed(client: Client, shop: Shop) -> None:
    assert client.post("/d/kitchen/").status_code == 405
    assert client.head("/d/kitchen/").status_code == 200
