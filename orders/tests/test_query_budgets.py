"""How many SQL statements each page of selling may take with ten articles in the cart."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Department, PriceList, Product
from catalog.price_lists import fill as fill_list
from orders.models import Market
from orders.tests.shop import Shopfloor
from orders.tests.test_checkout_pages import ADDRESS, answer, fill, sealed

TEN = 10


@pytest.fixture
def full_cart(guest: Client, shop: Shopfloor) -> Client:
    for number in range(TEN):
        fill(guest, shop.article(f"Article {number}", price=1000 + number), 2)
    return guest


def counted(call: Callable[..., HttpResponse], *args: object) -> int:
    """Count the statements of one request; savepoints exist only because the test itself is a transaction."""
    with CaptureQueriesContext(connection) as queries:
        response = call(*args)
    assert response.status_code in {200, 302}
    texts = [
        query["sql"] or "" for query in queries
    ]  # a prepared statement is logged without its text
    return sum(not text.startswith(("SAVEPOINT", "RELEASE")) for text in texts)


def test_the_cart_page(full_cart: Client) -> None:
    full_cart.get("/cart/")  # departments and the like are read once a process

    # Cart, terms, lines, promotions; whoever recommends may ask once more.
    assert counted(full_cart.get, "/cart/") <= 5


@pytest.mark.parametrize(("path", "budget"), [("/d/lamps/", 10), ("/p/oak-lamp/", 12)])
@pytest.mark.parametrize("market", ["", "uk"])
def test_lists_and_product_pages_beside_a_full_cart(
    full_cart: Client, path: str, budget: int, market: str
) -> None:
    lamps = Department.objects.add_root(instance=Department(name="Lamps", slug="lamps"))
    Product.objects.update(department=lamps)
    Product.objects.filter(pk=Product.objects.earliest("pk").pk).update(slug="oak-lamp")
    prices = PriceList.objects.create(code="uk", name="UK", currency="GBP")
    Market.objects.create(
        code="uk", name="UK", currency="GBP", home_country="GB", price_list=prices
    )
    fill_list(prices, currency="EUR", rate=Decimal("0.86"))
    full_cart.cookies["market"] = market
    full_cart.get(path)  # departments and the like are read once a process

    assert counted(full_cart.get, path) <= budget


def test_every_step_of_checkout(full_cart: Client) -> None:
    answer(full_cart)
    method = full_cart.get("/checkout/delivery/").context["form"].options[0].method
    posts = (
        ("/checkout/contact/", {"email": "ada@example.org"}),
        ("/checkout/delivery/", {**ADDRESS, "method": method.pk}),
    )

    for step in ("contact", "delivery", "payment"):
        assert counted(full_cart.get, f"/checkout/{step}/") <= 15, step
    for path, data in posts:
        assert counted(full_cart.post, path, data) <= 15, path


def test_pressing_pay(full_cart: Client) -> None:
    answer(full_cart)
    expected = sealed(full_cart)

    assert counted(full_cart.post, "/checkout/payment/", {"expected": expected}) <= 15
