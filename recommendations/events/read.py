"""Reads the log back: whole columns for training, the last few lines for a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from recommendations.events import ids
from recommendations.vocabulary import KIND_CODES, EventKind, Interactions, ItemId, PersonKey

TRAINING_KINDS = (EventKind.VIEW, EventKind.CART, EventKind.PURCHASE)
SESSION_GAP_SECONDS = 1_800
ID_SLACK = timedelta(days=2)
"""An id may carry the time of the slate it answers, a little before the event itself."""

_HEADER_BYTES = 19
"""PostgreSQL's binary COPY: an 11-byte signature, flags, length of the extension (we refuse one)."""
_ROW = np.dtype(
    [
        ("fields", ">i2"),
        ("person_length", ">i4"),
        ("person_high", ">u8"),
        ("person_low", ">u8"),
        ("item_length", ">i4"),
        ("item", ">i8"),
        ("kind_length", ">i4"),
        ("kind", ">i2"),
        ("time_length", ">i4"),
        ("time", ">f8"),
        ("quantity_length", ">i4"),
        ("quantity", ">f4"),
        ("order_length", ">i4"),
        ("order", ">i8"),
        ("session_length", ">i4"),
        ("session", ">i8"),
    ]
)
"""No column is null and each has a fixed width, so every row has the same 90 bytes."""
_COLUMNS: dict[str, str] = {
    "person_high": "u8",
    "person_low": "u8",
    "item": "i8",
    "kind": "i1",
    "time": "f8",
    "quantity": "f4",
    "order": "i8",
    "session": "i8",
}
_TRAILER_BYTES = 2
_BLOCK_BYTES = _ROW.itemsize * 65_536

# A person is sixteen bytes: a visitor's id as it is, a user's number behind zeros (no visitor id
# begins with eight zero bytes: those would be its clock or its chance).
_INTERACTIONS = """
COPY (
    SELECT person, item_id,
           {kind_code}::smallint,
           extract(epoch FROM happened_at)::float8,
           quantity::float4,
           CASE WHEN order_reference = '' THEN 0
                ELSE hashtextextended(order_reference, hashtextextended(person::text, 0)) END,
           CASE WHEN session_id IS NULL THEN 0 ELSE hashtextextended(session_id::text, 0) END
    FROM (
        SELECT event.*,
               coalesce(
                   lpad(to_hex(coalesce(event.user_id, visitor.user_id)), 32, '0')::uuid,
                   event.visitor_id
               ) AS person
        FROM recommendations_event AS event
        LEFT JOIN accounts_visitor AS visitor ON visitor.id = event.visitor_id
        WHERE kind IN ({kinds}) AND item_id IS NOT NULL {period}
    ) AS event
    WHERE person IS NOT NULL
) TO STDOUT (FORMAT binary)
"""

_NEWEST = """
SELECT kind, item_id, extract(epoch FROM happened_at)::float8, quantity FROM ({own}) AS own
ORDER BY event_id DESC LIMIT %(limit)s
"""
_WHERE = """(SELECT event_id, kind, item_id, happened_at, quantity FROM recommendations_event
WHERE item_id IS NOT NULL AND kind = ANY(%(kinds)s) AND {condition} ORDER BY event_id DESC LIMIT %(limit)s)"""
_OF_VISITOR = _WHERE.format(condition="visitor_id = %(visitor_id)s")
# Account and browsers each by their own index: with OR between them PostgreSQL reads the log backwards, to its first day.
_OF_USER = f"""{_WHERE.format(condition="user_id = %(user_id)s")}
UNION ALL
SELECT theirs.* FROM accounts_visitor AS browser CROSS JOIN LATERAL
{_WHERE.format(condition="visitor_id = browser.id AND user_id IS DISTINCT FROM %(user_id)s")} AS theirs
WHERE browser.user_id = %(user_id)s"""  # noqa: S608 - our own text


def interactions(
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    kinds: Sequence[EventKind] = TRAINING_KINDS,
) -> Interactions:
    """Read the log of a half-open period into columns, sorted by time, then person, then item.

    A basket is an order for what carries an order reference, else the session that the event names,
    else what one person did without a pause of half an hour. Peak memory is about 150 bytes a row.
    One query.
    """
    table = _fetch(_statement(since=since, until=until, kinds=kinds))
    persons, person = _number_persons(table["person_high"], table["person_low"])
    items, item = np.unique(table["item"], return_inverse=True)
    order = np.lexsort((item, person, table["time"]))
    person = person[order].astype(np.int32)
    time = table["time"][order]
    return Interactions(
        person=person,
        item=item[order].astype(np.int32),
        kind=table["kind"][order],
        happened_at=time,
        quantity=table["quantity"][order],
        basket=_number_baskets(person, time, table["order"][order], table["session"][order]),
        persons=persons,
        items=items,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log, as far as a page needs it."""

    kind: EventKind
    item_id: ItemId
    happened_at: float
    """Seconds since 1970-01-01 UTC."""
    quantity: int


def newest_of(person: PersonKey, *, kinds: Sequence[EventKind], limit: int) -> list[Line]:
    """Return what one person did, newest first, however long ago. One query, an index a month of log."""
    if not person:
        return []
    is_user = person.startswith("u")
    statement = _NEWEST.format(own=_OF_USER if is_user else _OF_VISITOR)
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "kinds": [kind.value for kind in kinds],
                "limit": limit,
                "user_id" if is_user else "visitor_id": person[1:],
            },
        )
        return [
            Line(EventKind(kind), ItemId(item_id), happened_at, quantity)
            for kind, item_id, happened_at, quantity in cursor.fetchall()
        ]


def _statement(
    *, since: datetime | None, until: datetime | None, kinds: Sequence[EventKind]
) -> str:
    """Return the COPY statement; COPY takes no parameters, and every value in it is made here."""
    kind_code = "CASE kind {} END".format(
        " ".join(f"WHEN '{kind.value}' THEN {KIND_CODES[kind]}" for kind in kinds)
    )
    period = ""
    if since is not None:
        period += (
            f" AND event_id >= '{ids.lowest_id_at(since - ID_SLACK)}'"
            f" AND happened_at >= '{since.isoformat()}'"
        )
    if until is not None:
        period += (
            f" AND event_id < '{ids.lowest_id_at(until + ID_SLACK)}'"
            f" AND happened_at < '{until.isoformat()}'"
        )
    return _INTERACTIONS.format(
        kind_code=kind_code,
        kinds=", ".join(f"'{kind.value}'" for kind in kinds),
        period=period,
    )


def _fetch(statement: str) -> dict[str, NDArray[Any]]:
    """Run the statement and return its columns; rows are parsed a block at a time, not one by one."""
    parts: dict[str, list[NDArray[Any]]] = {name: [] for name in _COLUMNS}
    pending = bytearray()
    with connection.cursor() as cursor, cursor.copy(statement) as rows:
        for row in rows:
            pending += row
            if len(pending) >= _HEADER_BYTES + _BLOCK_BYTES:
                whole = _HEADER_BYTES + _BLOCK_BYTES
                _parse(pending[_HEADER_BYTES:whole], parts)
                del pending[_HEADER_BYTES:whole]
    _parse(pending[_HEADER_BYTES:-_TRAILER_BYTES], parts)
    return {name: np.concatenate(parts.pop(name)) for name in _COLUMNS}


def _parse(block: bytearray, parts: dict[str, list[NDArray[Any]]]) -> None:
    table = np.frombuffer(block, dtype=_ROW)
    for name, kind in _COLUMNS.items():
        parts[name].append(table[name].astype(kind))


def _number_persons(
    high: NDArray[np.uint64], low: NDArray[np.uint64]
) -> tuple[NDArray[np.str_], NDArray[np.int32]]:
    """Return the keys of all persons, and each row's position among them ``(n_rows,)``."""
    order = np.lexsort((low, high))
    high, low = high[order], low[order]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    person = np.empty(len(order), dtype=np.int32)
    person[order] = np.cumsum(is_first, dtype=np.int32) - 1
    keys = [
        f"v{first:016x}{second:016x}" if first else f"u{second}"
        for first, second in zip(high[is_first].tolist(), low[is_first].tolist(), strict=True)
    ]
    return np.array(keys, dtype=np.str_), person


def _number_baskets(
    person: NDArray[np.int32],
    time: NDArray[np.float64],
    order: NDArray[np.int64],
    session: NDArray[np.int64],
) -> NDArray[np.int32]:
    """Number the baskets ``(n_rows,)``: orders first, then named sessions, then sessions by pause."""
    basket = np.full(len(person), -1, dtype=np.int32)
    count = 0
    for key in (order, np.where(order == 0, session, 0)):
        named = np.flatnonzero(key)
        keys, number = np.unique(key[named], return_inverse=True)
        basket[named] = number + count
        count += len(keys)
    unnamed = np.flatnonzero(basket < 0)
    by_person = unnamed[np.lexsort((time[unnamed], person[unnamed]))]
    is_first = np.ones(len(by_person), dtype=bool)
    is_first[1:] = (np.diff(person[by_person]) != 0) | (
        np.diff(time[by_person]) > SESSION_GAP_SECONDS
    )
    basket[by_person] = count + np.cumsum(is_first) - 1
    return basket
