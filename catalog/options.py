"""The pickers of a product page: which variant is chosen, and where each other choice leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Variant

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


def chosen(variants: Sequence[Variant], sku: str) -> Variant | None:
    """Return the variant asked for, else the first in stock, else the first."""
    by_sku = {variant.sku: variant for variant in variants}
    in_stock = (variant for variant in variants if is_in_stock(variant))
    return by_sku.get(sku) or next(in_stock, None) or next(iter(variants), None)


def is_in_stock(variant: Variant) -> bool:
    """Return whether at least one unit lies in the shop; the stock must have been read along."""
    return on_hand(variant) > 0


def on_hand(variant: Variant) -> int:
    """Return the units that lie in the shop; a variant without a stock row has none."""
    stock = getattr(variant, "stock", None)
    return stock.on_hand if stock else 0


def pickers(variants: Sequence[Variant], current: Variant) -> list[Picker]:
    """Return one picker for every option that tells the variants apart, values in the variants' order."""
    names = dict.fromkeys(name for variant in variants for name in variant.options)
    found = [_picker(name, variants, current) for name in names]
    return [picker for picker in found if len(picker.options) > 1]


def _picker(name: str, variants: Sequence[Variant], current: Variant) -> Picker:
    values = dict.fromkeys(variant.options[name] for variant in variants if name in variant.options)
    options = tuple(_option(name, value, variants, current) for value in values)
    return Picker(name, str(current.options.get(name, "")), options)


def _option(name: str, value: object, variants: Sequence[Variant], current: Variant) -> Option:
    """Lead to the variant with this value that keeps most of the other choices, one in stock if there is one."""
    wanted = {**current.options, name: value}
    candidates = [variant for variant in variants if variant.options.get(name) == value]
    best = max(
        candidates,
        key=lambda variant: (
            sum(variant.options.get(key) == choice for key, choice in wanted.items()),
            is_in_stock(variant),
        ),
    )
    return Option(
        label=str(value),
        sku=best.sku,
        is_chosen=current.options.get(name) == value,
        is_available=best.options == wanted and is_in_stock(best),
    )
