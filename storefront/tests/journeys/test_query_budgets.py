"""How many SQL statements a whole page may take: trained carousels, a signed-in shopper, ten lines in the cart.

Cold is the first page of that kind in a process that has just opened, for a shopper it has not met; warm is the next.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Product
from catalog.snapshots import Snapshot
from storefront.tests.journeys.conftest import fill_cart
from storefront.tests.journeys.reading import rows

BUDGETS = {
    "home": (12, 12),
    "list": (10, 10),
    "filtered list": (10, 10),
    "product": (12, 12),
    "cart": (10, 10),
    "search": (12, 12),
}
"""Cold and warm. The cart's ten hold with its carousels: cart, terms, lines and promotions take one query each."""


@pytest.mark.parametrize("page", BUDGETS)
@pytest.mark.parametrize("is_warm", [False, True], ids=["cold", "warm"])
def test_pages_keep_their_query_budget_with_ten_lines_in_the_cart(
    shopper: Client, bestseller: Product, page: str, is_warm: bool
) -> None:
    budget = BUDGETS[page][is_warm]
    path = {
        "home": "/",
        "list": "/d/kitchen/",
        "filtered list": "/d/kitchen/?in_stock=1&sort=price",
        "product": bestseller.get_absolute_url(),
        "cart": "/cart/",
        "search": "/search/?q=mug",
    }[page]
    fill_cart(shopper, lines=10)
    Snapshot.read_at_opening()
    if is_warm:
        shopper.get(path)

    with CaptureQueriesContext(connection) as captured:
        response = shopper.get(path)

    statements = [query["sql"] for query in captured if "SAVEPOINT" not in (query["sql"] or "")]
    assert response.status_code == 200
    assert len(statements) <= budget, "\n".join((each or "prepared")[:120] for each in statements)


def test_the_measured_pages_really_show_carousels(
    shopper: Client, bestsellers: list[Product]
) -> None:
    assert len(rows(shopper, "/")) >= 3
    shown = [set(rows(shopper, product.get_absolute_url())) for product in bestsellers[:10]]
    assert all("Similar products" in each for each in shown)
    # What this shopper bought before is not offered again, so one of the ten may lack partners.
    assert sum("Frequently bought together" in each for each in shown) >= 5
