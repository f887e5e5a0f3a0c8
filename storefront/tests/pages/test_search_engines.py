"""What search engines are told: one address a page, what it shows as data, and where everything is."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from catalog import search, structured_data
from catalog.models import Product
from storefront import sitemaps
from storefront.tests.pages.conftest import Shop
from storefront.tests.pages.reading import page

LOCATION = re.compile(r"<loc>([^<]+)</loc>")


def data(client: Client, address: str) -> dict[str, dict[str, Any]]:
    """Read the JSON-LD of a page, by type."""
    html = client.get(address).content.decode()
    texts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    found = [json.loads(text) for text in texts]
    return {each["@type"]: each for each in found}


def canonical(client: Client, address: str) -> list[str]:
    """Return the canonical addresses that a page names."""
    return [link["href"] for link in page(client.get(address)).all("link", rel="canonical")]


def robots_of(client: Client, address: str) -> list[str]:
    """Return what a page tells robots."""
    return [meta["content"] for meta in page(client.get(address)).all("meta", name="robots")]


def test_a_product_is_described_with_offer_rating_and_way(client: Client, shop: Shop) -> None:
    described = data(client, shop.mug.get_absolute_url())

    product = described["Product"]
    assert (product["name"], product["brand"]["name"]) == ("Tall mug", "Norrland")
    assert product["url"] == "http://testserver/p/tall-mug/" or product["url"].endswith(
        shop.mug.get_absolute_url()
    )
    assert product["offers"]["price"] == "19.00"
    assert product["offers"]["priceCurrency"] == "EUR"
    assert product["offers"]["availability"] == "https://schema.org/InStock"
    assert product["aggregateRating"]["reviewCount"] == 3
    assert product["aggregateRating"]["ratingValue"] == "4.00"
    assert len(product["review"]) == 3
    names = [step["name"] for step in described["BreadcrumbList"]["itemListElement"]]
    assert names == ["Kitchen", "Mugs"]


def test_a_sold_out_product_is_said_to_be(client: Client, shop: Shop) -> None:
    offer = data(client, shop.sold_out_lamp.get_absolute_url())["Product"]["offers"]

    assert offer["availability"] == "https://schema.org/OutOfStock"


def test_text_cannot_leave_the_data(client: Client, shop: Shop) -> None:
    wicked = "</script><script>alert(1)</script> & more"
    Product.objects.filter(pk=shop.mug.pk).update(title=wicked)

    html = client.get(shop.mug.get_absolute_url()).content.decode()

    assert "<script>alert" not in html
    assert data(client, shop.mug.get_absolute_url())["Product"]["name"] == wicked


def test_the_home_page_says_how_to_search(client: Client, shop: Shop) -> None:
    website = data(client, "/")["WebSite"]

    assert website["potentialAction"]["target"]["urlTemplate"] == (
        "http://testserver/search/?q={search_term_string}"
    )
    assert canonical(client, "/") == ["http://testserver/"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/d/kitchen/", ["http://testserver/d/kitchen/"]),
        ("/d/kitchen/?page=2", ["http://testserver/d/kitchen/?page=2"]),
        ("/d/kitchen/?utm_source=mail", ["http://testserver/d/kitchen/"]),
        ("/d/kitchen/?in_stock=1", []),
        ("/d/kitchen/?sort=price", []),
    ],
)
def test_a_department_has_one_address(
    client: Client, shop: Shop, address: str, expected: list[str]
) -> None:
    assert canonical(client, address) == expected
    assert robots_of(client, address) == ([] if expected else ["noindex, follow"])


def test_search_engines_keep_plain_answers_but_no_empty_or_filtered_ones(
    client: Client, shop: Shop
) -> None:
    assert robots_of(client, "/search/?q=mug") == []
    assert robots_of(client, "/search/?q=zzzzzz") == ["noindex, follow"]
    assert canonical(client, "/search/?q=zzzzzz") == []
    for more in ("in_stock=1", "sort=price", "exact=1"):
        assert robots_of(client, f"/search/?q=mug&{more}") == ["noindex, follow"]


@pytest.mark.parametrize("typed", ["mug", "MUG", "mugg"])
def test_one_question_has_one_address_however_it_is_written(
    client: Client, shop: Shop, typed: str
) -> None:
    search.refresh_words()

    assert canonical(client, f"/search/?q={typed}") == ["http://testserver/search/?q=mug"]


def test_robots_are_told_what_is_private_and_where_the_sitemap_is(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /checkout/" in text
    assert "Disallow: /search/?*&" in text
    assert "Disallow: /cart/" not in text
    assert text.endswith("Sitemap: http://testserver/sitemap.xml\n")


def test_the_sitemap_is_split_and_names_every_visible_product_once(
    client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps.ProductSitemap, "limit", 10)

    files = LOCATION.findall(client.get("/sitemap.xml").content.decode())
    found = [
        location
        for file in files
        if "products" in file
        for location in LOCATION.findall(client.get(file.replace("&amp;", "&")).content.decode())
    ]

    visible = Product.objects.filter(status="published")
    assert len([file for file in files if "products" in file]) == -(-visible.count() // 10)
    assert sorted(found) == sorted(
        f"http://testserver{product.get_absolute_url()}" for product in visible
    )


def test_the_index_of_a_large_shop_reads_no_products(
    client: Client, shop: Shop, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/sitemap.xml")

    with django_assert_num_queries(2):  # how many products there are, and which changed last
        client.get("/sitemap.xml")


def test_variants_are_described_as_a_group_each_with_its_offer(client: Client, shop: Shop) -> None:
    shop.mug.variants.filter(sku="MUG-RED-L").update(ean="4006381333931")

    product = data(client, shop.mug.get_absolute_url() + "?variant=MUG-RED-L")["Product"]

    group = product["isVariantOf"]
    assert (group["@type"], group["productGroupID"]) == ("ProductGroup", str(shop.mug.pk))
    assert "https://schema.org/size" in group["variesBy"]
    large = next(each for each in group["hasVariant"] if each["sku"] == "MUG-RED-L")
    assert (large["color"], large["size"], large["gtin"]) == ("Red", "L", "4006381333931")
    assert large["offers"]["price"] == "21.00"
    assert large["url"].endswith(f"{shop.mug.get_absolute_url()}?variant=MUG-RED-L")
    assert (product["sku"], product["gtin"]) == ("MUG-RED-L", "4006381333931")
    assert product["offers"]["url"] == product["url"]


def test_a_product_of_one_article_is_no_group_and_claims_nothing_it_lacks(
    client: Client, shop: Shop
) -> None:
    Product.objects.filter(pk=shop.sold_out_lamp.pk).update(description="")
    shop.sold_out_lamp.pictures.all().delete()

    lamp = data(client, shop.sold_out_lamp.get_absolute_url())["Product"]

    assert lamp.keys().isdisjoint({"isVariantOf", "description", "image", "gtin"})


def test_pictures_on_another_host_keep_their_address() -> None:
    ours, theirs = "/media/a.webp", "https://cdn.example/a.webp"

    assert structured_data.whole_address(ours, origin="https://shop.example") == (
        "https://shop.example/media/a.webp"
    )
    assert structured_data.whole_address(theirs, origin="https://shop.example") == theirs


def test_a_shared_product_shows_its_price_and_words(client: Client, shop: Shop) -> None:
    shown = page(client.get(shop.mug.get_absolute_url()))

    assert shown.one("meta", property="product:price:amount")["content"] == "19.00"
    assert shown.one("meta", property="product:price:currency")["content"] == "EUR"
    assert "A tall mug." in shown.one("meta", property="og:description")["content"]


def test_staff_decide_what_search_results_say(client: Client, shop: Shop) -> None:
    Product.objects.filter(pk=shop.mug.pk).update(
        seo_title="Mugs & more", seo_description="Tall ones."
    )

    shown = page(client.get(shop.mug.get_absolute_url()))

    assert shown.one("title").text == "Mugs & more"
    assert shown.one("meta", name="description")["content"] == "Tall ones."
    assert shown.one("meta", property="og:title")["content"] == "Mugs & more"
    assert shown.one("meta", property="og:description")["content"] == "Tall ones."
