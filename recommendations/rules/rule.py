"""One rule as the engine works with it: a value without database and request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from recommendations.rules.columns import NONE, Columns, Mask
from recommendations.rules.situation import Situation
from recommendations.rules.words import Group, RuleKind, SortKey

ItemIds = NDArray[np.int64]
Tagged = Mapping[str, ItemIds]
"""The products that carry each tag, ascending."""


class RuleClass(Protocol):
    """A rule of one's own: one class in one file of ``rules/classes``."""

    code: ClassVar[str]
    name: ClassVar[str]
    kind: ClassVar[RuleKind]
    priority: ClassVar[int]
    factor: ClassVar[float]
    """How much a boost multiplies; staff may change it."""
    placements: ClassVar[tuple[str, ...]]
    """Where it holds until staff say otherwise; empty for everywhere."""
    tags: ClassVar[tuple[str, ...]]
    """Beginnings of the product tags it wants to see."""
    help: ClassVar[str]

    def matches(self, columns: Columns, situation: Situation, tagged: Tagged) -> Mask:
        """Return which candidates it is about."""
        ...


@dataclass(frozen=True, slots=True)
class Aim:
    """Which products a rule is about; every condition that is set must hold."""

    products: tuple[int, ...] = ()
    brands: tuple[int, ...] = ()
    departments: tuple[int, ...] = ()
    """Those below them included already."""
    price_from_minor: int | None = None
    price_to_minor: int | None = None
    is_on_sale: bool | None = None
    is_in_stock: bool | None = None
    newer_than_days: int | None = None
    rated_from: float | None = None
    attribute: str = ""
    attribute_values: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    stock_from: int | None = None
    stock_to: int | None = None
    margin_from: float | None = None
    """In percent of the price."""
    margin_to: float | None = None

    @property
    def is_looked_up(self) -> bool:
        """Whether it asks for more than candidates bring along."""
        bounds = (self.stock_from, self.stock_to, self.margin_from, self.margin_to)
        return bool(self.attribute or self.tags) or any(bound is not None for bound in bounds)

    def matches(self, columns: Columns) -> Mask:
        """Return which candidates meet the conditions that their own columns can answer."""
        found = ~columns.none()
        for wanted, column in (
            (self.products, columns.item_ids),
            (self.brands, columns.brand_ids),
            (self.departments, columns.department_ids),
        ):
            if wanted:
                found &= np.isin(column, wanted)
        if self.price_from_minor is not None:
            found &= columns.price_minor >= self.price_from_minor
        if self.price_to_minor is not None:
            found &= (columns.price_minor <= self.price_to_minor) & (columns.price_minor != NONE)
        if self.is_on_sale is not None:
            found &= columns.is_on_sale == self.is_on_sale
        if self.is_in_stock is not None:
            found &= columns.is_in_stock == self.is_in_stock
        if self.newer_than_days is not None:
            found &= columns.age_days <= self.newer_than_days
        if self.rated_from is not None:
            found &= columns.rating >= self.rated_from
        return found


EVERYTHING = Aim()
"""The aim without a condition."""


@dataclass(frozen=True, slots=True)
class When:
    """In which situations a rule holds; every condition that is set must hold."""

    placements: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    days: str = ""
    hour_from: int | None = None
    hour_to: int | None = None
    """Half-open; from 22 to 6 runs through midnight."""
    cart_products: tuple[int, ...] = ()
    """One of them must be the page's product or lie in the cart of the cart page."""
    cart_departments: tuple[int, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def holds(self, situation: Situation) -> bool:
        """Return whether this is such a situation."""
        return (
            _is_one(situation.placement.value, self.placements)
            and _is_one(situation.market, self.markets)
            and _is_one(situation.country, self.countries)
            and _is_one(situation.device, self.devices)
            and _is_any(situation.segments, self.segments)
            and _is_any(situation.subject, self.cart_products)
            and _is_any(situation.subject_departments, self.cart_departments)
            and (not self.days or self.days == situation.days)
            and self._is_in_hours(situation.hour)
            and (self.starts_at is None or self.starts_at <= situation.now)
            and (self.ends_at is None or situation.now < self.ends_at)
        )

    def _is_in_hours(self, hour: int) -> bool:
        start, end = self.hour_from, self.hour_to
        if start is None and end is None:
            return True
        start, end = start or 0, 24 if end is None else end
        return start <= hour < end if start < end else hour >= start or hour < end


def _is_one(found: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or found in wanted


def _is_any(found: frozenset[Any], wanted: tuple[Any, ...]) -> bool:
    return not wanted or not found.isdisjoint(wanted)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """What to do, with which products, in which situations."""

    name: str
    kind: RuleKind
    priority: int = 0
    aim: Aim = EVERYTHING
    when: When = When()
    factor: float = 1.0
    place: int = 1
    most: int = 0
    group: Group = Group.DEPARTMENT
    sort_key: SortKey = SortKey.NEWEST
    of_class: RuleClass | None = None
    looked_up: ItemIds | None = None
    """The products that meet the conditions of the aim that had to be looked up, ascending; None without such."""
    tagged: Tagged = field(default_factory=dict)

    def matches(self, columns: Columns, situation: Situation) -> Mask:
        """Return which candidates it is about."""
        if self.aim is EVERYTHING and self.of_class is not None:  # as every class comes
            return self.of_class.matches(columns, situation, self.tagged)
        found = self.aim.matches(columns)
        if self.looked_up is not None:
            found &= contains(self.looked_up, columns.item_ids)
        if self.of_class is not None:
            found &= self.of_class.matches(columns, situation, self.tagged)
        return found


def contains(ascending: ItemIds, wanted: ItemIds) -> Mask:
    """Return which of ``wanted (n,)`` stand in a long ascending list."""
    if len(ascending) == 0:
        return np.zeros(len(wanted), np.bool_)
    places = np.minimum(np.searchsorted(ascending, wanted), len(ascending) - 1)
    found: Mask = ascending[places] == wanted
    return found
