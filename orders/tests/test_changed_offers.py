"""Whatever changes between the summary and the button: the shopper sees both totals and agrees anew."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from catalog.models import Variant
from orders.models import (
    CartCoupon,
    Coupon,
    DeliveryMethod,
    Market,
    Order,
    Payment,
    Promotion,
    TaxRate,
)
from orders.tests.shop import Shopfloor
from orders.tests.test_checkout_pages import answer, fill, pay, sealed

pytestmark = pytest.mark.usefixtures("books_are_right")


def raise_price() -> None:
    Variant.objects.update(price_minor=5000)


def end_promotion() -> None:
    Promotion.objects.filter(needs_coupon=False).update(is_active=False)


def raise_tax() -> None:
    TaxRate.objects.filter(country="DE", tax_class="standard").update(percent=25)


def raise_delivery() -> None:
    DeliveryMethod.objects.filter(code="standard").update(price_minor=700)


def switch_coupon_off() -> None:
    Coupon.objects.update(is_active=False)


@pytest.fixture
def ready(guest: Client, shop: Shopfloor) -> Client:
    """40.00 less 10 % less a code for 5.00, 4.90 delivery, 19 % tax on top: 35.90 before tax."""
    Market.objects.update(is_tax_included=False)
    Promotion.objects.create(name="Ten off", kind="percent", percent=Decimal(10), priority=2)
    five = Promotion.objects.create(
        name="Five", kind="amount", amount_minor=500, currency="EUR", needs_coupon=True, priority=1
    )
    Coupon.objects.create(promotion=five, code="SPRING")
    fill(guest, shop.article("Lamp", price=4000))
    guest.post("/cart/coupon/", {"code": "spring"})
    assert CartCoupon.objects.count() == 1
    answer(guest)
    return guest


@pytest.mark.parametrize(
    ("change", "label", "after"),
    [
        (raise_price, "Articles", "€53.43"),
        (end_promotion, "Discount", "€47.48"),
        (raise_tax, "Tax", "€44.88"),
        (raise_delivery, "Delivery", "€45.22"),
        (switch_coupon_off, "Discount", "€48.67"),
    ],
)
def test_a_change_shows_both_totals_and_charges_nothing(
    ready: Client, change: Callable[[], None], label: str, after: str
) -> None:
    expected = sealed(ready)
    change()

    stopped = ready.post("/checkout/payment/", {"expected": expected})

    html = stopped.content.decode()
    assert stopped.status_code == 409
    assert f"The total changed from €42.72 to {after} while you were looking." in html
    assert label in [str(each.label) for each in stopped.context["differences"]]
    assert (Payment.objects.count(), Order.objects.count()) == (0, 0)
    pay(ready)
    assert Order.objects.get().total.format() == after


def test_a_tax_within_the_price_changes_no_total_and_is_shown_all_the_same(
    ready: Client,
) -> None:
    Market.objects.update(is_tax_included=True)
    expected = sealed(ready)
    raise_tax()

    stopped = ready.post("/checkout/payment/", {"expected": expected})

    assert stopped.status_code == 409
    assert "Something in your order changed" in stopped.content.decode()
    shown = [
        (str(each.label), str(each.before), str(each.after))
        for each in stopped.context["differences"]
    ]
    assert shown == [("Tax", "€5.73", "€7.18"), ("Total", "€35.90", "€35.90")]


def test_a_forged_seal_names_no_total(ready: Client) -> None:
    stopped = ready.post("/checkout/payment/", {"expected": sealed(ready)[:-2]})

    assert stopped.status_code == 409
    assert stopped.context["differences"] == ()
    assert Payment.objects.count() == 0
