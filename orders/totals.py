"""What a cart costs: pure arithmetic in minor units, no database, no clock.

Rounding happens at three named places, always half-up: a discount is split over its lines (:func:`catalog.money.split`), tax is
rounded once for each rate (:func:`_tax_of_rate`) and then split over the lines of that rate by largest remainder. So the
lines always sum to the totals, and the tax of a rate is right to the cent on the invoice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from catalog.money import share, split
from orders.amounts import Amounts


@dataclass(frozen=True, slots=True)
class Item:
    """One article to be priced: ``key`` tells it apart (a variant's id)."""

    key: int
    unit_price_minor: int
    quantity: int
    tax_class: str = "standard"

    @property
    def value_minor(self) -> int:
        """Price times quantity."""
        return self.unit_price_minor * self.quantity


@dataclass(frozen=True, slots=True)
class DeliveryPrice:
    """What delivery costs before its threshold, and its tax class."""

    price_minor: int = 0
    free_from_minor: int | None = None
    tax_class: str = "standard"

    def charged_minor(self, *, goods_minor: int) -> int:
        """Return what is charged for goods of that value."""
        is_free = self.free_from_minor is not None and goods_minor >= self.free_from_minor
        return 0 if is_free else self.price_minor


@dataclass(frozen=True, slots=True)
class TaxTable:
    """The rates of one country in percent by class; a class without a rate is not taxed."""

    is_included: bool = True
    percents: Mapping[str, Decimal] = field(default_factory=dict)

    def percent(self, tax_class: str) -> Decimal:
        """Return the rate of a class."""
        return self.percents.get(tax_class, Decimal(0))


@dataclass(frozen=True, slots=True)
class LineTotal:
    """One item with its share of discount and tax."""

    item: Item
    discount_minor: int
    tax_percent: Decimal
    tax_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class Totals(Amounts):
    """Every amount of an offer. ``total = items - discount + delivery``, plus ``tax`` where it is not included."""

    currency: str
    is_tax_included: bool
    lines: tuple[LineTotal, ...]
    items_minor: int
    discount_minor: int
    delivery_minor: int
    delivery_tax_minor: int
    tax_minor: int
    total_minor: int
    tax_by_percent: tuple[tuple[Decimal, int], ...] = ()


def compute(
    items: Sequence[Item],
    *,
    currency: str,
    taxes: TaxTable,
    delivery: DeliveryPrice | None = None,
    discounts: Mapping[int, int] | None = None,
    delivery_discount_minor: int = 0,
) -> Totals:
    """Price a cart. ``discounts`` are minor units by item key, each at most the item's value.

    Raises: ValueError: if a discount is negative or larger than what it reduces.
    """
    taken = _checked(items, discounts or {})
    goods = sum(item.value_minor for item in items) - sum(taken)
    delivery = delivery or DeliveryPrice()
    delivered = delivery.charged_minor(goods_minor=goods)
    delivered -= min(delivered, delivery_discount_minor)
    line_taxes, delivery_tax, by_percent = _taxes(
        items, taken, taxes=taxes, delivered_minor=delivered, delivery_class=delivery.tax_class
    )
    lines = tuple(
        LineTotal(
            item=item,
            discount_minor=discount,
            tax_percent=taxes.percent(item.tax_class),
            tax_minor=tax,
            total_minor=item.value_minor - discount + (0 if taxes.is_included else tax),
        )
        for item, discount, tax in zip(items, taken, line_taxes, strict=True)
    )
    tax_minor = sum(line_taxes) + delivery_tax
    return Totals(
        currency=currency,
        is_tax_included=taxes.is_included,
        lines=lines,
        items_minor=sum(item.value_minor for item in items),
        discount_minor=sum(taken),
        delivery_minor=delivered,
        delivery_tax_minor=delivery_tax,
        tax_minor=tax_minor,
        total_minor=goods + delivered + (0 if taxes.is_included else tax_minor),
        tax_by_percent=by_percent,
    )


def _checked(items: Sequence[Item], discounts: Mapping[int, int]) -> list[int]:
    taken = [discounts.get(item.key, 0) for item in items]
    for item, discount in zip(items, taken, strict=True):
        if not 0 <= discount <= item.value_minor:
            raise ValueError(f"discount {discount} does not fit item {item.key}")
    return taken


def _taxes(
    items: Sequence[Item],
    taken: Sequence[int],
    *,
    taxes: TaxTable,
    delivered_minor: int,
    delivery_class: str,
) -> tuple[list[int], int, tuple[tuple[Decimal, int], ...]]:
    """Return the tax of each item, of delivery, and by rate."""
    bases = [
        *(item.value_minor - discount for item, discount in zip(items, taken, strict=True)),
        delivered_minor,
    ]
    percents = [
        *(taxes.percent(item.tax_class) for item in items),
        taxes.percent(delivery_class),
    ]
    rows_of: dict[Decimal, list[int]] = defaultdict(list)
    for row, percent in enumerate(percents):
        rows_of[percent].append(row)
    shares = [0] * len(bases)
    by_percent = []
    for percent, rows in sorted(rows_of.items()):
        weights = [bases[row] for row in rows]
        tax = _tax_of_rate(sum(weights), percent, is_included=taxes.is_included)
        by_percent.append((percent, tax))
        for row, part in zip(rows, split(tax, weights), strict=True):
            shares[row] = part
    return shares[:-1], shares[-1], tuple(entry for entry in by_percent if entry[1])


def _tax_of_rate(base_minor: int, percent: Decimal, *, is_included: bool) -> int:
    """Return the tax in (or on top of) an amount, half-up: ``a·p/(100+p)`` or ``a·p/100``."""
    rate = Fraction(percent)
    part = rate / (100 + rate) if is_included else rate / 100
    return share(base_minor, part)
