"""What each layout makes of a row."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.imports.files import UnreadableFile
from catalog.imports.layouts.icecat import attribute_name
from catalog.imports.products.reading import ProductFile, open_products
from catalog.imports.products.row import AttributeValue, ProductRow
from catalog.imports.products.understood import is_ean, without_html
from catalog.imports.rejections import Rejection

RETAIL = {
    "id": "6579c22f-be2b",
    "current_stock": 15,
    "name": "Expedition Backpack",
    "category": "accessories",
    "style": "backpack",
    "description": "Rugged.",
    "price": 129.99,
    "image": "6579c22f.jpg",
    "gender_affinity": "F",
    "where_visible": "UI",
    "promoted": True,
}
DUMMY = {
    "id": 1,
    "title": "Essence Mascara",
    "description": "Popular.",
    "category": "mens-shirts",
    "price": 10.0,
    "discountPercentage": 10.0,
    "rating": 2.56,
    "stock": 99,
    "tags": ["beauty", "mascara"],
    "brand": "Essence",
    "sku": "BEA-001",
    "weight": 4,
    "dimensions": {"width": 15.14, "height": 13.08},
    "warrantyInformation": "1 week warranty",
    "reviews": [
        {
            "rating": 3,
            "comment": "Fine.",
            "date": "2025-04-30T09:41:02Z",
            "reviewerName": "Ann Lee",
        },
        {"rating": 9, "comment": "Too good.", "date": "2025-04-30T09:41:02Z", "reviewerName": "Bo"},
    ],
    "meta": {"barcode": "4006381333931"},
    "thumbnail": "https://example.org/1.webp",
}
ICECAT = {
    "id": "3920564",
    "name": "006R90321",
    "title": "Xerox toner",
    "ean": ["0095205603217", "0095205603218"],
    "short_description": "<ul><li>Toner &amp; drum</li><li>Black</li></ul>",
    "img_high": "http://images.example.org/1.jpg",
    "date_released": "2009-12-10T00:00:00Z",
    "supplier": "Xerox",
    "price": 4995,
    "attr_t_product_type": "Toner",
    "attr_t_type": "Original",
    "attr_n_cable_length": 4.6,
    "attr_b_colour": True,
    "attr_n_broken": "four",
}


def opened(tmp_path: Path, records: list[dict[str, object]]) -> ProductFile:
    path = tmp_path / "products.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return open_products(path, mapping={}, currency="EUR")


def only_row(file: ProductFile) -> ProductRow:
    (each,) = file.rows
    assert not isinstance(each, Rejection)
    return each.row


def test_retail_demo_store(tmp_path: Path) -> None:
    file = opened(tmp_path, [RETAIL])
    row = only_row(file)

    assert file.layout == "retail-demo-store"
    assert (row.external_id, row.title, row.sku) == (RETAIL["id"], RETAIL["name"], RETAIL["id"])
    assert (row.price_minor, row.currency, row.on_hand) == (12999, "EUR", 15)
    assert (row.department, row.product_type) == (("Accessories",), "Backpack")
    assert row.attributes == (AttributeValue("Made for", text="Women"),)
    assert (row.tags, row.status) == (("promoted",), "published")


def test_what_is_for_another_channel_becomes_a_draft(tmp_path: Path) -> None:
    row = only_row(opened(tmp_path, [{**RETAIL, "where_visible": "Alexa"}]))

    assert row.status == "draft"
    assert "where_visible is not the web shop: kept as a draft" in row.remarks


def test_dummyjson(tmp_path: Path) -> None:
    file = opened(tmp_path, [DUMMY])
    row = only_row(file)

    assert file.layout == "dummyjson"
    assert (row.external_id, row.sku, row.brand) == ("1", "BEA-001", "Essence")
    assert (row.price_minor, row.compare_at_minor) == (900, 1000)
    assert (row.department, row.tags) == (("Mens shirts",), ("beauty", "mascara"))
    assert row.ean == "4006381333931"
    assert {each.name: each.number for each in row.attributes if each.number} == {
        "Weight": 4.0,
        "Width": 15.14,
        "Height": 13.08,
    }
    (review,) = row.reviews
    assert (review.author, review.rating, review.text) == ("Ann Lee", 3, "Fine.")
    assert review.written_at == datetime(2025, 4, 30, 9, 41, 2, tzinfo=UTC)
    assert "review without a date or a rating of 1 to 5 left aside" in row.remarks
    assert row.picture_urls == ("https://example.org/1.webp",)


def test_dummyjson_with_pictures_needs_no_thumbnail(tmp_path: Path) -> None:
    images = ["https://example.org/large.webp", "https://example.org/back.webp"]

    row = only_row(opened(tmp_path, [{**DUMMY, "images": images}]))

    assert row.picture_urls == tuple(images)


def test_dummyjson_without_a_discount_has_one_price(tmp_path: Path) -> None:
    row = only_row(opened(tmp_path, [{**DUMMY, "discountPercentage": 0.1}]))

    assert (row.price_minor, row.compare_at_minor) == (1000, None)


def test_icecat(tmp_path: Path) -> None:
    file = opened(tmp_path, [ICECAT])
    row = only_row(file)

    assert file.layout == "icecat"
    assert (row.external_id, row.sku, row.is_sku_given) == ("3920564", "006R90321", False)
    assert (row.price_minor, row.brand, row.product_type) == (4995, "Xerox", "Toner")
    assert row.ean == "0095205603217"
    assert row.description == "• Toner & drum\n\n• Black"
    assert row.published_at == datetime(2009, 12, 10, tzinfo=UTC)
    assert row.attributes == (
        AttributeValue("Type", text="Original"),
        AttributeValue("Cable length", number=4.6, unit="m"),
        AttributeValue("Colour", boolean=True),
    )
    assert "attribute whose value is not of its type left aside" in row.remarks
    assert "short_description freed from HTML" in row.remarks
    assert row.picture_urls == ("http://images.example.org/1.jpg",)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("operating_temperature__t_t_", "Operating temperature"),
        ("master__outer__case_width", "Master (outer) case width"),
        ("dimensions__wxdxh_", "Dimensions (wxdxh)"),
        ("usb_2_0_ports_quantity", "USB 2.0 ports quantity"),
        ("connector_s_", "Connector(s)"),
    ],
)
def test_icecat_keys_become_names(key: str, name: str) -> None:
    assert attribute_name(key) == name


def test_a_part_number_too_long_for_a_sku_gives_way_to_the_id(tmp_path: Path) -> None:
    row = only_row(opened(tmp_path, [{**ICECAT, "name": "x" * 81}]))

    assert row.sku == "3920564"


@pytest.mark.parametrize(
    ("record", "column", "reason"),
    [
        ({**RETAIL, "id": ""}, "id", "is empty"),
        ({**RETAIL, "name": ["a"]}, "name", "is no text"),
        ({**RETAIL, "price": "cheap"}, "price", "is not a number"),
        ({**RETAIL, "price": -3}, "price", "is below zero"),
        ({**RETAIL, "price": 1e30}, "price", "is too large for a price"),
        ({**RETAIL, "current_stock": 1.5}, "current_stock", "is not a whole number"),
        ({**RETAIL, "description": "a\u0000b"}, "description", "holds signs that cannot be stored"),
        ({**RETAIL, "name": "half \ud83d"}, "name", "holds signs that cannot be stored"),
        ({**DUMMY, "title": None}, "title", "is empty"),
        ({**DUMMY, "discountPercentage": "much"}, "discountPercentage", "is not a number"),
        ({**ICECAT, "id": "9" * 121}, "id", "is longer than 120 signs"),
    ],
)
def test_rows_that_cannot_be_products_say_why(
    tmp_path: Path, record: dict[str, object], column: str, reason: str
) -> None:
    good = {
        **record,
        "id": "good",
        "name": "Good",
        "title": "Good",
        "price": 1,
        "current_stock": 1,
    }
    good |= {"description": "", "discountPercentage": 0}

    first, second = opened(tmp_path, [record, good]).rows

    assert isinstance(first, Rejection)
    assert (first.row_number, first.column, first.reason) == (1, column, reason)
    assert not isinstance(second, Rejection)


def test_html_becomes_words() -> None:
    assert without_html("a<br>b <b>c</b> &amp; d<script>evil()</script>") == "a\nb c & d"
    assert without_html("5 < 6 &euro;") == "5 < 6 €"


@pytest.mark.parametrize(
    ("code", "is_right"),
    [
        ("4006381333931", True),
        ("4006381333932", False),
        ("96385074", True),
        ("00000000", False),
        ("123", False),
        ("４００６３８１３３３９３１", False),
    ],
)
def test_check_digits_of_article_numbers(code: str, is_right: bool) -> None:
    assert is_ean(code) is is_right


def test_a_file_without_one_readable_row_says_so(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text('{"id": 1,\n')

    with pytest.raises(UnreadableFile, match="no readable row: row 1 is no JSON"):
        open_products(path, mapping={}, currency="EUR")


def test_article_numbers_with_a_wrong_check_digit_are_left_aside(tmp_path: Path) -> None:
    row = only_row(opened(tmp_path, [{**DUMMY, "meta": {"barcode": "5784719087687"}}]))

    assert row.ean == ""
    assert "EAN with a wrong check digit left aside" in row.remarks
