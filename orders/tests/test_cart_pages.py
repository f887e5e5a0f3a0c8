"""The cart as a browser without script meets it, and as htmx does."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from catalog.models import Product, Stock, Variant
from orders import cart_count
from orders.models import Cart, CartLine
from orders.tests.shop import Shopfloor

CART = "/cart/"
ADD = "/cart/add/"


def notices(response: object) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def line_url(line: CartLine) -> str:
    return reverse("orders:cart_line", kwargs={"line_id": line.pk})


def test_looking_at_the_cart_writes_nothing(guest: Client, shop: Shopfloor) -> None:
    response = guest.get(CART)

    assert response.status_code == 200
    assert "private" in response.headers["Cache-Control"]
    assert Cart.objects.count() == 0


def test_adding_puts_an_article_into_the_visitors_cart(guest: Client, shop: Shopfloor) -> None:
    lamp = shop.article("Oak desk lamp", price=4900)
    guest.get(CART)
    slate = uuid4()

    response = guest.post(
        ADD, {"variant": lamp.pk, "quantity": 2, "slate": str(slate)}, follow=True
    )

    line = CartLine.objects.get()
    assert (line.variant, line.quantity, line.slate_id) == (lamp, 2, slate)
    assert line.cart.user is None
    assert response.redirect_chain == [(CART, 302)]
    assert "Oak desk lamp is in your cart." in response.content.decode()
    assert "€98.00" in response.content.decode()


def test_adding_more_than_there_is_takes_what_there_is_and_says_so(
    guest: Client, shop: Shopfloor
) -> None:
    lamp = shop.article("Lamp", stock=3)

    first = guest.post(ADD, {"variant": lamp.pk, "quantity": 5})
    second = guest.post(ADD, {"variant": lamp.pk, "quantity": 1})

    assert CartLine.objects.get().quantity == 3
    assert notices(first) == ["Lamp: only 3 could be had, they are in your cart."]
    assert notices(second)[-1] == "Only 3 are left, and they are in your cart."


@pytest.mark.parametrize("reason", ["archived", "inactive", "foreign currency", "none in stock"])
def test_what_is_not_for_sale_is_refused(guest: Client, shop: Shopfloor, reason: str) -> None:
    lamp = shop.article(
        "Lamp",
        status="archived" if reason == "archived" else "published",
        currency="USD" if reason == "foreign currency" else "EUR",
        stock=None if reason == "none in stock" else 5,
    )
    if reason == "inactive":
        Variant.objects.filter(pk=lamp.pk).update(is_active=False)

    response = guest.post(ADD, {"variant": lamp.pk})

    assert response.status_code == 302
    assert len(notices(response)) == 1
    assert CartLine.objects.count() == 0


@pytest.mark.parametrize(
    "data", [{}, {"variant": "x"}, {"variant": 1, "quantity": 0}, {"variant": 1, "quantity": 1000}]
)
def test_nonsense_is_a_bad_request(guest: Client, shop: Shopfloor, data: dict[str, object]) -> None:
    assert guest.post(ADD, data).status_code == 400
    assert Cart.objects.count() == 0


@pytest.mark.parametrize("path", [ADD, "/cart/lines/1/", "/cart/merge/", "/cart/prices/"])
def test_changes_need_a_post(guest: Client, db: None, path: str) -> None:
    assert guest.get(path).status_code == 405


def test_the_stepper_and_the_field_set_the_quantity(guest: Client, shop: Shopfloor) -> None:
    guest.post(ADD, {"variant": shop.article("Mug").pk, "quantity": 2})
    line = CartLine.objects.get()

    guest.post(line_url(line), {"action": "more", "quantity": 2})
    line.refresh_from_db()
    assert line.quantity == 3

    guest.post(line_url(line), {"action": "less", "quantity": 3})
    line.refresh_from_db()
    assert line.quantity == 2

    guest.post(line_url(line), {"quantity": 7})
    line.refresh_from_db()
    assert line.quantity == 7


def test_removing_offers_to_put_it_back(guest: Client, shop: Shopfloor) -> None:
    mug = shop.article("Mug")
    guest.post(ADD, {"variant": mug.pk, "quantity": 2})

    page = guest.post(line_url(CartLine.objects.get()), {"action": "remove"}, follow=True)

    assert CartLine.objects.count() == 0
    assert page.redirect_chain == [(f"{CART}?removed_variant={mug.pk}&quantity=2", 302)]
    assert "Put it back" in page.content.decode()

    guest.post("/cart/undo/", page.context["undo"])

    line = CartLine.objects.get()
    assert (line.variant, line.quantity, line.is_saved) == (mug, 2, False)


def test_what_was_saved_for_later_goes_back_there_even_when_it_is_sold_out(
    guest: Client, shop: Shopfloor
) -> None:
    mug, slate = shop.article("Mug", stock=4), uuid4()
    guest.post(ADD, {"variant": mug.pk, "quantity": 3, "slate": str(slate)})
    guest.post(line_url(CartLine.objects.get()), {"action": "save"})
    page = guest.post(line_url(CartLine.objects.get()), {"action": "remove"}, follow=True)
    Stock.objects.filter(pk=mug.pk).update(on_hand=0)

    for _again in range(2):
        guest.post("/cart/undo/", page.context["undo"])

    line = CartLine.objects.get()
    assert (line.variant, line.quantity, line.is_saved, line.slate_id) == (mug, 3, True, slate)


@pytest.mark.parametrize("said", [{}, {"removed_variant": "x", "quantity": 1}])
def test_an_undo_of_nothing_is_a_bad_request(
    guest: Client, shop: Shopfloor, said: dict[str, object]
) -> None:
    assert guest.post("/cart/undo/", said).status_code == 400
    assert Cart.objects.count() == 0


def test_one_click_reduces_the_cart_to_what_is_left(guest: Client, shop: Shopfloor) -> None:
    lamp, mug, clock = shop.article("Lamp", stock=5), shop.article("Mug"), shop.article("Clock")
    for variant in (lamp, mug, clock):
        guest.post(ADD, {"variant": variant.pk, "quantity": 4})
    Stock.objects.filter(pk=lamp.pk).update(on_hand=3)
    Stock.objects.filter(pk=mug.pk).update(on_hand=0)
    assert "Reduce to what is left" in guest.get(CART).content.decode()

    page = guest.post("/cart/fit/", follow=True)

    found = page.context["contents"]
    assert {line.variant_id: line.quantity for line in found.lines} == {lamp.pk: 3, clock.pk: 4}
    assert [line.variant_id for line in found.saved] == [mug.pk]
    assert "Reduce to what is left" not in page.content.decode()


def test_saving_for_later_and_back(guest: Client, shop: Shopfloor) -> None:
    guest.post(ADD, {"variant": shop.article("Mug").pk, "quantity": 2})
    line = CartLine.objects.get()

    saved = guest.post(line_url(line), {"action": "save"}, follow=True)
    assert "Saved for later" in saved.content.decode()
    assert saved.context["contents"].count == 0

    restored = guest.post(line_url(line), {"action": "restore"}, follow=True)
    assert restored.context["contents"].count == 2


def test_nobody_touches_the_lines_of_somebody_else(
    guest: Client, ada_client: Client, shop: Shopfloor
) -> None:
    guest.post(ADD, {"variant": shop.article("Mug").pk})
    line = CartLine.objects.get()

    for stranger in (ada_client, Client()):
        assert stranger.post(line_url(line), {"action": "remove"}).status_code == 404
    assert CartLine.objects.get().quantity == 1


def test_htmx_gets_the_cart_the_count_and_the_notice(guest: Client, shop: Shopfloor) -> None:
    lamp = shop.article("Lamp")

    answer = guest.post(ADD, {"variant": lamp.pk, "quantity": 2}, headers={"HX-Request": "true"})

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in html
    assert 'id="cart"' in html
    assert 'hx-swap-oob="true"' in html
    assert "Lamp is in your cart." in html


def test_a_moved_price_is_shown_beside_the_old_one_until_it_was_seen(
    guest: Client, shop: Shopfloor
) -> None:
    lamp = shop.article("Lamp", price=1000)
    guest.post(ADD, {"variant": lamp.pk})
    Variant.objects.filter(pk=lamp.pk).update(price_minor=1200)

    moved = guest.get(CART).content.decode()
    assert "Prices changed" in moved
    assert "<s>€10.00</s>" in moved

    seen = guest.post("/cart/prices/", follow=True).content.decode()
    assert "Prices changed" not in seen
    assert "€12.00" in seen


def test_a_withdrawn_article_stays_visible_but_costs_nothing(
    guest: Client, shop: Shopfloor
) -> None:
    lamp, mug = shop.article("Lamp", price=9000), shop.article("Mug", price=1000)
    for variant in (lamp, mug):
        guest.post(ADD, {"variant": variant.pk})
    Product.objects.filter(pk=lamp.product_id).update(status="archived")

    page = guest.get(CART)

    assert "No longer for sale" in page.content.decode()
    assert page.context["totals"].items_minor == 1000
    assert "Some articles are no longer available" in page.content.decode()


def test_stock_that_went_is_announced(guest: Client, shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", stock=5)
    guest.post(ADD, {"variant": lamp.pk, "quantity": 5})
    Stock.objects.filter(pk=lamp.pk).update(on_hand=2)

    page = guest.get(CART).content.decode()

    assert "Only 2 left" in page


def test_the_way_to_free_delivery_is_shown(guest: Client, shop: Shopfloor) -> None:
    mug = shop.article("Mug", price=2000)
    guest.post(ADD, {"variant": mug.pk})
    assert "€30.00 more and delivery is free." in guest.get(CART).content.decode()

    guest.post(ADD, {"variant": mug.pk, "quantity": 2})
    assert "Delivery is free." in guest.get(CART).content.decode()


def test_the_header_counts_units_and_asks_nothing_for_a_new_browser(
    guest: Client, shop: Shopfloor
) -> None:
    with CaptureQueriesContext(connection) as before:
        assert cart_count.count_for(guest.get(CART).wsgi_request) == 0
    assert not [query for query in before if "sum(line.quantity)" in query["sql"]]

    guest.post(ADD, {"variant": shop.article("Mug").pk, "quantity": 3})

    request = guest.get(CART).wsgi_request
    with CaptureQueriesContext(connection) as after:
        assert cart_count.count_for(request) == 3
    assert len(after) == 1


def test_the_header_counts_what_an_account_put_into_its_cart_elsewhere(
    ada_client: Client, shop: Shopfloor, ada: User
) -> None:
    ada_client.post(ADD, {"variant": shop.article("Mug").pk, "quantity": 3})
    ada_client.post(ADD, {"variant": shop.article("Lamp").pk, "quantity": 1})
    saved = CartLine.objects.get(variant__product__title="Lamp")
    ada_client.post(line_url(saved), {"action": "save"})
    elsewhere = Client()
    elsewhere.force_login(ada)

    assert cart_count.count_for(elsewhere.get(CART).wsgi_request) == 3


def sign_in(client: Client, user: User) -> None:
    """Sign in as a browser does, so that the visitor is identified."""
    response = client.post("/account/login/", {"login": user.email, "password": "a good password"})
    assert response.status_code == 302, response.content


def test_the_guests_cart_becomes_the_accounts_at_sign_in(
    guest: Client, shop: Shopfloor, ada: User
) -> None:
    guest.post(ADD, {"variant": shop.article("Mug").pk, "quantity": 2})

    sign_in(guest, ada)

    cart = Cart.objects.get()
    assert cart.user == ada
    assert guest.get(CART).context["contents"].count == 2


def test_merging_adds_up_is_capped_says_so_and_can_be_undone(
    guest: Client, ada_client: Client, shop: Shopfloor, ada: User
) -> None:
    mug, lamp, clock = shop.article("Mug", stock=5), shop.article("Lamp"), shop.article("Clock")
    ada_client.post(ADD, {"variant": mug.pk, "quantity": 3})
    ada_client.post(ADD, {"variant": clock.pk, "quantity": 1})
    guest.post(ADD, {"variant": mug.pk, "quantity": 4})
    guest.post(ADD, {"variant": lamp.pk, "quantity": 2})

    sign_in(guest, ada)
    page = guest.get(CART)

    quantities = {line.variant_id: line.quantity for line in page.context["contents"].lines}
    assert quantities == {mug.pk: 5, clock.pk: 1, lamp.pk: 2}
    assert "4 things from this browser joined the cart of your account." in page.content.decode()
    assert Cart.objects.active().get().user == ada
    assert Cart.objects.get(status="merged").merged_into == Cart.objects.active().get()

    undone = guest.post("/cart/merge/", {"action": "undo"}, follow=True)

    quantities = {line.variant_id: line.quantity for line in undone.context["contents"].lines}
    assert quantities == {mug.pk: 3, clock.pk: 1}
    assert undone.context["merge_note"] is None


def test_what_a_guest_means_to_buy_is_not_left_saved_for_later(
    guest: Client, ada_client: Client, shop: Shopfloor, ada: User
) -> None:
    mug, lamp = shop.article("Mug"), shop.article("Lamp")
    for client, article, quantity in ((ada_client, mug, 3), (ada_client, lamp, 1), (guest, mug, 2)):
        client.post(ADD, {"variant": article.pk, "quantity": quantity})
    for line in CartLine.objects.filter(cart__user=ada):
        ada_client.post(line_url(line), {"action": "save"})

    sign_in(guest, ada)

    page = guest.get(CART)
    assert [(line.variant_id, line.quantity) for line in page.context["contents"].lines] == [
        (mug.pk, 2)
    ]
    assert [line.variant_id for line in page.context["contents"].saved] == [lamp.pk]
    assert page.context["merge_note"].units == 2

    undone = guest.post("/cart/merge/", {"action": "undo"}, follow=True)

    assert undone.context["contents"].lines == ()
    saved = {line.variant_id: line.quantity for line in undone.context["contents"].saved}
    assert saved == {mug.pk: 3, lamp.pk: 1}


def test_keeping_what_was_merged_ends_the_notice(
    guest: Client, ada_client: Client, shop: Shopfloor, ada: User
) -> None:
    ada_client.post(ADD, {"variant": shop.article("Mug").pk})
    guest.post(ADD, {"variant": shop.article("Lamp").pk})
    sign_in(guest, ada)

    page = guest.post("/cart/merge/", {"action": "keep"}, follow=True)

    assert page.context["merge_note"] is None
    assert page.context["contents"].count == 2


def test_carts_with_the_same_article_keep_their_own_keys_and_tokens(
    guest: Client, shop: Shopfloor
) -> None:
    lamp = shop.article("Lamp", stock=9)
    others = Client()
    pages = []
    for client in (guest, others):
        client.post(ADD, {"variant": lamp.pk, "quantity": 2})
        pages.append(client.get(CART))

    for page, line in zip(pages, CartLine.objects.order_by("pk"), strict=True):
        text = page.content.decode()
        forms = re.findall(r'<form class="cart-line__actions".*?</form>', text, re.DOTALL)
        assert len(forms) == 1
        assert forms[0].count(f'"{line_url(line)}"') == 2
        assert f'id="quantity-{line.pk}"' in forms[0]
        assert f'value="{page.context["csrf_token"]}"' in forms[0]
    assert str(pages[0].context["csrf_token"]) not in pages[1].content.decode()


def test_a_kept_line_follows_what_it_shows(guest: Client, shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", price=1000, stock=5)
    guest.post(ADD, {"variant": lamp.pk, "quantity": 2})
    assert "€20.00" in guest.get(CART).content.decode()

    Variant.objects.filter(pk=lamp.pk).update(price_minor=1100)
    Stock.objects.filter(pk=lamp.pk).update(on_hand=1)
    Product.objects.filter(pk=lamp.product_id).update(title="Oak lamp")

    page = guest.get(CART).content.decode()
    for shown in ("€22.00", "<s>€10.00</s>", "Only 1 left", "Oak lamp"):
        assert shown in page, shown
