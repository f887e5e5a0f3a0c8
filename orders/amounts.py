"""The sums that an offer, an order and what a shopper agreed to have in common, as money."""

from __future__ import annotations

from typing import Protocol

from catalog.money import Money


class HasMinorUnits(Protocol):
    """Whatever keeps its sums in minor units of one currency."""

    @property
    def currency(self) -> str: ...
    @property
    def items_minor(self) -> int: ...
    @property
    def discount_minor(self) -> int: ...
    @property
    def delivery_minor(self) -> int: ...
    @property
    def tax_minor(self) -> int: ...
    @property
    def total_minor(self) -> int: ...


class Amounts:
    """Gives the sums their currency."""

    __slots__ = ()

    @property
    def items(self: HasMinorUnits) -> Money:
        """The articles at their prices, before discount."""
        return Money(self.items_minor, self.currency)

    @property
    def discount(self: HasMinorUnits) -> Money:
        """What promotions take off the articles."""
        return Money(self.discount_minor, self.currency)

    @property
    def delivery(self: HasMinorUnits) -> Money:
        """What delivery costs."""
        return Money(self.delivery_minor, self.currency)

    @property
    def tax(self: HasMinorUnits) -> Money:
        """All tax, of articles and delivery."""
        return Money(self.tax_minor, self.currency)

    @property
    def total(self: HasMinorUnits) -> Money:
        """What is to be paid."""
        return Money(self.total_minor, self.currency)
