"""What a shopper asked a list for, as it stands in the address: filters, order, page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalog import ranges
from catalog.money import Money
from catalog.ranges import Bounds

ATTRIBUTE_PREFIX = "a."
"""Attribute filters are called ``a.<code>``, so that no attribute can hide another parameter; ``a.<code>.from`` and
``a.<code>.to`` bound those that are measured."""
MAX_VALUES = 30
"""Values one filter may name; nobody ticks more, and a crafted address must not build a huge query."""
RATINGS = (4, 3, 2)
LONGEST_QUERY = 200
"""Signs of a question that are read."""

SORTS = {
    "popular": _("Most popular"),
    "newest": _("Newest"),
    "price": _("Price, low to high"),
    "price-down": _("Price, high to low"),
    "rating": _("Best rated"),
}
RELEVANCE = "relevance"


class NoSuchPage(ValueError):
    """The page number is not a number from 1."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The filters, order and page of one address. Prices are in minor units of the shop's currency."""

    brands: tuple[str, ...] = ()
    price_from: int | None = None
    price_to: int | None = None
    rating: int | None = None
    in_stock: bool = False
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, Bounds] = field(default_factory=dict)
    """Attribute → from and to; a product fits by one of the values or by lying between."""
    sort: str = ""
    page: int = 1
    query: str = ""
    as_typed: bool = False
    """Whether the query must not be mended."""

    @classmethod
    def read(cls, parameters: QueryDict, *, currency: str) -> Selection:
        """Read an address; what is not understood counts as not asked.

        Raises: NoSuchPage: if the page is no number from 1.
        """
        page = parameters.get("page") or "1"
        if not page.isdecimal() or not int(page[:9]) > 0:
            raise NoSuchPage(page)
        rating = parameters.get("rating", "")
        return cls(
            brands=_clean(parameters.getlist("brand")),
            price_from=_minor(parameters.get("price_from", ""), currency),
            price_to=_minor(parameters.get("price_to", ""), currency),
            rating=int(rating) if rating in {str(stars) for stars in RATINGS} else None,
            in_stock=parameters.get("in_stock") == "1",
            values={
                name.removeprefix(ATTRIBUTE_PREFIX): values
                for name in sorted(parameters)
                if name.startswith(ATTRIBUTE_PREFIX)
                and "." not in name.removeprefix(ATTRIBUTE_PREFIX)
                and (values := _clean(parameters.getlist(name)))
            },
            ranges=_ranges(parameters),
            sort=parameters.get("sort", "") if parameters.get("sort") in SORTS else "",
            page=int(page[:9]),
            query=" ".join(parameters.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY],
            as_typed=parameters.get("exact") == "1",
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.narrowing)

    @property
    def narrowing(self) -> list[tuple[str, str]]:
        """The filters as parameters of an address, in one fixed order."""
        ranges = [pair for bounds in self.range_bounds.values() for pair in bounds]
        return self.chosen + ranges + self.price_bounds

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The filters that name a value each, as parameters."""
        found = [("brand", slug) for slug in self.brands]
        found += [("rating", str(self.rating))] if self.rating else []
        found += [("in_stock", "1")] if self.in_stock else []
        for code, values in self.values.items():
            found += [(f"{ATTRIBUTE_PREFIX}{code}", value) for value in values]
        return found

    @property
    def range_bounds(self) -> dict[str, list[tuple[str, str]]]:
        """The bounds of each measured attribute as parameters."""
        return {
            code: list(bounds.pairs(f"{ATTRIBUTE_PREFIX}{code}"))
            for code, bounds in self.ranges.items()
        }

    @property
    def price_bounds(self) -> list[tuple[str, str]]:
        """The price filter as parameters, in minor units; :meth:`address` writes them as people do."""
        bounds = (("price_from", self.price_from), ("price_to", self.price_to))
        return [(name, str(minor)) for name, minor in bounds if minor is not None]

    def address(
        self, *, currency: str, page: int = 1, without: Iterable[tuple[str, str]] = ()
    ) -> str:
        """Return the query string of this list on another page, or with some filters taken away."""
        gone = set(without)
        kept = [pair for pair in self.narrowing if pair not in gone]
        pairs = [("q", self.query)] if self.query else []
        pairs += [("exact", "1")] if self.as_typed and self.query else []
        pairs += [
            (name, str(Money(int(value), currency).decimal) if name.startswith("price_") else value)
            for name, value in kept
        ]
        pairs += [("sort", self.sort)] if self.sort else []
        pairs += [("page", str(page))] if page > 1 else []
        return f"?{urlencode(pairs)}" if pairs else "?"

    def corrected(self, query: str) -> Selection:
        """Return the same wish with other words."""
        return replace(self, query=query)


def _clean(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:255] for value in values if value and "\x00" not in value))[
        :MAX_VALUES
    ]


def _ranges(parameters: QueryDict) -> dict[str, Bounds]:
    """Read from and to of every attribute that has one of them."""
    names = {
        name.removesuffix(end)
        for end in (ranges.FROM, ranges.TO)
        for name in parameters
        if name.startswith(ATTRIBUTE_PREFIX) and name.endswith(end)
    }
    found = {
        name.removeprefix(ATTRIBUTE_PREFIX): Bounds.read(
            parameters.get(f"{name}{ranges.FROM}", ""), parameters.get(f"{name}{ranges.TO}", "")
        )
        for name in sorted(names)
    }
    return {code: bounds for code, bounds in found.items() if bounds is not None}


def _minor(text: str, currency: str) -> int | None:
    try:
        amount = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount < 10**12:
        return None
    return Money.parse(amount, currency).minor
