"""Catalogues as others publish them: what their columns and nested values mean to the shop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.imports.layouts.flat import flattened
from catalog.imports.products.reading import open_products
from catalog.imports.products.row import NumberedRow, ProductRow


def rows(tmp_path: Path, content: str | list[dict[str, object]]) -> list[ProductRow]:
    path = tmp_path / "file"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    found = open_products(path, mapping={}, currency="EUR").rows
    return [each.row for each in found if isinstance(each, NumberedRow)]


def test_categories_of_objects_are_the_way_through_the_departments(tmp_path: Path) -> None:
    (batteries,) = rows(
        tmp_path,
        [
            {
                "sku": 43900,
                "name": "AAA Batteries",
                "type": "HardGood",
                "price": 5.49,
                "upc": "041333424019",
                "category": [{"id": "a", "name": "Housewares"}, {"id": "b", "name": "Batteries"}],
                "manufacturer": "Duracell",
                "image": "http://img.example/x.jpg",
            }
        ],
    )

    assert (batteries.sku, batteries.ean, batteries.brand) == ("43900", "041333424019", "Duracell")
    assert batteries.department == ("Housewares", "Batteries")
    assert batteries.picture_urls == ("http://img.example/x.jpg",)


def test_lists_of_words_become_ways_paragraphs_and_attributes(tmp_path: Path) -> None:
    lamp, mug = rows(
        tmp_path,
        [
            {"asin": "B1", "title": "Lamp &amp; Shade", "price": "$12.99", "category": ["Home", "Lamps"],
             "description": ["Warm.", "Dimmable."], "feature": ["LED", "Oak"], "details": {"Weight": "1 kg"}},
            {"asin": "B2", "title": "Mug", "price": "", "categories": [["Kitchen", "Mugs"]], "category": None,
             "images": [{"large": "https://img.example/2.jpg"}], "rating": {"rate": 4.1, "count": 9}},
        ],
    )  # fmt: skip

    assert (lamp.title, lamp.price_minor, lamp.currency) == ("Lamp & Shade", 1299, "USD")
    assert (lamp.department, lamp.description) == (("Home", "Lamps"), "Warm.\nDimmable.")
    assert {each.name: each.text for each in lamp.attributes}["Feature"] == "LED, Oak"
    assert mug.price_minor is None
    assert mug.picture_urls == ("https://img.example/2.jpg",)


@pytest.mark.parametrize(
    ("images", "urls"),
    [
        (["https://i.example/1.jpg", "https://i.example/2.jpg"], "1.jpg 2.jpg"),
        ({"url": "https://i.example/1.jpg", "name": "front"}, "1.jpg"),
        ([{"thumb": "https://i.example/s.jpg", "large": "https://i.example/l.jpg", "hi_res": None}], "l.jpg"),
        ({"large": ["https://i.example/1.jpg", None, "https://i.example/2.jpg"]}, "1.jpg 2.jpg"),
        (["mug.jpg"], ""),
        ([{"large": 7}], ""),
        ([[[[[[["https://i.example/deep.jpg"]]]]]]], ""),
    ],
)  # fmt: skip
def test_pictures_in_lists_and_objects_are_their_addresses(
    tmp_path: Path, images: object, urls: str
) -> None:
    (mug,) = rows(tmp_path, [{"sku": "M", "title": "Mug", "price": 4, "images": images}])

    assert [url.rpartition("/")[2] for url in mug.picture_urls] == urls.split()
    assert mug.title == "Mug"


def test_what_holds_neither_words_nor_names_stays() -> None:
    record = {"rating": {"rate": 4.1}, "images": [{"large": "x"}], "brand": {"name": "Loom"}}

    assert flattened(record) == {**record, "brand": "Loom"}


def test_a_part_number_that_several_ids_share_is_no_sku(tmp_path: Path) -> None:
    text = "article_id,product_code,prod_name,price\n" + "".join(
        f"{n},{n // 2},Top {n},9\n" for n in range(6)
    )

    found = rows(tmp_path, text)

    assert [(each.external_id, each.sku, each.is_sku_given) for each in found[:2]] == [
        ("0", "0", False),
        ("1", "1", False),
    ]
    assert found[0].attributes[0].name == "Product code"


def test_a_quantity_of_content_is_no_stock(tmp_path: Path) -> None:
    text = "sku,title,price,quantity\n" + "".join(f"{n},T{n},9,{n}00 g\n" for n in range(1, 7))

    found = rows(tmp_path, text)

    assert [each.on_hand for each in found] == [None] * 6
    assert found[0].attributes[0].text == "100 g"


def test_a_category_written_as_a_list_in_a_cell(tmp_path: Path) -> None:
    text = (
        "uniq_id,product_name,product_category_tree,retail_price,discounted_price\n"
        '1,Shorts,"[""Clothing >> Women\'s >> Shorts""]",999,379\n'
    )

    (shorts,) = rows(tmp_path, text)

    assert shorts.department == ("Clothing", "Women's", "Shorts")
    assert (shorts.price_minor, shorts.compare_at_minor) == (37900, 99900)


@pytest.mark.parametrize(
    "text",
    [
        "Artikelnummer;Bezeichnung;Preis;Bestand;Kategorie;Marke\nL1;Lampe;1.299,00 €;5;Wohnen > Lampen;Loom\n",
        "Référence;Nom;Prix TTC;Quantité;Catégorie;Marque\nL1;Lampe;1 299,00 €;5;Wohnen > Lampen;Loom\n",
    ],
)
def test_german_and_french_headers_are_known(tmp_path: Path, text: str) -> None:
    (lamp,) = rows(tmp_path, text)

    assert (lamp.sku, lamp.title, lamp.price_minor, lamp.on_hand) == ("L1", "Lampe", 129900, 5)
    assert (lamp.department, lamp.brand) == (("Wohnen", "Lampen"), "Loom")


def test_rows_of_one_reference_handle_are_variants_with_their_options(tmp_path: Path) -> None:
    text = (
        "Reference Handle,Item Name,SKU,Price,Option Name 1,Option Value 1\n"
        "#tee,Tee,TEE-S,20.00,Size,S\n#tee,Tee,TEE-M,21.00,Size,M\n"
    )

    small, medium = rows(tmp_path, text)

    assert (small.group, medium.group) == ("#tee", "#tee")
    assert (small.options, medium.options) == ((("Size", "S"),), (("Size", "M"),))


@pytest.mark.parametrize(
    ("price", "minor", "currency"),
    [("Rs.499", 49900, "EUR"), ("US$ 5", 500, "USD"), ("$5", 500, "USD"), ("CHF 5.50", 550, "CHF")],
)
def test_currencies_before_the_amount(
    tmp_path: Path, price: str, minor: int, currency: str
) -> None:
    (found,) = rows(tmp_path, f"sku,title,price\n1,A,{price}\n")

    assert (found.price_minor, found.currency) == (minor, currency)


@pytest.mark.parametrize(
    ("listed", "expected"), [("", (1250, None)), ("20.00", (1250, 2000))], ids=["empty", "filled"]
)
def test_an_empty_price_column_gives_way_to_one_with_prices(
    listed: str, expected: tuple[int, int | None], tmp_path: Path
) -> None:
    header = "asin,title,list price,selling price,discounted price\n"
    line = "B{0},Lamp {0},{1},12.50,\n" if not listed else "B{0},Lamp {0},{1},,12.50\n"

    found = rows(tmp_path, header + "".join(line.format(n, listed) for n in range(5)))

    assert {(each.price_minor, each.compare_at_minor) for each in found} == {expected}


@pytest.mark.parametrize("price", ["—", "-", "n/a", "N/A", "$99.95 - $101.20", "12 to 14 EUR"])
def test_a_dash_or_a_range_is_no_price(price: str, tmp_path: Path) -> None:
    (lamp,) = rows(tmp_path, f"id,title,price\n1,Lamp,{price}\n")

    assert lamp.price_minor is None
