"""Promotions and codes from the shelf to the order: priced, reserved, claimed, and never used too often."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from orders import carts, checkout, coupons, fulfilment, states
from orders.coupons import CouponUnknown, TooManyCoupons
from orders.customers import normalised
from orders.models import (
    Cart,
    Coupon,
    DeliveryMethod,
    Order,
    OrderDiscount,
    Payment,
    Promotion,
    PromotionUse,
)
from orders.payments.gateway import decide
from orders.shoppers import Shopper
from orders.tests.shop import Shopfloor, stranger

pytestmark = pytest.mark.usefixtures("books_are_right")


def ten_percent(**more: object) -> Promotion:
    return Promotion.objects.create(name="Ten off", kind="percent", percent=Decimal(10), **more)  # type: ignore[misc]


def code(promotion: Promotion, text: str = "SPRING", **limits: int) -> Coupon:
    return Coupon.objects.create(promotion=promotion, code=text, **limits)


def ready(shop: Shopfloor, price: int = 6000, *, entered: str = "") -> Cart:
    shopper = stranger()
    cart = shop.ready_cart({shop.article("Lamp", price=price, stock=50): 1}, shopper=shopper)
    if entered:
        coupons.enter(shopper, code=entered, now=shop.now)
    return cart


def pay(shop: Shopfloor, payment: Payment, *, now: datetime | None = None) -> Payment:
    decide(payment.provider_reference, status="authorised")
    return checkout.settle(payment.pk, now=now or shop.now)


def test_a_promotion_without_code_reduces_every_cart_and_stands_on_the_order(
    shop: Shopfloor,
) -> None:
    ten_percent()

    order = pay(shop, shop.begin(ready(shop))).order

    assert order is not None
    assert (order.items_minor, order.discount_minor, order.total_minor) == (6000, 600, 5400)
    discount = OrderDiscount.objects.get()
    assert (discount.name, discount.amount_minor, discount.coupon_code) == ("Ten off", 600, "")
    assert order.lines.get().discount_minor == 600
    # 19 % inside 54.00
    assert order.tax_minor == 862


def test_a_discount_below_the_threshold_costs_the_free_delivery(shop: Shopfloor) -> None:
    ten_percent()

    assert shop.quote(ready(shop, 5500)).delivery_minor == 490
    assert shop.quote(ready(shop, 5556)).delivery_minor == 0


def test_free_delivery_is_free(shop: Shopfloor) -> None:
    Promotion.objects.create(name="We carry it", kind="free_delivery")

    quote = shop.quote(ready(shop, 1000))

    assert (quote.delivery_minor, quote.total_minor) == (0, 1000)


def test_a_code_is_entered_in_any_spelling_and_opens_its_promotion(shop: Shopfloor) -> None:
    code(ten_percent(needs_coupon=True))

    assert shop.quote(ready(shop)).discount_minor == 0
    quote = shop.quote(ready(shop, entered=" spring "))

    assert quote.discount_minor == 600
    assert (quote.discounts[0].coupon_code, quote.discounts[0].is_limited) == ("SPRING", False)


@pytest.mark.parametrize("entered", ["", "WINTER", "OFF", "STOPPED", "\0", "S\0PRIN"])
def test_an_unknown_or_switched_off_code_is_refused(shop: Shopfloor, entered: str) -> None:
    code(ten_percent(needs_coupon=True), "OFF", is_active=False)
    code(ten_percent(needs_coupon=True, is_active=False), "STOPPED")

    with pytest.raises(CouponUnknown):
        coupons.enter(stranger(), code=entered, now=shop.now)


def test_a_cart_takes_five_codes(shop: Shopfloor) -> None:
    shopper, promotion = stranger(), ten_percent(needs_coupon=True)
    for number in range(6):
        code(promotion, f"CODE{number}")
    for number in range(5):
        coupons.enter(shopper, code=f"CODE{number}", now=shop.now)

    coupons.enter(shopper, code="CODE1", now=shop.now)
    with pytest.raises(TooManyCoupons):
        coupons.enter(shopper, code="CODE5", now=shop.now)


def test_a_one_use_code_is_reserved_while_somebody_pays(shop: Shopfloor) -> None:
    code(ten_percent(needs_coupon=True), usage_limit=1)
    first, second = ready(shop, entered="SPRING"), ready(shop, entered="SPRING")
    agreed = shop.agree(second)
    payment = shop.begin(first)

    with pytest.raises(checkout.OfferChanged) as change:
        shop.begin(second, expected=agreed)

    assert change.value.agreed is not None
    assert (change.value.agreed.minor, change.value.quote.total_minor) == (5400, 6000)
    assert pay(shop, payment).order is not None
    assert PromotionUse.objects.get().order == payment.cart.order  # type: ignore[union-attr]
    assert shop.quote(second).discount_minor == 0


def test_a_reservation_that_expired_is_free_for_others(shop: Shopfloor) -> None:
    code(ten_percent(needs_coupon=True), usage_limit=1)
    first, second = ready(shop, entered="SPRING"), ready(shop, entered="SPRING")
    shop.begin(first)
    shop.now += checkout.PAYMENT_TIME

    assert pay(shop, shop.begin(second)).order is not None
    assert Order.objects.get().discount_minor == 600


def test_late_money_with_an_expired_but_unused_code_still_buys(shop: Shopfloor) -> None:
    code(ten_percent(needs_coupon=True), usage_limit=1)
    payment = shop.begin(ready(shop, entered="SPRING"))

    paid = pay(shop, payment, now=shop.now + checkout.PAYMENT_TIME)

    assert paid.order is not None
    assert PromotionUse.objects.get().order == paid.order


def test_late_money_with_a_code_that_others_used_up_goes_back(shop: Shopfloor) -> None:
    from orders import placing

    code(ten_percent(needs_coupon=True), usage_limit=1)
    first, second = ready(shop, entered="SPRING"), ready(shop, entered="SPRING")
    late = shop.begin(first)
    shop.now += checkout.PAYMENT_TIME
    pay(shop, shop.begin(second))

    with pytest.raises(placing.Unwanted):
        pay(shop, late)

    late.refresh_from_db()
    assert (late.status, late.failure_code) == ("cancelled", "promotion_used_up")
    assert Order.objects.count() == 1


def test_a_limited_promotion_ends_with_its_last_use(shop: Shopfloor) -> None:
    ten_percent(usage_limit=2)

    totals = [pay(shop, shop.begin(ready(shop))).amount_minor for _ in range(3)]

    assert totals == [5400, 5400, 6000]


def test_each_customer_counts_once_whatever_the_spelling(shop: Shopfloor) -> None:
    ten_percent(usage_limit_per_customer=1)
    amounts = []
    for email in ("ada@example.org", "Ada+shop@Example.org", "bob@example.org"):
        cart = ready(shop)
        cart.checkout.email = email
        cart.checkout.save()
        amounts.append(pay(shop, shop.begin(cart)).amount_minor)

    assert amounts == [5400, 6000, 5400]


def test_a_first_order_is_found_out_by_account_and_e_mail(shop: Shopfloor, ada: User) -> None:
    ten_percent(is_first_order_only=True)

    amounts = [pay(shop, shop.begin(ready(shop))).amount_minor for _ in range(2)]

    assert amounts == [5400, 6000]
    account = Shopper(visitor_id=stranger().visitor_id, user_id=ada.pk)
    cart = shop.ready_cart({shop.article("Lamp", price=6000): 1}, shopper=account)
    cart.checkout.email = "somebody@else.org"
    cart.checkout.save()
    assert shop.quote(cart).discount_minor == 600


def test_a_cancelled_order_gives_its_code_back(shop: Shopfloor) -> None:
    code(ten_percent(needs_coupon=True), usage_limit=1)
    order = pay(shop, shop.begin(ready(shop, entered="SPRING"))).order
    assert order is not None

    fulfilment.cancel(order.pk, reason="", actor=states.SYSTEM, now=shop.now)

    assert shop.quote(ready(shop, entered="SPRING")).discount_minor == 600


def test_the_database_refuses_one_use_too_many(shop: Shopfloor) -> None:
    promotion = ten_percent(usage_limit=1)
    pay(shop, shop.begin(ready(shop)))
    other = pay(shop, shop.begin(ready(shop))).order

    with pytest.raises(IntegrityError, match="is used up"), transaction.atomic():
        PromotionUse.objects.create(promotion=promotion, order=other, customer="x@example.org")

    assert PromotionUse.objects.filter(order__isnull=False).count() == 1


def test_a_promotion_that_ends_between_summary_and_submit_is_caught(shop: Shopfloor) -> None:
    ten_percent(ends_at=shop.now + timedelta(minutes=1))
    cart = ready(shop)
    agreed = shop.agree(cart)

    with pytest.raises(checkout.OfferChanged) as change:
        shop.begin(cart, expected=agreed, now=shop.now + timedelta(minutes=1))

    assert change.value.quote.total_minor == 6000


def test_a_change_of_tax_or_delivery_between_summary_and_submit_is_caught(
    shop: Shopfloor,
) -> None:
    from orders.models import TaxRate

    for change in (
        lambda: TaxRate.objects.filter(country="DE").update(percent=20),
        lambda: DeliveryMethod.objects.filter(code="standard").update(price_minor=590),
    ):
        cart = ready(shop, 1000)
        agreed = shop.agree(cart)
        change()
        with pytest.raises(checkout.OfferChanged):
            shop.begin(cart, expected=agreed)


def test_codes_are_printed_by_the_batch(db: None) -> None:
    promotion = ten_percent(needs_coupon=True)

    printed = coupons.print_batch(
        promotion, count=500, prefix="FAIR", batch="fair 2026", usage_limit=1, rng=Random(7)
    )
    again = coupons.print_batch(
        promotion, count=500, prefix="FAIR", batch="fair 2026", usage_limit=1, rng=Random(7)
    )

    assert len(printed) == len(again) == 500
    assert Coupon.objects.filter(batch="fair 2026", usage_limit=1).count() == 1000
    assert all(each.code.startswith("FAIR-") and len(each.code) == 13 for each in printed)


@pytest.mark.parametrize(
    ("email", "one"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        (" ada+shop@example.org ", "ada@example.org"),
        ("a.d.a@googlemail.com", "ada@gmail.com"),
        ("a.d.a@example.org", "a.d.a@example.org"),
        ("", ""),
    ],
)
def test_one_person_has_one_spelling(email: str, one: str) -> None:
    assert normalised(email) == one


def test_the_cart_page_takes_a_code_shows_its_effect_and_lets_it_go(
    guest: Client, shop: Shopfloor
) -> None:
    code(ten_percent(needs_coupon=True, min_value_minor=5000, currency="EUR"))
    lamp = shop.article("Lamp", price=3000)
    guest.post("/cart/add/", {"variant": lamp.pk})

    unknown = guest.post("/cart/coupon/", {"code": "nothing"}, follow=True).content.decode()
    assert "There is no code “nothing”." in unknown

    waiting = guest.post("/cart/coupon/", {"code": "spring"}, follow=True).content.decode()
    assert "Articles for €20.00 more are needed." in waiting

    guest.post("/cart/add/", {"variant": lamp.pk})
    applied = guest.get("/cart/")
    assert "Ten off" in applied.content.decode()
    assert "−€6.00" in applied.content.decode()
    assert applied.context["totals"].total_minor == 5400

    gone = guest.post("/cart/coupon/", {"code": "SPRING", "action": "remove"}, follow=True)
    assert gone.context["totals"].total_minor == 6000
    assert guest.get("/cart/coupon/").status_code == 405


def test_codes_come_along_when_somebody_signs_in(shop: Shopfloor, ada: User) -> None:
    from orders import merging

    code(ten_percent(needs_coupon=True))
    visitor = stranger()
    account = Shopper(visitor_id=visitor.visitor_id, user_id=ada.pk)
    mug = shop.article("Mug", price=1000)
    shop.cart_of(account, {mug: 1})
    shop.cart_of(visitor, {mug: 1})
    coupons.enter(visitor, code="SPRING", now=shop.now)

    merging.merge(account, now=shop.now)

    own = carts.find(account)
    assert own is not None
    assert own.coupons.get().coupon.code == "SPRING"
