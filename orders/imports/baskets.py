"""The orders of a judged history: when each was placed, by whom, which lines it has."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from orders.imports.countries import country_code
from orders.imports.history import History


@dataclass(frozen=True, slots=True)
class Baskets:
    """Every order with at least one line, in the order of the file. Arrays ``(n_orders,)``."""

    references: tuple[str, ...]
    placed_at: NDArray[np.int64]
    """Microseconds since 1970-01-01 UTC: the earliest time of its lines."""
    customers: tuple[str, ...]
    """The first customer its lines name; the empty text for a guest."""
    visitors: tuple[UUID, ...]
    """Who acted: the same customer always has the same id, each guest order one of its own."""
    currencies: tuple[str, ...]
    """The first currency its lines name; the empty text where they name none."""
    countries: tuple[str, ...]
    """Two-letter code of the first country its lines name; the empty text where it is unknown."""
    rows: NDArray[np.int64]
    """``(n_lines,)`` rows of the history that are sales, in the order of the file."""
    order_of_row: NDArray[np.int64]
    """``(n_lines,)`` position of the order of each of them."""


def gather(history: History, *, source: str) -> Baskets:
    """Group the sales of a history into orders."""
    read = history.lines
    rows = np.flatnonzero(history.is_sale)
    orders, first, number = np.unique(read.order.rows[rows], return_index=True, return_inverse=True)
    by_appearance = np.argsort(first, kind="stable")
    place = np.empty(len(orders), np.int64)
    place[by_appearance] = np.arange(len(orders))
    order_of_row = place[number]
    placed_at = np.full(len(orders), np.iinfo(np.int64).max)
    np.minimum.at(placed_at, order_of_row, read.ordered_at[rows])
    references = tuple(read.order.texts[order] for order in orders[by_appearance].tolist())
    customers = _first_named(
        read.customer.rows[rows], read.customer.texts, order_of_row, len(orders)
    )
    currencies = _first_named(
        read.currency.rows[rows], read.currency.texts, order_of_row, len(orders)
    )
    countries = _first_named(read.country.rows[rows], read.country.texts, order_of_row, len(orders))
    visitors = tuple(
        visitor_of(source=source, customer=customer, order=reference)
        for customer, reference in zip(customers, references, strict=True)
    )
    return Baskets(
        references=references,
        placed_at=placed_at,
        customers=customers,
        visitors=visitors,
        currencies=currencies,
        countries=tuple(map(country_code, countries)),
        rows=rows,
        order_of_row=order_of_row,
    )


def visitor_of(*, source: str, customer: str, order: str) -> UUID:
    """Return the id under which an imported customer, or the guest of an order, acts."""
    if customer:
        return uuid5(NAMESPACE_URL, f"shelfwise:{source}:customer:{customer}")
    return uuid5(NAMESPACE_URL, f"shelfwise:{source}:guest:{order}")


def _first_named(
    numbers: NDArray[np.int32],
    texts: tuple[str, ...],
    order_of_row: NDArray[np.int64],
    n_orders: int,
) -> tuple[str, ...]:
    """Return each order's first text that is not empty."""
    named = np.flatnonzero(np.array([bool(text) for text in texts], dtype=bool)[numbers])
    orders, first = np.unique(order_of_row[named], return_index=True)
    found = [""] * n_orders
    for order, at in zip(orders.tolist(), first.tolist(), strict=True):
        found[order] = texts[int(numbers[named[at]])]
    return tuple(found)
