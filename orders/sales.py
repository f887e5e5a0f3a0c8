"""Starts and ends catalogue sales. Runs every minute; running twice, or late, leads to the same prices."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from catalog import departments, revisions, summaries
from catalog.bulk.lines import price_guards
from catalog.models import Variant
from catalog.money import Money
from orders import prices
from orders.models import Sale, SalePrice


@dataclass(frozen=True, slots=True)
class SalesReport:
    """How many articles became cheaper, and how many cost the old price again."""

    reduced: int
    restored: int


def apply(*, now: datetime) -> SalesReport:
    """End sales that are over, then start those that are due; refresh the product pages they touch."""
    touched: set[int] = set()
    with transaction.atomic(durable=True), revisions.acting(by_id=None, occasion="sale"):
        restored = _end(now=now, touched=touched)
        running = Sale.objects.select_for_update().filter(
            is_active=True, starts_at__lte=now, ends_at__gt=now
        )
        reduced = sum(_start(sale, now=now, touched=touched) for sale in running.order_by("pk"))
    if touched:
        summaries.refresh(touched)
    return SalesReport(reduced=reduced, restored=restored)


def keeps_price(variant_ids: Collection[int]) -> dict[int, str]:
    """Return which articles are in a sale, whose end gives them their price back; no other change may meet it. One query."""
    rows = SalePrice.objects.filter(variant_id__in=list(variant_ids))
    return {
        variant_id: _("is in the sale “%(sale)s”: change it afterwards") % {"sale": name}
        for variant_id, name in rows.values_list("variant_id", "sale__name")
    }


price_guards.append(keeps_price)


def aimed_at(sale: Sale) -> QuerySet[Variant]:
    """Return the articles of a sale, those of departments below its own included."""
    below = {shelf.id: shelf.ids for shelf in departments.tree().by_slug.values()}
    shelves = {each for wanted in sale.departments for each in below.get(wanted, (wanted,))}
    return Variant.objects.filter(
        Q(product_id__in=sale.products)
        | Q(product__department_id__in=shelves)
        | Q(product__brand_id__in=sale.brands)
    )


def _start(sale: Sale, *, now: datetime, touched: set[int]) -> int:
    """Reduce what the sale is aimed at and what is in no sale yet."""
    fresh = list(
        aimed_at(sale)
        .exclude(pk__in=SalePrice.objects.values("variant"))
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    before = prices.lowest_before([variant.pk for variant in fresh], moment=now)
    share = 1 - Fraction(sale.percent) / 100
    kept, changed = [], []
    for variant in fresh:
        reduced = variant.price.share(share).minor
        if reduced >= variant.price_minor:
            continue
        kept.append(_remember(sale, variant, reduced))
        changed.append(_reduce(variant, reduced, before.get(variant.pk)))
        touched.add(variant.product_id)
    SalePrice.objects.bulk_create(kept)
    Variant.objects.bulk_update(changed, ["price_minor", "compare_at_minor"], batch_size=1000)
    return len(changed)


def _end(*, now: datetime, touched: set[int]) -> int:
    """Give articles their old price back, unless somebody changed the price during the sale."""
    over = (
        SalePrice.objects.select_for_update(of=("self", "variant"))
        .select_related("variant")
        .filter(Q(sale__ends_at__lte=now) | Q(sale__is_active=False) | Q(sale__starts_at__gt=now))
        .order_by("variant_id")
    )
    rows = list(over)
    changed = []
    for row in rows:
        variant = row.variant
        touched.add(variant.product_id)
        if variant.price_minor != row.sale_price_minor:
            continue
        variant.price_minor = row.regular_price_minor
        variant.compare_at_minor = row.regular_compare_at_minor
        changed.append(variant)
    Variant.objects.bulk_update(changed, ["price_minor", "compare_at_minor"], batch_size=1000)
    SalePrice.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(changed)


def _remember(sale: Sale, variant: Variant, reduced: int) -> SalePrice:
    return SalePrice(
        sale=sale,
        variant=variant,
        regular_price_minor=variant.price_minor,
        regular_compare_at_minor=variant.compare_at_minor,
        sale_price_minor=reduced,
    )


def _reduce(variant: Variant, reduced: int, lowest: int | None) -> Variant:
    """Set the new price, and beside it the lowest of the last thirty days if that is higher."""
    reference = Money(lowest if lowest is not None else variant.price_minor, variant.currency)
    variant.price_minor = reduced
    variant.compare_at_minor = reference.minor if reference.minor > reduced else None
    return variant
