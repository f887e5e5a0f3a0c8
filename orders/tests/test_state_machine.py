"""Random walks through cart, checkout, stock and orders, compared step by step with a small pure model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from catalog.models import Stock
from orders import carts, checkout, fulfilment, ledger, states, stock, sweeper
from orders.carts import NothingLeft
from orders.checkout import HOLD_TIME, PAYMENT_TIME
from orders.models import Cart, CartLine, MovementReason, Order, Payment, StockHold
from orders.offers import CartEmpty
from orders.payments.gateway import decide
from orders.shoppers import Shopper
from orders.states import IllegalMove
from orders.stock import OutOfStock
from orders.tests.conftest import NOW
from orders.tests.figures import counted
from orders.tests.shop import Shopfloor, stranger

SHOPPERS, ARTICLES = 3, 3
WALKS = 240
"""Of 50 steps each; a few walks end early when Hypothesis meets one it knows."""


@dataclass
class Hold:
    """Units kept until a moment."""

    units: dict[int, int]
    until: datetime


@dataclass
class Offer:
    """What a shopper is paying for."""

    payment_id: int
    units: dict[int, int]
    is_authorised: bool = False


@dataclass
class Model:
    """The shop as a few dictionaries."""

    on_hand: dict[int, int] = field(default_factory=dict)
    carts: dict[int, dict[int, int]] = field(default_factory=dict)
    holds: dict[int, Hold] = field(default_factory=dict)
    offers: dict[int, Offer] = field(default_factory=dict)
    paid: dict[int, dict[int, int]] = field(default_factory=dict)

    def free(self, article: int, *, who: int, now: datetime) -> int:
        kept = sum(
            hold.units.get(article, 0)
            for other, hold in self.holds.items()
            if other != who and hold.until > now
        )
        return max(0, self.on_hand[article] - kept)

    def is_short(self, units: dict[int, int], *, who: int, now: datetime) -> bool:
        return any(self.free(article, who=who, now=now) < count for article, count in units.items())


class Walk(RuleBasedStateMachine):
    """Shoppers and staff at work; every rule says what the model expects, then asks the shop."""

    steps_walked = 0
    """Steps of all walks of this process."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer._from_testcase = True  # type: ignore[attr-defined]  # the verbs' own transactions stay durable
        self.outer.__enter__()
        self.now = NOW
        self.floor = Shopfloor(now=NOW)
        self.shoppers: list[Shopper] = [stranger() for _ in range(SHOPPERS)]
        self.articles = [self.floor.article(f"Article {at}", stock=4) for at in range(ARTICLES)]
        self.model = Model(on_hand={each.pk: 4 for each in self.articles})
        self.steps = 0

    def teardown(self) -> None:
        try:
            assert ledger.violations() == []
        finally:
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    # --- shoppers ---------------------------------------------------------------------------

    @rule(
        who=st.integers(0, SHOPPERS - 1), what=st.integers(0, ARTICLES - 1), count=st.integers(1, 4)
    )
    def add(self, who: int, what: int, count: int) -> None:
        article = self.articles[what].pk
        cart = self.model.carts.get(who, {})
        before = cart.get(article, 0)
        after = min(before + count, self.model.free(article, who=who, now=self.now))

        if after <= before:
            with pytest.raises(NothingLeft):
                carts.add(self.shoppers[who], variant_id=article, quantity=count, now=self.now)
            return
        change = carts.add(self.shoppers[who], variant_id=article, quantity=count, now=self.now)
        assert change.after == after
        self.model.carts.setdefault(who, {})[article] = after

    @rule(
        who=st.integers(0, SHOPPERS - 1), what=st.integers(0, ARTICLES - 1), count=st.integers(0, 5)
    )
    def change(self, who: int, what: int, count: int) -> None:
        article = self.articles[what].pk
        if article not in self.model.carts.get(who, {}):
            return
        line = CartLine.objects.get(cart=carts.find(self.shoppers[who]), variant=article)
        after = min(count, self.model.free(article, who=who, now=self.now))
        if count and not after:
            with pytest.raises(NothingLeft):
                carts.change(self.shoppers[who], line_id=line.pk, quantity=count, now=self.now)
            return
        carts.change(self.shoppers[who], line_id=line.pk, quantity=count, now=self.now)
        if count:
            self.model.carts[who][article] = after
        else:
            del self.model.carts[who][article]

    @rule(who=st.integers(0, SHOPPERS - 1))
    def hold(self, who: int) -> None:
        cart = carts.find(self.shoppers[who])
        if cart is None or not self.model.carts.get(who):
            return
        wanted = dict(self.model.carts[who])
        if self.model.is_short(wanted, who=who, now=self.now):
            with pytest.raises(OutOfStock):
                checkout.hold(cart.pk, now=self.now)
            return
        checkout.hold(cart.pk, now=self.now)
        self.model.holds[who] = Hold(wanted, self.now + HOLD_TIME)

    @rule(who=st.integers(0, SHOPPERS - 1))
    def press_pay(self, who: int) -> None:
        cart = carts.find(self.shoppers[who])
        if cart is None:
            return
        wanted = dict(self.model.carts.get(who, {}))
        standing = self.model.offers.get(who)
        self.floor.now = self.now
        self.floor.answer(cart)
        if not wanted:
            with pytest.raises(CartEmpty):
                self.floor.begin(cart, expected="")
            return
        if standing is not None and standing.units != wanted and standing.is_authorised:
            self._paid_before(who, cart.pk, standing)
            return
        if self.model.is_short(wanted, who=who, now=self.now):
            with pytest.raises(OutOfStock):
                self.floor.begin(cart)
            if standing is not None and standing.units != wanted:
                self._given_up(who)
            return
        payment = self.floor.begin(cart)
        if standing is not None and standing.units == wanted:
            assert payment.pk == standing.payment_id
        else:
            self.model.offers[who] = Offer(payment.pk, wanted)
        self.model.holds[who] = Hold(wanted, self.now + PAYMENT_TIME)

    @rule(who=st.integers(0, SHOPPERS - 1), outcome=st.sampled_from(["authorised", "failed"]))
    def decide(self, who: int, outcome: str) -> None:
        offer = self.model.offers.get(who)
        if offer is None or offer.is_authorised:
            return
        payment = Payment.objects.get(pk=offer.payment_id)
        decide(payment.provider_reference, status=outcome)
        if outcome == "authorised":
            offer.is_authorised = True
            return
        assert checkout.settle(payment.pk, now=self.now).status == "failed"
        del self.model.offers[who]

    @rule(who=st.integers(0, SHOPPERS - 1))
    def come_back(self, who: int) -> None:
        offer = self.model.offers.get(who)
        if offer is None:
            return
        if not offer.is_authorised:
            assert checkout.settle(offer.payment_id, now=self.now).is_open
            return
        if self.model.is_short(offer.units, who=who, now=self.now):
            with pytest.raises(OutOfStock):
                checkout.settle(offer.payment_id, now=self.now)
            del self.model.offers[who]
            return
        paid = checkout.settle(offer.payment_id, now=self.now)
        assert paid.order_id is not None
        self._sold(who, paid.order_id)
        assert checkout.settle(offer.payment_id, now=self.now).order_id == paid.order_id

    @rule(
        who=st.integers(0, SHOPPERS - 1), what=st.integers(0, ARTICLES - 1), adds_more=st.booleans()
    )
    def buy(self, who: int, what: int, *, adds_more: bool) -> None:
        """A whole purchase, so that walks see many orders; sometimes something is added while paying."""
        self.add(who, what, 1)
        self.press_pay(who)
        if adds_more:
            self.add(who, (what + 1) % ARTICLES, 1)
        self.decide(who, "authorised")
        self.come_back(who)

    # --- staff and time ---------------------------------------------------------------------

    @precondition(lambda self: self.model.paid)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        order_id = data.draw(st.sampled_from(sorted(self.model.paid)))
        fulfilment.cancel(order_id, reason="", actor=states.SYSTEM, now=self.now)
        for article, count in self.model.paid.pop(order_id).items():
            self.model.on_hand[article] += count
        with pytest.raises(IllegalMove):
            fulfilment.cancel(order_id, reason="", actor=states.SYSTEM, now=self.now)

    @precondition(lambda self: self.model.paid)
    @rule(data=st.data())
    def ship(self, data: st.DataObject) -> None:
        order_id = data.draw(st.sampled_from(sorted(self.model.paid)))
        fulfilment.ship(order_id, actor=states.SYSTEM, now=self.now)
        del self.model.paid[order_id]

    @rule(what=st.integers(0, ARTICLES - 1), difference=st.integers(-3, 5))
    def count_again(self, what: int, difference: int) -> None:
        article = self.articles[what].pk
        if not difference:
            return
        reason = MovementReason.ADJUSTMENT
        if self.model.on_hand[article] + difference < 0:
            with pytest.raises(OutOfStock):
                stock.move({article: difference}, reason=reason, reference="")
            return
        stock.move({article: difference}, reason=reason, reference="")
        self.model.on_hand[article] += difference

    @rule(minutes=st.integers(1, 20))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def sweep(self) -> None:
        due = {
            who: offer
            for who, offer in self.model.offers.items()
            if Payment.objects.get(pk=offer.payment_id).changed_at < self.now - sweeper.LOOK_AFTER
        }
        by_age = sorted(due, key=lambda who: self._age(due[who]))
        sweeper.sweep(now=self.now)
        for who in [each for each in self.model.holds if self.model.holds[each].until <= self.now]:
            del self.model.holds[who]
        for who in by_age:
            self._swept(who, due[who])

    # --- what the model concludes -----------------------------------------------------------

    def _age(self, offer: Offer) -> tuple[datetime, int]:
        payment = Payment.objects.get(pk=offer.payment_id)
        return payment.changed_at, payment.pk

    def _swept(self, who: int, offer: Offer) -> None:
        payment = Payment.objects.get(pk=offer.payment_id)
        if offer.is_authorised:
            if self.model.is_short(offer.units, who=who, now=self.now):
                assert payment.status == "cancelled"
                del self.model.offers[who]
            else:
                assert payment.order_id is not None
                self._sold(who, payment.order_id)
        elif payment.created_at < self.now - PAYMENT_TIME:
            assert payment.status == "cancelled"
            self._given_up(who)
        else:
            assert payment.is_open

    def _paid_before(self, who: int, cart_id: int, standing: Offer) -> None:
        """An older offer that was paid wins over a new one."""
        cart = Cart.objects.get(pk=cart_id)
        if self.model.is_short(standing.units, who=who, now=self.now):
            with pytest.raises(OutOfStock):
                self.floor.begin(cart)
            del self.model.offers[who]
            return
        with pytest.raises(checkout.AlreadyOrdered) as placed:
            self.floor.begin(cart)
        self._sold(who, placed.value.order.pk)

    def _given_up(self, who: int) -> None:
        del self.model.offers[who]
        self.model.holds.pop(who, None)

    def _sold(self, who: int, order_id: int) -> None:
        units = self.model.offers.pop(who).units
        for article, count in units.items():
            self.model.on_hand[article] -= count
        left = {
            article: count - units.get(article, 0)
            for article, count in self.model.carts[who].items()
            if count > units.get(article, 0)
        }
        self.model.carts[who] = left
        self.model.holds.pop(who, None)
        self.model.paid[order_id] = units

    @invariant()
    def the_shelves_agree(self) -> None:
        assert dict(Stock.objects.values_list("pk", "on_hand")) == self.model.on_hand

    @invariant()
    def the_carts_agree(self) -> None:
        for who, shopper in enumerate(self.shoppers):
            cart = carts.find(shopper)
            lines = {} if cart is None else dict(cart.lines.values_list("variant_id", "quantity"))
            assert lines == self.model.carts.get(who, {})

    @invariant()
    def the_holds_agree(self) -> None:
        live = StockHold.objects.live(now=self.now)
        kept = {
            (hold.cart.visitor_id, hold.variant_id): hold.quantity
            for hold in live.select_related("cart")
        }
        assert kept == {
            (self.shoppers[who].visitor_id, article): count
            for who, hold in self.model.holds.items()
            if hold.until > self.now
            for article, count in hold.units.items()
        }

    @invariant()
    def nothing_is_sold_that_is_not_there(self) -> None:
        self.steps += 1
        Walk.steps_walked += 1
        assert min(self.model.on_hand.values()) >= 0
        assert Order.objects.count() >= len(self.model.paid)
        if self.steps % 10 == 0:
            assert ledger.violations() == []


def walk(*, examples: int, steps: int, phases: Sequence[Phase] = tuple(Phase)) -> None:
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_shop_and_model_agree(db: None) -> None:
    walk(examples=12, steps=25)


@pytest.mark.parametrize("fault", ["orders.stock.put_back", "orders.carts.carry_over"])
def test_a_planted_fault_is_noticed(db: None, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """The control: a shop that forgets something must not pass."""
    monkeypatch.setattr(fault, lambda *_, **__: None)

    with pytest.raises((AssertionError, ExceptionGroup)):
        walk(examples=40, steps=30, phases=[Phase.generate])


@pytest.mark.slow
def test_shop_and_model_agree_over_ten_thousand_steps(db: None) -> None:
    before = Walk.steps_walked
    with counted("state machine against the model", rounds=WALKS) as figure:
        walk(examples=WALKS, steps=50)
        figure.notes["steps"] = Walk.steps_walked - before
    assert figure.notes["steps"] >= 10_000
