"""What the lower floors announce ends up in the log, with who did it and as the answer to which slate."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User, Visitor
from accounts.visitors import COOKIE
from catalog import search
from catalog.tests.factories import make_product
from orders import carts
from orders.models import Order
from orders.shoppers import Shopper
from orders.signals import order_placed
from orders.tests.shop import Shopfloor
from recommendations.events import live, log, models, stream

pytestmark = pytest.mark.django_db


def written(*columns: str) -> list[tuple[Any, ...]]:
    stream.drain(now=timezone.now())
    return list(models.Event.objects.order_by("event_id").values_list("kind", *columns))


def visitor_of(client: Client) -> UUID:
    return UUID(client.cookies[COOKIE].value.split(":")[0])


def test_opening_a_product_page_is_a_view() -> None:
    lamp = make_product("Desk lamp")
    client = Client()

    client.get(lamp.get_absolute_url())

    assert written("item_id", "visitor_id", "user_id") == [
        ("view", lamp.pk, visitor_of(client), None)
    ]


def test_a_search_remembers_what_its_first_page_showed() -> None:
    wanted = make_product("Desk lamp", popularity=9.0)
    other = make_product("Floor lamp", popularity=1.0)
    search.refresh_words()

    Client().get("/search/?q=Lamp")

    assert written("query", "quantity", "shown") == [
        ("search", "lamp", 2, f"{wanted.pk} {other.pk}")
    ]


def test_view_of_who_wants_no_personalisation_has_no_name() -> None:
    lamp = make_product("Desk lamp")
    client = Client()
    client.get("/")
    client.post("/account/privacy/", {"is_personalised": ""})

    client.get(lamp.get_absolute_url())

    assert written("item_id", "visitor_id", "user_id") == [("view", lamp.pk, None, None)]


def test_putting_in_and_taking_out_are_two_events_that_name_their_slate() -> None:
    lamp = make_product("Desk lamp")
    shopper, slate_id, now = Shopper(visitor_id=uuid4()), uuid4(), timezone.now()
    carts.add(
        shopper,
        variant_id=lamp.variants.get().pk,
        quantity=3,
        now=now,
        slate_id=slate_id,
    )
    line = carts.find(shopper).lines.get()

    carts.remove(shopper, line_id=line.pk, now=now)

    assert sorted(written("item_id", "quantity", "visitor_id", "slate_id")) == [
        ("cart", lamp.pk, 3, shopper.visitor_id, slate_id),
        ("uncart", lamp.pk, 3, shopper.visitor_id, slate_id),
    ]


@pytest.mark.parametrize("asked_by", ["browser", "account"])
def test_without_personalisation_carts_and_orders_carry_no_name(asked_by: str) -> None:
    now = timezone.now()
    floor = Shopfloor(now)
    ada = User.objects.create_user("ada@example.com", is_personalised=asked_by != "account")
    visitor = Visitor.objects.create(id=uuid4(), is_personalised=asked_by != "browser")
    shopper = Shopper(visitor_id=visitor.pk, user_id=ada.pk)

    carts.add(shopper, variant_id=floor.article("Mug").pk, quantity=1, now=now)
    order = Order.objects.create(
        number="X-2",
        currency="EUR",
        items_minor=0,
        total_minor=0,
        placed_at=now,
        visitor_id=visitor.pk,
        user_id=ada.pk,
    )
    order.lines.create(product_id=5, title="Lamp", unit_price_minor=0, quantity=1, total_minor=0)
    order_placed.send(sender=Order, order=order, now=now)

    assert sorted(written("visitor_id", "user_id", "order_reference")) == [
        ("cart", None, None, ""),
        ("purchase", None, None, ""),
    ]


class TestOrder:
    def test_each_line_is_a_purchase_once(self, django_capture_on_commit_callbacks: Any) -> None:
        now = timezone.now()
        floor = Shopfloor(now)
        lamp, mug = floor.article("Lamp", price=4000), floor.article("Mug", price=900)

        with django_capture_on_commit_callbacks(execute=True):
            floor.buy({lamp: 1, mug: 2})

        order = Order.objects.get()
        bought = [
            row
            for row in written("item_id", "quantity", "price_minor", "currency")
            if row[0] == "purchase"
        ]
        assert sorted(bought) == sorted(
            [
                ("purchase", lamp.product_id, 1, 4000, "EUR"),
                ("purchase", mug.product_id, 2, 900, "EUR"),
            ]
        )
        assert {
            event.order_reference for event in models.Event.objects.filter(kind="purchase")
        } == {order.number}
        person = live.person_key(visitor_id=order.visitor_id, user_id=None)
        assert set(live.session_of(person, now=now).bought) == {lamp.product_id, mug.product_id}

    def test_announced_twice_counts_once(self) -> None:
        now = timezone.now()
        floor = Shopfloor(now)
        floor.buy({floor.article("Lamp"): 1})
        order = Order.objects.get()
        before = models.Event.objects.filter(kind="purchase").count()

        order_placed.send(sender=Order, order=order, now=order.placed_at)

        assert before == 1
        assert models.Event.objects.filter(kind="purchase").count() == 1

    def test_purchase_vanishes_with_an_order_that_fails(self) -> None:
        now = timezone.now()
        floor = Shopfloor(now)
        payment = floor.begin(floor.ready_cart({floor.article("Lamp"): 1}))
        assert payment.pk

        with transaction.atomic():
            order = Order.objects.create(
                number="X-1", currency="EUR", items_minor=0, total_minor=0, placed_at=now
            )
            order.lines.create(
                product_id=5, title="Lamp", unit_price_minor=0, quantity=1, total_minor=0
            )
            order_placed.send(sender=Order, order=order, now=now)
            assert models.Event.objects.filter(kind="purchase").count() == 1
            transaction.set_rollback(True)

        assert models.Event.objects.filter(kind="purchase").count() == 0


def test_signing_in_brings_the_browsers_session_along() -> None:
    lamp = make_product("Desk lamp")
    ada = User.objects.create_user("ada@example.com", "secret")
    client = Client()
    client.get(lamp.get_absolute_url())

    client.post("/account/login/", {"login": "ada@example.com", "password": "secret"})

    person = live.person_key(visitor_id=None, user_id=ada.pk)
    assert live.session_of(person, now=timezone.now()).recent == (lamp.pk,)


def test_page_stands_when_its_view_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def burst(*_: object) -> None:
        raise RuntimeError("nothing can be written")

    monkeypatch.setattr(log, "record", burst)
    lamp = make_product("Desk lamp")

    assert Client().get(lamp.get_absolute_url()).status_code == 200

    assert "event_lost" in caplog.text


def test_order_does_not_stand_without_its_purchases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Purchases are facts of the order: if they cannot be written, neither is it."""

    def burst(*_: object) -> None:
        raise RuntimeError("nothing can be written")

    floor = Shopfloor(timezone.now())
    lamp = floor.article("Lamp")
    monkeypatch.setattr(log, "record_now", burst)

    with pytest.raises(RuntimeError):
        floor.buy({lamp: 1})

    assert Order.objects.count() == 0
