"""Which market a shopper buys in, and what its countries tax."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.money import Money
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


@dataclass(frozen=True, slots=True)
class DeliveryOption:
    """A way of delivery and what it costs for this cart."""

    method: DeliveryMethod
    price: Money

    @property
    def value(self) -> str:
        """How a form names it."""
        return str(self.method.pk)


def delivery_options(market: Market, *, country: str, goods: Money) -> list[DeliveryOption]:
    """Return the methods offered to a country with their price for goods of that value. One query."""
    return [
        DeliveryOption(
            method,
            Money(delivery_price(method).charged_minor(goods_minor=goods.minor), market.currency),
        )
        for method in delivery_methods(market, country=country)
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
