"""XML feeds as rows: items in, clear words where there are none."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.exports import google_merchant
from catalog.imports.files import UnreadableFile
from catalog.imports.products.reading import open_products
from catalog.imports.products.row import NumberedRow, ProductRow
from catalog.imports.products.write import import_products
from catalog.models import ProductStatus
from catalog.tests.factories import make_product

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<item><title>Page title</title><g:title>Linen tee &amp; more</g:title><g:id>A1</g:id>
  <g:description><![CDATA[<p>Soft</p>]]></g:description><link>https://x.example/1</link>
  <g:image_link>https://x.example/1.jpg</g:image_link>
  <g:additional_image_link>https://x.example/2.jpg</g:additional_image_link>
  <g:additional_image_link>https://x.example/3.jpg</g:additional_image_link>
  <g:price>1299.00 EUR</g:price><g:sale_price>999.00 EUR</g:sale_price><g:availability>out_of_stock</g:availability>
  <g:brand>Loom</g:brand><g:gtin>4006381333931</g:gtin><g:product_type>Apparel &gt; Shirts</g:product_type>
  <g:item_group_id>TEE</g:item_group_id><g:size>M</g:size>
  <g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping></item>
<item><g:id>A2</g:id><g:title>Mug</g:title><g:price>9.50 EUR</g:price></item>
</channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">
<entry><g:id>B1</g:id><title>Vase</title><link href="https://x.example/b1"/><g:price>30 USD</g:price></entry></feed>"""


def rows(tmp_path: Path, text: str, encoding: str = "utf-8") -> list[ProductRow]:
    path = tmp_path / "feed.xml"
    path.write_bytes(text.encode(encoding))
    found = open_products(path, mapping={}, currency="EUR").rows
    return [each.row for each in found if isinstance(each, NumberedRow)]


def test_a_google_merchant_feed_in_rss(tmp_path: Path) -> None:
    tee, mug = rows(tmp_path, RSS)

    assert (tee.external_id, tee.group, tee.title) == ("A1", "TEE", "Linen tee & more")
    assert (tee.price_minor, tee.compare_at_minor, tee.currency) == (99900, 129900, "EUR")
    assert (tee.description, tee.brand, tee.on_hand) == ("Soft", "Loom", 0)
    assert (tee.department, tee.options) == (("Apparel", "Shirts"), (("Size", "M"),))
    assert (mug.external_id, mug.price_minor) == ("A2", 950)


def test_an_atom_feed_and_an_older_encoding(tmp_path: Path) -> None:
    (vase,) = rows(tmp_path, ATOM)
    declared = RSS.replace("UTF-8", "ISO-8859-1").replace("Linen tee", "Café")

    assert (vase.title, vase.price_minor, vase.currency) == ("Vase", 3000, "USD")
    assert rows(tmp_path, declared, "latin-1")[0].title == "Café & more"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (RSS[:-20], "no well-formed XML"),
        ("<rss><channel/></rss>", "XML without <item>"),
        ("<!DOCTYPE html><html><body>Log in</body></html>", "is a web page"),
        (RSS.replace("UTF-8", "KOI8-R"), "is written in KOI8-R: save it as UTF-8"),
        (
            '<!DOCTYPE r [<!ENTITY a "aaaa">]><rss><item><id>&a;</id></item></rss>',
            "declares the entity a",
        ),
    ],
)
def test_what_is_no_feed_says_so(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        rows(tmp_path, text)


@pytest.mark.django_db
def test_the_own_feed_reads_back_without_a_change_to_its_articles(tmp_path: Path) -> None:
    mug = make_product(title="Mug", status=ProductStatus.PUBLISHED)
    before = list(mug.variants.values("sku", "price_minor", "currency"))
    path = tmp_path / "feed.xml"
    now = datetime(2026, 5, 1, tzinfo=UTC)
    feed = google_merchant.lines(shop_name="Shop", origin="https://shop.example", now=now)
    path.write_text("".join(feed), encoding="utf-8")

    account = import_products(path, mapping={}, source="feed", currency="EUR", assumed_units=0)

    assert (account.rows_read, account.rows_accepted, account.changed) == (1, 1, 0)
    assert list(mug.variants.values("sku", "price_minor", "currency")) == before
