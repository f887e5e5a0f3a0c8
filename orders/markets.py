"""Which market a shopper buys in, and what its countries tax."""

from __future__ import annotations

from orders.models import DeliveryMethod, Market, TaxRate
from orders.totals import DeliveryPrice, TaxTable


def current() -> Market:
    """Return the default market. One query.

    Raises: Market.DoesNotExist: if staff removed it.
    """
    return Market.objects.get(is_default=True)


def taxes(market: Market, *, country: str) -> TaxTable:
    """Return the tax rates of a country, or of the home country while none is known. One query."""
    rates = TaxRate.objects.filter(country=country or market.home_country)
    return TaxTable(
        is_included=market.is_tax_included,
        percents=dict(rates.values_list("tax_class", "percent")),
    )


def delivery_methods(market: Market, *, country: str) -> list[DeliveryMethod]:
    """Return the methods offered to a country, in the order staff gave them. One query."""
    methods = DeliveryMethod.objects.filter(is_active=True, currency=market.currency)
    return [
        method
        for method in methods.order_by("position", "pk")
        if not method.countries or (country or market.home_country) in method.countries
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
