"""What lies in a cart right now, at the prices and stock of this moment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from catalog.models import ListPrice, Variant
from catalog.models.product import address_of
from catalog.models.variant import option_label
from catalog.money import Money
from catalog.statements import Row, Statement
from orders.models import Cart, Market
from orders.totals import Item


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One line as the shopper should see it."""

    line_id: int
    variant_id: int
    product_id: int
    title: str
    slug: str
    options: str
    sku: str
    picture: str
    picture_alt: str
    quantity: int
    unit_price: Money
    seen_price: Money
    tax_class: str
    free: int
    """Units this cart could have; what others are paying for right now is not among them."""
    is_for_sale: bool
    """Whether it can be bought in this market at all, in stock or not."""
    is_sold_here: bool
    """Whether it has a price in this market; its unit price is nothing where it has none."""
    is_saved: bool
    slate_id: UUID | None
    department_id: int | None = None
    brand_id: int | None = None

    @property
    def total(self) -> Money:
        """Price times quantity."""
        return self.unit_price * self.quantity

    @property
    def is_price_moved(self) -> bool:
        """Whether the price changed since the shopper last saw it; a price of another market says nothing."""
        is_comparable = self.is_sold_here and self.unit_price.currency == self.seen_price.currency
        return is_comparable and self.unit_price != self.seen_price

    @property
    def is_sold_out(self) -> bool:
        """Whether none can be had."""
        return not self.is_for_sale or self.free <= 0

    @property
    def is_short(self) -> bool:
        """Whether fewer can be had than wanted."""
        return not self.is_for_sale or self.free < self.quantity

    @property
    def url(self) -> str:
        """The address of its product page."""
        return address_of(self.slug)

    @property
    def item(self) -> Item:
        """The line as the arithmetic sees it."""
        return Item(
            key=self.variant_id,
            unit_price_minor=self.unit_price.minor,
            quantity=self.quantity,
            tax_class=self.tax_class,
        )


@dataclass(frozen=True, slots=True)
class Contents:
    """The lines of one cart, those to buy and those saved for later."""

    cart_id: int | None
    lines: tuple[ContentLine, ...] = ()
    saved: tuple[ContentLine, ...] = ()

    @property
    def count(self) -> int:
        """Units to buy."""
        return sum(line.quantity for line in self.lines)

    @property
    def has_moved_prices(self) -> bool:
        """Whether any price changed since the shopper last saw it."""
        return any(line.is_price_moved for line in self.lines)

    @property
    def short(self) -> tuple[ContentLine, ...]:
        """Lines that cannot be had as wanted."""
        return tuple(line for line in self.lines if line.is_short)

    @property
    def items(self) -> tuple[Item, ...]:
        """The lines that can be bought, as the arithmetic sees them."""
        return tuple(line.item for line in self.lines if line.is_for_sale)

    @property
    def wanted(self) -> dict[int, int]:
        """Units to buy by variant."""
        return {line.variant_id: line.quantity for line in self.lines}


def read(cart: Cart | None, *, market: Market, now: datetime) -> Contents:
    """Return what lies in a cart, oldest first; nothing for a shopper without one. One query."""
    if cart is None:
        return Contents(cart_id=None)
    rows = _LINES.rows(
        cart_id=cart.pk, now=now, price_list=market.price_list_id, currency=market.currency
    )
    lines = [_line(row, currency=market.currency) for row in rows]
    return Contents(
        cart_id=cart.pk,
        lines=tuple(line for line in lines if not line.is_saved),
        saved=tuple(line for line in lines if line.is_saved),
    )


def price_in(variant: Variant, *, market: Market) -> Money | None:
    """Return what a variant costs in a market, or nothing where it is not sold. No query, or one for a price list."""
    if market.price_list_id is None:
        return variant.price if variant.currency == market.currency else None
    listed = ListPrice.objects.filter(variant=variant, price_list=market.price_list_id)
    minor = listed.filter(price_list__currency=market.currency).values_list(
        "price_minor", flat=True
    )
    found = minor.first()
    return None if found is None else Money(found, market.currency)


def is_for_sale(variant: Variant, *, now: datetime) -> bool:
    """Return whether shoppers may buy a variant at that moment; its product must be loaded. No query."""
    product = variant.product
    return (
        variant.is_active
        and product.status == "published"
        and product.published_at is not None
        and product.published_at <= now
        and (product.hidden_at is None or product.hidden_at > now)
    )


# A line's price is the article's own where the market has no price list; null means that it is not sold there.
_LINES = Statement("""
SELECT line.id, line.variant_id, product.id, product.title, product.slug, variant.options::text, variant.sku,
    product.picture, product.picture_alt, line.quantity, price.minor, line.seen_price_minor, line.seen_currency,
    variant.tax_class, coalesce(stock.on_hand, 0) - coalesce(held.units, 0),
    coalesce(variant.is_active AND product.status = 'published' AND product.published_at <= %(now)s
             AND (product.hidden_at IS NULL OR product.hidden_at > %(now)s), false),
    line.is_saved, line.slate_id, product.department_id, product.brand_id
FROM orders_cartline AS line
JOIN catalog_variant AS variant ON variant.id = line.variant_id
JOIN catalog_product AS product ON product.id = variant.product_id
LEFT JOIN catalog_stock AS stock ON stock.variant_id = variant.id
LEFT JOIN LATERAL (
    SELECT sum(hold.quantity) AS units FROM orders_stockhold AS hold
    WHERE hold.variant_id = variant.id AND hold.expires_at > %(now)s AND hold.cart_id <> %(cart_id)s
) AS held ON true
LEFT JOIN LATERAL (
    SELECT variant.price_minor AS minor
    WHERE %(price_list)s::bigint IS NULL AND variant.currency = %(currency)s
    UNION ALL
    SELECT listed.price_minor
    FROM catalog_listprice AS listed JOIN catalog_pricelist AS list ON list.id = listed.price_list_id
    WHERE listed.variant_id = variant.id AND list.id = %(price_list)s AND list.currency = %(currency)s
) AS price ON true
WHERE line.cart_id = %(cart_id)s
ORDER BY line.added_at, line.id
""")


def _line(row: Row, *, currency: str) -> ContentLine:
    """Give the columns of :data:`_LINES` their names."""
    line_id, variant_id, product_id, title, slug, options, sku, picture, picture_alt, *rest = row
    quantity, price_minor, seen_minor, seen_currency, tax_class, units, *rest = rest
    is_on_sale, is_saved, slate_id, department_id, brand_id = rest
    return ContentLine(
        line_id=line_id,
        variant_id=variant_id,
        product_id=product_id,
        title=title,
        slug=slug,
        options=option_label(json.loads(options)),
        sku=sku,
        picture=picture,
        picture_alt=picture_alt,
        quantity=quantity,
        unit_price=Money(price_minor or 0, currency),
        seen_price=Money(seen_minor, seen_currency),
        tax_class=tax_class,
        free=max(0, units),
        is_for_sale=price_minor is not None and is_on_sale,
        is_sold_here=price_minor is not None,
        is_saved=is_saved,
        slate_id=slate_id,
        department_id=department_id,
        brand_id=brand_id,
    )
