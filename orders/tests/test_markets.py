"""Buying in another market: its prices, its currency, its deliveries and its taxes, and nothing converted."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from catalog import summaries
from catalog.models import ListPrice, PriceList, Variant
from orders.invoices import issuing
from orders.models import Cart, CartLine, DeliveryMethod, Market, Order
from orders.tests.shop import Shopfloor
from orders.tests.test_checkout_pages import ADDRESS, answer, fill, pay, sealed

pytestmark = pytest.mark.usefixtures("books_are_right")


def open_market(code: str, currency: str, country: str, *, delivery: int) -> PriceList:
    """Open a market with one way of delivery."""
    prices = PriceList.objects.create(code=code, name=code.title(), currency=currency)
    Market.objects.create(
        code=code, name=code.title(), currency=currency, home_country=country, price_list=prices
    )
    DeliveryMethod.objects.create(
        code="standard", name="Post", currency=currency, price_minor=delivery
    )
    return prices


@pytest.fixture
def japan(db: None) -> PriceList:
    return open_market("japan", "JPY", "JP", delivery=600)


@pytest.fixture
def kuwait(db: None) -> PriceList:
    return open_market("kuwait", "KWD", "KW", delivery=1_250)


def put(price_list: PriceList, variant: Variant, minor: int) -> None:
    ListPrice.objects.create(price_list=price_list, variant=variant, price_minor=minor)


def go_to(client: Client, market: str) -> None:
    chosen = client.post("/market/", {"market": market, "next": "/cart/"})
    assert chosen.headers["Location"] == "/cart/"


def test_an_order_in_yen_has_no_decimals_anywhere(
    guest: Client, shop: Shopfloor, japan: PriceList
) -> None:
    lamp = shop.article("Lamp", price=4900)
    put(japan, lamp, 7_999)
    go_to(guest, "japan")

    product = guest.get(f"/p/{lamp.product.slug}/").content.decode()
    fill(guest, lamp, 3)
    cart = guest.get("/cart/").content.decode()
    guest.post("/checkout/contact/", {"email": "ada@example.org"})
    post = DeliveryMethod.objects.get(currency="JPY")
    guest.post("/checkout/delivery/", {**ADDRESS, "country": "JP", "method": post.pk})
    page = guest.get("/checkout/payment/").content.decode()
    pay(guest)

    order = Order.objects.get()
    assert "¥7,999" in product
    assert "¥23,997" in cart
    assert "Pay ¥24,597" in page
    assert (order.currency, order.total_minor) == ("JPY", 24_597)
    assert order.tax_minor == 2_236  # 24,597 × 10 / 110, half up
    assert order.market == "japan"


def test_the_market_that_sold_stands_on_the_invoice(
    guest: Client, shop: Shopfloor, japan: PriceList
) -> None:
    Market.objects.filter(code="japan").update(seller="Kabushiki Lamps, Kyoto")
    lamp = shop.article("Lamp", price=4900)
    put(japan, lamp, 7_999)
    go_to(guest, "japan")
    fill(guest, lamp, 1)
    guest.post("/checkout/contact/", {"email": "ada@example.org"})
    post = DeliveryMethod.objects.get(currency="JPY")
    guest.post("/checkout/delivery/", {**ADDRESS, "country": "JP", "method": post.pk})
    pay(guest)

    invoice = issuing.issue(Order.objects.get().pk, now=shop.now)

    assert invoice.seller == "Kabushiki Lamps, Kyoto"


def test_an_order_in_dinars_has_three_decimals(
    guest: Client, shop: Shopfloor, kuwait: PriceList
) -> None:
    lamp = shop.article("Lamp")
    put(kuwait, lamp, 12_345)
    go_to(guest, "kuwait")
    fill(guest, lamp, 2)
    guest.post("/checkout/contact/", {"email": "ada@example.org"})
    post = DeliveryMethod.objects.get(currency="KWD")
    guest.post("/checkout/delivery/", {**ADDRESS, "country": "KW", "method": post.pk})

    page = guest.get("/checkout/payment/")
    html = page.content.decode()
    pay(guest)

    assert "Pay KWD\xa025.940" in html
    assert Order.objects.get().total_minor == 25_940


def test_what_has_no_price_here_is_not_sold_here(
    guest: Client, shop: Shopfloor, japan: PriceList
) -> None:
    lamp, mug = shop.article("Lamp", price=4900), shop.article("Mug", price=1000)
    put(japan, mug, 1_500)
    fill(guest, lamp)
    fill(guest, mug)
    go_to(guest, "japan")

    summaries.refresh([lamp.product_id, mug.product_id])
    page = guest.get("/cart/")
    html = page.content.decode()
    assert "Not sold in your market" in html
    assert "49" not in str(page.context["totals"].total)
    assert page.context["totals"].items.format() == "¥1,500"
    assert "not sold in your market" in guest.get(f"/p/{lamp.product.slug}/").content.decode()
    assert guest.get("/checkout/contact/").headers["Location"] == "/checkout/sold-out/"
    CartLine.objects.filter(variant=lamp).delete()
    fill(guest, lamp)
    assert not CartLine.objects.filter(variant=lamp).exists()


def test_switching_the_market_moves_no_price_but_asks_for_delivery_again(
    guest: Client, shop: Shopfloor, japan: PriceList
) -> None:
    lamp = shop.article("Lamp", price=4900)
    put(japan, lamp, 7_999)
    fill(guest, lamp)
    answer(guest)
    agreed_in_euro = sealed(guest)

    go_to(guest, "japan")

    page = guest.get("/cart/")
    assert "Prices changed" not in page.content.decode()
    assert page.context["totals"].total.format() == "¥7,999"  # euro delivery is not added
    stopped = guest.post("/checkout/payment/", {"expected": agreed_in_euro})
    assert stopped.headers["Location"] == "/checkout/delivery/"
    ListPrice.objects.update(price_minor=8_500)
    moved = guest.get("/cart/").content.decode()
    assert "<s>¥7,999</s>" in moved
    go_to(guest, "home")
    assert guest.get("/cart/").context["totals"].total.format() == "€53.90"


def test_what_is_put_back_beside_the_cart_has_the_price_of_its_market(
    guest: Client, shop: Shopfloor
) -> None:
    lamp = shop.article("Lamp", price=4900)
    austria = PriceList.objects.create(code="austria", name="Austria", currency="EUR")
    Market.objects.create(
        code="austria", name="Austria", currency="EUR", home_country="AT", price_list=austria
    )
    put(austria, lamp, 5_900)
    go_to(guest, "austria")
    fill(guest, lamp)
    guest.post(f"/cart/lines/{CartLine.objects.get().pk}/", {"action": "save"})
    page = guest.post(
        f"/cart/lines/{CartLine.objects.get().pk}/", {"action": "remove"}, follow=True
    )

    page = guest.post("/cart/undo/", page.context["undo"], follow=True)

    (saved,) = page.context["contents"].saved
    assert saved.unit_price.format() == saved.seen_price.format() == "€59.00"
    assert not saved.is_price_moved


def test_a_price_agreed_to_in_one_market_is_not_charged_in_another(
    guest: Client, shop: Shopfloor, japan: PriceList
) -> None:
    lamp = shop.article("Lamp", price=4900)
    put(japan, lamp, 7_999)
    fill(guest, lamp)
    answer(guest)
    agreed_in_euro = sealed(guest)
    go_to(guest, "japan")
    post = DeliveryMethod.objects.get(currency="JPY")
    guest.post("/checkout/delivery/", {**ADDRESS, "method": post.pk})

    stopped = guest.post("/checkout/payment/", {"expected": agreed_in_euro})

    assert stopped.status_code == 409
    assert "from €53.90 to ¥8,599" in stopped.content.decode()
    assert Order.objects.count() == 0


def test_programs_name_their_market(guest: Client, shop: Shopfloor, japan: PriceList) -> None:
    lamp, mug = shop.article("Lamp", price=4900), shop.article("Mug")
    put(japan, lamp, 7_999)
    path = f"/api/v1/products/{lamp.product_id}/"

    here = guest.get(path, headers={"X-Market": "japan"}).json()
    listed = guest.get("/api/v1/products/", headers={"X-Market": "japan"}).json()["results"]
    unknown = guest.get(path, headers={"X-Market": "mars"})
    assert unknown.json()["request_id"] == unknown["X-Request-Id"]

    assert here["variants"][0]["price"] == {"minor": 7_999, "currency": "JPY", "amount": "7999"}
    assert [(each["title"], each["price"]["currency"]) for each in listed] == [("Lamp", "JPY")]
    assert guest.get(path).json()["variants"][0]["price"]["currency"] == "EUR"
    assert (
        guest.get(f"/api/v1/products/{mug.product_id}/", headers={"X-Market": "japan"}).status_code
        == 404
    )
    assert unknown.status_code == 400
    assert unknown.headers["Content-Type"] == "application/problem+json"
    assert "home, japan" in unknown.json()["detail"]


def test_the_choice_is_offered_on_every_page_where_there_is_one(
    guest: Client, shop: Shopfloor, japan: PriceList
) -> None:
    assert "home · EUR".lower() not in guest.get("/market/").content.decode()
    page = guest.get("/market/?next=/cart/").content.decode()

    assert "Japan · JPY" in page
    assert 'value="/cart/"' in page
    elsewhere = guest.post("/market/", {"market": "japan", "next": "https://evil.example/"})
    assert elsewhere.headers["Location"] == "/"
    named = guest.post("/market/", {"market": "japan", "next": "an address, no view"})
    assert named.headers["Location"] == "an%20address,%20no%20view"
    assert guest.post("/market/", {"market": "mars"}).status_code == 400


def test_a_market_that_was_closed_leads_back_to_the_default_one(
    guest: Client, shop: Shopfloor, japan: PriceList
) -> None:
    go_to(guest, "japan")
    Market.objects.filter(code="japan").delete()

    answered = guest.get("/cart/")

    assert answered.status_code == 200
    assert answered.cookies["market"].value == ""


def test_a_cookie_that_names_what_no_market_can_be_called_is_put_away(
    guest: Client, shop: Shopfloor, japan: PriceList
) -> None:
    guest.cookies["market"] = '"\\000"'  # how a cookie writes NUL

    answer = guest.get("/")

    assert answer.status_code == 200
    assert answer.cookies["market"].value == ""


def test_choosing_a_market_makes_no_cart(guest: Client, shop: Shopfloor, japan: PriceList) -> None:
    go_to(guest, "japan")

    assert Cart.objects.count() == 0


def test_a_market_has_prices_of_its_own_currency_and_the_default_one_the_articles_own(
    japan: PriceList,
) -> None:
    default = Market.objects.get(is_default=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Market.objects.filter(pk=default.pk).update(price_list=japan)
    wrong = Market(code="uk", name="UK", currency="GBP", home_country="GB", price_list=japan)
    with pytest.raises(ValidationError, match="another currency"):
        wrong.full_clean()
