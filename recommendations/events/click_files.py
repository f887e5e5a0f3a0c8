"""Click logs from outside, judged row by row without a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.imports import columns, records, values
from catalog.imports.columns import Column
from catalog.imports.files import TextRemarks, UnreadableFile
from catalog.imports.records import NumberedRecord
from catalog.imports.rejections import Decisions, Rejection, shown
from catalog.imports.tables import open_table
from catalog.imports.texts import UNREADABLE, TextColumn, TextColumns, read_columns
from orders.imports.rules import COLUMNS as ORDER_COLUMNS
from recommendations.vocabulary import KIND_CODES, EventKind

COLUMNS = (
    Column("session", ("SessionId", "UserSession", "session_id", "VisitId", "Sid")),
    Column(
        "person",
        (
            "UserId",
            "User",
            "VisitorId",
            "Visitor",
            "CustomerId",
            "Customer",
            "AnonymousId",
            "DeviceId",
        ),
    ),
    Column(
        "item",
        ("ItemId", "ProductId", "Item", "Product", "Aid", "Sku", "StockCode", "ArticleId", "ASIN"),
        is_required=True,
    ),
    Column(
        "happened_at",
        ("Time", "Timestamp", "EventTime", "HappenedAt", "Ts", "Date", "DateTime", "Timeframe"),
        is_required=True,
    ),
    Column("day", ("EventDate", "Day")),
    Column("kind", ("Event", "EventType", "Type", "Action", "Behavior", "BehaviorType")),
)
"""What we look for in the header, with the names other logs give it."""

_WORDS = {
    EventKind.VIEW: (
        "view",
        "views",
        "click",
        "clicks",
        "pageview",
        "productview",
        "detail",
        "pv",
        "",
    ),
    EventKind.CART: ("cart", "carts", "addtocart", "addcart", "cartadd", "addtobasket"),
    EventKind.UNCART: ("uncart", "removefromcart", "cartremove", "removecart"),
    EventKind.PURCHASE: ("purchase", "purchases", "order", "orders", "buy", "buys", "transaction"),
}
_EVENT_NAMES = frozenset({"event", "eventtype", "action", "behavior", "behaviortype"})
"""A column called like this says what was done: no order file has one."""
_KINDS = {word: KIND_CODES[kind] for kind, words in _WORDS.items() for word in words}
_NOBODY = frozenset({"na", "nan", "n/a", "null", "none", "-"})
LONGEST_ID = 120
LONGEST_MILLISECONDS = 8
"""A day has 86,400,000."""


@dataclass(frozen=True, slots=True)
class Clicks:
    """The judged rows of a click file. Arrays run over its well-formed rows, ``(n_rows,)``."""

    row_numbers: NDArray[np.int64]
    session: TextColumn
    """The session, or the person where the file has no sessions."""
    person: TextColumn
    """The person, or the session where the file has no persons."""
    item: TextColumn
    kind: NDArray[np.int64]
    """Codes of :data:`KIND_CODES`."""
    happened_at: NDArray[np.int64]
    """Microseconds since 1970-01-01 UTC."""
    is_accepted: NDArray[np.bool_]
    rejections: tuple[Rejection, ...]
    decisions: Decisions
    layout: str
    has_sessions: bool
    """Whether the file says which clicks belong to one visit."""

    @property
    def rows_read(self) -> int:
        """All rows, left out or not."""
        return int(self.is_accepted.sum()) + len(self.rejections)


@dataclass(frozen=True, slots=True)
class _Raw:
    """A click file as texts, nothing judged."""

    layout: str
    row_numbers: NDArray[np.int64]
    columns: dict[str, TextColumn]
    header: dict[str, str]
    broken: list[Rejection]
    remarks: TextRemarks


def is_clicks(path: Path, mapping: Mapping[str, str]) -> bool:
    """Whether the file looks like a click log rather than an order file.

    Raises: UnreadableFile: if it cannot be read at all.
    """
    if records.is_json(path):
        return True
    header = open_table(path).header
    names = {columns.plain(name) for name in (*header, *mapping.values())}
    if names & _EVENT_NAMES:
        return True
    order_names = {
        columns.plain(name)
        for column in ORDER_COLUMNS
        if column.name in {"order", "quantity", "unit_price"}
        for name in (column.name, *column.synonyms)
    }
    return not names & order_names


def read_clicks(path: Path, *, mapping: Mapping[str, str] | None = None) -> Clicks:
    """Read a click log (CSV, TSV or JSON lines of sessions with events) and judge every row of it.

    Raises: UnreadableFile: if the file as a whole is no click log.
    """
    raw = _read_sessions(path) if records.is_json(path) else _read_table(path, mapping or {})
    if not len(raw.row_numbers) and not raw.broken:
        raise UnreadableFile(f"{path.name} has no row below its header.")
    return _judged(raw)


def _read_table(path: Path, mapping: Mapping[str, str]) -> _Raw:
    table = open_table(path)
    positions = columns.matched(table.header, COLUMNS, mapping)
    if not positions.keys() & {"session", "person"}:
        raise UnreadableFile(
            f"Neither a session nor a person column was found. The file has "
            f"{', '.join(table.header)}. Say which it is with --map Theirs=session."
        )
    grown, broken = read_columns(table, positions)
    row_numbers, texts = grown.finished()
    header = {name: table.header[position] for name, position in positions.items()}
    return _Raw("clicks", row_numbers, texts, header, broken, table.remarks)


def _read_sessions(path: Path) -> _Raw:
    """Read lines of ``{"session", "events": [{"aid", "ts", "type"}]}``, or of one event each."""
    found, remarks = records.open_records(path)
    grown, broken = TextColumns(("session", "item", "happened_at", "kind")), []
    for record in found:
        if isinstance(record, Rejection):
            broken.append(record)
            continue
        for cells in _events_of(record):
            if isinstance(cells, Rejection):
                broken.append(cells)
            else:
                grown.append(record.row_number, cells)
    row_numbers, texts = grown.finished()
    header = {"session": "session", "item": "aid", "happened_at": "ts", "kind": "type"}
    return _Raw("session lines", row_numbers, texts, header, broken, remarks)


def _events_of(record: NumberedRecord) -> Iterator[dict[str, str] | Rejection]:
    """Yield the events of one line as cells."""
    events = record.record.get("events")
    session = _text(record.record.get("session"))
    if not isinstance(events, list):
        yield Rejection(record.row_number, "events", "is no list of events", shown(events))
        return
    for event in events:
        if isinstance(event, dict):
            yield {
                "session": session,
                "item": _text(event.get("aid")),
                "happened_at": _text(event.get("ts")),
                "kind": _text(event.get("type")),
            }
        else:
            yield Rejection(record.row_number, "events", "is no event", shown(event))


def _text(value: object) -> str:
    """Return the text of a JSON value; lists, objects and nothing have none."""
    return "" if value is None or isinstance(value, list | dict) else str(value)


def _judged(raw: _Raw) -> Clicks:
    """Let the first rule that fits a row decide."""
    n_rows = len(raw.row_numbers)
    item = raw.columns["item"].cleaned(values.outside_id)
    session = raw.columns.get("session", raw.columns.get("person", TextColumn.same("", n_rows)))
    session = session.cleaned(values.outside_id)
    person = raw.columns.get("person", session).cleaned(_person)
    # Where the person is not known, the session stands for one.
    person = person.joined(session, lambda known, visit: known or visit)
    kind_texts = raw.columns.get("kind", TextColumn.same("", n_rows))
    kind = kind_texts.each(lambda text: _KINDS.get(columns.plain(text), -1))
    at = _moments(raw)
    who = "session" if "session" in raw.columns else "person"
    reasons = [
        (who, "is empty", session.holds(lambda text: not text)),
        ("item", "is empty", item.holds(lambda text: not text)),
        ("happened_at", "is not a date and time", at == UNREADABLE),
        ("kind", "is no view, cart, or purchase", kind < 0),
    ]
    for column, texts in ((who, session), ("person", person), ("item", item)):
        unfit = texts.holds(lambda text: len(text) > LONGEST_ID or not values.is_storable(text))
        reasons.append((column, "is too long or holds signs that cannot be stored", unfit))
    reasons.append(("", "repeats an earlier row", _repeated(session.rows, item.rows, kind, at)))
    return _outcome(raw, reasons, session=session, person=person, item=item, kind=kind, at=at)


def _outcome(
    raw: _Raw,
    reasons: list[tuple[str, str, NDArray[np.bool_]]],
    *,
    session: TextColumn,
    person: TextColumn,
    item: TextColumn,
    kind: NDArray[np.int64],
    at: NDArray[np.int64],
) -> Clicks:
    decisions, rejections = Decisions(), list(raw.broken)
    for broken in raw.broken:
        decisions.add_rejection(broken)
    is_open = np.ones(len(raw.row_numbers), bool)
    for column, reason, rows in reasons:
        hit = rows & is_open
        numbers = raw.row_numbers[hit]
        named = raw.header.get(column, column)
        texts = raw.columns.get(column)
        for row, number in zip(np.flatnonzero(hit).tolist(), numbers.tolist(), strict=True):
            value = shown(texts.text(row)) if texts else ""
            rejections.append(Rejection(number, named, reason, value))
        decisions.add_rows(f"left out: {reason}", numbers.tolist(), count=len(numbers))
        is_open &= ~hit
    if raw.remarks.repaired_bytes:
        decisions.add(
            "byte that was no UTF-8, read as Windows-1252", count=raw.remarks.repaired_bytes
        )
    return Clicks(
        row_numbers=raw.row_numbers,
        session=session,
        person=person,
        item=item,
        kind=kind,
        happened_at=at,
        is_accepted=is_open,
        rejections=tuple(rejections),
        decisions=decisions,
        layout=raw.layout,
        has_sessions="session" in raw.columns,
    )


def _person(text: str) -> str:
    """Return whose click it was; the empty text where the file does not know."""
    known = values.outside_id(text)
    return "" if known.casefold() in _NOBODY else known


def _moments(raw: _Raw) -> NDArray[np.int64]:
    """Return when each row happened; beside a day, small numbers are milliseconds since its midnight."""
    times = raw.columns["happened_at"]
    if "day" not in raw.columns:
        return times.each(_microseconds)
    day = raw.columns["day"].each(_microseconds)
    since_midnight = times.each(_milliseconds_of_a_day)
    is_both = (since_midnight >= 0) & (day != UNREADABLE)
    return np.where(is_both, day + 1_000 * since_midnight, times.each(_microseconds))


def _milliseconds_of_a_day(text: str) -> int:
    plain = text.strip()
    return int(plain) if plain.isdecimal() and len(plain) <= LONGEST_MILLISECONDS else -1


def _microseconds(text: str) -> int:
    try:
        return round(values.moment(text).timestamp() * 1_000_000)
    except values.NotAValue:
        return UNREADABLE


def _repeated(*parts: NDArray[np.int64] | NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which rows equal an earlier one in every part. Shape ``(n_rows,)``."""
    order = np.lexsort(parts)
    same = np.ones(max(len(order) - 1, 0), bool)
    for part in parts:
        same &= part[order][1:] == part[order][:-1]
    repeated = np.zeros(len(order), bool)
    repeated[order[1:]] = same
    return repeated
