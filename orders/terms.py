"""What holds for a cart beside its articles: market, draft, way of delivery, tax rates, codes; read in one go."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from catalog.statements import Row, Statement
from orders.models import Cart, Checkout, DeliveryMethod, Market
from orders.totals import TaxTable


@dataclass(frozen=True, slots=True)
class Terms:
    """What an offer is computed with, apart from articles and promotions."""

    market: Market
    draft: Checkout
    """What the shopper told the checkout so far; unsaved and empty when nothing."""
    taxes: TaxTable
    """Of the country it goes to, of the market's home country while none is known."""
    free_from_minor: int | None
    """The lowest value of articles from which some way of delivery to that country is free, if there is any."""
    codes: tuple[str, ...]
    """The coupon codes in the cart, in the order they were entered."""


def read(cart: Cart | None, *, market: str) -> Terms:
    """Return the terms of a cart in the market of that code, the default one for no code or where it was closed. One query.

    Raises: Market.DoesNotExist: if staff removed the default market.
    """
    row = _TERMS.row(cart_id=None if cart is None else cart.pk, market=market)
    if row is None:
        raise Market.DoesNotExist
    found, draft, method = row[:_DRAFT], row[_DRAFT:_METHOD], row[_METHOD:_REST]
    percents, free_from_minor, codes = row[_REST:]
    here = Market.from_db(connection.alias, _MARKET_COLUMNS, found)
    return Terms(
        market=here,
        draft=_draft(cart, draft, method),
        taxes=TaxTable(
            is_included=here.is_tax_included,
            percents={each: Decimal(rate) for each, rate in json.loads(percents).items()},
        ),
        free_from_minor=free_from_minor,
        codes=tuple(codes),
    )


def _draft(cart: Cart | None, stored: Row, method: Row) -> Checkout:
    if cart is None:
        return Checkout()
    if stored[0] is None:
        return Checkout(cart=cart)
    columns = [
        json.loads(value) if name in _DRAFT_JSON else value
        for name, value in zip(_DRAFT_COLUMNS, stored, strict=True)
    ]
    draft = Checkout.from_db(connection.alias, _DRAFT_COLUMNS, columns)
    draft.cart = cart
    if draft.delivery_method_id is not None:
        draft.delivery_method = DeliveryMethod.from_db(connection.alias, _METHOD_COLUMNS, method)
    return draft


_MARKET_COLUMNS = tuple(column.attname for column in Market._meta.concrete_fields)
_DRAFT_COLUMNS = tuple(column.attname for column in Checkout._meta.concrete_fields)
_DRAFT_JSON = {"delivery_address", "billing_address"}
_METHOD_COLUMNS = tuple(column.attname for column in DeliveryMethod._meta.concrete_fields)
_DRAFT = len(_MARKET_COLUMNS)
_METHOD = _DRAFT + len(_DRAFT_COLUMNS)
_REST = _METHOD + len(_METHOD_COLUMNS)


def _columns(alias: str, names: tuple[str, ...]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)


_TERMS = Statement(f"""
SELECT {_columns("market", _MARKET_COLUMNS)}, {_columns("draft", _DRAFT_COLUMNS)},
    {_columns("method", _METHOD_COLUMNS)},
    (SELECT coalesce(json_object_agg(rate.tax_class, rate.percent::text), '{{}}')::text
     FROM orders_taxrate AS rate WHERE rate.country = place.country),
    (SELECT min(way.free_from_minor) FROM orders_deliverymethod AS way
     WHERE way.is_active AND way.price_minor > 0 AND way.currency = market.currency
         AND (way.countries = '{{}}' OR place.country = ANY(way.countries))),
    ARRAY(SELECT coupon.code FROM orders_cartcoupon AS entered
          JOIN orders_coupon AS coupon ON coupon.id = entered.coupon_id
          WHERE entered.cart_id = %(cart_id)s::bigint ORDER BY entered.id)
FROM (
    SELECT * FROM orders_market WHERE code = %(market)s OR is_default
    ORDER BY code = %(market)s DESC LIMIT 1
) AS market
LEFT JOIN orders_checkout AS draft ON draft.cart_id = %(cart_id)s::bigint
LEFT JOIN orders_deliverymethod AS method ON method.id = draft.delivery_method_id
CROSS JOIN LATERAL (
    SELECT coalesce(nullif(draft.delivery_address ->> 'country', ''), market.home_country) AS country
) AS place
""")  # noqa: S608 - the columns are the models' own
