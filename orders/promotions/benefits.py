"""Benefits side by side: each takes the aimed lines with what is left of their value, and returns minor units by key.

A benefit never takes more than is left of a line. Amounts are rounded half-up once and split over the lines by largest
remainder; lines arrive sorted by key, so their order in the cart does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from catalog.money import share, split
from orders.promotions.words import BasketLine, Benefit, BenefitKind

Discounts = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Left:
    """A line and what earlier promotions left of its value."""

    line: BasketLine
    value_minor: int

    def worth(self, units: int) -> int:
        """Return what is left of some units of the line, rounded down."""
        return self.value_minor * units // self.line.quantity


def percent(benefit: Benefit, aimed: Sequence[Left]) -> Discounts:
    """Take a share of everything aimed at."""
    return _share(benefit.percent, aimed)


def amount(benefit: Benefit, aimed: Sequence[Left]) -> Discounts:
    """Take a fixed amount off everything together."""
    whole = sum(left.value_minor for left in aimed)
    return _spread(min(benefit.amount_minor, whole), aimed)


def fixed_price(benefit: Benefit, aimed: Sequence[Left]) -> Discounts:
    """Let each unit cost a fixed price, unless it is cheaper already."""
    return {
        left.line.key: max(0, left.value_minor - benefit.amount_minor * left.line.quantity)
        for left in aimed
    }


def buy_x_get_y(benefit: Benefit, aimed: Sequence[Left]) -> Discounts:
    """Reduce the cheapest units: of every ``buy + get`` units, ``get``."""
    group = benefit.buy + benefit.get
    units = sum(left.line.quantity for left in aimed)
    reduced = units // group * benefit.get if group else 0
    taken: dict[int, int] = {}
    for left in sorted(aimed, key=lambda each: (each.worth(1), each.line.key)):
        count = min(reduced, left.line.quantity)
        reduced -= count
        taken[left.line.key] = _part(left.worth(count), benefit.percent)
    return taken


def bundle(benefit: Benefit, aimed: Sequence[Left]) -> Discounts:
    """Let a set of products cost a fixed price, as often as the set is complete."""
    rows = _bundle_rows(benefit, aimed)
    if rows is None:
        return {}
    sets = min(left.line.quantity // benefit.bundle[left.line.product_id] for left in rows)
    worths = [left.worth(sets * benefit.bundle[left.line.product_id]) for left in rows]
    saved = max(0, sum(worths) - sets * benefit.amount_minor)
    parts = split(saved, worths)
    return {left.line.key: part for left, part in zip(rows, parts, strict=True)}


def tiered(benefit: Benefit, aimed: Sequence[Left]) -> Discounts:
    """Take the share of the highest tier that the value of the articles reaches."""
    whole = sum(left.line.value_minor for left in aimed)
    reached = [each for threshold, each in sorted(benefit.tiers) if whole >= threshold]
    return _share(reached[-1], aimed) if reached else {}


def free_delivery(benefit: Benefit, aimed: Sequence[Left]) -> Discounts:
    """Take nothing off the articles; the engine frees the delivery."""
    return {}


BENEFITS: Mapping[BenefitKind, Callable[[Benefit, Sequence[Left]], Discounts]] = {
    BenefitKind.PERCENT: percent,
    BenefitKind.AMOUNT: amount,
    BenefitKind.FIXED_PRICE: fixed_price,
    BenefitKind.BUY_X_GET_Y: buy_x_get_y,
    BenefitKind.BUNDLE: bundle,
    BenefitKind.TIERED: tiered,
    BenefitKind.FREE_DELIVERY: free_delivery,
}


def _bundle_rows(benefit: Benefit, aimed: Sequence[Left]) -> list[Left] | None:
    """Return one line for each product of the set, the fullest one first in doubt; nothing if one is missing."""
    rows = []
    for product_id, needed in sorted(benefit.bundle.items()):
        fitting = [
            left
            for left in aimed
            if left.line.product_id == product_id and left.line.quantity >= needed
        ]
        if not fitting:
            return None
        rows.append(max(fitting, key=lambda left: (left.line.quantity // needed, -left.line.key)))
    return rows or None


def _share(percentage: Decimal, aimed: Sequence[Left]) -> Discounts:
    whole = sum(left.value_minor for left in aimed)
    return _spread(_part(whole, percentage), aimed)


def _part(value_minor: int, percentage: Decimal) -> int:
    """Return a percentage of an amount, half-up, at most the amount."""
    return min(share(value_minor, Fraction(percentage) / 100), value_minor)


def _spread(amount_minor: int, aimed: Sequence[Left]) -> Discounts:
    """Split an amount over lines by what is left of them; never more than that."""
    weights = [left.value_minor for left in aimed]
    if not amount_minor or not any(weights):
        return {}
    parts = split(amount_minor, weights)
    return {left.line.key: part for left, part in zip(aimed, parts, strict=True)}
