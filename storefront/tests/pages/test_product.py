"""The page of one product."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog import summaries
from catalog.models import Product, Variant
from catalog.signals import product_viewed
from storefront.tests.pages.conftest import Shop
from storefront.tests.pages.reading import Element, page
from storefront.views import POPULAR_SHOWN


@pytest.fixture
def views() -> Iterator[list[int]]:
    """The products whose pages were looked at."""
    seen: list[int] = []

    def listen(*, product_id: int, **_: object) -> None:
        seen.append(product_id)

    product_viewed.connect(listen)
    yield seen
    product_viewed.disconnect(listen)


def read(client: Client, product: Product, query: str = "") -> Element:
    """Open the page."""
    return page(client.get(f"{product.get_absolute_url()}{query}"))


def test_it_shows_what_one_must_know(client: Client, shop: Shop) -> None:
    root = read(client, shop.mug)

    assert root.one("h1").text == "Tall mug"
    assert root.one(class_="buy-box__brand").text == "Norrland"
    assert root.one(class_="buy-box__price").text == "Now €19.00 before €24.00"
    assert root.one("p", "stock").text == "In stock"
    assert [link.text for link in root.one("ol", "breadcrumb").all("a")] == [
        "Home",
        "Kitchen",
        "Mugs",
    ]
    rows = [
        (row.one("th").text, row.one("td").text) for row in root.one("table", "specs").all("tr")
    ]
    assert rows == [
        ("Height", "11.5"), ("Material", "Stoneware"), ("Microwave-safe", "Yes"), ("Article number", "MUG-RED-S"),
    ]  # fmt: skip
    assert [image["alt"] for image in root.all("img", "gallery__picture")] == ["Tall mug", "Side"]


def test_reviews_are_counted_and_unpublished_ones_stay_unseen(client: Client, shop: Shop) -> None:
    root = read(client, shop.mug)

    assert root.one(class_="reviews__number").text == "4.0"
    assert [row.one(class_="histogram__count").text for row in root.all("li", "histogram__row")] == [
        "1", "1", "1", "0", "0",
    ]  # fmt: skip
    assert len(root.all("li", "review")) == 3
    assert "Secret complaint." not in root.text


def test_the_chosen_variant_stands_in_the_address(client: Client, shop: Shop) -> None:
    root = read(client, shop.mug, "?variant=MUG-RED-L")

    large = Variant.objects.get(sku="MUG-RED-L")
    assert root.one(class_="buy-box__price").text == "€21.00"
    assert root.one("p", "stock").text == "Only 3 left"
    assert root.one("input", name="variant")["value"] == str(large.pk)
    chosen = {chip.text for chip in root.all("a", "chip", aria_current="true")}
    assert chosen == {"Red", "L"}


def test_a_sold_out_variant_can_be_looked_at_and_not_bought(client: Client, shop: Shop) -> None:
    root = read(client, shop.mug, "?variant=MUG-BLUE-S")

    assert root.one("p", "stock").text == "Sold out"
    assert not root.all("input", name="quantity")
    (button,) = root.one(class_="buy-box__form").all("button")
    assert (button.text, button["type"], "disabled" in button.attributes) == (
        "Sold out",
        "button",
        True,
    )


def test_unavailable_choices_say_so(client: Client, shop: Shop) -> None:
    chips = {chip.text: chip["href"] for chip in read(client, shop.mug).all("a", "chip")}

    assert chips == {
        "Red": "?variant=MUG-RED-S",
        "Blue (not available)": "?variant=MUG-BLUE-S",
        "S": "?variant=MUG-RED-S",
        "L": "?variant=MUG-RED-L",
    }


def test_an_unknown_variant_falls_back_to_one_in_stock(client: Client, shop: Shop) -> None:
    root = read(client, shop.mug, "?variant=%27%22%3E%3Cscript%3E")

    assert root.one("input", name="variant")["value"] == str(
        Variant.objects.get(sku="MUG-RED-S").pk
    )


def test_a_product_without_anything_for_sale_has_a_page_without_a_button(
    client: Client, shop: Shop
) -> None:
    Variant.objects.filter(product=shop.mug).update(is_active=False)
    summaries.refresh([shop.mug.pk])

    root = read(client, shop.mug)

    assert root.one("p", "stock").text == "This product is not for sale at the moment."
    assert not root.all("form", action="/cart/add/")


def test_a_draft_an_archived_a_future_and_an_unknown_product_are_not_found(
    client: Client, shop: Shop
) -> None:
    archived, future, *_ = shop.products
    Product.objects.filter(pk=archived.pk).update(status="archived")
    Product.objects.filter(pk=future.pk).update(published_at=timezone.now() + timedelta(hours=1))

    for product in (shop.draft, archived, future):
        assert client.get(product.get_absolute_url()).status_code == 404
    assert client.get("/p/no-such/").status_code == 404


def test_a_missing_product_leads_on_with_search_and_popular_products(
    client: Client, shop: Shop
) -> None:
    root = page(client.get(shop.draft.get_absolute_url()), status=404)

    assert root.one("h1").text == "This page is not here"
    assert root.one("form", role="search")["action"] == "/search/"
    assert len(root.all(class_="product-card")) == POPULAR_SHOWN
    assert root.one("meta", name="robots")["content"] == "noindex"


def test_a_look_is_announced_once(client: Client, shop: Shop, views: list[int]) -> None:
    read(client, shop.mug)

    assert views == [shop.mug.pk]


def test_choosing_a_variant_is_not_another_look(
    client: Client, shop: Shop, views: list[int]
) -> None:
    client.get(f"{shop.mug.get_absolute_url()}?variant=MUG-RED-L", headers={"HX-Request": "true"})

    assert views == []


def test_a_product_that_is_not_there_is_not_a_look(
    client: Client, shop: Shop, views: list[int]
) -> None:
    client.get(shop.draft.get_absolute_url())

    assert views == []


def test_words_of_shoppers_and_staff_are_never_markup(client: Client, shop: Shop) -> None:
    bad = '<script>alert("x")</script><b>'
    Product.objects.filter(pk=shop.mug.pk).update(title=bad, description=bad)
    shop.mug.reviews.update(text=bad, author_name=bad, title=bad)
    shop.mug.pictures.update(alt=bad)
    shop.mug.attribute_values.filter(attribute__code="material").update(text=bad)

    content = client.get(shop.mug.get_absolute_url()).content

    assert b"<script>alert" not in content
    assert b"<b>" not in content


def test_a_changed_price_shows_at_once(client: Client, shop: Shop) -> None:
    read(client, shop.mug)

    Variant.objects.filter(sku="MUG-RED-S").update(price_minor=1500, compare_at_minor=None)

    assert read(client, shop.mug).one(class_="buy-box__price").text == "€15.00"


def test_whatever_changes_shows_at_once_in_every_kept_part(client: Client, shop: Shop) -> None:
    read(client, shop.mug)

    Product.objects.filter(pk=shop.mug.pk).update(title="Wide mug", description="For tea.")
    shop.mug.reviews.update(text="Still good.")
    shop.mug.pictures.update(alt="From above")
    shop.mug.attribute_values.filter(attribute__code="height").update(number=9)
    shop.mugs.name = "Cups"
    shop.mugs.save()
    root = read(client, shop.mug)

    assert root.one("title").text.startswith("Wide mug – Norrland")
    assert root.one("meta", name="description")["content"] == "For tea."
    assert root.one("meta", property="og:title")["content"] == "Wide mug"
    assert [step.text for step in root.one("ol", "breadcrumb").all("a")][-1] == "Cups"
    assert root.one("h1").text == "Wide mug"
    assert {image["alt"] for image in root.all("img", "gallery__picture")} == {"From above"}
    assert root.one("table", "specs").all("td")[0].text == "9"
    assert {review.text for review in root.all("div", "review__text")} == {"Still good."}
    assert root.one(class_="buy-bar__title").text == "Wide mug"
