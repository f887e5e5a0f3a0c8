"""Product files in the catalogue: what is new, what changes, what stays, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog import summaries
from catalog.imports.account import Account
from catalog.imports.products import neighbours
from catalog.imports.products.write import NO_PRICE, import_products
from catalog.models import (
    Attribute,
    Brand,
    Department,
    FacetValue,
    ImportIssue,
    ImportRun,
    Product,
    ProductAttribute,
    Review,
    Revision,
    SearchWord,
    Stock,
    Variant,
)
from catalog.tests.factories import make_department, make_product
from catalog.tests.imports.test_layouts import DUMMY, ICECAT, RETAIL

pytestmark = pytest.mark.django_db
Importing = Callable[..., Account]


@pytest.fixture
def imported(tmp_path: Path) -> Importing:
    """Import text, or records as JSON lines, under one file name."""

    def run(content: str | list[dict[str, object]], **options: object) -> Account:
        path = tmp_path / "products.csv"
        lines = (
            content
            if isinstance(content, str)
            else "".join(json.dumps(record) + "\n" for record in content)
        )
        path.write_text(lines, encoding="utf-8")
        defaults: dict[str, object] = {
            "mapping": {},
            "source": "",
            "currency": "EUR",
            "assumed_units": 25,
        }
        return import_products(path, **{**defaults, **options})  # type: ignore[arg-type]

    return run


def everything() -> list[object]:
    tables = (
        Product, Variant, Stock, Brand, Department, Attribute, ProductAttribute, Review,
    )  # fmt: skip
    return [list(table.objects.order_by("pk").values_list()) for table in tables]


def test_a_row_becomes_a_product_with_all_it_names(imported: Importing) -> None:
    account = imported([ICECAT])

    product = Product.objects.get(source="icecat", external_id="3920564")
    assert (product.title, product.slug, product.status) == (
        "Xerox toner",
        "xerox-toner",
        "published",
    )
    assert (product.price_minor, product.currency, product.is_in_stock) == (4995, "EUR", True)
    assert product.brand is not None
    assert product.brand.name == "Xerox"
    assert product.published_at == datetime(2009, 12, 10, tzinfo=UTC)
    variant = product.variants.get()
    assert (variant.sku, variant.ean, variant.stock.on_hand) == ("006R90321", "0095205603217", 25)
    values = {
        value.attribute.name: (value.attribute.kind, value.value, value.attribute.unit)
        for value in product.attribute_values.select_related("attribute")
    }
    assert values == {
        "Type": ("text", "Original", ""),
        "Cable length": ("number", 4.6, "m"),
        "Colour": ("boolean", True, ""),
    }
    assert (account.created, account.changed, account.unchanged) == (1, 0, 0)
    assert account.totals["attributes created"] == 3


def test_new_products_can_be_found_at_once(imported: Importing) -> None:
    imported([ICECAT])

    assert Product.objects.filter(search_text="toner").exists()
    assert Product.objects.filter(search_text="original").exists()
    assert SearchWord.objects.filter(word="toner").exists()


def test_summaries_are_true_from_the_start(imported: Importing) -> None:
    imported([DUMMY])

    assert summaries.refresh(Product.objects.values_list("pk", flat=True)) == 0
    product = Product.objects.get()
    assert (product.price_minor, product.compare_at_minor) == (900, 1000)
    assert (product.rating_average, product.rating_count) == (3, 1)


@pytest.mark.parametrize("record", [RETAIL, DUMMY, ICECAT])
def test_a_second_run_changes_nothing(imported: Importing, record: dict[str, object]) -> None:
    imported([record])
    before = everything()

    account = imported([record])

    assert (account.created, account.changed, account.unchanged) == (0, 0, 1)
    assert everything() == before


def test_only_what_differs_is_changed(imported: Importing) -> None:
    imported("sku,title,price,stock,material\nA,Lamp,10,5,oak\nB,Mug,3,5,clay\n")
    mug = Product.objects.filter(title="Mug").values().get()

    account = imported("sku,title,price,stock,material\nA,Lamp,12,5,ash\nB,Mug,3,5,clay\n")

    assert (account.created, account.changed, account.unchanged) == (0, 1, 1)
    lamp = Product.objects.get(title="Lamp")
    assert lamp.price_minor == lamp.variants.get().price_minor == 1200
    assert lamp.attribute_values.get().text == "ash"
    assert Product.objects.filter(search_text="ash").get() == lamp
    assert Product.objects.filter(title="Mug").values().get() == mug


def test_stock_follows_the_file_and_only_the_file(imported: Importing) -> None:
    imported("sku,title,price,stock\nA,Lamp,10,5\nB,Mug,3,\n")
    Stock.objects.filter(variant__sku="B").update(on_hand=7)

    account = imported("sku,title,price,stock\nA,Lamp,10,0\nB,Mug,3,\n")

    assert dict(Stock.objects.values_list("variant__sku", "on_hand")) == {"A": 0, "B": 7}
    assert Product.objects.get(title="Lamp").is_in_stock is False
    assert (account.changed, account.unchanged) == (1, 1)


def test_what_the_file_leaves_empty_stays(imported: Importing) -> None:
    imported("sku,title,price,description,brand\nA,Lamp,10,Warm light,Loom\n")

    account = imported("sku,title,price,description,brand\nA,Lamp,,,\n")

    lamp = Product.objects.get()
    assert (lamp.description, lamp.price_minor, lamp.status) == ("Warm light", 1000, "published")
    assert lamp.brand is not None
    assert account.unchanged == 1


def test_addresses_survive_a_new_title(imported: Importing) -> None:
    imported("sku,title,price\nA,Lamp,10\n")

    imported("sku,title,price\nA,Desk lamp,10\n")

    product = Product.objects.get()
    assert (product.title, product.slug) == ("Desk lamp", "lamp")


def test_a_row_without_a_price_waits_as_a_draft(imported: Importing) -> None:
    account = imported("sku,title,price\nA,Lamp,\nB,Mug,0\n")

    assert account.decisions.count(NO_PRICE) == 2
    assert set(Product.objects.values_list("status", "price_minor")) == {("draft", None)}
    assert set(Variant.objects.values_list("is_active", flat=True)) == {False}


def test_a_price_that_comes_later_puts_the_article_up_for_sale(imported: Importing) -> None:
    imported("sku,title,price,status\nA,Lamp,,active\n")

    imported("sku,title,price,status\nA,Lamp,10,active\n")

    lamp = Product.objects.get()
    assert (lamp.status, lamp.price_minor, lamp.variants.get().is_active) == (
        "published",
        1000,
        True,
    )
    assert lamp.published_at is not None


def test_repeated_ids_and_skus_are_refused_with_the_earlier_row(imported: Importing) -> None:
    account = imported("id,sku,title,price\n1,A,Lamp,1\n1,B,Lamp again,1\n2,A,Mug,1\n3,C,Vase,1\n")

    assert (account.rows_read, account.rows_accepted, account.rows_rejected) == (4, 2, 2)
    issues = ImportIssue.objects.order_by("row_number").values_list("row_number", "reason", "value")
    assert list(issues) == [
        (3, "repeats the id of row 2", "1"),
        (4, "repeats the SKU of row 2", "A"),
    ]
    assert set(Product.objects.values_list("title", flat=True)) == {"Lamp", "Vase"}


def test_a_row_refused_for_its_id_takes_its_sku_from_nobody(imported: Importing) -> None:
    account = imported("id,sku,title,price\n1,A,Lamp,1\n1,B,Lamp again,1\n2,B,Mug,1\n3,B,Vase,1\n")

    assert (account.rows_accepted, account.rows_rejected) == (2, 2)
    issues = ImportIssue.objects.order_by("row_number").values_list("row_number", "reason", "value")
    assert list(issues) == [
        (3, "repeats the id of row 2", "1"),
        (5, "repeats the SKU of row 4", "B"),
    ]
    assert set(Variant.objects.values_list("sku", "product__title")) == {
        ("A", "Lamp"),
        ("B", "Mug"),
    }


def test_equal_titles_are_kept_apart(imported: Importing) -> None:
    account = imported("sku,title,price\nA,Lamp,1\nB,Lamp,2\nC,Lamp,3\n")

    assert account.decisions.count("title met before: kept as a product of its own") == 2
    slugs = sorted(Product.objects.values_list("slug", flat=True))
    assert slugs[0] == "lamp"
    assert len(set(slugs)) == 3


def test_part_numbers_met_before_get_the_id_added(imported: Importing) -> None:
    rows = [{**ICECAT, "id": str(number)} for number in (1, 2)]

    account = imported(rows)
    again = imported(rows)

    assert sorted(Variant.objects.values_list("sku", flat=True)) == ["006R90321", "006R90321-2"]
    assert account.decisions.count("article number met before: the id was added to it") == 1
    assert again.unchanged == 2


def test_rows_of_one_group_are_variants_of_one_product(imported: Importing) -> None:
    text = (
        "item_group_id,sku,title,price,size,stock\n"
        "tee,TEE-M,Tee,20,M,0\ntee,TEE-L,Tee,22,L,4\n,CAP,Cap,9,,1\n"
    )

    account = imported(text)
    again = imported(text)

    tee = Product.objects.get(external_id="tee")
    assert (tee.price_minor, tee.has_price_range, tee.is_in_stock) == (2000, True, True)
    variants = tee.variants.order_by("position").values_list("sku", "options", "position")
    assert list(variants) == [("TEE-M", {"Size": "M"}, 0), ("TEE-L", {"Size": "L"}, 1)]
    assert (account.created, again.unchanged) == (3, 3)
    assert summaries.refresh([tee.pk]) == 0


def test_a_group_may_grow(imported: Importing) -> None:
    head = "item_group_id,sku,title,price,size\n"
    imported(head + "tee,TEE-M,Tee,20,M\n")

    account = imported(head + "tee,TEE-M,Tee,20,M\ntee,TEE-S,Tee,18,S\n")

    tee = Product.objects.get()
    assert list(tee.variants.order_by("position").values_list("sku", flat=True)) == [
        "TEE-M",
        "TEE-S",
    ]
    assert (tee.price_minor, tee.has_price_range) == (1800, True)
    assert (account.created, account.changed, account.unchanged) == (0, 1, 1)


def test_a_sku_of_another_product_gives_it_price_and_stock_only(imported: Importing) -> None:
    lamp = make_product("Our lamp", sku="A", price_minor=999, on_hand=1)

    account = imported("sku,title,price,stock,material\nA,Their lamp,12,8,oak\n")
    again = imported("sku,title,price,stock,material\nA,Their lamp,12,8,oak\n")

    lamp.refresh_from_db()
    assert (lamp.title, lamp.price_minor, lamp.variants.get().stock.on_hand) == (
        "Our lamp",
        1200,
        8,
    )
    assert not lamp.attribute_values.exists()
    assert Product.objects.count() == 1
    assert (account.changed, again.unchanged) == (1, 1)


def test_an_article_may_change_its_sku(imported: Importing) -> None:
    imported("id,sku,title,price\n1,OLD,Lamp,10\n")

    account = imported("id,sku,title,price\n1,NEW,Lamp,10\n")

    assert Variant.objects.get().sku == "NEW"
    assert account.changed == 1


def test_departments_and_brands_that_exist_are_used(imported: Importing) -> None:
    home = make_department("Home")
    lamps = make_department("Lamps", parent=home)
    Brand.objects.create(name="LOOM", slug="loom")

    account = imported(
        "sku,title,price,category,brand\n"
        "A,Lamp,1,home > lamps > Desk,Loom\nB,Mug,1,Home/Lamps,loom\nC,Rug,1,Lamps,\n"
    )

    assert account.totals["brands created"] == 0
    assert account.totals["departments created"] == 2
    desk = Product.objects.get(title="Lamp").department
    assert desk is not None
    assert desk.path.startswith(Department.objects.get(pk=lamps.pk).path)
    assert Product.objects.get(title="Mug").department == lamps
    assert sorted(Department.objects.values_list("slug", flat=True)) == [
        "desk",
        "home",
        "lamps",
        "lamps-2",
    ]


def test_a_department_with_an_endless_name_is_found_again(imported: Importing) -> None:
    text = f"sku,title,price,category\nA,Lamp,1,Home > {'x' * 200}\n"
    imported(text)

    account = imported(text)

    assert (account.unchanged, account.totals["departments created"]) == (1, 0)


def test_a_department_can_be_given_to_those_without(imported: Importing) -> None:
    imported("sku,title,price,category\nA,Lamp,1,Light\nB,Mug,1,\n", department="Various")

    assert dict(Product.objects.values_list("title", "department__name")) == {
        "Lamp": "Light",
        "Mug": "Various",
    }


def test_attributes_of_one_name_and_two_kinds_are_two(imported: Importing) -> None:
    imported([ICECAT, {**ICECAT, "id": "2", "attr_t_cable_length": "four metres"}])

    assert dict(Attribute.objects.filter(name="Cable length").values_list("code", "kind")) == {
        "cable-length": "number",
        "cable-length-text": "text",
    }


def test_telling_attributes_are_offered_as_filters(imported: Importing) -> None:
    rows = "".join(f"S{n},Lamp {n},1,{('oak', 'ash')[n % 2]},same,note {n}\n" for n in range(60))

    imported(f"sku,title,price,material,shape,remark\n{rows}")

    facets = Attribute.objects.filter(is_facet=True).values_list("code", flat=True)
    assert list(facets) == ["material"]


def test_measured_attributes_are_offered_unless_nearly_every_product_has_another_number(
    imported: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "MOST_NUMBERS", 50)
    measures = (
        {"attr_n_width": n % 50 + 0.5, "attr_n_weight": n, "attr_n_depth": 7} for n in range(60)
    )
    imported([{"id": str(n), "title": f"Lamp {n}", **one} for n, one in enumerate(measures)])

    assert dict(Attribute.objects.values_list("code", "is_facet")) == {
        "attr-n-width": True,
        "attr-n-weight": False,
        "attr-n-depth": False,
    }
    assert set(Attribute.objects.values_list("kind", flat=True)) == {"number"}


def test_new_and_changed_products_can_be_filtered(imported: Importing) -> None:
    head = "sku,title,price,material\n"
    rows = [f"S{n},Lamp {n},1,{('oak', 'ash')[n % 2]}\n" for n in range(20)]
    imported(head + "".join(rows))
    numbers = dict(FacetValue.objects.values_list("value", "id"))
    oaks = Product.objects.filter(facet_value_ids__contains=[numbers["oak"]])
    assert oaks.count() == 10

    imported(head + "S0,Lamp 0,1,ash\n" + "".join(rows[1:]))

    assert oaks.count() == 9
    assert Product.objects.filter(facet_value_ids__contains=[numbers["ash"]]).count() == 11


def test_every_row_is_accounted_for(imported: Importing) -> None:
    account = imported("sku,title,price\nA,Lamp,1\nB,,1\nC,Mug,cheap\nD\n\nE,Vase,-1\n")

    run = ImportRun.objects.get()
    assert (run.status, run.rows_read, run.rows_accepted, run.rows_rejected) == ("done", 5, 1, 4)
    assert (run.layout, account.source) == ("table", "table")
    assert list(
        run.issues.order_by("row_number").values_list("row_number", "column", "reason", "value")
    ) == [
        (3, "title", "is empty", ""),
        (4, "price", "is not a number", "cheap"),
        (5, "(whole row)", "has 1 cells where the header has 3", "D"),
        (7, "price", "is below zero", "-1"),
    ]


def test_a_dry_run_reports_and_keeps_nothing(imported: Importing) -> None:
    account = imported([DUMMY], is_dry_run=True)

    assert (account.created, account.run_id) == (1, None)
    assert not Product.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_column_named_with_unstorable_signs_is_told_in_others(imported: Importing) -> None:
    account = imported([{"id": "1", "ti\x00tle": "x" * 300, "price": 2}])

    assert account.rows_accepted == 1
    assert ImportRun.objects.get().decisions["ti␀tle shortened to 255 signs"] == {
        "count": 1,
        "rows": [1],
    }


def test_progress_is_told(imported: Importing) -> None:
    stages: list[tuple[str, int]] = []
    rows = "".join(f"S{n},T{n},1\n" for n in range(2_500))

    imported(f"sku,title,price\n{rows}", progress=lambda stage, done: stages.append((stage, done)))

    assert stages[:2] == [("reading", 1000), ("reading", 2000)]
    assert ("writing", 2500) in stages


def test_a_later_beginning_takes_an_earlier_end_away(imported: Importing) -> None:
    row = "id,title,price,published_at\n1,Mug,10,{}\n"
    imported(row.format("2026-01-01"))
    Product.objects.update(hidden_at=datetime(2026, 3, 1, tzinfo=UTC))

    imported(row.format("2026-02-01"))
    kept = Product.objects.get().hidden_at
    imported(row.format("2026-04-01"))

    assert kept == datetime(2026, 3, 1, tzinfo=UTC)
    assert Product.objects.get().hidden_at is None


def test_a_file_may_say_until_when_a_product_is_visible(imported: Importing) -> None:
    header, row = "id,title,price,published_at,hidden_at\n", "1,Mug,10,2026-01-01,{}\n"
    imported(header + row.format("2099-03-01"))
    mug = Product.objects.get()
    assert (mug.published_at, mug.hidden_at) == (
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2099, 3, 1, tzinfo=UTC),
    )

    assert imported(header + row.format("2099-04-01")).changed == 1
    assert imported(header + row.format("")).changed == 0
    account = imported(header + row.format("2025-12-31"))

    assert (account.rows_rejected, account.first_rejections[0].column) == (1, "hidden_at")
    assert Product.objects.get().hidden_at == datetime(2099, 4, 1, tzinfo=UTC)


def test_a_product_whose_time_is_over_is_not_shown(imported: Importing) -> None:
    row = "id,title,price,expiration date\n1,Mug,10,2020-03-01\n"

    imported("id,title,price\n1,Mug,10\n2,Vase,10\n")
    first, again = imported(row.replace("1,Mug", "3,Bowl")), imported(row)

    assert (first.created, again.changed, imported(row).changed) == (1, 1, 0)
    over = Product.objects.filter(hidden_at=datetime(2020, 3, 1, tzinfo=UTC))
    assert set(over.values_list("title", "published_at")) == {("Bowl", None), ("Mug", None)}
    assert [each.title for each in Product.objects.visible(now=datetime.now(UTC))] == ["Vase"]


def test_a_file_may_say_what_search_engines_show(imported: Importing) -> None:
    header = "id,title,price,meta title,meta description\n"
    imported(header + "1,Mug,10,Stoneware mugs | Shop,Hand-thrown mugs for slow mornings.\n")
    mug = Product.objects.get()

    assert (mug.seo_title, mug.seo_description) == (
        "Stoneware mugs | Shop",
        "Hand-thrown mugs for slow mornings.",
    )
    assert mug.variants.count() == 1
    assert imported(header + "1,Mug,10,,\n").changed == 0
    assert imported(header + "1,Mug,10,Mugs,\n").changed == 1
    assert Revision.objects.latest("pk").after == {"seo_title": "Mugs"}
