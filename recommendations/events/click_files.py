"""Click logs from outside, judged row by row without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from catalog.imports import columns, records, values
from catalog.imports.files import TextRemarks, UnreadableFile
from catalog.imports.flat import Rows, first_record, open_rows
from catalog.imports.records import NumberedRecord
from catalog.imports.rejections import EXAMPLES_KEPT, Decisions, Rejection, shown
from catalog.imports.texts import UNREADABLE, TextColumn, TextColumns, read_columns
from orders.imports.lines import NOBODY
from orders.imports.rules import COLUMNS as ORDER_COLUMNS
from recommendations.events.click_columns import COLUMNS, EVENT_NAMES, guessed_names, kind_code
from recommendations.vocabulary import EventKind

_ORDERS_ONLY = frozenset({"order", "quantity", "unit_price"})
_RATHER_ORDERS = frozenset({"items", "day_number"})
"""What an order file without any of those may have, and a click log has not."""
LONGEST_ID = 120
LONGEST_MILLISECONDS = 8
"""A day has 86,400,000."""
NO_KIND = "is no view, cart, or purchase"
_TITLES = frozenset({"description", "itemdescription", "itemname", "productdescription", "tdat"})


@dataclass(frozen=True, slots=True)
class _Raw:
    """A click file as texts, nothing judged."""

    layout: str
    row_numbers: NDArray[np.int64]
    columns: dict[str, TextColumn]
    header: dict[str, str]
    broken: list[Rejection]
    remarks: TextRemarks
    guessed: str = ""
    """What was guessed about the columns."""


@dataclass(frozen=True, slots=True)
class Clicks:
    """The judged rows of a click file. Arrays run over its well-formed rows, ``(n_rows,)``."""

    raw: _Raw
    session: TextColumn
    """The session, or the person where the file has no sessions."""
    person: TextColumn
    """The person, or the session where the file has no persons."""
    item: TextColumn
    kind: NDArray[np.int64]
    """Codes of :data:`KIND_CODES`."""
    happened_at: NDArray[np.int64]
    """Microseconds since 1970-01-01 UTC."""
    verdict: NDArray[np.int8]
    """Position into ``verdicts`` of the reason a row is left out, -1 for a row that counts."""
    verdicts: tuple[tuple[str, str], ...]
    """(column, reason) of each verdict."""
    decisions: Decisions

    @property
    def layout(self) -> str:
        """``clicks`` or ``session lines``."""
        return self.raw.layout

    @property
    def has_sessions(self) -> bool:
        """Whether the file says which clicks belong to one visit."""
        return "session" in self.raw.columns

    @property
    def row_numbers(self) -> NDArray[np.int64]:
        """The line of the file that each row stands on."""
        return self.raw.row_numbers

    @property
    def is_accepted(self) -> NDArray[np.bool_]:
        """Which rows count."""
        return np.less(self.verdict, 0)

    @property
    def rows_read(self) -> int:
        """All rows, left out or not."""
        return len(self.verdict) + len(self.raw.broken)

    @property
    def rows_rejected(self) -> int:
        """Rows left out, broken ones among them."""
        return self.rows_read - int(self.is_accepted.sum())

    def rejections(self) -> Iterator[Rejection]:
        """Yield every row left out: broken ones first, then by rule."""
        yield from self.raw.broken
        for number, (column, reason) in enumerate(self.verdicts):
            texts, named = self.raw.columns.get(column), self.raw.header.get(column, column)
            for row in np.flatnonzero(self.verdict == number).tolist():
                value = shown(texts.text(row)) if texts else ""
                yield Rejection(int(self.raw.row_numbers[row]), named, reason, value)


def is_clicks(path: Path, mapping: Mapping[str, str], *, names: Sequence[str] = ()) -> bool:
    """Whether the file looks like a click log rather than an order file.

    Raises: UnreadableFile: if it cannot be read at all.
    """
    if _holds_sessions(path):
        return True
    header = open_rows(path, names).header
    found = {columns.plain(name) for name in (*header, *mapping.values())}
    if found & EVENT_NAMES:
        return True
    if found & _order_names(_ORDERS_ONLY):
        return False
    is_click = found & {columns.plain(name) for name in ("session", *COLUMNS[0].synonyms)}
    return bool(is_click) or not found & (_order_names(_RATHER_ORDERS) | _TITLES)


def _order_names(wanted: frozenset[str]) -> set[str]:
    return {
        columns.plain(name)
        for column in ORDER_COLUMNS
        if column.name in wanted
        for name in (column.name, *column.synonyms)
    }


def read_clicks(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    names: Sequence[str] = (),
    kinds: Mapping[str, EventKind] = MappingProxyType({}),
) -> Clicks:
    """Read a click log (a table, or JSON lines of sessions or of events) and judge every row of it.

    ``names`` are the columns of a table without a header, which are guessed where its rows leave no doubt;
    ``kinds`` say what the log's own words or numbers for what was done mean.

    Raises: UnreadableFile: if the file as a whole is no click log.
    """
    raw = _read_sessions(path) if _holds_sessions(path) else _read_table(path, mapping or {}, names)
    if not len(raw.row_numbers) and not raw.broken:
        raise UnreadableFile(f"{path.name} has no row below its header.")
    return _judged(raw, {columns.plain(word): kind for word, kind in kinds.items()})


def _holds_sessions(path: Path) -> bool:
    """Whether the file is JSON of sessions with lists of events."""
    if not records.is_json(path):
        return False
    first = first_record(path)
    return not first or "events" in first


def _read_table(path: Path, mapping: Mapping[str, str], names: Sequence[str]) -> _Raw:
    guessed = () if names or records.is_json(path) else guessed_names(path)
    table: Rows = open_rows(path, names or guessed)
    positions = columns.matched(table.header, COLUMNS, mapping)
    if not positions.keys() & {"session", "person"}:
        raise UnreadableFile(
            f"Neither a session nor a person column was found. The file has "
            f"{', '.join(table.header)}. Say which it is with --map Theirs=session."
        )
    grown, broken = read_columns(table, positions)
    row_numbers, texts = grown.finished()
    header = {name: table.header[position] for name, position in positions.items()}
    said = f"no header: columns taken as {', '.join(guessed)}; others with --columns"
    return _Raw(
        "clicks", row_numbers, texts, header, broken, table.remarks, said if guessed else ""
    )


def _read_sessions(path: Path) -> _Raw:
    """Read lines of ``{"session", "events": [{"aid", "ts", "type"}]}``."""
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


def _judged(raw: _Raw, kinds: Mapping[str, EventKind]) -> Clicks:
    """Let the first rule that fits a row decide."""
    n_rows = len(raw.row_numbers)
    item = raw.columns["item"].cleaned(values.outside_id)
    session = raw.columns.get("session", raw.columns.get("person", TextColumn.same("", n_rows)))
    session = session.cleaned(values.outside_id)
    person = raw.columns.get("person", session).cleaned(_person)
    # Where the person is not known, the session stands for one.
    person = person.joined(session, lambda known, visit: known or visit)
    kind_texts = raw.columns.get("kind", TextColumn.same("", n_rows))
    kind = kind_texts.each(lambda text: kind_code(columns.plain(text), kinds))
    at = _moments(raw)
    who = "session" if "session" in raw.columns else "person"
    reasons = [
        (who, "is empty", session.holds(lambda text: not text)),
        ("item", "is empty", item.holds(lambda text: not text)),
        ("happened_at", "is not a date and time", at == UNREADABLE),
        ("kind", NO_KIND, kind < 0),
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
    decisions = Decisions()
    for broken in raw.broken:
        decisions.add_rejection(broken)
    verdict = np.full(len(raw.row_numbers), -1, np.int8)
    for number, (_, reason, rows) in enumerate(reasons):
        hit = rows & (verdict < 0)
        verdict[hit] = number
        decisions.add_rows(
            f"left out: {reason}", raw.row_numbers[hit][:EXAMPLES_KEPT], count=int(hit.sum())
        )
    if raw.guessed:
        decisions.add(raw.guessed)
    if raw.remarks.repaired_bytes:
        decisions.add(
            "byte that was no UTF-8, read as Windows-1252", count=raw.remarks.repaired_bytes
        )
    return Clicks(
        raw=raw,
        session=session,
        person=person,
        item=item,
        kind=kind,
        happened_at=at,
        verdict=verdict,
        verdicts=tuple((column, reason) for column, reason, _ in reasons),
        decisions=decisions,
    )


def _person(text: str) -> str:
    """Return whose click it was; the empty text where the file does not know."""
    known = values.outside_id(text)
    return "" if known.casefold() in NOBODY else known


def _moments(raw: _Raw) -> NDArray[np.int64]:
    """Return when each row happened; beside a day, small numbers are milliseconds since its midnight."""
    times = raw.columns["happened_at"]
    if "day" not in raw.columns:
        return times.each(_reader(times))
    day = raw.columns["day"].each(_reader(raw.columns["day"]))
    since_midnight = times.each(_milliseconds_of_a_day)
    is_both = (since_midnight >= 0) & (day != UNREADABLE)
    return np.where(is_both, day + 1_000 * since_midnight, times.each(_reader(times)))


def _milliseconds_of_a_day(text: str) -> int:
    plain = text.strip()
    return int(plain) if plain.isdecimal() and len(plain) <= LONGEST_MILLISECONDS else -1


def _reader(times: TextColumn) -> Callable[[str], int]:
    """Return a reader of moments as microseconds; whether their day stands first is found out from all of them."""
    day_first = any(map(values.starts_with_day, times.texts))

    def microseconds(text: str) -> int:
        try:
            return round(values.moment(text, day_first=day_first).timestamp() * 1_000_000)
        except values.NotAValue:
            return UNREADABLE

    return microseconds


def _repeated(*parts: NDArray[np.int64] | NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which rows equal an earlier one in every part. Shape ``(n_rows,)``."""
    order = np.lexsort(parts)
    same = np.ones(max(len(order) - 1, 0), bool)
    for part in parts:
        same &= part[order][1:] == part[order][:-1]
    repeated = np.zeros(len(order), bool)
    repeated[order[1:]] = same
    return repeated
