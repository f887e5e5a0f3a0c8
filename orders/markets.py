"""Which market a shopper buys in, and what its countries tax."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

from catalog import pricing
from catalog.money import Money
from catalog.pricing import ListInUse
from catalog.snapshots import Snapshot
from orders.models import DeliveryMethod, Market
from orders.totals import DeliveryPrice

COOKIE = "market"
COOKIE_AGE = timedelta(days=365)
_chosen: ContextVar[str] = ContextVar("market", default="")


class UnknownMarket(ValueError):
    """The shop has no market of that code."""


def current() -> Market:
    """Return the market of this request, the default one where none was chosen. One query.

    Raises: Market.DoesNotExist: if staff removed the default market.
    """
    return named(_chosen.get())


def chosen_code() -> str:
    """Return the code of the market of this request; empty where the default one holds."""
    return _chosen.get()


def named(code: str) -> Market:
    """Return the market of that code, the default one for no code or where it was closed. One query or two.

    Raises: Market.DoesNotExist: if staff removed the default market.
    """
    found = Market.objects.filter(code=code).first() if code else None
    return found or Market.objects.get(is_default=True)


@contextmanager
def using(code: str) -> Iterator[None]:
    """Let a market decide prices, delivery and taxes within the block; no code means the default market. One query.

    Raises: UnknownMarket: if there is no such market.
    """
    # PostgreSQL refuses to compare with a sign that no code can hold.
    is_asked = bool(code) and "\0" not in code
    market = (
        Market.objects.select_related("price_list").filter(code=code).first() if is_asked else None
    )
    if code and market is None:
        raise UnknownMarket(code)
    listed = None if market is None else market.price_list
    token = _chosen.set("" if market is None else market.code)
    try:
        with pricing.using(ListInUse(listed.pk, listed.currency) if listed else None):
            yield
    finally:
        _chosen.reset(token)


@dataclass(frozen=True, slots=True)
class MarketFacts:
    """A market as the header and the footer name it."""

    code: str
    name: str
    currency: str
    home_country: str


def _read_facts() -> tuple[MarketFacts, ...]:
    rows = Market.objects.order_by("-is_default", "name")
    columns = rows.values_list("code", "name", "currency", "home_country")
    return tuple(MarketFacts(*row) for row in columns)


_facts = Snapshot(_read_facts, ttl_seconds=30)


def offered() -> tuple[MarketFacts, ...]:
    """Return the markets shoppers can choose from, the default one first. No query while the snapshot is fresh."""
    return _facts.get()


def chosen() -> MarketFacts | None:
    """Return the market of this request as pages name it; nothing where there is only one. As :func:`offered`."""
    return here() if len(offered()) > 1 else None


def here() -> MarketFacts | None:
    """Return the market of this request; nothing in a shop without any. As :func:`offered`."""
    markets = offered()
    default = markets[0] if markets else None
    return next((each for each in markets if each.code == _chosen.get()), default)


def delivery_methods(market: Market, *, country: str) -> list[DeliveryMethod]:
    """Return the methods offered to a country, in the order staff gave them. One query."""
    methods = DeliveryMethod.objects.filter(is_active=True, currency=market.currency)
    return [
        method
        for method in methods.order_by("position", "pk")
        if not method.countries or (country or market.home_country) in method.countries
    ]


@dataclass(frozen=True, slots=True)
class DeliveryOption:
    """A way of delivery and what it costs for this cart."""

    method: DeliveryMethod
    price: Money

    @property
    def value(self) -> str:
        """How a form names it."""
        return str(self.method.pk)


def delivery_options(market: Market, *, country: str, goods: Money) -> list[DeliveryOption]:
    """Return the methods offered to a country with their price for goods of that value. One query."""
    return [
        DeliveryOption(
            method,
            Money(delivery_price(method).charged_minor(goods_minor=goods.minor), market.currency),
        )
        for method in delivery_methods(market, country=country)
    ]


def delivery_price(method: DeliveryMethod | None) -> DeliveryPrice:
    """Return what a method costs, as the arithmetic sees it; nothing while none is chosen."""
    if method is None:
        return DeliveryPrice()
    return DeliveryPrice(
        price_minor=method.price_minor,
        free_from_minor=method.free_from_minor,
        tax_class=method.tax_class,
    )
