"""Rules may ask where a page is looked at and with what; what a request does not tell is counted."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from catalog.models import Product
from orders.models import Market
from recommendations import metrics
from recommendations.rules import book
from recommendations.serving.circumstances import device_of
from recommendations.serving.shopper import context_of
from recommendations.tests.rules.test_book import write
from recommendations.tests.serving.test_carousel import rows
from recommendations.tests.serving.tiny_shop import TinyShop

pytestmark = pytest.mark.django_db

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
IPAD = "Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Mobile/15E148 Safari/604.1"
FIREFOX_TABLET = "Mozilla/5.0 (Android 15; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0"
PIXEL = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.mark.parametrize(
    ("headers", "device"),
    [
        ({"user_agent": IPHONE}, "phone"),
        ({"user_agent": PIXEL}, "phone"),
        ({"user_agent": IPAD}, "computer"),
        ({"user_agent": FIREFOX_TABLET}, "computer"),
        ({"user_agent": LINUX}, "computer"),
        ({"user_agent": LINUX, "sec_ch_ua_mobile": "?1"}, "phone"),
        ({"user_agent": PIXEL, "sec_ch_ua_mobile": "?0"}, "computer"),
        ({"user_agent": ROBOT}, ""),
        ({"user_agent": "curl/8.5"}, ""),
        ({}, ""),
    ],
)
def test_device_by_hint_or_name(headers: dict[str, str], device: str) -> None:
    request = RequestFactory().get(
        "/", **{f"HTTP_{name.upper()}": v for name, v in headers.items()}
    )  # type: ignore[arg-type]

    assert device_of(request) == device


def test_a_rule_for_phones_holds_on_phones_alone(shop: TinyShop) -> None:
    shop.train()
    write(kind="filter", products=[shop.lamps[1]], devices=["phone"])
    address = shop.lamps[0].get_absolute_url()

    on_phone = rows(Client(headers={"user-agent": IPHONE}).get(address).content.decode())
    on_computer = rows(Client(headers={"user-agent": LINUX}).get(address).content.decode())

    assert "Lamp 1" not in on_phone["Similar products"]
    assert "Lamp 1" in on_computer["Similar products"]


def test_the_markets_country_decides_what_is_sold_there(shop: TinyShop) -> None:
    shop.train()
    home = Market.objects.get(is_default=True).home_country.lower()
    Product.objects.filter(pk=shop.lamps[1].pk).update(tags=[f"not-in-{home}"])
    book._kept.forget()

    page = Client().get(shop.lamps[0].get_absolute_url()).content.decode()

    assert "Lamp 1" not in rows(page)["Similar products"]


def test_a_program_is_answered_as_the_page_of_its_market(shop: TinyShop) -> None:
    shop.train()
    home = Market.objects.get(is_default=True)
    write(kind="filter", products=[shop.lamps[1]], markets=[home.code])

    told = Client().get(f"/api/v1/similar-items/{shop.lamps[0].pk}/").json()

    assert shop.lamps[1].pk not in {item["item_id"] for item in told["items"]}
    assert shop.lamps[2].pk in {item["item_id"] for item in told["items"]}


def test_what_a_request_does_not_tell_is_counted() -> None:
    def counted() -> list[float]:
        return [
            metrics.untold_circumstances.labels(circumstance=name)._value.get()
            for name in ("weather", "device", "market", "country")
        ]

    before = counted()

    context = context_of(RequestFactory().get("/"), now=timezone.now())

    default = Market.objects.get(is_default=True)
    assert (context.market, context.country, context.device) == (default.code, default.home_country, "")  # fmt: skip
    assert [after - was for after, was in zip(counted(), before, strict=True)] == [1, 1, 0, 0]
