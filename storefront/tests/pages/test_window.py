"""What opens the home page: the running sale, or what sells best."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from catalog.models import Product
from orders import sales
from orders.models import Sale
from recommendations.serving.page import Page
from storefront import window
from storefront.tests.pages.conftest import Shop
from storefront.tests.pages.reading import page

DAY = timedelta(days=1)


@pytest.fixture
def mug_sale(shop: Shop) -> Sale:
    """Ten percent off the mug, since yesterday."""
    now = datetime.now(UTC)
    sale = Sale.objects.create(
        name="Mug days",
        percent=Decimal(10),
        products=[shop.mug.pk],
        starts_at=now - DAY,
        ends_at=now + DAY,
    )
    sales.apply(now=now)
    return sale


def test_a_running_sale_opens_the_page(client: Client, mug_sale: Sale, shop: Shop) -> None:
    hero = page(client.get("/")).one("section", "hero")

    assert hero.one("h1").text == "Mug days"
    assert hero.one("span", "badge").text == "−10 %"
    assert [link["href"] for link in hero.all("a", "hero__link")] == [shop.mug.get_absolute_url()]


def test_a_sale_that_is_over_does_not(client: Client, mug_sale: Sale) -> None:
    Sale.objects.update(ends_at=datetime.now(UTC) - timedelta(seconds=1))

    assert page(client.get("/")).one("h1").text == "Things worth living with"


def test_a_sale_of_sold_out_things_does_not(client: Client, mug_sale: Sale, shop: Shop) -> None:
    Product.objects.filter(pk=shop.mug.pk).update(is_in_stock=False)

    assert window.read().offer is None


def test_the_greatest_sale_goes_first(mug_sale: Sale, shop: Shop) -> None:
    now = datetime.now(UTC)
    Sale.objects.create(
        name="Nothing reduced yet",
        percent=Decimal(5),
        products=[shop.mug.pk],
        starts_at=now - DAY,
        ends_at=now + DAY,
    )

    offer = window.read().offer

    assert offer is not None
    assert (offer.name, offer.percent) == ("Mug days", 10)


def test_what_opens_the_page_is_not_repeated_in_its_rows(
    client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_out: list[int] = []
    monkeypatch.setattr(Page, "leave_out", lambda _page, item_ids: left_out.extend(item_ids))

    client.get("/")

    assert left_out == [shop.mug.pk]


def test_the_page_stands_when_the_recommender_falls(
    client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(Page, "of", crash)

    assert page(client.get("/")).one("h1").text == "Things worth living with"


def test_a_tile_shows_the_best_seller_that_can_be_bought_and_pictured(
    shop: Shop, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    best, second = sorted(Product.objects.filter(department=shop.mugs), key=lambda one: one.pk)[:2]
    for product, popularity in ((best, 900.0), (second, 800.0)):
        Product.objects.filter(pk=product.pk).update(
            popularity=popularity, picture=f"{product.pk}.webp", is_in_stock=True
        )
    assert [tile.picture for tile in window.read().tiles] == [f"{best.pk}.webp"]

    Product.objects.filter(pk=best.pk).update(is_in_stock=False)
    assert [tile.picture for tile in window.read().tiles] == [f"{second.pk}.webp"]

    Product.objects.filter(pk=best.pk).update(is_in_stock=True, picture="")
    with django_assert_max_num_queries(
        5
    ):  # changes of the catalogue, what changed, cards, the sale
        tiles = window.read().tiles
    assert [tile.picture for tile in tiles] == [f"{second.pk}.webp"]
