"""Which products answer a question, as people judged it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from catalog.imports import files
from catalog.imports.columns import Column, matched, plain
from catalog.imports.files import UnreadableFile
from catalog.imports.values import NotAValue, real
from catalog.models import Product, Variant

COLUMNS = (
    Column("query", ("search", "search_query", "question", "keyword", "text"), is_required=True),
    Column(
        "product",
        ("docid", "doc_id", "document", "product_id", "productid", "item_id", "id", "sku", "asin"),
        is_required=True,
    ),
    Column(
        "rating",
        ("grade", "relevance", "label", "judgement", "judgment", "score", "gain"),
        is_required=True,
    ),
)
NAMED_GRADES = {
    "exact": 3.0, "perfect": 3.0, "excellent": 3.0, "partial": 1.0, "good": 2.0, "fair": 1.0,
    "substitute": 2.0, "complement": 1.0, "irrelevant": 0.0, "bad": 0.0, "relevant": 1.0,
}  # fmt: skip
"""Grades that some collections write as words (WANDS, ESCI), in the order of the scale 0 to 3."""


@dataclass(frozen=True, slots=True)
class Judgements:
    """Question → product id as written in the catalogue file → grade, 0 and more."""

    by_query: dict[str, dict[str, float]]

    @property
    def answerable(self) -> list[str]:
        """The questions that have a relevant product; the others cannot be scored."""
        return [query for query, grades in self.by_query.items() if max(grades.values()) > 0]


def read(path: Path, *, mapping: Mapping[str, str] = MappingProxyType({})) -> Judgements:
    """Read a table of judgements with a header; column names are found by name, tab and comma both separate.

    Raises: UnreadableFile: if a column is missing, a grade is no number, or nothing is in it.
    """
    blocks, _ = files.open_text(path)
    lines = (line for block in blocks for line in block.splitlines())
    header = next(lines, "")
    table = csv.reader(lines, delimiter="\t" if "\t" in header else ",")
    place = matched(next(csv.reader([header], delimiter=table.dialect.delimiter)), COLUMNS, mapping)
    found: dict[str, dict[str, float]] = {}
    for query, product, grade in _rows(table, place, path):
        grades = found.setdefault(query, {})
        grades[product] = max(grade, grades.get(product, 0.0))
    if not found:
        raise UnreadableFile(f"{path.name} holds no judgement below its header.")
    return Judgements(found)


def names() -> dict[int, str]:
    """Return what judgements call each product: its id in the catalogue file, else its article number. Two queries."""
    numbers = dict(Variant.objects.order_by("-pk").values_list("product_id", "sku"))
    return {
        pk: external_id or numbers.get(pk, str(pk))
        for pk, external_id in Product.objects.values_list("pk", "external_id")
    }


def _rows(
    table: Iterator[Sequence[str]], place: dict[str, int], path: Path
) -> Iterator[tuple[str, str, float]]:
    width = max(place.values()) + 1
    for number, row in enumerate(table, start=2):
        if not any(row):
            continue
        if len(row) < width:
            raise UnreadableFile(f"{path.name}, row {number}: {len(row)} columns, {width} wanted.")
        query, product, grade = (
            row[place[name]].strip() for name in ("query", "product", "rating")
        )
        if not query or not product:
            raise UnreadableFile(f"{path.name}, row {number}: the query or the product is empty.")
        yield query, product.removesuffix(".0"), _grade(grade, number, path)


def _grade(text: str, number: int, path: Path) -> float:
    if plain(text) in NAMED_GRADES:
        return NAMED_GRADES[plain(text)]
    try:
        grade = real(text)
    except NotAValue as error:
        raise UnreadableFile(
            f"{path.name}, row {number}: the grade {text[:40]!r} is not a number."
        ) from error
    if not 0 <= grade <= 10:
        raise UnreadableFile(f"{path.name}, row {number}: the grade {text} is not from 0 to 10.")
    return grade
