"""The front page, and the pages of things that went wrong."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from catalog.models import Product
from storefront import views
from storefront.tests.pages.conftest import Shop
from storefront.tests.pages.reading import page


def test_the_window_shows_what_sells_best_of_each_department(client: Client, shop: Shop) -> None:
    root = page(client.get("/"))

    assert [link["href"] for link in root.all("a", "hero__link")] == [shop.mug.get_absolute_url()]
    assert [tile.text for tile in root.all("li", "tile")] == ["Kitchen"]


def test_an_empty_shop_has_a_front_page_too(client: Client, db: None) -> None:
    root = page(client.get("/"))

    assert root.one("h1").text == "Things worth living with"
    assert not root.all("li", "tile")


def test_an_unknown_address_is_not_found_and_leads_on(client: Client, shop: Shop) -> None:
    root = page(client.get("/no/such/page/"), status=404)

    assert root.one("h1").text == "This page is not here"
    assert len(root.all(class_="product-card")) == 10


def test_sold_out_products_are_not_offered_as_a_consolation(client: Client, shop: Shop) -> None:
    Product.objects.filter(pk=shop.mug.pk).update(is_in_stock=False)

    assert b"Tall mug" not in client.get("/no/such/page/").content


@pytest.mark.django_db
def test_the_error_page_asks_nothing_of_the_database() -> None:
    with connection.execute_wrapper(_refuse):
        response = views.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


def test_a_crash_shows_the_error_page(
    client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash() -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("storefront.window.current", crash)
    client.raise_request_exception = False

    root = page(client.get("/"), status=500)

    assert root.one("h1").text == "Something went wrong on our side"


def _refuse(*_: object) -> None:
    raise AssertionError("the database was asked")
