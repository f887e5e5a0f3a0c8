"""Writing a plan: all of it or nothing, and only what somebody has seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from catalog import arrangements, summaries
from catalog.bulk.lines import Edit, Line, Plan, Value
from catalog.models import ListPrice, Product, Variant

_ROWS_AT_ONCE = 500
Row = TypeVar("Row", Product, Variant, ListPrice)


class ChangedMeanwhile(Exception):
    """The plan is no longer what was looked at; ``plan`` is what it has become."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("The products have changed since the preview was made.")
        self.plan = plan


def carry_out(edit: Edit, product_ids: Collection[int], *, fingerprint: str, now: datetime) -> Plan:
    """Change the products as the plan with that fingerprint says; return it.

    Raises: ChangedMeanwhile: if the plan would be another one by now; nothing is changed then.
    """
    with transaction.atomic():
        _lock(product_ids)
        plan = edit.plan(product_ids, now=now)
        if plan.fingerprint != fingerprint:
            raise ChangedMeanwhile(plan)
        write(plan.changed, now=now)
    return plan


def write(lines: Iterable[Line], *, now: datetime) -> None:
    """Write the new columns of every line and keep the summaries true; the rows must be locked.

    Lines about the same product or article are written as one. A query for every 500 rows that change in the same
    columns, and three for all.
    """
    products: dict[tuple[str, ...], list[Product]] = defaultdict(list)
    articles: dict[tuple[str, ...], list[Variant]] = defaultdict(list)
    listed: dict[tuple[str, ...], list[ListPrice]] = defaultdict(list)
    touched = set()
    merged: dict[tuple[int, int | None, int | None], dict[str, Value]] = defaultdict(dict)
    for line in lines:
        merged[line.product_id, line.variant_id, line.list_price_id].update(line.changes)
    for (product_id, variant_id, list_price_id), changes in merged.items():
        columns = tuple(sorted(changes))
        if list_price_id is not None:
            listed[columns].append(_changed(ListPrice(pk=list_price_id), changes))
        elif variant_id is None:
            products[columns].append(_changed(Product(pk=product_id), changes))
        else:
            articles[columns].append(_changed(Variant(pk=variant_id), changes))
        touched.add(product_id)
    for columns, rows in products.items():
        Product.objects.bulk_update(rows, columns, batch_size=_ROWS_AT_ONCE)
    for columns, changed in articles.items():
        Variant.objects.bulk_update(changed, columns, batch_size=_ROWS_AT_ONCE)
    for columns, prices in listed.items():
        ListPrice.objects.bulk_update(prices, columns, batch_size=_ROWS_AT_ONCE)
    Product.objects.filter(pk__in=touched).update(updated_at=now)
    summaries.refresh(touched)
    transaction.on_commit(arrangements.forget)


def _changed(row: Row, changes: Mapping[str, Value]) -> Row:
    """Return the row with its new columns."""
    for column, value in changes.items():
        setattr(row, column, value)
    return row


def _lock(product_ids: Collection[int]) -> None:
    """Let nobody change the products, their articles and list prices until the plan is written. Three queries."""
    ids = list(product_ids)
    products = Product.objects.filter(pk__in=ids).order_by("pk").select_for_update()
    articles = Variant.objects.filter(product_id__in=ids).order_by("pk").select_for_update()
    prices = ListPrice.objects.filter(variant__product_id__in=ids).order_by("pk")
    list(products.values_list("pk", flat=True))
    list(articles.values_list("pk", flat=True))
    list(prices.select_for_update(of=("self",)).values_list("pk", flat=True))
