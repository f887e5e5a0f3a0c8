"""How many SQL statements a whole page may take: trained carousels, a signed-in shopper, ten lines in the cart."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Product
from storefront.tests.journeys.conftest import fill_cart
from storefront.tests.journeys.reading import rows


@pytest.mark.parametrize(
    ("page", "budget"),
    [
        ("home", 12),
        ("list", 12),
        ("filtered list", 12),
        ("product", 14),
        ("cart", 12),
        ("search", 12),
    ],
)
@pytest.mark.parametrize("is_warm", [False, True], ids=["cold", "warm"])
def test_pages_keep_their_query_budget_with_ten_lines_in_the_cart(
    shopper: Client, bestseller: Product, page: str, budget: int, is_warm: bool
) -> None:
    path = {
        "home": "/",
        "list": "/d/kitchen/",
        "filtered list": "/d/kitchen/?in_stock=1&sort=price",
        "product": bestseller.get_absolute_url(),
        "cart": "/cart/",
        "search": "/search/?q=mug",
    }[page]
    fill_cart(shopper, lines=10)
    if is_warm:
        shopper.get(path)

    with CaptureQueriesContext(connection) as captured:
        response = shopper.get(path)

    statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert response.status_code == 200
    assert len(statements) <= budget, statements


def test_the_measured_pages_really_show_carousels(shopper: Client, bestseller: Product) -> None:
    assert len(rows(shopper, "/")) >= 3
    assert {"Similar products", "Frequently bought together"} <= set(
        rows(shopper, bestseller.get_absolute_url())
    )
