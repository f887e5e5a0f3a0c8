"""Writes what happened into the event log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from recommendations.events import ids, log
from recommendations.events.log import Event
from recommendations.vocabulary import EventKind
from storefront.demo.behaviour import CART, PURCHASE, UNCART, VIEW, History, Log, as_log
from storefront.demo.progress import Progress
from storefront.demo.visits import as_datetime
from storefront.demo.writing.assortment import Assortment
from storefront.demo.writing.people import Person, random_uuid

_SOURCE = "demo"
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
    history: History,
    people: list[Person],
    assortment: Assortment,
    order_numbers: list[str],
    *,
    marker: str,
    rng: np.random.Generator,
    progress: Progress,
) -> int:
    """Write all events by COPY; return how many were new."""
    sessions = tuple(random_uuid(rng) for _ in range(len(history.visits)))
    diary = _Diary(people, assortment, order_numbers, sessions, marker)
    return log.copy(_events(history, diary, progress))


def _events(history: History, diary: _Diary, progress: Progress) -> Iterator[Event]:
    happened, searches = as_log(history), history.searches
    total = len(happened) + len(searches)
    for row in range(len(happened)):
        if row % _EVERY == 0:
            progress("Events", row, total)
        yield diary.touch(happened, row)
    for row in range(len(searches)):
        yield diary.search(history, row)
    progress("Events", total, total)


@dataclass(frozen=True, slots=True)
class _Diary:
    """Knows under which ids everything was written, and puts events in those words."""

    people: list[Person]
    assortment: Assortment
    order_numbers: list[str]
    sessions: tuple[UUID, ...]
    marker: str

    def touch(self, happened: Log, row: int) -> Event:
        """Return the event of one shopper touching one product."""
        kind, product = int(happened.kind[row]), int(happened.product[row])
        visit, order = int(happened.visit[row]), int(happened.order[row])
        shopper = int(happened.shopper[row])
        moment = as_datetime(float(happened.happened_at[row]))
        variant = self.assortment.variant_of(product, shopper * 7 + product * 3)
        return Event(
            event_id=ids.event_id(moment, self.marker, str(row)),
            happened_at=moment,
            kind=_KINDS[kind],
            visitor_id=self._browser(shopper, visit),
            user_id=self._account(shopper, visit, must_sign_in=kind == PURCHASE),
            item_id=self.assortment.product_id(product),
            quantity=int(happened.quantity[row]),
            price_minor=self.assortment.prices[variant],
            currency=self.assortment.currency,
            order_reference=self.order_numbers[order] if kind == PURCHASE else "",
            session_id=self.sessions[visit] if visit >= 0 else None,
            source=_SOURCE,
        )

    def search(self, history: History, row: int) -> Event:
        """Return the event of one query."""
        visit = int(history.searches.visit[row])
        shopper = int(history.visits.shopper[visit])
        moment = as_datetime(float(history.searches.happened_at[row]))
        return Event(
            event_id=ids.event_id(moment, self.marker, "search", str(row)),
            happened_at=moment,
            kind=EventKind.SEARCH,
            visitor_id=self._browser(shopper, visit),
            user_id=self._account(shopper, visit, must_sign_in=False),
            session_id=self.sessions[visit],
            query=history.searches.query[row],
            source=_SOURCE,
        )

    def _browser(self, shopper: int, visit: int) -> UUID:
        browsers = self.people[shopper].visitor_ids
        return browsers[visit % len(browsers)]

    def _account(self, shopper: int, visit: int, *, must_sign_in: bool) -> int | None:
        is_signed_in = must_sign_in or (visit * 37) % 100 < _SIGNED_IN_PERCENT
        return self.people[shopper].user_id or None if is_signed_in else None
