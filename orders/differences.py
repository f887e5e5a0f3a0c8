"""What changed between the summary a shopper looked at and the offer of this moment."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.money import Money
from orders.quotes import Quote, Seal


@dataclass(frozen=True, slots=True)
class Difference:
    """One sum, then and now."""

    label: Promise
    before: Money
    after: Money


def differences(seal: Seal, quote: Quote) -> tuple[Difference, ...]:
    """Return the sums that changed, and the total last in any case."""
    now = Seal.of(quote, cart_id=seal.cart_id)
    parts = (
        Difference(_("Articles"), seal.items, now.items),
        Difference(_("Discount"), -seal.discount, -now.discount),
        Difference(_("Delivery"), seal.delivery, now.delivery),
        Difference(_("Tax"), seal.tax, now.tax),
    )
    changed = tuple(part for part in parts if part.before != part.after)
    return (*changed, Difference(_("Total"), seal.total, now.total))
