"""Which products answer a question, as people judged it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from catalog.imports import files
from catalog.imports.columns import Column, matched, plain
from catalog.imports.files import UnreadableFile
from catalog.imports.tables import DELIMITERS, Table, open_table
from catalog.imports.values import NotAValue, real
from catalog.models import Product, Variant

_QUERY = Column(
    "query",
    (
        "search",
        "search_query",
        "search_term",
        "query_text",
        "question",
        "keyword",
        "keywords",
        "text",
    ),
    is_required=True,
)
COLUMNS = (
    _QUERY,
    Column(
        "product",
        ("docid", "docno", "document", "product_id", "product_uid", "item_id", "asin", "sku", "id"),
        is_required=True,
    ),
    Column(
        "rating",
        (
            "grade",
            "relevance",
            "label",
            "judgement",
            "judgment",
            "score",
            "gain",
            "esci_label",
            "median_relevance",
            "relevance_score",
            "relevance_label",
            "rel",
        ),
        is_required=True,
    ),
    Column("query_id", ("qid", "search_id", "topic", "topic_id")),
)
_ITERATION = Column("iteration", ())
"""Of TREC qrels; it says nothing here."""
QUESTIONS = (
    Column("query_id", ("qid", "search_id", "topic", "topic_id", "id"), is_required=True),
    _QUERY,
)
"""The columns of a table that says what the question of each number is."""
NAMED_GRADES = {
    "exact": 3.0, "perfect": 3.0, "excellent": 3.0, "partial": 1.0, "good": 2.0, "fair": 1.0,
    "substitute": 2.0, "complement": 1.0, "irrelevant": 0.0, "bad": 0.0, "relevant": 1.0,
    "exactmatch": 3.0, "highlyrelevant": 3.0, "partialmatch": 1.0, "partiallyrelevant": 1.0, "somewhatrelevant": 1.0,
    "nomatch": 0.0, "notrelevant": 0.0, "nonrelevant": 0.0, "e": 3.0, "s": 2.0, "c": 1.0, "i": 0.0,
}  # fmt: skip
"""Grades that some collections write as words (WANDS, ESCI), in the order of the scale 0 to 3; below 0 is 0."""


QRELS = ("query_id", "iteration", "product", "rating")
"""The columns of a TREC qrels file, which has blanks between them and no header."""
Rows = Iterator[tuple[int, list[str]]]
"""Lines of the file and the cells that begin on them."""
FIRST_GRADE = 1.0
"""Where no grade is lower and some are higher, the scale begins here: it means "not relevant"."""


@dataclass(frozen=True, slots=True)
class Judgements:
    """Question → product id as written in the catalogue file → grade, 0 and more."""

    by_query: dict[str, dict[str, float]]
    lowered_by: float = 0.0
    """What was taken off every grade, so that 0 means "not relevant"."""

    @property
    def answerable(self) -> list[str]:
        """The questions that have a relevant product; the others cannot be scored."""
        return [query for query, grades in self.by_query.items() if max(grades.values()) > 0]


def read(
    path: Path,
    *,
    mapping: Mapping[str, str] = MappingProxyType({}),
    questions: Path | None = None,
    not_relevant: float | None = None,
) -> Judgements:
    """Read a table of judgements with a header, columns found by name, or TREC qrels.

    Where it names questions by number, ``questions`` is the table of their words. ``not_relevant`` is the
    grade that means so, and is taken off every grade; None = 0, or :data:`FIRST_GRADE` where the scale begins there.

    Raises: UnreadableFile: if a column is missing, a grade is no number, quotes do not pair, or nothing is in it.
    """
    is_qrels = _is_qrels(path)
    header, table = _qrels(path) if is_qrels else _table(path)
    place = matched(header, (*COLUMNS, _ITERATION), mapping, instead={"query": ("query_id",)})
    words = None if "query" in place else _words(path, questions)
    found: dict[str, dict[str, float]] = {}
    is_scale = not is_qrels
    for number, (query, product, text) in _cells(table, _ours(place), path):
        if words is not None and query not in words:
            raise UnreadableFile(
                f"{path.name}, row {number}: no question has the id {query[:40]!r}."
            )
        grades = found.setdefault(query if words is None else words[query], {})
        product_id, grade = product.removesuffix(".0"), _grade(text, number, path)
        grades[product_id] = max(grade, grades.get(product_id, 0.0))
        is_scale = is_scale and grade >= FIRST_GRADE and plain(text) not in NAMED_GRADES
    if not found:
        raise UnreadableFile(f"{path.name} holds no judgement below its header.")
    if not_relevant is None:
        not_relevant = FIRST_GRADE if is_scale and _begins_at_first(found) else 0.0
    return _lowered(found, not_relevant)


def _begins_at_first(found: Mapping[str, Mapping[str, float]]) -> bool:
    """Whether grades of :data:`FIRST_GRADE` occur beside others."""
    distinct = {grade for grades in found.values() for grade in grades.values()}
    return FIRST_GRADE in distinct and len(distinct) > 1


def _lowered(found: Mapping[str, Mapping[str, float]], by: float) -> Judgements:
    return Judgements(
        {
            query: {product: max(grade - by, 0.0) for product, grade in grades.items()}
            for query, grades in found.items()
        },
        lowered_by=by,
    )


def names() -> dict[int, str]:
    """Return what judgements call each product: its id in the catalogue file, else its article number. Two queries."""
    numbers = dict(Variant.objects.order_by("-pk").values_list("product_id", "sku"))
    return {
        pk: external_id or numbers.get(pk, str(pk))
        for pk, external_id in Product.objects.values_list("pk", "external_id")
    }


def _lines(path: Path) -> Iterator[str]:
    blocks, _ = files.open_text(path)
    return (line for block in blocks for line in io.StringIO(block, newline="\n"))


def _is_qrels(path: Path) -> bool:
    """Whether the first line is four words, of which the second and the last are numbers: 7 0 B00ABC 1."""
    cells = next(_lines(path), "").split()
    return len(cells) == len(QRELS) and bool(
        re.fullmatch(r"Q?\d+", cells[1]) and re.fullmatch(r"-?\d+", cells[3])
    )


def _qrels(path: Path) -> tuple[tuple[str, ...], Rows]:
    return QRELS, enumerate((line.split() for line in _lines(path)), start=1)


def _table(path: Path, names: Sequence[str] = ()) -> tuple[tuple[str, ...], Rows]:
    """Return the names of the columns and the rows below them; ``names`` are those of a table without a header."""
    is_tabbed = "\t" in next(_lines(path), "")
    table = open_table(path, names, delimiters="\t" if is_tabbed else DELIMITERS)
    return table.header, _rows(table, path)


def _rows(table: Table, path: Path) -> Rows:
    """Yield the rows with their lines; between tabs a quote that does not pair is a sign like any other.

    Raises: UnreadableFile: if quotes do not pair where they hold cells together.
    """
    for number, cells, fault in table.rows():
        if fault and len(cells) == 1:
            if table.delimiter != "\t":
                raise UnreadableFile(
                    f"{path.name}, row {number} {fault}: {cells[0][:80]}. Quotes within a quoted cell are written twice."
                )
            yield number, cells[0].split("\t")
        else:
            yield number, cells


def _words(path: Path, questions: Path | None) -> dict[str, str]:
    """Return the words of each question by its number; a table of two columns needs no header."""
    if questions is None:
        raise UnreadableFile(
            f"{path.name} names its questions by number: give the table of their words with --queries FILE."
        )
    header, table = _table(questions)
    known = {plain(name) for column in QUESTIONS for name in (column.name, *column.synonyms)}
    if len(header) == 2 and not known & set(map(plain, header)):
        _, table = _table(questions, [column.name for column in QUESTIONS])
        return {number: words for _, (number, words) in _cells(table, (0, 1), questions)}
    place = matched(header, QUESTIONS, {})
    return {number: words for _, (number, words) in _cells(table, list(place.values()), questions)}


def _ours(place: Mapping[str, int]) -> list[int]:
    """Return where the question, the product and the grade stand."""
    return [place.get("query", place.get("query_id", 0)), place["product"], place["rating"]]


def _cells(table: Rows, places: Sequence[int], path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the number of each row and its cells of the given places, all but the last one filled."""
    width = max(places) + 1
    for number, row in table:
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
    if grade > 10:
        raise UnreadableFile(
            f"{path.name}, row {number}: the grade {text} is above 10, too high for a gain of 2^grade: "
            "write the grades on a scale such as 0 to 3."
        )
    return max(grade, 0.0)
