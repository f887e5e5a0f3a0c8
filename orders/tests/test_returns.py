"""Goods that come back: announced, taken in, put on the shelf or written off, paid back to the cent."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from orders import fulfilment, links, outbox, refunds, returns, states
from orders.messages import HANDLERS
from orders.models import CartLine, Order, Payment, Return, StockMovement
from orders.returns import AlreadyClosed, NotReturnable, Received
from orders.tests.shop import Shopfloor, on_hand

pytestmark = pytest.mark.usefixtures("books_are_right")

STAFF = states.Actor("staff")


@pytest.fixture
def shipped(shop: Shopfloor, now: datetime) -> Order:
    """Three lamps and a mug, on their way."""
    lamp = shop.article("Lamp", price=3333, stock=5)
    order = shop.buy({lamp: 3, shop.article("Mug", price=1000): 1}).order
    assert order is not None
    fulfilment.ship(order.pk, actor=STAFF, now=now)
    order.refresh_from_db()
    return order


def units(order: Order, title: str, count: int) -> dict[int, int]:
    return {order.lines.get(title=title).pk: count}


def announce(order: Order, now: datetime, title: str = "Lamp", count: int = 2) -> Return:
    return returns.announce(
        order.pk,
        units=units(order, title, count),
        reason="too bright",
        actor=states.CUSTOMER,
        now=now,
    )


def line_id(coming: Return) -> int:
    return coming.lines.get().pk


def test_what_arrives_goes_back_on_the_shelf_and_is_paid_back(
    shipped: Order, now: datetime
) -> None:
    lamp = shipped.lines.get(title="Lamp").variant
    assert lamp is not None
    coming = announce(shipped, now)

    returns.receive(
        coming.pk,
        arrived={line_id(coming): Received(restocked=1, written_off=1)},
        actor=STAFF,
        now=now,
    )
    outbox.deliver(HANDLERS, now=now)

    line = shipped.lines.get(title="Lamp")
    assert (line.quantity, line.quantity_returned, line.quantity_cancelled) == (3, 2, 0)
    assert on_hand(lamp) == 3
    assert Payment.objects.get().refunded_minor == 6666
    moves = StockMovement.objects.filter(variant_id=lamp.pk).order_by("pk")
    assert [(move.difference, move.reason) for move in moves] == [
        (5, "opening"),
        (-3, "sale"),
        (2, "return"),
        (-1, "write_off"),
    ]
    subjects = [letter.subject for letter in mail.outbox]
    assert f"Your return for order {shipped.number}" in subjects
    assert f"Your return for order {shipped.number} is here" in subjects
    assert "€66.66 go back to you" in mail.outbox[-1].body


def test_what_went_back_as_a_gesture_is_not_paid_twice(shipped: Order, now: datetime) -> None:
    paid = Payment.objects.get()
    refunds.refund(
        shipped.pk,
        units={},
        extra_minor=paid.captured_minor - 5000,
        reason="late",
        actor=STAFF,
        now=now,
    )
    coming = announce(shipped, now)

    returns.receive(
        coming.pk, arrived={line_id(coming): Received(restocked=2)}, actor=STAFF, now=now
    )
    outbox.deliver(HANDLERS, now=now)

    coming.refresh_from_db()
    assert coming.refund is not None
    assert coming.refund.amount_minor == 5000
    paid.refresh_from_db()
    assert paid.refunded_minor == paid.captured_minor
    last = returns.announce(
        shipped.pk,
        units=units(shipped, "Mug", 1),
        reason="chipped",
        actor=STAFF,
        now=now,
    )
    arrived = {line_id(last): Received(restocked=1)}
    assert returns.receive(last.pk, arrived=arrived, actor=STAFF, now=now).refund is None
    assert shipped.lines.get(title="Mug").quantity_returned == 1


def test_everything_returned_closes_the_order_as_refunded(shipped: Order, now: datetime) -> None:
    coming = returns.announce(
        shipped.pk,
        units={**units(shipped, "Lamp", 3), **units(shipped, "Mug", 1)},
        reason="",
        actor=states.CUSTOMER,
        now=now,
    )
    everything = {line.pk: Received(restocked=line.quantity) for line in coming.lines.all()}

    returns.receive(coming.pk, arrived=everything, actor=STAFF, now=now)

    shipped.refresh_from_db()
    assert shipped.status == "refunded"


def test_no_unit_is_announced_twice_or_beyond_what_left(shipped: Order, now: datetime) -> None:
    announce(shipped, now, count=2)

    assert returns.returnable(shipped, now=now) == {
        **units(shipped, "Lamp", 1),
        **units(shipped, "Mug", 1),
    }
    for count in (0, 2, 99):
        with pytest.raises(NotReturnable):
            announce(shipped, now, count=count)
    assert Return.objects.count() == 1


def test_after_thirty_days_only_staff_may_announce(shipped: Order, now: datetime) -> None:
    late = now + returns.RETURN_PERIOD + timedelta(seconds=1)

    assert returns.returnable(shipped, now=late) == {}
    with pytest.raises(NotReturnable):
        announce(shipped, late)
    returns.announce(shipped.pk, units=units(shipped, "Mug", 1), reason="", actor=STAFF, now=late)
    assert Return.objects.count() == 1


def test_what_has_not_left_is_cancelled_not_returned(shop: Shopfloor, now: datetime) -> None:
    order = shop.buy({shop.article("Lamp"): 1}).order
    assert order is not None

    assert returns.returnable(order, now=now) == {}


@pytest.mark.parametrize("got", [Received(), Received(3, 0), Received(2, 1), Received(-1, 2)])
def test_more_or_less_than_nothing_cannot_arrive(
    shipped: Order, now: datetime, got: Received
) -> None:
    coming = announce(shipped, now, count=2)

    with pytest.raises(NotReturnable):
        returns.receive(coming.pk, arrived={line_id(coming): got}, actor=STAFF, now=now)

    coming.refresh_from_db()
    assert coming.status == "requested"
    assert Payment.objects.get().refunded_minor == 0


def test_a_return_is_decided_once(shipped: Order, now: datetime) -> None:
    coming = announce(shipped, now)
    returns.refuse(coming.pk, reason="It was worn.", actor=STAFF, now=now)
    outbox.deliver(HANDLERS, now=now)

    with pytest.raises(AlreadyClosed):
        returns.refuse(coming.pk, reason="again", actor=STAFF, now=now)
    with pytest.raises(AlreadyClosed):
        returns.receive(coming.pk, arrived={}, actor=STAFF, now=now)

    assert "It was worn." in mail.outbox[-1].body
    assert returns.returnable(shipped, now=now) != {}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE orders_orderline SET quantity_returned = quantity_returned + 1",
        "UPDATE orders_returnline SET quantity_restocked = 1",
    ],
)
def test_the_database_keeps_line_and_returns_equal(
    shipped: Order, now: datetime, statement: str
) -> None:
    announce(shipped, now)

    with pytest.raises(IntegrityError, match="is not the sum of its returns"):
        commit(statement)


def commit(statement: str) -> None:
    """Run a statement and check what is checked when a transaction ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class TestPages:
    """The customer's side, through the signed link of a guest."""

    @pytest.fixture
    def key(self, shipped: Order) -> str:
        return f"?key={links.key_of(shipped.public_id)}"

    def test_a_guest_announces_a_return(
        self,
        guest: Client,
        shipped: Order,
        key: str,
        monkeypatch: pytest.MonkeyPatch,
        now: datetime,
    ) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)
        line = shipped.lines.get(title="Mug")
        path = f"/orders/{shipped.public_id}/return/"

        assert (
            "Return something" in guest.get(f"/orders/{shipped.public_id}/{key}").content.decode()
        )
        assert guest.post(path, {f"line-{line.pk}": 1}).status_code == 404
        nothing = guest.post(f"{path}{key}", {f"line-{line.pk}": 0}, follow=True)
        assert "cannot be returned" in nothing.content.decode()
        done = guest.post(f"{path}{key}", {f"line-{line.pk}": 1, "reason": "chipped"}, follow=True)

        assert "Your return is announced." in done.content.decode()
        assert Return.objects.get().reason == "chipped"
        assert guest.get(path).status_code == 405

    def test_an_order_that_left_is_not_cancelled(
        self, guest: Client, shipped: Order, key: str
    ) -> None:
        page = guest.post(f"/orders/{shipped.public_id}/cancel/{key}", follow=True)

        assert "cannot be cancelled any more" in page.content.decode()

    def test_a_customer_cancels_before_it_leaves(
        self, guest: Client, ada_client: Client, shop: Shopfloor
    ) -> None:
        order = shop.buy({shop.article("Lamp", stock=1): 1}).order
        assert order is not None
        key = f"?key={links.key_of(order.public_id)}"

        assert ada_client.post(f"/orders/{order.public_id}/cancel/").status_code == 404
        page = guest.post(f"/orders/{order.public_id}/cancel/{key}", {"reason": "oh"}, follow=True)

        order.refresh_from_db()
        assert order.status == "cancelled"
        assert "Your money goes back to you." in page.content.decode()
        assert order.events.get(to_status="cancelled").actor_label == "customer"

    def test_buying_again_names_what_is_gone(
        self, guest: Client, shipped: Order, key: str, shop: Shopfloor
    ) -> None:
        mug = shipped.lines.get(title="Mug").variant
        assert mug is not None
        mug.is_active = False
        mug.save()

        page = guest.post(f"/orders/{shipped.public_id}/again/{key}", follow=True)

        assert [
            (line.variant.product.title, line.quantity)
            for line in CartLine.objects.filter(cart__status="active")
        ] == [("Lamp", 2)]
        assert "Not to be had any more: Mug." in page.content.decode()


def test_staff_take_in_a_return(shipped: Order, now: datetime) -> None:
    owner = Client()
    owner.force_login(User.objects.create_superuser("owner@example.org", "a good password"))
    coming = announce(shipped, now)
    path = reverse("admin:orders_return_take_in", args=[coming.pk])

    asked = owner.get(path)
    assert "Lamp: back on the shelf" in asked.content.decode()
    said = {f"shelf-{line_id(coming)}": 2, f"lost-{line_id(coming)}": 0}
    assert owner.post(path, {"_form_submitted": "true", **said}).status_code == 204

    coming.refresh_from_db()
    assert coming.status == "received"
    assert coming.closed_by is not None
    assert owner.get(reverse("admin:orders_return_changelist")).status_code == 200
