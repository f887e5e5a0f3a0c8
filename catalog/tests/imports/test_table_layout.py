"""Spreadsheets and other shops' exports: columns by name, the rest as attributes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.imports.files import UnreadableFile
from catalog.imports.products.reading import open_products
from catalog.imports.products.row import AttributeValue, ProductRow
from catalog.imports.rejections import Rejection


def rows(
    tmp_path: Path, text: str, mapping: dict[str, str] | None = None, name: str = "p.csv"
) -> list[ProductRow | Rejection]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    found = open_products(path, mapping=mapping or {}, currency="EUR").rows
    return [each if isinstance(each, Rejection) else each.row for each in found]


def row(tmp_path: Path, text: str, mapping: dict[str, str] | None = None) -> ProductRow:
    (found,) = rows(tmp_path, text, mapping)
    assert isinstance(found, ProductRow)
    return found


def test_a_plain_spreadsheet(tmp_path: Path) -> None:
    text = (
        "ID;Name;Description;Price;Stock;Category;Brand;EAN;Material;Weight;Washable\n"
        '7;Linen napkin;"Soft,\nwhite";4,50;12;Home > Table > Napkins;Loom;4006381333931;Linen;45.5;yes\n'
    )

    found = row(tmp_path, text)

    assert (found.external_id, found.sku, found.is_sku_given) == ("7", "7", False)
    assert (found.title, found.description) == ("Linen napkin", "Soft,\nwhite")
    assert (found.price_minor, found.currency, found.on_hand) == (450, "EUR", 12)
    assert found.department == ("Home", "Table", "Napkins")
    assert (found.brand, found.ean) == ("Loom", "4006381333931")
    assert found.attributes == (
        AttributeValue("Material", text="Linen"),
        AttributeValue("Weight", number=45.5),
        AttributeValue("Washable", boolean=True),
    )


def test_a_google_merchant_feed(tmp_path: Path) -> None:
    text = (
        "id\ttitle\tdescription\tlink\timage_link\tavailability\tprice\tsale_price\tbrand\tgtin\t"
        "google_product_category\tproduct_type\titem_group_id\tcolor\tsize\n"
        "A1\tTee\tCotton\thttps://x/1\thttps://x/1.jpg\tout_of_stock\t19.90 USD\t14.90 USD\tLoom\t"
        "96385074\t212\tApparel > Shirts\tTEE\tred\tM\n"
    )

    found = row(tmp_path, text)

    assert (found.group, found.external_id) == ("TEE", "A1")
    assert (found.price_minor, found.compare_at_minor, found.currency) == (1490, 1990, "USD")
    assert found.on_hand == 0
    assert (found.department, found.product_type) == (("Apparel", "Shirts"), "Shirts")
    assert found.options == (("Color", "red"), ("Size", "M"))
    assert found.attributes == ()
    assert found.picture_urls == ("https://x/1.jpg",)


@pytest.mark.parametrize(
    ("header", "cells", "urls"),
    [
        ("image_urls", '"https://x/1.jpg|https://x/2,b.jpg"', "1.jpg 2,b.jpg"),
        ("image_link,additional_image_link", 'https://x/1.jpg,"https://x/2.jpg, https://x/3.jpg"', "1.jpg 2.jpg 3.jpg"),
        ("thumbnail,image_url", "https://x/small.jpg,https://x/1.jpg", "1.jpg"),
        ("Thumbnail", "https://x/small.jpg", "small.jpg"),
        ("Image 2,Picture,Image 3", "https://x/2.jpg,https://x/1.jpg,https://x/3.jpg", "1.jpg 2.jpg 3.jpg"),
        ("image,images", "https://x/1.jpg,https://x/1.jpg https://x/2.jpg", "1.jpg 2.jpg"),
        ("image", '"[""http://x/1.jpg"", ""https://x/2.jpg""]"', "1.jpg 2.jpg"),
        ("photo", "HTTPS://x/1.jpg", "1.jpg"),
        ("img", "mug.jpg", ""),
    ],
)  # fmt: skip
def test_pictures_are_read_from_columns_of_the_usual_names(
    tmp_path: Path, header: str, cells: str, urls: str
) -> None:
    found = row(tmp_path, f"sku,title,price,{header}\nA,Mug,1,{cells}\n")

    assert [url.rpartition("/")[2] for url in found.picture_urls] == urls.split()
    assert found.attributes == ()
    remark = "picture named without an address: left aside"
    assert (remark in found.remarks) == (not urls)


def test_the_columns_of_pictures_are_named_in_the_preview(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("sku,title,price,image_link,additional_image_link,image 2,link\nA,Mug,1,,,,\n")

    meanings = open_products(path, mapping={}, currency="EUR").columns

    assert [meanings[name] for name in ("image_link", "additional_image_link", "image 2", "link")] == [
        "image_urls", "image_urls", "image_urls", "",
    ]  # fmt: skip


def test_more_pictures_than_a_product_shows_are_counted(tmp_path: Path) -> None:
    urls = " ".join(f"https://x/{n}.jpg" for n in range(25))

    found = row(tmp_path, f"sku,title,price,images\nA,Mug,1,{urls} https://x/{'y' * 1_000}\n")

    assert [len(found.picture_urls), found.picture_urls[-1]] == [20, "https://x/19.jpg"]
    assert found.remarks.count("picture address beyond the twentieth, or too long: left aside") == 1


def test_a_shopify_export(tmp_path: Path) -> None:
    text = (
        "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,"
        "Variant Price,Variant Compare At Price,Variant Barcode,Variant Inventory Qty,Image Src\n"
        'tee,Tee,<p>Soft</p>,Loom,Shirt,"summer, cotton",true,Size,M,TEE-M,20.00,25.00,,3,https://x/1\n'
    )

    found = row(tmp_path, text)

    assert (found.group, found.sku, found.is_sku_given) == ("tee", "TEE-M", True)
    assert (found.description, found.tags) == ("Soft", ("summer", "cotton"))
    assert (found.price_minor, found.compare_at_minor, found.on_hand) == (2000, 2500, 3)
    assert (found.status, found.options) == ("published", (("Size", "M"),))


def test_a_file_with_decimal_commas_groups_thousands_by_points(tmp_path: Path) -> None:
    text = (
        "sku;title;price;weight;depth\n"
        "1;Lamp;19,90;0,500;1.200\n2;Desk;1.299;12,5;1.400\n3;Sofa;1.299,50 €;40;2.000\n"
    )

    found = [each for each in rows(tmp_path, text) if isinstance(each, ProductRow)]

    assert [each.price_minor for each in found] == [1990, 129900, 129950]
    assert [[value.number for value in each.attributes] for each in found] == [
        [0.5, 1200.0],
        [12.5, 1400.0],
        [40.0, 2000.0],
    ]


def test_sale_prices_for_a_time_are_left_aside(tmp_path: Path) -> None:
    text = (
        "id,title,price,sale_price,sale_price_effective_date\n"
        "1,A,20 EUR,15 EUR,2026-01-01T00:00Z/2026-02-01T00:00Z\n2,B,20 EUR,15 EUR,\n"
    )

    dated, open_ended = (each for each in rows(tmp_path, text) if isinstance(each, ProductRow))

    assert (dated.price_minor, dated.compare_at_minor) == (2000, None)
    assert (open_ended.price_minor, open_ended.compare_at_minor) == (1500, 2000)


def test_hidden_rows_become_drafts(tmp_path: Path) -> None:
    text = "sku,title,price,status\n1,A,1,draft\n2,B,1,active\n3,C,1,\n4,D,1,Alexa\n"

    found = [each.status for each in rows(tmp_path, text) if isinstance(each, ProductRow)]

    assert found == ["draft", "published", None, "draft"]


def test_flat_json_reads_like_a_table(tmp_path: Path) -> None:
    record = {"sku": "A1", "name": "Lamp", "price": 9.5, "tags": ["oak", "warm"], "dimmable": True}

    (found,) = rows(tmp_path, json.dumps([record]), name="p.json")

    assert isinstance(found, ProductRow)
    assert (found.title, found.price_minor, found.tags) == ("Lamp", 950, ("oak", "warm"))
    assert found.attributes == (AttributeValue("Dimmable", boolean=True),)


def test_columns_can_be_mapped(tmp_path: Path) -> None:
    found = row(tmp_path, "Nr,Bezeichnung,Preis\n1,Lampe,9.50\n", {
        "Nr": "sku", "Bezeichnung": "title", "Preis": "price",
    })  # fmt: skip

    assert (found.sku, found.title, found.price_minor) == ("1", "Lampe", 950)


def test_a_value_of_another_kind_than_its_column_is_left_aside(tmp_path: Path) -> None:
    text = "sku,title,price,length\n" + "".join(f"{n},T{n},1,{n}\n" for n in range(1, 300))
    text += "300,T300,1,long\n"

    last = rows(tmp_path, text)[-1]

    assert isinstance(last, ProductRow)
    assert last.attributes == ()
    assert "length is no number: left aside" in last.remarks


def test_addresses_are_no_attributes(tmp_path: Path) -> None:
    assert row(tmp_path, "sku,title,price,manual\n1,A,1,https://x/1.pdf\n").attributes == ()


def test_two_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    found = row(tmp_path, "sku,title,price,note,note\n1,A,1,first,second\n")

    assert [(each.name, each.text) for each in found.attributes] == [
        ("Note", "first"),
        ("Note 2", "second"),
    ]


def test_a_row_without_any_id_is_known_by_its_title(tmp_path: Path) -> None:
    found = row(tmp_path, "title,price\nLamp,3\n")

    assert (found.external_id, found.sku, found.is_sku_given) == ("Lamp", "Lamp", False)
    assert "no id and no SKU: the title stands in for them" in found.remarks


def test_a_file_without_a_title_column_says_what_it_has(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="The file has foo, bar; known are title"):
        rows(tmp_path, "foo,bar\n1,2\n")


def test_wrong_currencies_are_refused(tmp_path: Path) -> None:
    listed = rows(
        tmp_path, "sku,title,price,currency\n1,A,1,euros\n2,B,1,PCS\n3,C,1,XXX\n4,D,1,chf\n"
    )

    *refused, taken = listed
    assert [(each.value, each.reason) for each in refused if isinstance(each, Rejection)] == [
        (code, "is not a currency code of ISO 4217, such as EUR")
        for code in ("EUROS", "PCS", "XXX")
    ]
    assert isinstance(taken, ProductRow)
    assert taken.currency == "CHF"


def test_capitals_beside_a_price_are_a_currency_only_where_there_is_one(tmp_path: Path) -> None:
    text = 'sku,title,price\n1,A,"19,90 TTC"\n2,B,12.50 PCS\n3,C,USD 5.00 NET\n4,D,3 HRK\n5,E,7\n'

    found = [each for each in rows(tmp_path, text) if isinstance(each, ProductRow)]

    remark = "capitals beside a price that are no currency: left aside"
    assert [(each.price_minor, each.currency, remark in each.remarks) for each in found] == [
        (1990, "EUR", True),
        (1250, "EUR", True),
        (500, "USD", False),
        (300, "HRK", False),
        (700, "EUR", False),
    ]


def test_a_table_of_a_furniture_shop(tmp_path: Path) -> None:
    text = (
        "product_id\tproduct_name\tproduct_class\tcategory hierarchy\tproduct_description\tproduct_features\n"
        "3\tOak bed\tBeds\tFurniture / Bedroom / Beds\tSolid.\twidth : 54|colour:blue|colour:red|nonsense|:x\n"
    )

    found = row(tmp_path, text)

    assert (found.external_id, found.product_type) == ("3", "Beds")
    assert found.department == ("Furniture", "Bedroom", "Beds")
    assert found.attributes == (
        AttributeValue("Width", text="54"),
        AttributeValue("Colour", text="blue, red"),
    )


def test_highlights_belong_to_the_description(tmp_path: Path) -> None:
    text = (
        "product_id,product_title,product_description,product_bullet_point,product_brand,product_color\n"
        'B01,Hair dryer,<p>Dries.</p>,"Two speeds\nCool shot",Loom,Black\nB02,Comb,,Wide teeth,,\n'
    )

    dryer, comb = rows(tmp_path, text)

    assert isinstance(dryer, ProductRow)
    assert isinstance(comb, ProductRow)
    assert dryer.description == "Dries.\n\nTwo speeds\nCool shot"
    assert (dryer.brand, comb.description) == ("Loom", "Wide teeth")


def test_equations_in_one_cell_are_attributes(tmp_path: Path) -> None:
    text = 'sku,name,additional_attributes\nA,Lamp,"activity=Reading,material=Oak, ash,needs_bulb=Yes"\n'

    assert row(tmp_path, text).attributes == (
        AttributeValue("Activity", text="Reading"),
        AttributeValue("Material", text="Oak, ash"),
        AttributeValue("Needs bulb", text="Yes"),
    )


def test_one_date_tells_whether_the_day_comes_first(tmp_path: Path) -> None:
    text = "sku,title,price,published_at\n1,A,1,31/12/2023\n2,B,1,1/2/2024\n"

    found = [each.published_at for each in rows(tmp_path, text) if isinstance(each, ProductRow)]

    assert found == [datetime(2023, 12, 31, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("category", "department"),
    [
        ("Food, Beverages & Tobacco > Beverages > Coffee", ("Food, Beverages & Tobacco", "Beverages", "Coffee")),
        ("Home > Kitchen, Dining", ("Home", "Kitchen, Dining")),
        ("Home > Lamps, Sale > Lamps", ("Home", "Lamps")),
        ("Home > Kitchen\\, Dining > Mugs", ("Home", "Kitchen, Dining", "Mugs")),
        ("Sofas, chairs", ("Sofas, chairs",)),
        ("Food, Tea >", ("Food, Tea",)),
    ],
)  # fmt: skip
def test_a_comma_parts_category_paths_only_where_each_has_steps(
    tmp_path: Path, category: str, department: tuple[str, ...]
) -> None:
    assert row(tmp_path, f'name,category\nTea,"{category}"\n').department == department


def test_a_name_of_googles_taxonomy_is_one_path(tmp_path: Path) -> None:
    name = "Vehicles & Parts > Vehicle Maintenance, Care & Decor > Vehicle Decor"

    found = row(tmp_path, f'title,google_product_category\nSticker,"{name}"\n')

    assert found.department == tuple(name.split(" > "))


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("oak, warm;round", ("oak", "warm", "round")),
        ("red, blue|oak", ("red, blue", "oak")),
        ("red, blue|", ("red, blue",)),
    ],
)
def test_tags_between_bars_may_hold_commas(
    tmp_path: Path, cell: str, words: tuple[str, ...]
) -> None:
    assert row(tmp_path, f'name,tags\nMug,"{cell}"\n').tags == words


def test_lists_of_json_keep_their_commas(tmp_path: Path) -> None:
    first = {
        "id": 1,
        "name": "Tea",
        "tags": ["black, green"],
        "category": ["Food, Tea", "Tea, loose", "Black"],
    }
    second = {
        "id": 2,
        "name": "Mug",
        "tags": ["red, blue", "oak"],
        "category": ["Home > Mugs, Cups", "Sale > Mugs"],
    }

    tea, mug = rows(tmp_path, json.dumps([first, second]))

    assert isinstance(tea, ProductRow)
    assert isinstance(mug, ProductRow)
    assert (tea.tags, tea.department) == (("black, green",), ("Food, Tea", "Tea, loose", "Black"))
    assert (mug.tags, mug.department) == (("red, blue", "oak"), ("Home", "Mugs, Cups"))
