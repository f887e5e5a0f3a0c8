"""Checkout as a browser without script walks through it, and who may see what came of it."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from catalog.models import Stock, Variant
from orders import links
from orders.models import Cart, GatewayCharge, Order, Payment, StockHold
from orders.tests.shop import Shopfloor, on_hand

pytestmark = pytest.mark.usefixtures("books_are_right")

ADDRESS = {
    "name": "Ada Lovelace",
    "line1": "Unter den Linden 1",
    "postcode": "10117",
    "city": "Berlin",
    "country": "DE",
}


def fill(client: Client, variant: Variant, quantity: int = 1) -> None:
    client.post("/cart/add/", {"variant": variant.pk, "quantity": quantity})


def answer(client: Client, *, code: str = "standard") -> None:
    """Answer contact and delivery."""
    client.post("/checkout/contact/", {"email": "ada@example.org"})
    page = client.get("/checkout/delivery/")
    method = next(each.method for each in page.context["form"].options if each.method.code == code)
    response = client.post("/checkout/delivery/", {**ADDRESS, "method": method.pk})
    assert response.headers["Location"] == "/checkout/payment/", response.content


def sealed(client: Client) -> str:
    page = client.get("/checkout/payment/")
    found = re.search(r'name="expected" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def pay(client: Client, *, outcome: str = "success", expected: str | None = None) -> str:
    """Press "Pay", choose what happens at the gateway, and return where the browser ends."""
    started = client.post("/checkout/payment/", {"expected": expected or sealed(client)})
    assert started.status_code == 302
    gateway = started.headers["Location"]
    assert gateway.startswith("/payments/test/")
    client.get(gateway)
    decided = client.post(gateway, {"outcome": outcome}, follow=True)
    return decided.redirect_chain[-1][0] if decided.redirect_chain else gateway


def test_a_guest_buys_from_start_to_thank_you(guest: Client, shop: Shopfloor) -> None:
    lamp = shop.article("Oak desk lamp", price=4900, stock=2)
    fill(guest, lamp)

    assert guest.get("/checkout/").headers["Location"] == "/checkout/contact/"
    answer(guest)
    place = pay(guest)

    order = Order.objects.get()
    assert place == f"/orders/{order.public_id}/thank-you/"
    page = guest.get(place).content.decode()
    assert order.number in page
    assert "Create an account" in page
    assert (order.user, order.email, order.status) == (None, "ada@example.org", "paid")
    assert order.total_minor == 4900 + 490
    assert on_hand(lamp) == 1
    assert guest.get("/cart/").context["contents"].count == 0


def test_the_same_form_sent_again_leads_to_the_same_order(guest: Client, shop: Shopfloor) -> None:
    fill(guest, shop.article("Mug"))
    answer(guest)
    expected = sealed(guest)
    place = pay(guest, expected=expected)

    again = guest.post("/checkout/payment/", {"expected": expected})

    assert again.headers["Location"] == place
    assert Order.objects.count() == 1


@pytest.mark.parametrize("step", ["contact", "delivery", "payment"])
def test_without_a_cart_every_step_leads_to_it(guest: Client, shop: Shopfloor, step: str) -> None:
    assert guest.get(f"/checkout/{step}/").headers["Location"] == "/cart/"
    assert Cart.objects.count() == 0


def test_a_skipped_step_is_asked_for(guest: Client, shop: Shopfloor) -> None:
    fill(guest, shop.article("Mug"))

    assert guest.get("/checkout/delivery/").headers["Location"] == "/checkout/contact/"
    assert guest.get("/checkout/payment/").headers["Location"] == "/checkout/contact/"
    guest.post("/checkout/contact/", {"email": "ada@example.org"})
    assert guest.get("/checkout/payment/").headers["Location"] == "/checkout/delivery/"


def test_refused_answers_are_kept_and_lead_to_their_fields(guest: Client, shop: Shopfloor) -> None:
    fill(guest, shop.article("Mug"))

    wrong = guest.post("/checkout/contact/", {"email": "ada at home"})
    assert wrong.status_code == 422
    assert 'value="ada at home"' in wrong.content.decode()
    assert 'href="#id_email"' in wrong.content.decode()

    guest.post("/checkout/contact/", {"email": "ada@example.org"})
    gaps = guest.post("/checkout/delivery/", {**ADDRESS, "city": "", "method": ""})
    html = gaps.content.decode()
    assert gaps.status_code == 422
    assert 'value="Ada Lovelace"' in html
    assert 'href="#id_city"' in html
    assert "Choose how we should deliver." in html


def test_a_changed_price_shows_both_totals_and_charges_nothing(
    guest: Client, shop: Shopfloor
) -> None:
    lamp = shop.article("Lamp", price=1000)
    fill(guest, lamp)
    answer(guest)
    expected = sealed(guest)
    Variant.objects.filter(pk=lamp.pk).update(price_minor=2000)

    stopped = guest.post("/checkout/payment/", {"expected": expected})

    assert stopped.status_code == 409
    assert "from €14.90 to €24.90" in stopped.content.decode()
    assert Payment.objects.count() == 0
    pay(guest)
    assert Order.objects.get().total_minor == 2490


def test_delivery_keeps_the_units_and_the_last_step_says_until_when(
    guest: Client, shop: Shopfloor
) -> None:
    fill(guest, shop.article("Mug"), 3)
    answer(guest)

    assert StockHold.objects.get().quantity == 3
    assert "Kept for you until" in guest.get("/checkout/payment/").content.decode()


def test_whoever_is_late_gets_the_calm_page_and_can_go_on(guest: Client, shop: Shopfloor) -> None:
    lamp, mug = shop.article("Lamp", stock=3), shop.article("Mug")
    fill(guest, lamp, 3)
    fill(guest, mug)
    answer(guest)
    expected = sealed(guest)
    StockHold.objects.all().delete()
    Stock.objects.filter(pk=lamp.pk).update(on_hand=2)

    stopped = guest.post("/checkout/payment/", {"expected": expected})
    assert stopped.headers["Location"] == "/checkout/sold-out/"
    page = guest.get("/checkout/sold-out/")
    assert "Somebody was a moment faster" in page.content.decode()
    assert "2 of the 3 you wanted are left" in page.content.decode()
    assert Payment.objects.count() == 0

    line = page.context["short"][0]
    going_on = guest.post(
        f"/cart/lines/{line.line_id}/",
        {"action": "set", "quantity": 2, "then": "checkout"},
        follow=True,
    )
    assert going_on.redirect_chain[-1][0] == "/checkout/payment/"
    pay(guest)
    assert sorted(Order.objects.get().lines.values_list("quantity", flat=True)) == [1, 2]


@pytest.mark.parametrize("step", ["contact", "delivery", "payment"])
def test_stock_that_vanishes_at_any_step_leads_to_the_calm_page(
    guest: Client, shop: Shopfloor, step: str
) -> None:
    lamp, mug = shop.article("Lamp", stock=3), shop.article("Mug")
    fill(guest, lamp, 3)
    fill(guest, mug)
    answer(guest)
    StockHold.objects.all().delete()
    Stock.objects.filter(pk=lamp.pk).update(on_hand=0)

    stopped = guest.get(f"/checkout/{step}/", follow=True)
    assert stopped.redirect_chain == [("/checkout/sold-out/", 302)]

    gone_on = guest.post("/cart/fit/", {"then": "checkout"}, follow=True)
    assert gone_on.redirect_chain[-1][0] == "/checkout/payment/"
    assert [line.title for line in gone_on.context["contents"].lines] == ["Mug"]
    assert [line.title for line in gone_on.context["contents"].saved] == ["Lamp"]


def test_typed_answers_are_kept_when_stock_vanishes_meanwhile(
    guest: Client, shop: Shopfloor
) -> None:
    lamp = shop.article("Lamp", stock=1)
    fill(guest, lamp)
    Stock.objects.filter(pk=lamp.pk).update(on_hand=0)

    stopped = guest.post("/checkout/contact/", {"email": "ada@example.org"}, follow=True)

    assert stopped.redirect_chain[-1][0] == "/checkout/sold-out/"
    assert Cart.objects.get().checkout.email == "ada@example.org"
    emptied = guest.post("/cart/fit/", {"then": "checkout"}, follow=True)
    assert emptied.redirect_chain[-1][0] == "/cart/"
    assert [line.title for line in emptied.context["contents"].saved] == ["Lamp"]


def test_looking_at_the_last_step_again_keeps_the_units_longer(
    guest: Client, shop: Shopfloor
) -> None:
    fill(guest, shop.article("Mug"))
    answer(guest)
    StockHold.objects.update(expires_at=timezone.now() + timedelta(seconds=10))

    guest.get("/checkout/payment/")
    assert StockHold.objects.get().expires_at > timezone.now() + timedelta(minutes=14)

    until = timezone.now() + timedelta(minutes=29)  # as while paying
    StockHold.objects.update(expires_at=until)
    guest.get("/checkout/payment/")
    assert StockHold.objects.get().expires_at == until


@pytest.mark.parametrize(
    ("outcome", "message"),
    [("decline", "The payment was declined."), ("cancel", "The payment was cancelled.")],
)
def test_a_refused_payment_can_be_tried_again(
    guest: Client, shop: Shopfloor, outcome: str, message: str
) -> None:
    fill(guest, shop.article("Mug"))
    answer(guest)

    gateway = guest.post("/checkout/payment/", {"expected": sealed(guest)}).headers["Location"]
    refused = guest.post(gateway, {"outcome": outcome}, follow=True)

    assert refused.redirect_chain[-1][0] == "/checkout/payment/"
    assert message in refused.content.decode()
    assert Order.objects.count() == 0
    pay(guest)
    assert Order.objects.get().status == "paid"


@pytest.mark.parametrize(("outcome", "orders"), [("confirm", 1), ("refuse", 0)])
def test_the_bank_may_ask_for_a_confirmation(
    guest: Client, shop: Shopfloor, outcome: str, orders: int
) -> None:
    fill(guest, shop.article("Mug"))
    answer(guest)
    gateway = guest.post("/checkout/payment/", {"expected": sealed(guest)}).headers["Location"]

    asked = guest.post(gateway, {"outcome": "challenge"})
    assert asked.headers["Location"] == gateway
    guest.post(gateway, {"outcome": outcome}, follow=True)

    assert Order.objects.count() == orders


def test_a_bank_that_does_not_answer_keeps_the_shopper_informed(
    guest: Client, shop: Shopfloor
) -> None:
    fill(guest, shop.article("Mug"))
    answer(guest)
    gateway = guest.post("/checkout/payment/", {"expected": sealed(guest)}).headers["Location"]

    waiting = guest.post(gateway, {"outcome": "timeout"}, follow=True)

    assert waiting.status_code == 202
    assert "We are waiting for your bank" in waiting.content.decode()
    path = waiting.redirect_chain[-1][0]
    assert guest.get(path, headers={"HX-Request": "true"}).status_code == 202
    GatewayCharge.objects.update(status="authorised")
    arrived = guest.get(path, headers={"HX-Request": "true"})
    assert arrived.headers["HX-Redirect"].endswith("/thank-you/")
    assert Order.objects.count() == 1


def test_a_payment_that_is_still_open_keeps_its_units(guest: Client, shop: Shopfloor) -> None:
    fill(guest, shop.article("Mug"))
    answer(guest)
    gateway = guest.post("/checkout/payment/", {"expected": sealed(guest)}).headers["Location"]

    guest.post(gateway, {"outcome": "timeout"})

    assert Order.objects.count() == 0
    assert StockHold.objects.count() == 1


@pytest.mark.parametrize("outcome", ["repeated", "shuffled", "success"])
def test_messages_of_the_provider_in_any_order_place_one_order(
    guest: Client, shop: Shopfloor, outcome: str
) -> None:
    lamp = shop.article("Lamp", stock=5)
    fill(guest, lamp)
    answer(guest)

    place = pay(guest, outcome=outcome)

    assert place.endswith("/thank-you/")
    assert Order.objects.get().status == "paid"
    assert on_hand(lamp) == 4


@pytest.fixture
def guests_order(guest: Client, shop: Shopfloor) -> Order:
    fill(guest, shop.article("Mug"))
    answer(guest)
    pay(guest)
    return Order.objects.get()


@pytest.mark.parametrize("page", ["", "thank-you/"])
def test_a_guests_order_opens_for_their_browser_and_their_link_only(
    guest: Client, ada_client: Client, guests_order: Order, page: str
) -> None:
    path = f"/orders/{guests_order.public_id}/{page}"

    assert guest.get(path).status_code == 200
    assert "no-store" in guest.get(path).headers["Cache-Control"]
    assert Client().get(path).status_code == 404
    assert ada_client.get(path).status_code == 404
    assert Client().get(f"{path}?key={links.key_of(guests_order.public_id)}").status_code == 200
    assert Client().get(f"{path}?key={links.key_of(uuid4())}").status_code == 404
    assert Client().get(f"{path}?key=").status_code == 404


def test_an_accounts_order_opens_for_the_account_only(
    ada_client: Client, bob: User, shop: Shopfloor
) -> None:
    fill(ada_client, shop.article("Mug"))
    answer(ada_client)
    pay(ada_client)
    order = Order.objects.get()
    bobs_client = Client()
    bobs_client.force_login(bob)

    assert order.user is not None
    assert order.user.email == "ada@example.org"
    for client, status in ((ada_client, 200), (bobs_client, 404), (Client(), 404)):
        assert client.get(f"/orders/{order.public_id}/").status_code == status
    assert order.number in ada_client.get("/orders/").content.decode()
    assert order.number not in bobs_client.get("/orders/").content.decode()
    assert Client().get("/orders/").status_code == 302


def test_two_shoppers_never_see_each_others_cart(shop: Shopfloor) -> None:
    ada, bob = Client(), Client()
    fill(ada, shop.article("Adas mug"))
    fill(bob, shop.article("Bobs lamp"))

    assert "Bobs lamp" not in ada.get("/cart/").content.decode()
    assert "Adas mug" not in bob.get("/cart/").content.decode()
    for client in (ada, bob):
        assert "private" in client.get("/cart/").headers["Cache-Control"]


def test_the_gateway_refuses_unknown_outcomes_and_charges(guest: Client, shop: Shopfloor) -> None:
    fill(guest, shop.article("Mug"))
    answer(guest)
    gateway = guest.post("/checkout/payment/", {"expected": sealed(guest)}).headers["Location"]

    assert guest.post(gateway, {"outcome": "confirm"}).status_code == 400
    assert guest.post("/payments/test/test_nothing/", {"outcome": "success"}).status_code == 404
    assert Order.objects.count() == 0
