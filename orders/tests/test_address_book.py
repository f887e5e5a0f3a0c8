"""An account keeps its addresses, and checkout offers them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import User
from orders import address_book
from orders.addresses import Address
from orders.models import Cart, Checkout, Order, SavedAddress
from orders.tests.shop import Shopfloor
from orders.tests.test_checkout_pages import ADDRESS, answer, fill, pay

HOME = Address(
    name="Ada Lovelace",
    line1="Unter den Linden 1",
    postcode="10117",
    city="Berlin",
    country="DE",
)
WORK = replace(HOME, name="Engine Works", line1="Foundry Lane 2")

pytestmark = pytest.mark.django_db


def names(user: User) -> list[tuple[str, bool, bool]]:
    """Return each entry with whether parcels and invoices go there by default."""
    return [
        (each.address.name, each.is_delivery_default, each.is_billing_default)
        for each in address_book.entries(user.pk)
    ]


def at_delivery(client: Client, shop: Shopfloor) -> str:
    """Fill a cart and answer the first step; return the key of a way of delivery."""
    fill(client, shop.article("Mug"))
    client.post("/checkout/contact/", {"email": "ada@example.org"})
    page = client.get("/checkout/delivery/")
    return str(page.context["form"].options[0].value)


def test_the_first_address_is_the_default_for_both(ada: User) -> None:
    address_book.add(user_id=ada.pk, address=HOME)
    address_book.add(user_id=ada.pk, address=WORK)

    assert names(ada) == [("Ada Lovelace", True, True), ("Engine Works", False, False)]


def test_another_default_takes_the_place_of_the_one_before(ada: User) -> None:
    address_book.add(user_id=ada.pk, address=HOME)

    address_book.add(user_id=ada.pk, address=WORK, for_bills=True)

    assert names(ada) == [("Ada Lovelace", True, False), ("Engine Works", False, True)]


def test_an_address_is_not_kept_twice(ada: User) -> None:
    first = address_book.add(user_id=ada.pk, address=HOME)

    assert address_book.add(user_id=ada.pk, address=HOME) == first
    assert SavedAddress.objects.count() == 1


def test_a_full_book_takes_no_more(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address_book, "MOST_ADDRESSES", 1)
    address_book.add(user_id=ada.pk, address=HOME)

    with pytest.raises(address_book.BookFull):
        address_book.add(user_id=ada.pk, address=WORK)

    assert names(ada) == [("Ada Lovelace", True, True)]


def test_what_a_removed_default_was_for_falls_to_the_newest_left(ada: User) -> None:
    first = address_book.add(user_id=ada.pk, address=HOME)
    address_book.add(user_id=ada.pk, address=WORK)
    address_book.add(user_id=ada.pk, address=replace(WORK, name="Summer house"))

    address_book.remove(first.pk, user_id=ada.pk)

    assert names(ada) == [("Summer house", True, True), ("Engine Works", False, False)]


def test_the_pages_add_edit_and_delete(ada: User, ada_client: Client, shop: Shopfloor) -> None:
    assert "not saved an address" in ada_client.get("/addresses/").content.decode()

    ada_client.post("/addresses/add/", ADDRESS)
    entry = SavedAddress.objects.get()
    ada_client.post(f"/addresses/{entry.pk}/", {**ADDRESS, "city": "Potsdam"})
    page = ada_client.get("/addresses/").content.decode()

    assert "10117 Potsdam" in page
    assert "Delivery by default" in page
    assert names(ada) == [("Ada Lovelace", True, True)]
    ada_client.post(f"/addresses/{entry.pk}/remove/")
    assert SavedAddress.objects.count() == 0


def test_a_gap_is_named_and_nothing_is_kept(ada_client: Client, shop: Shopfloor) -> None:
    refused = ada_client.post("/addresses/add/", {**ADDRESS, "city": ""})

    assert refused.status_code == 422
    assert 'href="#id_city"' in refused.content.decode()
    assert SavedAddress.objects.count() == 0


@pytest.mark.parametrize("path", ["/addresses/{}/", "/addresses/{}/remove/"])
def test_nobody_reaches_the_address_of_another(
    ada_client: Client, bob: User, shop: Shopfloor, path: str
) -> None:
    entry = address_book.add(user_id=bob.pk, address=HOME)

    assert ada_client.post(path.format(entry.pk), ADDRESS).status_code == 404

    entry.refresh_from_db()
    assert entry.address == HOME


@pytest.mark.parametrize("path", ["/addresses/", "/addresses/add/", "/addresses/1/"])
def test_strangers_are_asked_to_sign_in(guest: Client, shop: Shopfloor, path: str) -> None:
    assert guest.get(path).headers["Location"].startswith("/account/login/")


def test_checkout_offers_the_default_and_takes_another(
    ada: User, ada_client: Client, shop: Shopfloor
) -> None:
    address_book.add(user_id=ada.pk, address=HOME)
    work = address_book.add(user_id=ada.pk, address=WORK)
    method = at_delivery(ada_client, shop)
    form = ada_client.get("/checkout/delivery/").context["form"]
    assert [each.title for each in form.places] == [
        "Ada Lovelace",
        "Engine Works",
        "Another address",
    ]
    assert form.kept == HOME

    ada_client.post("/checkout/delivery/", {"place": work.pk, "method": method})

    draft = Checkout.objects.get()
    assert Address.from_json(draft.delivery_address) == WORK
    assert Address.from_json(draft.billing_address) == HOME
    pay(ada_client)
    order = Order.objects.get()
    assert (order.address, order.billed_to) == (WORK, HOME)
    assert "Invoice to" in ada_client.get(order.get_absolute_url()).content.decode()


def test_a_typed_address_is_kept_only_when_that_is_ticked(
    ada: User, ada_client: Client, shop: Shopfloor
) -> None:
    method = at_delivery(ada_client, shop)

    ada_client.post("/checkout/delivery/", {**ADDRESS, "method": method})
    assert names(ada) == []
    ada_client.post("/checkout/delivery/", {**ADDRESS, "method": method, "keep": "on"})

    assert names(ada) == [("Ada Lovelace", True, True)]


def test_an_address_that_is_gone_meanwhile_is_asked_for_again(
    ada: User, ada_client: Client, shop: Shopfloor
) -> None:
    method = at_delivery(ada_client, shop)

    refused = ada_client.post("/checkout/delivery/", {"place": "1", "method": method})

    assert refused.status_code == 422
    assert Checkout.objects.get().delivery_address == {}


def test_a_guest_cannot_take_the_address_of_an_account(
    ada: User, guest: Client, shop: Shopfloor
) -> None:
    entry = address_book.add(user_id=ada.pk, address=HOME)
    method = at_delivery(guest, shop)

    refused = guest.post("/checkout/delivery/", {"place": entry.pk, "method": method, "keep": "on"})

    assert refused.status_code == 422
    assert "Unter den Linden" not in refused.content.decode()
    assert SavedAddress.objects.count() == 1


def test_the_invoice_goes_elsewhere_and_back_again(guest: Client, shop: Shopfloor) -> None:
    fill(guest, shop.article("Mug"))
    answer(guest)
    assert "to the same address" in guest.get("/checkout/payment/").content.decode()

    elsewhere = {**ADDRESS, "name": "Engine Works", "place": "other"}
    answered = guest.post("/checkout/billing/", elsewhere)
    assert answered.headers["Location"] == "/checkout/payment/"
    assert "Engine Works" in guest.get("/checkout/payment/").content.decode()
    assert Order.objects.count() == 0

    guest.post("/checkout/billing/", {"place": "same"})
    pay(guest)

    assert Order.objects.get().billed_to == Address()


def test_an_invoice_address_with_gaps_is_refused(guest: Client, shop: Shopfloor) -> None:
    fill(guest, shop.article("Mug"))
    answer(guest)

    refused = guest.post("/checkout/billing/", {"place": "other", "name": "Engine Works"})

    assert refused.status_code == 422
    assert 'value="Engine Works"' in refused.content.decode()
    assert Address.from_json(Checkout.objects.get().billing_address) == Address()


def test_without_a_delivery_address_the_invoice_page_leads_there(
    guest: Client, shop: Shopfloor
) -> None:
    fill(guest, shop.article("Mug"))

    assert guest.get("/checkout/billing/").headers["Location"] == "/checkout/delivery/"


def test_who_deletes_their_account_leaves_only_the_order(
    ada: User, ada_client: Client, shop: Shopfloor
) -> None:
    address_book.add(user_id=ada.pk, address=HOME)
    fill(ada_client, shop.article("Mug"))
    answer(ada_client)
    pay(ada_client)
    fill(ada_client, shop.article("Lamp"))

    refused = ada_client.post("/account/delete/", {"email": "bob@example.org"})
    assert refused.status_code == 422
    assert User.objects.filter(pk=ada.pk).exists()
    answered = ada_client.post("/account/delete/", {"email": "Ada@example.org"})

    assert answered.headers["Location"] == "/"
    assert ada_client.get("/account/").status_code == 302
    assert User.objects.count() == SavedAddress.objects.count() == 0
    assert Cart.objects.filter(status="active").count() == 0
    order = Order.objects.get()
    assert (order.user_id, order.email) == (None, "ada@example.org")


def test_staff_do_not_delete_themselves_in_the_shop(ada: User, ada_client: Client) -> None:
    User.objects.filter(pk=ada.pk).update(is_staff=True)

    answered = ada_client.post("/account/delete/", {"email": ada.email})

    assert answered.headers["Location"] == "/account/"
    assert User.objects.filter(pk=ada.pk).exists()


def test_everything_of_an_account_can_be_taken_along(
    ada: User, ada_client: Client, shop: Shopfloor
) -> None:
    address_book.add(user_id=ada.pk, address=HOME)
    fill(ada_client, shop.article("Mug"), 2)
    answer(ada_client)
    pay(ada_client)

    got = ada_client.get("/addresses/everything.json")

    assert got.headers["Content-Disposition"] == 'attachment; filename="account.json"'
    found = got.json()
    assert [each["content"] for each in found["addresses"]] == [HOME.to_json()]
    (order,) = found["orders"]
    assert order["number"] == Order.objects.get().number
    assert [(line["title"], line["quantity"]) for line in order["lines"]] == [("Mug", 2)]


def test_nobody_takes_along_what_is_of_another(guest: Client, bob: User, shop: Shopfloor) -> None:
    address_book.add(user_id=bob.pk, address=HOME)

    answered = guest.get("/addresses/everything.json")

    assert answered.headers["Location"].startswith("/account/login/")
