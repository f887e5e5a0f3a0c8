"""The pickers of a product page: which variant is chosen, and where each other choice leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.product_facts import Offer

MANY = 8
"""More values than this are offered as a list to open, not as chips."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a picker, and the variant that choosing it leads to."""

    label: str
    sku: str
    is_chosen: bool
    is_available: bool
    """Whether that variant agrees with the other choices made and is in stock."""


@dataclass(frozen=True, slots=True)
class Picker:
    """One question: colour, size."""

    name: str
    chosen: str
    options: tuple[Option, ...]

    @property
    def has_many(self) -> bool:
        """Whether the values are too many for chips."""
        return len(self.options) > MANY


def chosen(offers: Sequence[Offer], sku: str) -> Offer | None:
    """Return the offer asked for, else the first in stock, else the first."""
    asked = (offer for offer in offers if offer.sku == sku)
    in_stock = (offer for offer in offers if offer.is_in_stock)
    return next(asked, None) or next(in_stock, None) or next(iter(offers), None)


def pickers(offers: Sequence[Offer], current: Offer) -> tuple[Picker, ...]:
    """Return one picker for every option that tells the offers apart, values in the offers' order."""
    names = dict.fromkeys(name for offer in offers for name, _ in offer.options)
    found = (_picker(name, offers, current) for name in names)
    return tuple(picker for picker in found if len(picker.options) > 1)


def _picker(name: str, offers: Sequence[Offer], current: Offer) -> Picker:
    values = dict.fromkeys(value for offer in offers for own, value in offer.options if own == name)
    options = tuple(_option(name, value, offers, current) for value in values)
    return Picker(name, current.choices.get(name, ""), options)


def _option(name: str, value: str, offers: Sequence[Offer], current: Offer) -> Option:
    """Lead to the offer with this value that keeps most of the other choices, one in stock if there is one."""
    wanted = {**current.choices, name: value}
    best = max(
        (offer for offer in offers if (name, value) in offer.options),
        key=lambda offer: (len(wanted.items() & offer.options), offer.is_in_stock),
    )
    return Option(
        label=value,
        sku=best.sku,
        is_chosen=(name, value) in current.options,
        is_available=best.choices == wanted and best.is_in_stock,
    )
