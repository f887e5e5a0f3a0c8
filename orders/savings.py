"""How far the cart is from free delivery."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.money import Money
from orders.offers import Offer


@dataclass(frozen=True, slots=True)
class FreeDelivery:
    """The threshold of the first method that has one, and what is missing to it."""

    threshold: Money
    missing: Money

    @property
    def is_reached(self) -> bool:
        """Whether delivery is free already."""
        return self.missing.minor == 0

    @property
    def percent(self) -> int:
        """How much of the threshold is reached, 0 to 100."""
        if not self.threshold.minor:
            return 100
        return 100 * (self.threshold.minor - self.missing.minor) // self.threshold.minor


def free_delivery(offer: Offer) -> FreeDelivery | None:
    """Return the way to free delivery, when any method offers it. No query."""
    free_from_minor = offer.terms.free_from_minor
    if not offer.contents.lines or free_from_minor is None:
        return None
    goods = offer.totals.items - offer.totals.discount
    threshold = Money(free_from_minor, goods.currency)
    missing = Money(max(0, threshold.minor - goods.minor), goods.currency)
    return FreeDelivery(threshold=threshold, missing=missing)
