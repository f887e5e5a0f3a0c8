"""Which prices this request sees: the articles' own, or those of one price list.

Like the language, the choice belongs to the request and every read of it agrees: cards, filters, product pages,
recommendations, carts. ``orders.markets`` makes it; with nothing chosen no query changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings

RELATION = "market_price"
"""The alias under which a query of products joins :class:`catalog.models.ProductPrice`."""
LISTED = frozenset({"currency", "price_minor", "compare_at_minor", "has_price_range"})
"""The columns of a product that a price list decides."""


VARIANT_LISTED = ("currency", "price_minor", "compare_at_minor")
"""The columns of a variant that a price list decides."""


@dataclass(frozen=True, slots=True)
class ListInUse:
    """A price list as queries need it."""

    id: int
    currency: str


_in_use: ContextVar[ListInUse | None] = ContextVar("price_list", default=None)


def in_use() -> ListInUse | None:
    """Return the price list of this request; nothing where the articles' own prices hold."""
    return _in_use.get()


@contextmanager
def using(price_list: ListInUse | None) -> Iterator[None]:
    """Let a price list decide all prices within the block."""
    token = _in_use.set(price_list)
    try:
        yield
    finally:
        _in_use.reset(token)


def currency() -> str:
    """Return the currency that this request's prices are in."""
    chosen = _in_use.get()
    return settings.SHOP_CURRENCY if chosen is None else chosen.currency


def column(name: str) -> str:
    """Return where a query of visible products finds a column of theirs."""
    return f"{RELATION}__{name}" if name in LISTED and _in_use.get() is not None else name


def columns(names: Iterable[str]) -> tuple[str, ...]:
    """Return where a query of visible products finds columns of theirs."""
    return tuple(column(name) for name in names)
