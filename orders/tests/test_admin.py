"""The staff area of selling: every page opens, verbs are asked before they act, nobody else gets in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Stock
from orders.models import DeliveryMethod, Order, OutboxMessage, Shipment, StockMovement
from orders.tests.shop import Shopfloor, on_hand

PAGES = ("order", "payment", "cart", "deliverymethod", "taxrate", "market", "stockmovement", "outboxmessage", "webhookdelivery", "promotion", "coupon", "sale", "pricechange")  # fmt: skip
AGREED = {"_form_submitted": "true"}


@pytest.fixture
def owner(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("owner@example.org", "a good password"))
    return client


@pytest.fixture
def viewer(db: None) -> Client:
    """Somebody who may look at orders and do nothing."""
    user = User.objects.create_user("viewer@example.org", "a good password", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_order"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def order(shop: Shopfloor) -> Order:
    placed = shop.buy({shop.article("Lamp", price=4900, stock=5): 2}).order
    assert placed is not None
    return placed


def act(client: Client, order: Order, action: str, **said: str) -> int:
    path = reverse(f"admin:orders_order_{action}", args=[order.pk])
    return client.post(path, {**AGREED, **said}).status_code


@pytest.mark.parametrize("page", PAGES)
def test_every_list_opens_for_the_owner_and_nobody_else(
    owner: Client, ada_client: Client, order: Order, page: str
) -> None:
    path = reverse(f"admin:orders_{page}_changelist")

    assert owner.get(path).status_code == 200
    assert ada_client.get(path).status_code == 302
    assert Client().get(path).status_code == 302


def test_an_order_shows_its_lines_sums_and_history(owner: Client, order: Order) -> None:
    html = owner.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()

    for text in (order.number, "Lamp", "€98.00", "Unter den Linden 1", "placed"):
        assert text in html


def test_the_list_of_orders_takes_few_queries(
    owner: Client, shop: Shopfloor, django_assert_max_num_queries: object
) -> None:
    mug = shop.article("Mug", stock=100)
    for _ in range(5):
        shop.buy({mug: 1})

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        owner.get(reverse("admin:orders_order_changelist"))


def test_shipping_is_asked_for_before_it_happens(owner: Client, order: Order) -> None:
    path = reverse("admin:orders_order_ship_order", args=[order.pk])

    asked = owner.get(path)
    assert asked.status_code == 200
    assert "Ship what is left" in asked.content.decode()
    assert Shipment.objects.count() == 0

    done = owner.post(path, {**AGREED, "carrier": "DHL", "number": "0034", "url": ""})
    order.refresh_from_db()
    assert done.status_code == 204
    assert done.headers["HX-Redirect"] == reverse("admin:orders_order_change", args=[order.pk])
    assert order.status == "shipped"
    assert Shipment.objects.get().tracking_number == "0034"
    assert order.events.get(to_status="shipped").actor_label == "staff"


def test_cancelling_needs_a_reason_and_a_second_time_says_why_not(
    owner: Client, order: Order
) -> None:
    assert act(owner, order, "cancel_order") == 200
    order.refresh_from_db()
    assert order.status == "paid"

    assert act(owner, order, "cancel_order", reason="customer called") == 204
    assert act(owner, order, "cancel_order", reason="again") == 204
    order.refresh_from_db()
    assert order.status == "cancelled"
    page = owner.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert "That is not possible for this order now" in page


def test_chosen_orders_are_shipped_together_and_refusals_named(
    owner: Client, shop: Shopfloor, order: Order
) -> None:
    mug = shop.article("Mug")
    other = shop.buy({mug: 1}).order
    assert other is not None
    act(owner, other, "cancel_order", reason="gone")

    answer = owner.post(
        reverse("admin:orders_order_changelist"),
        {"action": "ship_chosen", "_selected_action": [order.pk, other.pk]},
        follow=True,
    )

    assert list(Order.objects.order_by("pk").values_list("status", flat=True)) == [
        "shipped",
        "cancelled",
    ]
    assert "1 order done." in answer.content.decode()
    assert f"Not possible now for: {other.number}" in answer.content.decode()


def test_who_may_only_look_can_only_look(viewer: Client, order: Order) -> None:
    assert viewer.get(reverse("admin:orders_order_change", args=[order.pk])).status_code == 200
    assert act(viewer, order, "ship_order") == 403
    assert act(viewer, order, "cancel_order", reason="no") == 403
    assert viewer.get(reverse("admin:orders_payment_changelist")).status_code == 403
    assert Shipment.objects.count() == 0


def test_orders_are_neither_added_nor_deleted_by_hand(owner: Client, order: Order) -> None:
    assert owner.get(reverse("admin:orders_order_add")).status_code == 403
    assert owner.post(reverse("admin:orders_order_delete", args=[order.pk])).status_code == 403
    assert Order.objects.count() == 1


def test_what_is_only_read_takes_no_form(owner: Client, shop: Shopfloor, order: Order) -> None:
    movement = StockMovement.objects.order_by("pk")[0]
    before = list(StockMovement.objects.values())

    for page in (movement, order):
        assert owner.get(_page_of(page)).status_code == 200
        assert owner.post(_page_of(page), {"reason": "made up"}).status_code == 403

    assert list(StockMovement.objects.values()) == before


def _page_of(thing: StockMovement | Order) -> str:
    return reverse(f"admin:orders_{thing._meta.model_name}_change", args=[thing.pk])


def test_a_price_of_delivery_is_typed_as_on_a_price_tag(owner: Client) -> None:
    method = DeliveryMethod.objects.get(code="standard")
    path = reverse("admin:orders_deliverymethod_change", args=[method.pk])
    form = {
        "name": method.name,
        "code": method.code,
        "description": "",
        "currency": "EUR",
        "price": "5.95",
        "free_from": "",
        "tax_class": "standard",
        "countries": "DE,AT",
        "days_min": 1,
        "days_max": 2,
        "position": 0,
        "is_active": "on",
    }

    assert 'value="4.9' in owner.get(path).content.decode()
    assert owner.post(path, form).status_code == 302

    method.refresh_from_db()
    assert (method.price_minor, method.free_from_minor) == (595, None)
    assert method.countries == ["DE", "AT"]


def test_a_count_is_changed_with_a_reason(owner: Client, shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", stock=5)
    path = reverse("admin:catalog_stock_count_again", args=[lamp.pk])
    said = {"difference": "-2", "reason": "write_off", "note": "broken"}

    owner.post(path, {**AGREED, **said})
    owner.post(path, {**AGREED, **said, "difference": "-9"})

    assert on_hand(lamp) == 3
    last = StockMovement.objects.order_by("pk").last()
    assert last is not None
    assert (last.difference, last.reason) == (-2, "write_off")
    assert last.reference == "owner@example.org broken"
    remembered = Stock.history.latest()
    assert (remembered.on_hand, str(remembered.history_user)) == (3, "owner@example.org")
    assert remembered.history_change_reason == "written off -2 broken"
    history = owner.get(reverse("admin:catalog_stock_history", args=[lamp.pk])).content.decode()
    assert "written off -2 broken" in history
    low = reverse("admin:catalog_stock_changelist") + "?level=low"
    assert "Lamp" in owner.get(low).content.decode()


def test_a_message_can_be_tried_again(owner: Client, order: Order) -> None:
    waiting = OutboxMessage.objects.get(kind="mail")

    owner.post(
        reverse("admin:orders_outboxmessage_changelist"),
        {"action": "try_now", "_selected_action": [waiting.pk]},
    )

    before = waiting.due_at
    waiting.refresh_from_db()
    assert waiting.due_at > before
