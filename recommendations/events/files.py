"""Order and click files as Interactions, without a database: what evaluation and experiments read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from catalog.imports.rejections import Decisions
from orders.imports.history import History, read_history
from orders.imports.rules import OrderRules
from recommendations.events import click_files
from recommendations.vocabulary import KIND_CODES, EventKind, Interactions

PAUSE_MICROSECONDS = 30 * 60 * 1_000_000
"""Of a person whose file knows no visits; the shop's own log is cut after the same pause."""


@dataclass(frozen=True, slots=True)
class FileAccount:
    """What became of the rows of a file, and what its items are called there."""

    layout: str
    """``orders``, ``clicks`` or ``session lines``."""
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    decisions: Decisions
    item_labels: NDArray[np.str_]
    """``(n_items,)`` the file's own code of each item; ``Interactions.items`` counts 0, 1, 2 along it."""


def read_interactions(
    path: Path,
    mapping: Mapping[str, str] | None = None,
    *,
    rules: OrderRules | None = None,
    names: Sequence[str] = (),
    kinds: Mapping[str, EventKind] = MappingProxyType({}),
) -> tuple[Interactions, FileAccount]:
    """Read an order file or a click file, judged by the very rules of the imports.

    Orders: one row a line, its quantity net of what came back; lines that came back in full are gone;
    a guest is a person of its own for each order. Clicks: one row an event, the session is the person.
    ``names`` are the columns of a file without a header, ``kinds`` what its own words for what was done mean.
    ``rules`` concern order files only; ``orders.imports.rules.BASELINE`` gives the published clean lines.

    Raises: UnreadableFile: if the file is neither.
    """
    if click_files.is_clicks(path, mapping or {}, names=names):
        return _from_clicks(
            click_files.read_clicks(path, mapping=mapping, names=names, kinds=kinds)
        )
    return _from_orders(read_history(path, mapping=mapping, rules=rules, names=names))


def _from_orders(history: History) -> tuple[Interactions, FileAccount]:
    read = history.lines
    net = read.quantity - history.returned
    rows = np.flatnonzero(history.is_sale & (net > 0))
    rows = rows[np.argsort(read.ordered_at[rows], kind="stable")]
    persons, person = _persons(history, rows)
    codes, item = np.unique(read.code.rows[rows], return_inverse=True)
    _, basket = np.unique(read.order.rows[rows], return_inverse=True)
    interactions = Interactions(
        person=person.astype(np.int32),
        item=item.astype(np.int32),
        kind=np.full(len(rows), KIND_CODES[EventKind.PURCHASE], np.int8),
        happened_at=read.ordered_at[rows] / 1e6,
        quantity=net[rows].astype(np.float32),
        basket=basket.astype(np.int32),
        persons=persons,
        items=np.arange(len(codes), dtype=np.int64),
    )
    return interactions, FileAccount(
        "orders",
        history.rows_read,
        history.rows_accepted,
        history.rows_read - history.rows_accepted,
        history.decisions,
        np.array(read.code.texts)[codes],
    )


def _persons(
    history: History, rows: NDArray[np.int64]
) -> tuple[NDArray[np.str_], NDArray[np.int64]]:
    """Return the persons of the rows: the customer, or for a guest the order."""
    read = history.lines
    is_guest = read.customer.holds(lambda text: not text)[rows]
    n_customers = len(read.customer.texts)
    numbers = np.where(is_guest, n_customers + read.order.rows[rows], read.customer.rows[rows])
    kept, person = np.unique(numbers, return_inverse=True)
    names = [
        read.customer.texts[number]
        if number < n_customers
        else f"guest:{read.order.texts[number - n_customers]}"
        for number in kept.tolist()
    ]
    return np.array(names, dtype=np.str_), person


def _from_clicks(clicks: click_files.Clicks) -> tuple[Interactions, FileAccount]:
    rows = np.flatnonzero(clicks.is_accepted)
    rows = rows[np.argsort(clicks.happened_at[rows], kind="stable")]
    persons, person = np.unique(clicks.person.rows[rows], return_inverse=True)
    items, item = np.unique(clicks.item.rows[rows], return_inverse=True)
    if clicks.has_sessions:
        _, basket = np.unique(clicks.session.rows[rows], return_inverse=True)
    else:
        basket = _visits(person, clicks.happened_at[rows])
    interactions = Interactions(
        person=person.astype(np.int32),
        item=item.astype(np.int32),
        kind=clicks.kind[rows].astype(np.int8),
        happened_at=clicks.happened_at[rows] / 1e6,
        quantity=np.ones(len(rows), np.float32),
        basket=basket.astype(np.int32),
        persons=np.array(clicks.person.texts, dtype=np.str_)[persons],
        items=np.arange(len(items), dtype=np.int64),
    )
    return interactions, FileAccount(
        clicks.layout,
        clicks.rows_read,
        len(rows),
        clicks.rows_rejected,
        clicks.decisions,
        np.array(clicks.item.texts, dtype=np.str_)[items],
    )


def _visits(person: NDArray[np.intp], happened_at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the visits of rows in the order of time ``(n_rows,)``; a pause ends a visit."""
    order = np.argsort(person, kind="stable")
    is_other = np.diff(person[order], prepend=-1) != 0
    is_late = np.diff(happened_at[order], prepend=0) > PAUSE_MICROSECONDS
    visits = np.empty(len(order), np.int64)
    visits[order] = np.cumsum(is_other | is_late) - 1
    return visits
