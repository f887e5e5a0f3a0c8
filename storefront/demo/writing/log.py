"""Writes what happened into the event log."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import numpy as np

from recommendations.events import ids, log
from recommendations.events.log import Event
from recommendations.vocabulary import EventKind
from storefront.demo.behaviour import CART, PURCHASE, UNCART, VIEW, Log
from storefront.demo.progress import Progress
from storefront.demo.visits import as_datetime
from storefront.demo.writing.assortment import Assortment
from storefront.demo.writing.people import Person, random_uuid
from storefront.demo.writing.sales import Sales

_KINDS = {
    VIEW: EventKind.VIEW,
    CART: EventKind.CART,
    UNCART: EventKind.UNCART,
    PURCHASE: EventKind.PURCHASE,
}
_EVERY = 20_000
_SIGNED_IN_PERCENT = 70
"""Share of members' visits that happen signed in; the others are known by their browser only."""


def write_log(
    happened: Log,
    people: list[Person],
    assortment: Assortment,
    sales: Sales,
    *,
    marker: str,
    n_visits: int,
    rng: np.random.Generator,
    progress: Progress,
) -> int:
    """Write all events by COPY; return how many were new."""
    sessions = [random_uuid(rng) for _ in range(n_visits)]
    return log.copy(_events(happened, people, assortment, sales, sessions, marker, progress))


def _events(
    happened: Log,
    people: list[Person],
    assortment: Assortment,
    sales: Sales,
    sessions: list[UUID],
    marker: str,
    progress: Progress,
) -> Iterator[Event]:
    total = len(happened)
    for row in range(total):
        if row % _EVERY == 0:
            progress("Events", row, total)
        yield _event(happened, row, people, assortment, sales, sessions, marker)
    progress("Events", total, total)


def _event(
    happened: Log,
    row: int,
    people: list[Person],
    assortment: Assortment,
    sales: Sales,
    sessions: list[UUID],
    marker: str,
) -> Event:
    kind, product = int(happened.kind[row]), int(happened.product[row])
    visit, order = int(happened.visit[row]), int(happened.order[row])
    shopper = int(happened.shopper[row])
    person = people[shopper]
    moment = as_datetime(float(happened.happened_at[row]))
    variant = assortment.variant_of(product, shopper * 7 + product * 3)
    is_signed_in = kind == PURCHASE or (visit * 37) % 100 < _SIGNED_IN_PERCENT
    return Event(
        event_id=ids.event_id(moment, marker, str(row)),
        happened_at=moment,
        kind=_KINDS[kind],
        visitor_id=person.visitor_ids[visit % len(person.visitor_ids)],
        user_id=person.user_id if person.user_id and is_signed_in else None,
        item_id=assortment.product_id(product),
        quantity=int(happened.quantity[row]),
        price_minor=assortment.prices[variant],
        currency=assortment.currency,
        order_reference=sales.numbers[order] if kind == PURCHASE else "",
        session_id=sessions[visit] if visit >= 0 else None,
        source="demo",
    )
