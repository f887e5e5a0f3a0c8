"""The web process is killed at every marked point of checkout: nothing is lost, nothing sold twice, nothing stuck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from orders import ledger, outbox, placing, sweeper
from orders.checkout import PAYMENT_TIME
from orders.messages import HANDLERS
from orders.models import (
    Cart,
    GatewayCharge,
    Order,
    OutboxMessage,
    Payment,
    Promotion,
    PromotionUse,
    StockHold,
)
from orders.tests.concurrency.browser import Answer, Browser
from orders.tests.concurrency.points import (
    AFTER_THE_SHOPPER_PAID,
    BEFORE_THE_SHOPPER_PAID,
    FLAG,
    WHEN_THE_UNITS_ARE_GONE,
)
from orders.tests.concurrency.race import Race
from orders.tests.concurrency.server import Server, racing
from orders.tests.figures import counted
from orders.tests.shop import on_hand

KILLING = "orders.tests.concurrency.killing:application"
WITHOUT_PAPER = {**HANDLERS, placing.INVOICE: lambda payload, now: None}
"""What the outbox does, without drawing hundreds of invoices."""


@pytest.fixture(scope="module")
def flag(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kill") / "point"


@pytest.fixture(scope="module")
def killing_server(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, flag: Path
) -> Iterator[Server]:
    with django_db_blocker.unblock(), racing(KILLING, **{FLAG: str(flag)}) as server:
        yield server


@pytest.fixture
def race(
    killing_server: Server, transactional_db: None, django_db_serialized_rollback: None
) -> Iterator[Race]:
    """A shop with a limited promotion, so that a purchase passes every marked point."""
    Promotion.objects.create(name="Spring", kind="percent", percent=Decimal(10), usage_limit=1000)
    yield Race(killing_server)
    assert ledger.violations() == []


def arm(flag: Path, point: str) -> None:
    flag.write_text(point, encoding="utf-8")


def survive(race: Race, flag: Path, call: object) -> Answer | None:
    """Make a call that kills the process; wait until the shop answers again."""
    try:
        answer = call()  # type: ignore[operator]
    except OSError:
        answer = None
    assert not flag.exists(), "the point was never reached"
    assert race.server.comes_up(within_seconds=30)
    return answer


def tidy_up(*, after: timedelta) -> None:
    """Let the minutes pass in which sweeper and outbox run."""
    for _ in range(2):
        now = timezone.now() + after
        sweeper.sweep(now=now)
        outbox.deliver(WITHOUT_PAPER, now=now)


def die_before_paying(race: Race, flag: Path, point: str) -> None:
    """Die while the shopper presses "Pay"; pressing again must work as if nothing had happened."""
    lamp = race.floor.article("Lamp", stock=1)
    buyer = race.buyer({lamp: 1})
    arm(flag, point)
    survive(race, flag, lambda: buyer.browser.post("/checkout/payment/", expected=buyer.expected))

    done = buyer.browser.buy(buyer.expected)

    assert done.location.endswith("/thank-you/")
    assert Order.objects.filter(cart_id=buyer.cart_id).count() == 1
    assert (
        GatewayCharge.objects.filter(
            reference__in=Payment.objects.filter(cart_id=buyer.cart_id).values("provider_reference")
        ).count()
        == 1
    )
    assert on_hand(lamp) == 0


def die_after_paying(race: Race, flag: Path, point: str) -> None:
    """Die once the shopper has paid, and let them never come back: the order must still be placed."""
    lamp = race.floor.article("Lamp", stock=1)
    buyer = race.buyer({lamp: 1})
    begun = buyer.browser.post("/checkout/payment/", expected=buyer.expected)
    arm(flag, point)
    survive(race, flag, lambda: buyer.browser.post(begun.location, outcome="success"))

    tidy_up(after=timedelta(minutes=2))

    order = Order.objects.get(cart_id=buyer.cart_id)
    payment = Payment.objects.get(order=order)
    assert order.status == "paid"
    assert payment.status == "captured"
    assert (
        GatewayCharge.objects.get(pk=payment.provider_reference).captured_minor == order.total_minor
    )
    assert on_hand(lamp) == 0
    assert Cart.objects.get(pk=buyer.cart_id).status == "ordered"


def die_when_the_units_are_gone(race: Race, flag: Path, point: str) -> None:
    """Die when the money came too late for the last unit: it must go back, and no order be made."""
    lamp = race.floor.article("Lamp", stock=1)
    late, quick = race.crowd({lamp: 1}, size=2)
    begun = late.browser.post("/checkout/payment/", expected=late.expected)
    StockHold.objects.filter(cart_id=late.cart_id).update(expires_at=timezone.now())
    assert quick.browser.buy(quick.expected).location.endswith("/thank-you/")
    arm(flag, point)
    survive(race, flag, lambda: late.browser.post(begun.location, outcome="success"))

    tidy_up(after=timedelta(minutes=2))

    payment = Payment.objects.get(cart_id=late.cart_id)
    charge = GatewayCharge.objects.get(pk=payment.provider_reference)
    assert (payment.status, payment.failure_code) == ("cancelled", "out_of_stock")
    assert (charge.status, charge.captured_minor) == ("cancelled", 0)
    assert not Order.objects.filter(cart_id=late.cart_id).exists()
    assert on_hand(lamp) == 0


def assert_nothing_is_stuck() -> None:
    tidy_up(after=PAYMENT_TIME + timedelta(minutes=5))
    assert PromotionUse.objects.filter(order=None).count() == 0
    assert PromotionUse.objects.count() == Order.objects.count()
    assert StockHold.objects.count() == 0
    assert Payment.objects.filter(status__in=["started", "pending", "authorised"]).count() == 0
    assert OutboxMessage.objects.filter(done_at=None).count() == 0


@pytest.mark.parametrize("point", ["payment written", "charge opened, not noted"])
def test_killed_before_the_shopper_paid(race: Race, flag: Path, point: str) -> None:
    die_before_paying(race, flag, point)
    assert_nothing_is_stuck()


@pytest.mark.parametrize(
    "point", ["units sold, not committed", "order placed", "money taken, not noted"]
)
def test_killed_after_the_shopper_paid(race: Race, flag: Path, point: str) -> None:
    die_after_paying(race, flag, point)
    assert_nothing_is_stuck()


@pytest.mark.parametrize("point", ["refused, money still there"])
def test_killed_when_the_units_are_gone(race: Race, flag: Path, point: str) -> None:
    die_when_the_units_are_gone(race, flag, point)
    assert_nothing_is_stuck()


WAYS_TO_DIE = {
    **dict.fromkeys(BEFORE_THE_SHOPPER_PAID, die_before_paying),
    **dict.fromkeys(AFTER_THE_SHOPPER_PAID, die_after_paying),
    **dict.fromkeys(WHEN_THE_UNITS_ARE_GONE, die_when_the_units_are_gone),
}


@pytest.mark.slow
@pytest.mark.parametrize("point", WAYS_TO_DIE)
def test_killed_fifty_times_at_each_point(race: Race, flag: Path, point: str) -> None:
    die = WAYS_TO_DIE[point]
    with counted(f"kill -9: {point}", rounds=50) as figure:
        for _ in range(50):
            die(race, flag, point)
        assert_nothing_is_stuck()
        figure.orders, figure.violations = Order.objects.count(), len(ledger.violations())
    assert figure.orders == 50


def test_a_shopper_who_never_returns_frees_the_units(race: Race, flag: Path) -> None:
    lamp = race.floor.article("Lamp", stock=1)
    buyer = race.buyer({lamp: 1})
    arm(flag, "charge opened, not noted")
    survive(race, flag, lambda: buyer.browser.post("/checkout/payment/", expected=buyer.expected))

    assert_nothing_is_stuck()

    assert Order.objects.count() == 0
    assert GatewayCharge.objects.get().status == "cancelled"
    other = Browser(race.server.port)
    assert other.post("/cart/add/", variant=lamp.pk).status == 302
    assert on_hand(lamp) == 1


def test_without_the_sweeper_a_paid_order_would_be_lost(race: Race, flag: Path) -> None:
    """The control: the same kill, and nobody tidies up."""
    buyer = race.buyer({race.floor.article("Lamp", stock=1): 1})
    begun = buyer.browser.post("/checkout/payment/", expected=buyer.expected)
    arm(flag, "before asking the provider")
    survive(race, flag, lambda: buyer.browser.post(begun.location, outcome="success"))

    assert GatewayCharge.objects.get().status == "authorised"
    assert Order.objects.count() == 0
