"""Exports of other shop systems: rows that make products together."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from catalog.imports.account import Account
from catalog.imports.products.reading import open_products
from catalog.imports.products.row import AttributeValue, Joined, NumberedRow, ProductRow
from catalog.imports.products.write import import_products
from catalog.imports.rejections import Rejection
from catalog.models import ImportIssue, PictureRequest, Product, Variant

SHOPIFY = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,"
    "Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,"
    "Variant Price,Variant Compare At Price,Variant Barcode,Image Src,Image Position,Gift Card,"
    "Fabric (product.metafields.custom.fabric),Variant Image,Status,SEO Title\n"
    'tee,Linen tee,"<p>Soft, <b>light</b></p>",Loom,Apparel > Shirts,Shirt,"summer, linen",true,Size,S,'
    "Color,Red,TEE-S,180.0,shopify,3,20.00,25.00,'4006381333931,https://cdn.example/1.jpg,1,false,Linen,"
    "https://cdn.example/red.jpg,active,Linen tees\n"
    "tee,,,,,,,,,M,,Red,TEE-M,180.0,shopify,0,22.00,,,https://cdn.example/2.jpg,2,,,,,\n"
    "tee,,,,,,,,,,,,,,,,,,,https://cdn.example/3.jpg,3,,,,,\n"
    "mug,Mug,,Kiln,,Mugs,,true,Title,Default Title,,,,0.0,,0,9.50,,,,,false,,,draft,\n"
)
SHOPIFY_2025 = (
    "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,"
    "Barcode,Option1 name,Option1 value,Price,Compare-at price,Inventory tracker,Inventory quantity,"
    "Weight value (grams),Product image URL,Image position,Variant image URL\n"
    "Vase,vase,Tall,Kiln,Uncategorized,Vases,,TRUE,Active,V-1,,Glaze,Blue,30.00,,shopify,4,900,"
    "https://cdn.example/v.jpg,1,\n"
    ",vase,,,,,,,,V-2,,,Green,32.00,,shopify,5,950,,,\n"
)
WOO = (
    "ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Short description,Description,"
    "Date sale price starts,Date sale price ends,In stock?,Stock,Weight (kg),Sale price,Regular price,"
    "Categories,Tags,Images,Parent,Attribute 1 name,Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s)\n"
    '12,variation,H-B,"Hoodie - Blue",1,0,visible,,,,,1,7,,,45,,,https://cdn.example/b.jpg,id:10,Colour,Blue,,\n'
    '10,variable,HOOD,Hoodie,1,0,visible,Warm.,"<p>Cotton\\, fleece</p>",,,1,,0.8,,,"Sale, Clothing > Hoodies",'
    '"warm, cotton","https://cdn.example/h1.jpg, https://cdn.example/h2.jpg",,Colour,"Blue, Red",Fabric,"Cotton, Fleece"\n'
    '11,variation,H-R,"Hoodie - Red",1,0,visible,,,,,0,,,42,45,,,,HOOD,Colour,Red,,\n'
    '13,variation,,"Hoodie - Green",0,0,visible,,,,,1,,,,45,,,,HOOD,Colour,Green,,\n'
    '20,"simple, virtual",SONG,Song,0,0,visible,,,,2026-12-31,1,,,"1,50","2,50",Music,,,,Format,MP3,,\n'
    "30,external,EXT,Elsewhere,1,0,visible,,,,,1,,,,5,Music,,,,,,,\n"
)
MAGENTO = (
    "sku,store_view_code,attribute_set_code,product_type,categories,name,description,weight,product_online,"
    "visibility,price,special_price,special_price_to_date,base_image,additional_attributes,qty,manage_stock,"
    "configurable_variations,configurable_variation_labels\n"
    "H-XS,,Top,simple,Default Category/Men,Hoodie-XS,,0.5,1,Not Visible Individually,52.000000,,,/h/1.jpg,"
    '"color=Black,size=XS,climate=Cool|Windy",100.0000,1,,\n'
    "H-S,,Top,simple,Default Category/Men,Hoodie-S,,0.5,1,Not Visible Individually,52.00,42.00,,,"
    '"color=Black,size=S",0,1,,\n'
    'H,,Top,configurable,"Default Category/Men/Tops/Hoodies,Default Category/Sale",Hoodie,<p>Warm</p>,,1,'
    '"Catalog, Search",,,,https://cdn.example/h.jpg,,0,1,"sku=H-XS,size=XS,color=Black|sku=H-S,size=S,color=Black",'
    '"size=Size,color=Colour"\n'
    "H,de,Top,configurable,,Kapuzenpulli,,,,,,,,,,,,,\n"
    'BAG,,Bag,simple,Default Category/Gear,Bag,,,2,"Catalog, Search",34.00,30.00,12/31/26,,,,0,,\n'
    "LONE,,Top,simple,Default Category/Men,Lone,,,1,Not Visible Individually,9.00,,,,,5,1,,\n"
)


def read(tmp_path: Path, text: str) -> tuple[str, list[NumberedRow | Joined | Rejection]]:
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    file = open_products(path, mapping={}, currency="EUR")
    return file.layout, sorted(file.rows, key=lambda each: each.row_number)


def articles(tmp_path: Path, text: str) -> list[ProductRow]:
    return [each.row for each in read(tmp_path, text)[1] if isinstance(each, NumberedRow)]


def imported(tmp_path: Path, text: str) -> Account:
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    return import_products(path, mapping={}, source="", currency="EUR", assumed_units=5)


def test_shopify_fills_variants_up_from_the_first_row(tmp_path: Path) -> None:
    layout, rows = read(tmp_path, SHOPIFY)
    small, medium, mug = articles(tmp_path, SHOPIFY)

    assert layout == "shopify"
    assert rows[2] == Joined(4, "tee", "row of a further picture: joined to its product")
    assert (small.title, medium.title) == ("Linen tee", "Linen tee")
    assert (small.group, medium.group, mug.group, mug.external_id) == ("tee", "tee", "", "mug")
    assert (small.options, medium.options) == (
        (("Size", "S"), ("Color", "Red")),
        (("Size", "M"), ("Color", "Red")),
    )
    assert (small.sku, small.ean, medium.sku) == ("TEE-S", "4006381333931", "TEE-M")
    assert (small.price_minor, small.compare_at_minor) == (2000, 2500)
    assert (medium.price_minor, medium.compare_at_minor) == (2200, None)
    assert (small.on_hand, medium.on_hand) == (3, 0)
    assert (small.description, small.brand) == ("Soft, light", "Loom")
    assert (small.seo_title, medium.seo_title) == ("Linen tees", "Linen tees")
    assert (small.department, small.product_type) == (("Apparel", "Shirts"), "Shirt")
    assert (small.tags, small.status) == (("summer", "linen"), "published")
    assert small.attributes == (
        AttributeValue("Weight", number=180.0, unit="g"),
        AttributeValue("Fabric", text="Linen"),
    )
    assert small.picture_urls == (
        "https://cdn.example/1.jpg",
        "https://cdn.example/2.jpg",
        "https://cdn.example/3.jpg",
        "https://cdn.example/red.jpg",
    )


def test_the_preview_says_what_each_column_is_read_as(tmp_path: Path) -> None:
    meanings = {}
    for name, text in (("shopify", SHOPIFY), ("woo", WOO)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        meanings |= open_products(path, mapping={}, currency="EUR").columns

    assert meanings["Fabric (product.metafields.custom.fabric)"] == "attribute: Fabric"
    assert meanings["Weight (kg)"] == "attribute: Weight (kg)"
    assert meanings["Attribute 2 value(s)"] == "option or attribute"
    assert (meanings["Variant Price"], meanings["Gift Card"]) == ("price", "")


def test_shopify_products_without_options_are_single_and_drafts_stay_drafts(tmp_path: Path) -> None:
    mug = articles(tmp_path, SHOPIFY)[-1]

    assert (mug.options, mug.sku, mug.is_sku_given) == ((), "mug", False)
    assert (mug.status, mug.department) == ("draft", ("Mugs",))
    assert mug.on_hand is None  # Shopify does not count it


def test_shopify_names_of_2025_are_known(tmp_path: Path) -> None:
    layout, _ = read(tmp_path, SHOPIFY_2025)
    blue, green = articles(tmp_path, SHOPIFY_2025)

    assert layout == "shopify"
    assert (blue.group, green.group, green.title) == ("vase", "vase", "Vase")
    assert (green.sku, green.options, green.price_minor) == ("V-2", (("Glaze", "Green"),), 3200)
    assert (blue.status, blue.on_hand, blue.department) == ("published", 4, ("Vases",))
    assert blue.picture_urls == ("https://cdn.example/v.jpg",)


def test_a_shopify_variant_without_its_first_row_says_what_is_missing(tmp_path: Path) -> None:
    header, _, *rest = SHOPIFY.splitlines(keepends=True)

    rejected = read(tmp_path, header + "".join(rest))[1][0]

    assert isinstance(rejected, Rejection)
    assert (rejected.row_number, rejected.column) == (2, "Title")
    assert rejected.reason == "is empty here and in the row above of the same handle"


def test_woocommerce_variations_take_what_their_product_says(tmp_path: Path) -> None:
    layout, rows = read(tmp_path, WOO)
    blue, red, green, song, _ = articles(tmp_path, WOO)

    assert layout == "woocommerce"
    assert rows[1] == Joined(3, "10", "row of what variations share: joined to them")
    assert {blue.group, red.group, green.group} == {"10"}
    assert {blue.title, red.title} == {"Hoodie"}
    assert (blue.options, red.options) == ((("Colour", "Blue"),), (("Colour", "Red"),))
    assert (red.price_minor, red.compare_at_minor, red.on_hand) == (4200, 4500, 0)
    assert (blue.price_minor, blue.on_hand, blue.department) == (4500, 7, ("Clothing", "Hoodies"))
    assert (green.price_minor, green.sku, green.is_sku_given) == (None, "13", False)
    assert red.attributes == (
        AttributeValue("Weight", number=0.8, unit="kg"),
        AttributeValue("Fabric", text="Cotton, Fleece"),
    )
    assert blue.picture_urls == (
        "https://cdn.example/h1.jpg",
        "https://cdn.example/h2.jpg",
        "https://cdn.example/b.jpg",
    )
    assert (song.group, song.status, song.attributes) == (
        "", "draft", (AttributeValue("Format", text="MP3"),),
    )  # fmt: skip


def test_woocommerce_sales_for_a_time_are_left_aside(tmp_path: Path) -> None:
    song = articles(tmp_path, WOO)[3]

    assert (song.price_minor, song.compare_at_minor) == (250, None)
    assert any(remark.startswith("sale price for a time only") for remark in song.remarks)


def test_woocommerce_products_sold_elsewhere_are_drafts(tmp_path: Path) -> None:
    assert articles(tmp_path, WOO)[-1].status == "draft"


def test_magento_variants_take_what_the_product_below_them_says(tmp_path: Path) -> None:
    layout, found = read(tmp_path, MAGENTO)
    tiny, small, bag, lone = articles(tmp_path, MAGENTO)

    assert layout == "magento"
    assert [each for each in found if isinstance(each, Joined)] == [
        Joined(4, "H", "row of what variants share: joined to them"),
        Joined(5, "H", "row of another store view: left aside"),
    ]
    assert (tiny.title, tiny.group, tiny.sku) == ("Hoodie", "H", "H-XS")
    assert tiny.options == (("Size", "XS"), ("Colour", "Black"))
    assert (tiny.price_minor, tiny.on_hand, tiny.status) == (5200, 100, "published")
    assert (small.price_minor, small.compare_at_minor, small.on_hand) == (4200, 5200, 0)
    assert (tiny.department, tiny.description) == (("Men", "Tops", "Hoodies"), "Warm")
    assert tiny.picture_urls == ("https://cdn.example/h.jpg",)
    assert ("Climate", "Cool, Windy") in {(each.name, each.text) for each in tiny.attributes}
    assert (bag.price_minor, bag.status, bag.on_hand) == (3400, "draft", None)
    assert (lone.group, lone.status) == ("", "draft")


def test_variations_and_their_product_apart_become_products_of_their_own(tmp_path: Path) -> None:
    header, blue, parent, *_ = WOO.splitlines(keepends=True)

    (orphan,) = articles(tmp_path, header + blue)
    (childless,) = articles(tmp_path, header + parent)

    assert (orphan.title, orphan.group) == ("Hoodie - Blue", "")
    assert (childless.title, childless.price_minor) == ("Hoodie", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "n_rows", "n_products"), [(SHOPIFY, 4, 2), (WOO, 6, 3), (MAGENTO, 6, 3)]
)
def test_every_row_is_accounted_for_and_a_second_run_changes_nothing(
    tmp_path: Path, text: str, n_rows: int, n_products: int
) -> None:
    first, again = imported(tmp_path, text), imported(tmp_path, text)

    assert (first.rows_read, first.rows_accepted, first.created) == (n_rows, n_rows, n_rows)
    assert (again.rows_accepted, again.created, again.changed) == (n_rows, 0, 0)
    assert Product.objects.count() == n_products


@pytest.mark.django_db
def test_a_shopify_product_stands_in_the_shop_with_its_variants_and_pictures(
    tmp_path: Path,
) -> None:
    imported(tmp_path, SHOPIFY)

    tee = Product.objects.get(external_id="tee", source="shopify")
    variants = tee.variants.order_by("position")
    assert [(each.sku, each.options) for each in variants] == [
        ("TEE-S", {"Size": "S", "Color": "Red"}),
        ("TEE-M", {"Size": "M", "Color": "Red"}),
    ]
    assert (tee.status, tee.price_minor, tee.is_in_stock) == ("published", 2000, True)
    assert PictureRequest.objects.filter(product=tee).count() == 4


@pytest.mark.django_db
def test_rows_of_a_product_whose_articles_were_refused_are_refused_with_it(tmp_path: Path) -> None:
    header, small, _, picture, mug = SHOPIFY.splitlines(keepends=True)

    account = imported(tmp_path, header + small.replace("20.00", "twenty") + picture + mug)

    assert (account.rows_read, account.rows_accepted, account.rows_rejected) == (3, 1, 2)
    reasons = ImportIssue.objects.order_by("row_number").values_list("row_number", "reason")
    assert list(reasons) == [
        (2, "is not a number"),
        (3, "belongs to a product none of whose articles was accepted"),
    ]
    assert Variant.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("text", [SHOPIFY, WOO, MAGENTO])
@pytest.mark.parametrize("sign", ["\x00", "\ud83d"])
def test_signs_that_cannot_be_stored_are_survived_in_every_column(
    tmp_path: Path, text: str, sign: str
) -> None:
    header, *records = csv.reader(text.splitlines())
    for column in header:
        lines = [dict(zip(header, cells, strict=True)) for cells in records]
        path = tmp_path / "export.jsonl"
        path.write_text(
            "".join(json.dumps({**line, column: f"{line[column]}{sign}"}) + "\n" for line in lines)
        )

        account = import_products(
            path, mapping={}, source="", currency="EUR", assumed_units=5, is_dry_run=True
        )

        assert account.rows_read == account.rows_accepted + account.rows_rejected == len(records)
