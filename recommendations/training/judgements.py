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

_QUERY = Column(
    "query", ("search", "search_query", "question", "keyword", "text"), is_required=True
)
COLUMNS = (
    _QUERY,
    Column(
        "product",
        ("docid", "doc_id", "document", "product_id", "productid", "item_id", "id", "sku", "asin"),
        is_required=True,
    ),
    Column(
        "rating",
        ("grade", "relevance", "label", "judgement", "judgment", "score", "gain", "esci_label"),
        is_required=True,
    ),
    Column("query_id", ("qid", "search_id")),
)
QUESTIONS = (
    Column("query_id", ("qid", "search_id", "id"), is_required=True),
    _QUERY,
)
"""The columns of a table that says what the question of each number is."""
NAMED_GRADES = {
    "exact": 3.0, "perfect": 3.0, "excellent": 3.0, "partial": 1.0, "good": 2.0, "fair": 1.0,
    "substitute": 2.0, "complement": 1.0, "irrelevant": 0.0, "bad": 0.0, "relevant": 1.0,
    "e": 3.0, "s": 2.0, "c": 1.0, "i": 0.0,
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


def read(
    path: Path,
    *,
    mapping: Mapping[str, str] = MappingProxyType({}),
    questions: Path | None = None,
) -> Judgements:
    """Read a table of judgements with a header; columns are found by name, tab, semicolon or comma separate.

    Where it names questions by number, ``questions`` is the table of their words.

    Raises: UnreadableFile: if a column is missing, a grade is no number, or nothing is in it.
    """
    header, table = _table(path)
    place = matched(header, COLUMNS, mapping, instead={"query": "query_id"})
    words = None if "query" in place else _words(path, questions)
    found: dict[str, dict[str, float]] = {}
    for number, (query, product, grade) in _cells(table, _ours(place), path):
        if words is not None and query not in words:
            raise UnreadableFile(
                f"{path.name}, row {number}: no question has the id {query[:40]!r}."
            )
        grades = found.setdefault(query if words is None else words[query], {})
        product_id = product.removesuffix(".0")
        grades[product_id] = max(_grade(grade, number, path), grades.get(product_id, 0.0))
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


def _table(path: Path) -> tuple[list[str], Iterator[list[str]]]:
    """Return the names of the columns and the rows below them."""
    blocks, _ = files.open_text(path)
    lines = (line for block in blocks for line in block.splitlines(keepends=True))
    header = next(lines, "").rstrip("\r\n")
    sign = next((sign for sign in "\t;" if sign in header), ",")
    return next(csv.reader([header], delimiter=sign), []), csv.reader(lines, delimiter=sign)


def _words(path: Path, questions: Path | None) -> dict[str, str]:
    """Return the words of each question by its number."""
    if questions is None:
        raise UnreadableFile(
            f"{path.name} names its questions by number: give the table of their words with --queries FILE."
        )
    header, table = _table(questions)
    place = matched(header, QUESTIONS, {})
    return {number: words for _, (number, words) in _cells(table, list(place.values()), questions)}


def _ours(place: Mapping[str, int]) -> list[int]:
    """Return where the question, the product and the grade stand."""
    return [place.get("query", place.get("query_id", 0)), place["product"], place["rating"]]


def _cells(
    table: Iterator[Sequence[str]], places: Sequence[int], path: Path
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the number of each row and its cells of the given places, all but the last one filled."""
    width = max(places) + 1
    for number, row in enumerate(table, start=2):
        if not any(row):
            continue
        if len(row) < width:
            raise UnreadableFile(f"{path.name}, row {number}: {len(row)} columns, {width} wanted.")
        cells = tuple(row[place].strip() for place in places)
        if not all(cells[:-1]):
            raise UnreadableFile(f"{path.name}, row {number}: the query or the product is empty.")
        yield number, cells


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
