"""The tag as pages use it: rows, headings, queries, and never an error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context as TemplateContext
from django.template import Template
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from orders import markets
from recommendations.rules.book import rules_now
from recommendations.serving import page as page_module
from recommendations.serving import plan, seal
from recommendations.tests.serving.tiny_shop import TinyShop
from recommendations.vocabulary import Placement

pytestmark = pytest.mark.django_db
ROW = re.compile(r'<section class="carousel".*?</section>', re.DOTALL)


@dataclass
class Line:
    product_id: int


@dataclass
class Cart:
    lines: list[Line]


def draw(text: str, request: Any = None, **values: Any) -> str:
    template = Template("{% load carousels %}" + text)
    return template.render(TemplateContext({"request": request, **values}))


def rows(html: str) -> dict[str, list[str]]:
    """Each row's heading and the titles of its cards."""
    found = {}
    for row in ROW.findall(html):
        heading = re.sub(r"<.*?>", "", re.search(r"<h2.*?</h2>", row, re.DOTALL)[0])
        found[heading] = re.findall(r"product-card__link[^>]*>([^<]*)<", row)
    return found


def test_row_says_what_it_is_and_carries_its_slate(shop: TinyShop) -> None:
    shop.train()

    html = draw('{% carousel "similar_products" product=product %}', product=shop.lamps[0])

    assert rows(html) == {"Similar products": [f"Lamp {i}" for i in range(1, 10)]}
    text = re.search(r'data-slate="([^"]+)"', html)[1]
    shown = seal.opened(text, now=timezone.now())
    assert list(shown.item_ids) == [lamp.pk for lamp in shop.lamps[1:]]
    assert re.findall(r'data-position="(\d+)"', html) == [str(i) for i in range(9)]


def test_links_are_the_products_own_addresses(shop: TinyShop) -> None:
    shop.train()

    html = draw('{% carousel "bought_together" product=product %}', product=shop.lamps[0])

    links = re.findall(r'href="([^"#]+)"', html)
    assert {mug.get_absolute_url() for mug in shop.mugs} == {
        link for link in links if link.startswith("/p/")
    }


def test_weak_row_draws_nothing(shop: TinyShop) -> None:
    assert draw('{% carousel "bought_together" product=product %}', product=shop.lamps[0]) == ""


def test_unknown_placement_draws_nothing_and_is_logged(
    shop: TinyShop, caplog: pytest.LogCaptureFixture
) -> None:
    assert draw('before{% carousel "moonlight" %}after') == "beforeafter"

    assert "carousel_failed" in caplog.text


def test_whatever_breaks_the_page_stands(
    shop: TinyShop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def burst(*_: object, **__: object) -> None:
        raise RuntimeError("anything")

    monkeypatch.setattr(page_module, "choose", burst)

    assert draw('before{% carousel "for_you" %}after') == "beforeafter"
    assert "carousel_failed" in caplog.text


def test_heading_tells_a_fallback_apart(shop: TinyShop) -> None:
    html = draw('{% carousel "similar_products" product=product %}', product=shop.lamps[0])

    assert list(rows(html)) == ["Popular in Lamps"]


def test_heading_names_the_only_article_of_a_cart(shop: TinyShop) -> None:
    shop.train()
    one, two = [Line(shop.lamps[0].pk)], [Line(lamp.pk) for lamp in shop.lamps[:2]]

    assert list(rows(draw('{% carousel "cart_complements" cart=cart %}', cart=Cart(one)))) == [
        "Goes with your Lamp 0"
    ]
    assert list(rows(draw('{% carousel "cart_complements" cart=cart %}', cart=Cart(two)))) == [
        "Goes with what is in your cart"
    ]


def test_title_in_a_heading_is_escaped(shop: TinyShop) -> None:
    shop.train()
    shop.lamps[0].title = "<b>Lamp</b> 100%(title)s"
    shop.lamps[0].save()

    html = draw('{% carousel "cart_complements" cart=cart %}', cart=Cart([Line(shop.lamps[0].pk)]))

    assert "Goes with your <em>&lt;b&gt;Lamp&lt;/b&gt; 100%(title)s</em>" in html


def test_card_follows_the_shop_at_once(shop: TinyShop) -> None:
    shop.train()
    tag = '{% carousel "similar_products" product=product %}'
    draw(tag, product=shop.lamps[0])
    shop.lamps[1].title = "Moon lamp"
    shop.lamps[1].save()
    shop.sell_out(shop.lamps[2])

    titles = rows(draw(tag, product=shop.lamps[0]))["Similar products"]

    assert titles[:2] == ["Moon lamp", "Lamp 3"]


def test_rows_of_a_page_cost_one_query_and_repeat_no_product(
    shop: TinyShop, rf: Any, django_assert_num_queries: Any
) -> None:
    shop.train()
    request = rf.get("/")
    request.resolver_match = resolve(shop.lamps[0].get_absolute_url())
    tags = "".join(
        f'{{% carousel "{placement}" product=product %}}'
        for placement in reversed(plan.PAGES["catalog:product"])
    )

    rules_now()
    markets.offered()

    with django_assert_num_queries(1):
        html = draw(tags, request, product=shop.lamps[0])

    titles = [title for row in rows(html).values() for title in row]
    assert len(titles) == len(set(titles)) == 19


class TestOnRealPages:
    """Through the whole stack, with cookies."""

    def test_a_view_changes_the_very_next_home_page(self, shop: TinyShop) -> None:
        shop.train()
        client = Client()
        before = rows(client.get("/").content.decode())
        assert list(before)[:1] == ["Popular right now"]

        client.get(shop.mugs[9].get_absolute_url())
        after = rows(client.get("/").content.decode())

        assert after["Picked for you"][0] == "Mug 8"
        assert "Mug 9" not in after["Picked for you"]
        assert "Because you viewed Mug 9" in after or len(after["Picked for you"]) == 12

    def test_every_viewer_has_their_own_page(self, shop: TinyShop) -> None:
        shop.train()
        one, other = Client(), Client()
        one.get("/")
        one.get(shop.mugs[9].get_absolute_url())

        assert "Popular right now" in rows(other.get("/").content.decode())

    def test_who_wants_no_personalisation_gets_none(self, shop: TinyShop) -> None:
        shop.train()
        client = Client()
        client.get("/")
        client.post("/account/privacy/", {"is_personalised": ""})
        client.get(shop.mugs[9].get_absolute_url())

        assert "Popular right now" in rows(client.get("/").content.decode())

    @pytest.mark.usefixtures("without_redis")
    def test_without_redis_the_next_page_still_knows_the_last(self, shop: TinyShop) -> None:
        shop.train()
        client = Client()
        client.get("/")
        client.get(shop.mugs[9].get_absolute_url())

        shown = rows(client.get("/").content.decode())

        assert shown["Picked for you"][0].startswith("Mug")


def test_every_placement_in_a_template_belongs_to_its_page() -> None:
    """Rows of one page must be planned together, or they cost a query each and repeat products."""
    for address, template in {
        "home": "storefront/home.html",
        "catalog:product": "catalog/product.html",
        "accounts:overview": "accounts/overview.html",
    }.items():
        text = (Path(settings.BASE_DIR) / "templates" / template).read_text()
        used = re.findall(r'{% carousel "(\w+)"', text)
        used += re.findall(r"{% (bought_together) ", text)
        assert set(used) == {str(placement) for placement in plan.PAGES[address]}, template


def test_every_placement_in_a_template_has_a_plan() -> None:
    used = {
        placement
        for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
        for placement in re.findall(r'{% carousel "(\w+)"', path.read_text())
    }

    assert used
    assert all(Placement(placement) in plan.PLANS for placement in used)


def test_rows_asked_one_by_one_repeat_no_product_either(shop: TinyShop, rf: Any) -> None:
    shop.train()
    request = rf.get("/")

    html = draw('{% carousel "popular" %}{% carousel "for_you" %}', request)

    titles = re.findall(r"product-card__link[^>]*>([^<]*)<", html)
    assert len(titles) == len(set(titles)) == 18


def test_two_rows_of_one_kind_have_their_own_ids(shop: TinyShop) -> None:
    shop.train()
    lines = [Line(shop.lamps[0].pk), Line(shop.lamps[1].pk)]

    html = draw(
        '{% for line in lines %}{% carousel "similar_products" product=line %}{% endfor %}',
        lines=lines,
    )

    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 4
