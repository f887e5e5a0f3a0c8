"""The sums of a cart or an order, as its page writes them."""

from __future__ import annotations

import re
from dataclasses import replace

from django.utils.translation import override

from orders.models import OrderDiscount
from orders.templatetags.totals import sums
from orders.totals import Totals

TOTALS = Totals(
    currency="EUR",
    is_tax_included=True,
    lines=(),
    items_minor=5000,
    discount_minor=0,
    delivery_minor=490,
    delivery_tax_minor=78,
    tax_minor=876,
    total_minor=5490,
)


def rows(
    totals: Totals, *discounts: OrderDiscount, has_delivery: bool = True
) -> list[tuple[str, str]]:
    """Read the rows."""
    markup = sums(totals, has_delivery=has_delivery, discounts=discounts)
    return re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", markup)


def test_every_sum_has_its_row() -> None:
    assert rows(TOTALS) == [
        ("Articles", "€50.00"),
        ("Delivery", "€4.90"),
        ("Total", "€54.90"),
        ("of which tax", "€8.76"),
    ]


def test_other_sums_of_the_same_shape_are_their_own() -> None:
    rows(TOTALS)

    assert rows(replace(TOTALS, items_minor=100, total_minor=590, tax_minor=7)) == [
        ("Articles", "€1.00"),
        ("Delivery", "€4.90"),
        ("Total", "€5.90"),
        ("of which tax", "€0.07"),
    ]


def test_delivery_is_chosen_later_or_free() -> None:
    assert rows(TOTALS, has_delivery=False)[1] == ("Delivery", "chosen in checkout")
    assert rows(replace(TOTALS, delivery_minor=0))[1] == ("Delivery", "free")


def test_tax_that_is_not_included_is_added_and_no_tax_is_not_named() -> None:
    assert rows(replace(TOTALS, is_tax_included=False))[2:] == [
        ("Tax", "€8.76"),
        ("Total", "€54.90"),
    ]
    assert [name for name, _ in rows(replace(TOTALS, tax_minor=0))] == [
        "Articles",
        "Delivery",
        "Total",
    ]


def test_each_promotion_says_what_it_did() -> None:
    found = rows(
        replace(TOTALS, discount_minor=500),
        OrderDiscount(name="Spring <b>", amount_minor=500),
        OrderDiscount(name="Post", amount_minor=0, frees_delivery=True),
    )

    assert found[1:3] == [("Spring &lt;b&gt;", "−€5.00"), ("Post", "free delivery")]


def test_a_discount_without_a_name_is_a_discount() -> None:
    assert rows(replace(TOTALS, discount_minor=500))[1] == ("Discount", "−€5.00")


def test_in_the_language_of_the_page() -> None:
    rows(TOTALS)

    with override("de"):
        assert rows(TOTALS)[0] == ("Artikel", "50,00\xa0€")
