"""The web process is killed at every marked point of checkout: nothing is lost, nothing sold twice, nothing stuck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from orders import ledger, outbox, placing, stock, sweeper
from orders.checkout import PAYMENT_TIME
from orders.messages import HANDLERS
from orders.models import (
    Cart,
    GatewayCharge,
    MovementReason,
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
from orders.tests.concurrency.race import Buyer, Race
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
    assert race.server.comes_up(within_seconds=120)
    return answer


def tidy_up(*, after: timedelta) -> None:
    """Let the minutes pass in which sweeper and outbox run."""
    for _ in range(2):
        now = timezone.now() + after
        sweeper.sweep(now=now)
        while outbox.deliver(WITHOUT_PAPER, now=now):
            pass


def die_before_paying(race: Race, flag: Path, point: str, buyer: Buyer) -> None:
    """Die while the shopper presses "Pay"; pressing again must work as if nothing had happened."""
    arm(flag, point)
    survive(race, flag, lambda: buyer.browser.post("/checkout/payment/", expected=buyer.expected))

    done = buyer.browser.press(buyer.expected)

    assert done.location.endswith("/thank-you/")


def die_after_paying(race: Race, flag: Path, point: str, buyer: Buyer) -> None:
    """Die once the shopper has paid, and let them never come back: the order must still be placed."""
    begun = buyer.browser.post("/checkout/payment/", expected=buyer.expected)
    arm(flag, point)
    survive(race, flag, lambda: buyer.browser.post(begun.location, outcome="success"))


def die_when_the_units_are_gone(race: Race, flag: Path, point: str, buyer: Buyer) -> None:
    """Die when the money came after the hold had ended and the units were sold: it must go back, and no order be made."""
    begun = buyer.browser.post("/checkout/payment/", expected=buyer.expected)
    StockHold.objects.filter(cart_id=buyer.cart_id).delete()
    (line,) = buyer.quote.lines
    stock.move({line.variant_id: -1}, reason=MovementReason.ADJUSTMENT, reference="sold elsewhere")
    arm(flag, point)
    survive(race, flag, lambda: buyer.browser.post(begun.location, outcome="success"))


def die_at(race: Race, flag: Path, point: str, *, rounds: int) -> None:
    """Die once for each of many shoppers, each with the last unit of an article; then let the sweeper and the outbox run."""
    lamps = [race.floor.article("Lamp", stock=1) for _ in range(rounds)]
    buyers = [buyer for (buyer,) in race.crowds(lamps, size=1)]

    for buyer in buyers:
        WAYS_TO_DIE[point](race, flag, point, buyer)
    tidy_up(after=timedelta(minutes=2))

    check = assert_given_back if point in WHEN_THE_UNITS_ARE_GONE else assert_sold
    for buyer, lamp in zip(buyers, lamps, strict=True):
        check(buyer)
        assert on_hand(lamp) == 0


def assert_sold(buyer: Buyer) -> None:
    order = Order.objects.get(cart_id=buyer.cart_id)
    payment = Payment.objects.get(cart_id=buyer.cart_id)
    charge = GatewayCharge.objects.get(pk=payment.provider_reference)
    assert (order.status, payment.status, payment.order_id) == ("paid", "captured", order.pk)
    assert charge.captured_minor == order.total_minor == buyer.quote.total_minor
    assert Cart.objects.get(pk=buyer.cart_id).status == "ordered"


def assert_given_back(buyer: Buyer) -> None:
    payment = Payment.objects.get(cart_id=buyer.cart_id)
    charge = GatewayCharge.objects.get(pk=payment.provider_reference)
    assert (payment.status, payment.failure_code) == ("cancelled", "out_of_stock")
    assert (charge.status, charge.captured_minor) == ("cancelled", 0)
    assert not Order.objects.filter(cart_id=buyer.cart_id).exists()


def assert_nothing_is_stuck() -> None:
    tidy_up(after=PAYMENT_TIME + timedelta(minutes=5))
    assert PromotionUse.objects.filter(order=None).count() == 0
    assert PromotionUse.objects.count() == Order.objects.count()
    assert StockHold.objects.count() == 0
    assert Payment.objects.filter(status__in=["started", "pending", "authorised"]).count() == 0
    assert OutboxMessage.objects.filter(done_at=None).count() == 0


WAYS_TO_DIE = {
    **dict.fromkeys(BEFORE_THE_SHOPPER_PAID, die_before_paying),
    **dict.fromkeys(AFTER_THE_SHOPPER_PAID, die_after_paying),
    **dict.fromkeys(WHEN_THE_UNITS_ARE_GONE, die_when_the_units_are_gone),
}


@pytest.mark.parametrize("point", list(WAYS_TO_DIE)[::3])
def test_killed_at_a_point(race: Race, flag: Path, point: str) -> None:
    die_at(race, flag, point, rounds=1)
    assert_nothing_is_stuck()


@pytest.mark.slow
@pytest.mark.parametrize("point", WAYS_TO_DIE)
def test_killed_fifty_times_at_each_point(race: Race, flag: Path, point: str) -> None:
    with counted(f"kill -9: {point}", rounds=50) as figure:
        die_at(race, flag, point, rounds=50)
        assert_nothing_is_stuck()
        figure.orders, figure.violations = Order.objects.count(), len(ledger.violations())
    assert figure.orders == (0 if point in WHEN_THE_UNITS_ARE_GONE else 50)


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
