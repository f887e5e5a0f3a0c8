"""What changed between the last step and "Pay" is never charged in silence: the shopper sees both totals and agrees anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone

from catalog.models import Variant
from orders import ledger
from orders.models import (
    Cart,
    Coupon,
    DeliveryMethod,
    GatewayCharge,
    Market,
    Order,
    Payment,
    Promotion,
    TaxRate,
)
from orders.tests.concurrency.browser import Answer, at_once
from orders.tests.concurrency.race import Buyer, Race
from orders.tests.figures import counted
from orders.tests.shop import on_hand


@dataclass(frozen=True, slots=True)
class Stage:
    """A shopper at the last step, and what they want to buy."""

    lamp: Variant
    promotion: Promotion
    buyer: Buyer


def dearer(stage: Stage) -> None:
    Variant.objects.filter(pk=stage.lamp.pk).update(price_minor=9900)


def cheaper(stage: Stage) -> None:
    Variant.objects.filter(pk=stage.lamp.pk).update(price_minor=900)


def promotion_ends(stage: Stage) -> None:
    Promotion.objects.filter(pk=stage.promotion.pk).update(is_active=False)


def promotion_begins(stage: Stage) -> None:
    Promotion.objects.create(name="Flash", kind="percent", percent=Decimal(20), priority=-1)


def more_tax(stage: Stage) -> None:
    TaxRate.objects.filter(country="DE", tax_class="standard").update(percent=F("percent") + 1)


def dearer_delivery(stage: Stage) -> None:
    DeliveryMethod.objects.filter(code="standard").update(price_minor=F("price_minor") + 100)


def code_is_withdrawn(stage: Stage) -> None:
    Coupon.objects.filter(promotion=stage.promotion).update(is_active=False)


def code_expires(stage: Stage) -> None:
    Promotion.objects.filter(pk=stage.promotion.pk).update(ends_at=timezone.now())


CHANGES = (
    dearer, cheaper, promotion_ends, promotion_begins, more_tax, dearer_delivery, code_is_withdrawn,
    code_expires,
)  # fmt: skip
Change = Callable[[Stage], None]


def set_up(race: Race, change: Change, *, number: int) -> Stage:
    """Bring a shopper to the last step of a market that adds tax on top, with a discount, by code where a code changes."""
    Market.objects.filter(is_default=True).update(is_tax_included=False)
    Promotion.objects.update(is_active=False)
    needs_code = change in {code_is_withdrawn, code_expires}
    promotion = Promotion.objects.create(
        name=f"Ten {number}",
        kind="percent",
        percent=Decimal(10),
        needs_coupon=needs_code,
        starts_at=race.floor.now,
    )
    code = f"TEN{number}" if needs_code else ""
    if code:
        Coupon.objects.create(promotion=promotion, code=code)
    lamp = race.floor.article("Lamp", price=1000, stock=5)
    return Stage(lamp, promotion, race.buyer({lamp: 2}, code=code))


def change_then_pay(race: Race, change: Change, *, number: int) -> None:
    """Change something after the shopper agreed; "Pay" must ask again, and the new agreement must count."""
    stage = set_up(race, change, number=number)
    buyer, before = stage.buyer, stage.buyer.quote.total
    change(stage)

    asked = buyer.browser.post("/checkout/payment/", expected=buyer.expected)

    new = _total_now(race, stage)
    assert asked.status == 409
    assert (
        f"The total changed from {before.format('en')} to {new} while you were looking"
        in asked.body
    )
    assert not Payment.objects.filter(cart_id=buyer.cart_id).exists()
    assert on_hand(stage.lamp) == 5

    done = buyer.browser.buy(buyer.browser.sealed())
    order = Order.objects.get(cart_id=buyer.cart_id)
    assert done.location.endswith("/thank-you/")
    assert order.total.format("en") == new != before.format("en")
    assert order.payments.get().captured_minor == order.total_minor


def _total_now(race: Race, stage: Stage) -> str:
    return race.floor.quote(Cart.objects.get(pk=stage.buyer.cart_id)).total.format("en")


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_shown_and_never_charged_in_silence(race: Race, change: Change) -> None:
    change_then_pay(race, change, number=0)


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_shown_in_each_of_25_rounds(race: Race, change: Change) -> None:
    name = change.__name__.replace("_", " ")
    with counted(f"changed before submit: {name}", rounds=25) as figure:
        for number in range(25):
            change_then_pay(race, change, number=number)
        figure.orders, figure.violations = Order.objects.count(), len(ledger.violations())


def change_while_paying(race: Race, *, number: int) -> str:
    """Raise the price in the very moment of "Pay"; return which total was charged, if any."""
    stage = set_up(race, dearer, number=number)
    buyer = stage.buyer
    pay, raise_price = (lambda: buyer.browser.buy(buyer.expected)), (lambda: dearer(stage))

    answer = at_once([pay, raise_price])[0]

    assert isinstance(answer, Answer)
    order = Order.objects.filter(cart_id=buyer.cart_id).first()
    if order is None:
        assert answer.status == 409
        return "asked again"
    assert order.total_minor == buyer.quote.total_minor
    return "agreed total"


def test_a_price_that_rises_while_somebody_pays_is_not_charged(race: Race) -> None:
    for number in range(5):
        assert change_while_paying(race, number=number) in {"agreed total", "asked again"}


@pytest.mark.slow
def test_a_price_that_rises_while_a_hundred_pay_is_not_charged(race: Race) -> None:
    with counted("price changed at the moment of submit", rounds=100) as figure:
        for number in range(100):
            end = change_while_paying(race, number=number)
            figure.notes[end] = figure.notes.get(end, 0) + 1
        figure.orders, figure.violations = Order.objects.count(), len(ledger.violations())


def test_without_the_comparison_another_total_is_charged_in_silence(unguarded_race: Race) -> None:
    stage = set_up(unguarded_race, dearer, number=0)
    dearer(stage)

    done = stage.buyer.browser.buy(stage.buyer.expected)

    assert done.location.endswith("/thank-you/")
    assert Order.objects.get().total_minor > stage.buyer.quote.total_minor
    assert GatewayCharge.objects.get().captured_minor == Order.objects.get().total_minor
