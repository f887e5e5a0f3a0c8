"""What lies in a cart right now, at the prices and stock of this moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    F,
    IntegerField,
    OuterRef,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from catalog.models import ListPrice, Variant
from catalog.money import Money
from orders.models import Cart, CartLine, Market, StockHold
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
        return reverse("catalog:product", kwargs={"slug": self.slug})

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
    lines = [_line(row, market=market, now=now) for row in _rows(cart.pk, market=market, now=now)]
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
    )


def _rows(cart_id: int, *, market: Market, now: datetime) -> Iterable[CartLine]:
    held = (
        StockHold.objects.live(now=now)
        .filter(variant=OuterRef("variant"))
        .exclude(cart_id=cart_id)
        .order_by()
        .values("variant")
        .annotate(units=Sum("quantity"))
        .values("units")
    )
    return (
        CartLine.objects.filter(cart_id=cart_id)
        .select_related("variant__product")
        .annotate(
            on_hand=Coalesce("variant__stock__on_hand", 0),
            held=Coalesce(Subquery(held, output_field=IntegerField()), 0),
            price_here=_price_here(market),
        )
        .defer("variant__product__description", "variant__product__search_text")
        .order_by("added_at", "pk")
    )


def _price_here(market: Market) -> Case | Subquery[Any]:
    """Return the column with the price of a line's variant in a market; null where it is not sold."""
    if market.price_list_id is None:
        own = When(variant__currency=market.currency, then=F("variant__price_minor"))
        return Case(own, output_field=BigIntegerField())
    listed = ListPrice.objects.filter(
        variant=OuterRef("variant"),
        price_list=market.price_list_id,
        price_list__currency=market.currency,
    )
    return Subquery(listed.values("price_minor"))


def _line(row: CartLine, *, market: Market, now: datetime) -> ContentLine:
    variant, product = row.variant, row.variant.product
    price_minor: int | None = row.price_here  # type: ignore[attr-defined]  # annotated in _rows
    units: int = row.on_hand - row.held  # type: ignore[attr-defined]  # annotated in _rows
    return ContentLine(
        line_id=row.pk,
        variant_id=variant.pk,
        product_id=product.pk,
        title=product.title,
        slug=product.slug,
        options=variant.option_label,
        sku=variant.sku,
        picture=product.picture,
        picture_alt=product.picture_alt,
        quantity=row.quantity,
        unit_price=Money(price_minor or 0, market.currency),
        seen_price=Money(row.seen_price_minor, row.seen_currency),
        tax_class=variant.tax_class,
        free=max(0, units),
        is_for_sale=price_minor is not None and is_for_sale(variant, now=now),
        is_sold_here=price_minor is not None,
        is_saved=row.is_saved,
        slate_id=row.slate_id,
        department_id=product.department_id,
        brand_id=product.brand_id,
    )
