"""Exports: read back unchanged, harmless in spreadsheets, flat in queries."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.exports import google_merchant, products
from catalog.imports.products.write import import_products
from catalog.models import (
    Attribute,
    Department,
    ListPrice,
    Picture,
    PictureRequest,
    PriceList,
    Product,
    ProductAttribute,
    Stock,
    Variant,
)
from catalog.tests.factories import make_department, make_product, make_variant
from orders import exports
from orders.models import Market, Order, OrderLine
from orders.tests.imports.files import line, written

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, tzinfo=UTC)
G = "{http://base.google.com/ns/1.0}"


def shelf() -> None:
    """Put awkward things on the shelves: signs, variants, options, drafts, archived ones."""
    light = make_department("Pots & Light")
    inner = make_department("Desk lamps", parent=light)
    lamp = make_product(
        '=Lamp, "round"',
        department=inner,
        brand="Loom",
        sku="LAMP-1",
        ean="4006381333931",
        price_minor=1_999,
        compare_at_minor=2_500,
        attributes={"Socket": "E27", "weight": 1.5, "Dimmable": True, "Model": "12"},
        description="Warm light.\n\nA < B & C",
        tags=["warm", "round"],
        source="erp",
        external_id="L1",
    )
    make_variant(lamp, sku="LAMP-2", options={"Colour": "Oak", "Size": "-L"}, price_minor=2_199)
    make_product("Vase", sku="VASE", department=light, status="archived", source="erp",
                 external_id="V1", on_hand=0)  # fmt: skip
    make_product("Mug", sku="MUG", status="draft", published_at=None, price_minor=450, on_hand=None)


def everything() -> list[object]:
    tables: tuple[type[Model], ...] = (
        Product, Variant, Stock, Department, Attribute, ProductAttribute,
    )  # fmt: skip
    return [list(table._default_manager.order_by("pk").values_list()) for table in tables]


def exported(tmp_path: Path, *, source: str | None = None) -> Path:
    path = tmp_path / "export.csv"
    path.write_text("".join(products.lines(source=source)), newline="")
    return path


def test_json_lines_read_back_change_nothing(tmp_path: Path) -> None:
    shelf()
    file = tmp_path / "products.jsonl"

    call_command("export_products", str(file), stderr=io.StringIO(), source="erp")
    before = everything()
    account = import_products(file, mapping={}, source="erp", currency="EUR", assumed_units=9)

    assert (account.rows_read, account.unchanged, account.rows_rejected) == (3, 3, 0)
    assert everything() == before
    assert file.read_text().startswith('{"id": "LAMP-1", "group": "L1"')


def test_an_export_read_back_into_the_same_shop_changes_nothing(tmp_path: Path) -> None:
    shelf()
    before = everything()

    account = import_products(
        exported(tmp_path), mapping={}, source="", currency="USD", assumed_units=9
    )

    assert (account.rows_read, account.rows_accepted, account.unchanged) == (4, 4, 4)
    assert everything() == before


def test_an_export_of_one_source_is_followed_cell_by_cell(tmp_path: Path) -> None:
    shelf()
    before = everything()
    path = exported(tmp_path, source="erp")
    same = import_products(path, mapping={}, source="erp", currency="USD", assumed_units=9)
    unchanged = everything()
    path.write_text(path.read_text().replace("E27", "E14").replace("21.99", "22.99"))

    edited = import_products(path, mapping={}, source="erp", currency="USD", assumed_units=9)

    assert (same.rows_accepted, same.unchanged) == (3, 3)
    assert unchanged == before
    assert edited.changed == 2
    assert ProductAttribute.objects.get(attribute__code="socket").text == "E14"
    assert Variant.objects.get(sku="LAMP-2").price_minor == 2_299


def test_an_export_fills_an_empty_shop_with_the_same(tmp_path: Path) -> None:
    shelf()
    path = exported(tmp_path, source="erp")
    before = path.read_text()
    Product.objects.all().delete()
    Attribute.objects.all().delete()
    Department.objects.all().delete()

    import_products(path, mapping={}, source="erp", currency="USD", assumed_units=9)

    assert set(exported(tmp_path, source="erp").read_text().splitlines()) == set(
        before.splitlines()
    )


def test_commas_of_departments_and_tags_come_back_as_they_were(tmp_path: Path) -> None:
    home = make_department("Home, Garden")
    kitchen = make_department("Kitchen, Dining", parent=home)
    cups = make_department("Cups, Mugs", parent=kitchen)
    for number, (department, words) in enumerate(
        [(home, ["red, blue"]), (kitchen, ["red, blue", "oak; pine"]), (cups, ["oak"])]
    ):
        make_product(
            f"Mug {number}",
            department=department,
            tags=words,
            source="erp",
            external_id=f"M{number}",
        )
    before = everything()
    path = exported(tmp_path, source="erp")
    told = path.read_text()

    same = import_products(path, mapping={}, source="erp", currency="USD", assumed_units=9)
    unchanged = everything()
    Product.objects.all().delete()
    Department.objects.all().delete()
    import_products(path, mapping={}, source="erp", currency="USD", assumed_units=9)

    assert same.unchanged == 3
    assert unchanged == before
    assert set(exported(tmp_path, source="erp").read_text().splitlines()) == set(told.splitlines())
    names = Department.objects.order_by("path").values_list("name", flat=True)
    assert list(names) == ["Home, Garden", "Kitchen, Dining", "Cups, Mugs"]


def test_no_cell_of_an_export_is_a_formula() -> None:
    shelf()

    rows = list(csv.reader(io.StringIO("".join(products.lines()), newline="")))

    assert rows[1][rows[0].index("title")] == '\'=Lamp, "round"'
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@"}]


def pictures_of(product: Product) -> list[Picture]:
    names = ("products/lamp-front.1280x960a.webp", "products/lamp-back.jpg")
    return [
        Picture.objects.create(product=product, file=name, position=place)
        for place, name in enumerate(names)
    ]


def test_pictures_are_a_column_where_the_shop_has_an_address(tmp_path: Path) -> None:
    shelf()
    pictures_of(Product.objects.get(external_id="L1"))
    file = tmp_path / "products.csv"
    urls = "https://shop.example/media/products/lamp-front.1280x960a.webp|https://shop.example/media/products/lamp-back.jpg"

    call_command(
        "export_products", str(file), "--origin", "https://shop.example/", stderr=io.StringIO()
    )

    with file.open(newline="") as table:
        found = {row["sku"]: row["image_urls"] for row in csv.DictReader(table)}
    assert found == {"LAMP-1": urls, "LAMP-2": urls, "VASE": "", "MUG": ""}
    with pytest.raises(CommandError, match=r"such as https://shop\.example"):
        call_command("export_products", str(file), "--origin", "shop")


def test_own_pictures_read_back_are_not_fetched_but_in_another_shop_they_are(
    tmp_path: Path,
) -> None:
    shelf()
    pictures_of(Product.objects.get(external_id="L1"))
    file = tmp_path / "products.csv"
    file.write_text("".join(products.lines(source="erp", origin="https://shop.example")))
    before = list(Picture.objects.values())

    same = import_products(file, mapping={}, source="erp", currency="USD", assumed_units=9)

    assert (same.unchanged, "pictures to be fetched" in same.totals) == (3, False)
    assert list(Picture.objects.values()) == before
    Product.objects.all().delete()
    other = import_products(file, mapping={}, source="erp", currency="USD", assumed_units=9)
    assert other.totals["pictures to be fetched"] == 2
    assert list(PictureRequest.objects.order_by("id").values_list("url", flat=True)) == [
        "https://shop.example/media/products/lamp-front.1280x960a.webp",
        "https://shop.example/media/products/lamp-back.jpg",
    ]


def test_no_text_becomes_a_formula_however_a_spreadsheet_parts_cells(tmp_path: Path) -> None:
    make_product(
        "Lamp;=HYPERLINK(1)",
        sku="LAMP",
        description="Warm.\n=1+1\n-1+cmd|' /C calc'!A0\n- of oak, -5 % off",
        seo_title="A;＝SUM(1)",
        tags=["a\t@SUM(1)"],
    )
    before = everything()
    path = exported(tmp_path)

    for sign in ",;\t":
        with path.open(newline="") as file:
            cells = [cell for row in csv.reader(file, delimiter=sign) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "＝", "-1"))]
    account = import_products(path, mapping={}, source="", currency="EUR", assumed_units=9)

    assert (account.rows_accepted, account.unchanged) == (1, 1)
    assert everything() == before


def test_more_products_need_no_more_queries() -> None:
    shelf()
    with CaptureQueriesContext(connection) as few:
        list(products.lines(origin="https://shop.example"))
    for number in range(20):
        pictures_of(make_product(f"Cup {number}", attributes={"Socket": "E27"}))

    with CaptureQueriesContext(connection) as many:
        list(products.lines(origin="https://shop.example"))

    assert len(many) == len(few)


def items(lines: Iterable[str]) -> list[dict[str, str]]:
    root = ET.fromstring("".join(lines))  # noqa: S314 - our own text
    return [
        {child.tag.removeprefix(G): child.text or "" for child in item}
        for item in root.iter("item")
    ]


def feed() -> list[dict[str, str]]:
    return items(
        google_merchant.lines(shop_name="Shop & Co", origin="https://shop.example", now=NOW)
    )


def test_the_feed_holds_what_shoppers_can_see_and_buy() -> None:
    shelf()
    lamp = Product.objects.get(external_id="L1")
    Picture.objects.create(product=lamp, file="products/a.webp", position=1)
    Picture.objects.create(product=lamp, file="products/b.webp", position=2)

    first, second = feed()

    assert first == {
        "id": "LAMP-1",
        "title": '=Lamp, "round"',
        "description": "Warm light.\n\nA < B & C",
        "link": f"https://shop.example/p/{lamp.slug}/?variant=LAMP-1",
        "image_link": "https://shop.example/media/products/a.webp",
        "additional_image_link": "https://shop.example/media/products/b.webp",
        "availability": "in_stock",
        "price": "25.00 EUR",
        "sale_price": "19.99 EUR",
        "condition": "new",
        "brand": "Loom",
        "gtin": "4006381333931",
        "product_type": "Desk lamps",
        "item_group_id": str(lamp.pk),
    }
    assert (second["id"], second["color"], second["size"]) == ("LAMP-2", "Oak", "-L")
    assert (second["price"], second["mpn"], "sale_price" in second) == (
        "21.99 EUR",
        "LAMP-2",
        False,
    )


def test_the_feed_survives_signs_that_xml_forbids() -> None:
    make_product("Bell \x07 & <b>", sku="BELL", on_hand=0)

    (bell,) = feed()

    assert (bell["title"], bell["availability"]) == ("Bell  & <b>", "out_of_stock")
    assert bell["link"] == f"https://shop.example/p/{Product.objects.get().slug}/"
    assert bell["identifier_exists"] == "no"


def test_the_feed_is_served_packed_with_the_prices_of_its_market(client: Client) -> None:
    lamp = make_product("Lamp", sku="LAMP")
    make_product("Mug", sku="MUG")
    japan = PriceList.objects.create(code="japan", name="Japan", currency="JPY")
    ListPrice.objects.create(price_list=japan, variant=lamp.variants.get(), price_minor=3_000)

    Market.objects.create(code="jp", name="Japan", currency="JPY", price_list=japan)

    plain = client.get("/feeds/google-merchant.xml")
    packed = client.get("/feeds/google-merchant.xml?market=jp", headers={"accept-encoding": "gzip"})

    assert plain.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert [item["id"] for item in items([plain.getvalue().decode()])] == ["LAMP", "MUG"]
    assert packed.headers["Content-Encoding"] == "gzip"
    found = items([gzip.decompress(packed.getvalue()).decode()])
    assert [(item["id"], item["price"]) for item in found] == [("LAMP", "3000 JPY")]
    assert client.get("/feeds/google-merchant.xml?market=moon").status_code == 404
    assert client.post("/feeds/google-merchant.xml").status_code == 405


def test_orders_come_out_line_by_line(tmp_path: Path) -> None:
    path = written(
        tmp_path, [line(order="1", title="=HYPERLINK(1)"), line(order="2", at="2011-02-02 08:00")]
    )
    call_command("import_orders", str(path), "--currency", "GBP", stdout=io.StringIO())

    rows = list(csv.DictReader(io.StringIO("".join(exports.lines()), newline="")))
    later = list(exports.lines(since=datetime(2011, 1, 1, tzinfo=UTC)))

    assert len(rows) == OrderLine.objects.count() == 2
    assert rows[0]["title"] == "'=HYPERLINK(1)"
    assert rows[0]["order"] == Order.objects.order_by("placed_at")[0].number
    assert rows[0]["currency"] == "GBP"
    assert len(later) == 2


def test_commands_write_whole_files_or_none(tmp_path: Path) -> None:
    shelf()
    packed = tmp_path / "feed.xml.gz"
    table = tmp_path / "products.csv"

    call_command(
        "export_google_feed", str(packed), "--origin", "https://shop.example/", stderr=io.StringIO()
    )
    call_command("export_products", str(table), stderr=io.StringIO())
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_products", str(tmp_path / "missing" / "products.csv"))
    for arguments, said in (
        (("export_google_feed", "--origin", "https://x", "--market", "moon"), "no market 'moon'"),
        (("export_google_feed", "--origin", "nonsense"), "such as https://shop.example"),
        (("export_orders", "--since", "yesterday"), "write it as 2026-01-31"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command(arguments[0], str(packed), *arguments[1:])

    assert len(items([gzip.decompress(packed.read_bytes()).decode()])) == 2
    assert table.read_bytes().decode() == "".join(products.lines())
    assert sorted(each.name for each in tmp_path.iterdir()) == ["feed.xml.gz", "products.csv"]
