"""Fields that only later records of JSON or XML have: none is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.imports import fields
from catalog.imports.flat import open_flat
from catalog.imports.layouts.extras import MOST_ATTRIBUTES
from catalog.imports.products.reading import open_products
from catalog.imports.products.row import AttributeValue, NumberedRow, ProductRow
from catalog.imports.products.write import import_products
from catalog.imports.records import NumberedRecord
from catalog.imports.rejections import Rejection
from catalog.models import Variant

LATE = {
    "price": "20",
    "sale_price": "15",
    "gtin": "4006381333931",
    "burn_hours": "12.5",
    "vegan": "yes",
}


def catalogue() -> list[dict[str, str]]:
    """Lamps first, then candles, which have fields of their own."""
    lamps = [{"id": f"L{n}", "title": f"Lamp {n}", "watts": "40"} for n in range(230)]
    return [*lamps, *({"id": f"C{n}", "title": f"Candle {n}", **LATE} for n in range(30))]


def as_xml(records: list[dict[str, str]]) -> str:
    items = ("".join(f"<{name}>{text}</{name}>" for name, text in each.items()) for each in records)
    return f"<rss><channel>{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"


@pytest.mark.parametrize(
    "text",
    [json.dumps(catalogue()), "\n".join(map(json.dumps, catalogue())), as_xml(catalogue())],
    ids=["array", "lines", "xml"],
)
def test_fields_of_later_records_are_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "catalogue"
    path.write_text(text)

    file = open_products(path, mapping={}, currency="EUR")
    rows = [each.row for each in file.rows if isinstance(each, NumberedRow)]

    assert [*file.columns] == ["id", "title", "watts", *LATE]
    assert file.columns["burn_hours"] == "attribute: Burn hours (number)"
    candle = rows[-1]
    assert isinstance(candle, ProductRow)
    assert (candle.price_minor, candle.compare_at_minor) == (1500, 2000)
    assert candle.ean == "4006381333931"
    assert candle.attributes == (
        AttributeValue("Burn hours", number=12.5),
        AttributeValue("Vegan", boolean=True),
    )
    assert rows[0].attributes == (AttributeValue("Watts", number=40.0),)


def test_a_look_through_keeps_a_few_examples_of_each_field() -> None:
    records = [NumberedRecord(n, {"id": n} if n < 500 else {"id": n, "x": n}) for n in range(1_000)]
    broken = Rejection(7, "", "is broken")

    found = fields.met([broken, *records], first=10)

    assert list(found.names) == ["id", "x"]
    assert [record["id"] for record in found.sample] == [*range(10), *range(500, 520)]


def test_names_without_end_are_counted_and_left_aside() -> None:
    found = fields.met(
        (NumberedRecord(n, {"id": n, f"at {n}": 1}) for n in range(10_000)), first=200
    )

    assert len(found.names) == fields.MOST_FIELDS
    assert len(found.beyond) == fields.MOST_FIELDS


@pytest.mark.django_db
def test_columns_beyond_the_most_are_told(tmp_path: Path) -> None:
    record = {"id": "1", "title": "Lamp", **{f"field {n}": n for n in range(MOST_ATTRIBUTES + 7)}}
    path = tmp_path / "wide.json"
    path.write_text(json.dumps([record]))

    account = import_products(path, mapping={}, source="", currency="EUR", assumed_units=1)

    assert account.decisions.count("further column beyond 100: left aside") == 7
    left_aside = [name for name, ours in account.columns.items() if not ours]
    assert left_aside == [f"field {n}" for n in range(MOST_ATTRIBUTES, MOST_ATTRIBUTES + 7)]
    values = Variant.objects.get().product.attribute_values
    assert values.count() == MOST_ATTRIBUTES


def test_orders_and_clicks_keep_the_fields_of_later_records(tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    lines = [
        {"order": n, "sku": "A"} if n < 1_500 else {"order": n, "customer": {"id": 7}}
        for n in range(1_600)
    ]
    path.write_text("\n".join(map(json.dumps, lines)))

    table = open_flat(path)
    rows = [row for batch in table.batches() for row in batch.rows]

    assert table.header == ("order", "sku", "customer_id")
    assert rows[0] == ["0", "A", ""]
    assert rows[-1] == ["1599", "", "7"]
