"""Sources that need no training, only the shop itself: they answer from the first day, and when all else fails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from django.utils import timezone

from catalog.models import Product
from catalog.snapshots import Snapshot
from recommendations.candidates import Retrieved
from recommendations.candidates.base import NO_CAUSE
from recommendations.vocabulary import Context

TTL_SECONDS = 120.0
NEWEST_TTL_SECONDS = 30.0
"""A product is among the new arrivals within a minute of being saved: rows of this list alone are not kept."""
LISTED = 2_000
"""Enough that most departments have a row of their own among them."""
NEWEST_LISTED = 200

_Shelves = Mapping[int | None, Sequence[int]]


def _read_bestsellers() -> _Shelves:
    """Return the best sellers of the shop (under None) and of each department. One query."""
    products = Product.objects.visible(now=timezone.now()).filter(is_in_stock=True)
    shelves: dict[int | None, list[int]] = defaultdict(list)
    for item_id, department_id in products.order_by(
        "-popularity", "-rating_count", "-id"
    ).values_list("id", "department_id")[:LISTED]:
        shelves[None].append(item_id)
        if department_id is not None:
            shelves[department_id].append(item_id)
    return dict(shelves)


def _read_newest() -> Sequence[int]:
    """Return what came last. One query."""
    products = Product.objects.visible(now=timezone.now()).filter(is_in_stock=True)
    return list(
        products.order_by("-published_at", "-id").values_list("id", flat=True)[:NEWEST_LISTED]
    )


bestsellers_now = Snapshot(_read_bestsellers, ttl_seconds=TTL_SECONDS)
newest_now = Snapshot(_read_newest, ttl_seconds=NEWEST_TTL_SECONDS)


class Bestsellers:
    """What sells in the department of the context, in the whole shop without one."""

    name: ClassVar[str] = "bestsellers"
    kind_of_reason: ClassVar[str] = "popular"

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose from the shop's own order of its shelves."""
        return _listed(bestsellers_now.get().get(context.department_id, ()), context, limit)


class Newest:
    """What came last."""

    name: ClassVar[str] = "newest"
    kind_of_reason: ClassVar[str] = "new"

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose new arrivals, the newest first."""
        return _listed(newest_now.get(), context, limit)


class Recent:
    """What this shopper looked at."""

    name: ClassVar[str] = "recent"
    kind_of_reason: ClassVar[str] = "viewed"

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose the live session again, the last look first."""
        return _listed(context.recent, context, limit)


class Bought:
    """What this shopper bought."""

    name: ClassVar[str] = "bought"
    kind_of_reason: ClassVar[str] = "bought_before"

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose former purchases again, the last one first."""
        return _listed(context.purchased, context, limit)


def _listed(item_ids: Sequence[int], context: Context, limit: int) -> Retrieved:
    unwanted = {*context.subject, *context.in_cart}
    chosen = [item_id for item_id in item_ids if item_id not in unwanted][:limit]
    return Retrieved(
        item_ids=np.array(chosen, np.int64),
        scores=np.linspace(1, 0, len(chosen), endpoint=False, dtype=np.float32),
        causes=np.full(len(chosen), NO_CAUSE, np.int64),
    )
