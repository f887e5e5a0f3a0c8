"""What stands where on a page of a department or a search: the counts of its filters and the order of its products, kept for a moment.

Both are the same for every shopper and dear in a large shop, so each process keeps them for half a minute; what stands
on the cards themselves (price, stock, rating, whether the product may still be seen) is read afresh for every answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import get_language

from catalog import columns, facets, narrowing, pricing
from catalog.columns import Columns
from catalog.facets import Counts
from catalog.models import Product
from catalog.narrowing import Scope
from catalog.selection import Selection
from catalog.snapshots import Snapshot

KEPT_SECONDS = 30.0
KEPT = 1024
"""Pages in one process: a few kilobytes each."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One page of a list, without what its cards show."""

    counts: Counts
    item_ids: tuple[int, ...]


_kept: dict[Hashable, tuple[float, Arrangement]] = {}


def arranged(
    scope: Callable[[Columns], Scope],
    *,
    subject: Hashable,
    selection: Selection,
    sort: str,
    page_size: int,
    now: datetime,
    ids_first: Sequence[int] = (),
    catalogue: Columns | None = None,
) -> Arrangement:
    """Return the arrangement of a page of a scope, which ``subject`` names. One query, none while it is kept."""
    place = (get_language(), pricing.in_use())
    key = (subject, *selection.narrowing, selection.sort, selection.page, place)
    moment = time.monotonic()
    held = _kept.get(key)
    if held is not None and moment - held[0] < KEPT_SECONDS:
        return held[1]
    found = arrange(
        scope,
        selection=selection,
        sort=sort,
        page_size=page_size,
        now=now,
        ids_first=ids_first,
        catalogue=catalogue,
    )
    if len(_kept) >= KEPT:
        _kept.clear()
    _kept[key] = (moment, found)
    return found


def arrange(
    scope: Callable[[Columns], Scope],
    *,
    selection: Selection,
    sort: str,
    page_size: int,
    now: datetime,
    ids_first: Sequence[int] = (),
    catalogue: Columns | None = None,
) -> Arrangement:
    """Count a list and put one page of it in order, ``ids_first`` before the rest. One query, none where the catalogue is given."""
    catalogue = columns.current() if catalogue is None else catalogue
    wishes = facets.wishes(selection, catalogue)
    lists = narrowing.narrowed(catalogue, scope(catalogue), wishes, now=now)
    counts = facets.count(lists, selection)
    start = (selection.page - 1) * page_size
    if start >= counts.total:
        return Arrangement(counts, ())
    ids = narrowing.page(lists, sort, start=start, size=page_size, ids_first=ids_first)
    return Arrangement(counts, ids)


def forget() -> None:
    """Arrange every page anew."""
    _kept.clear()


Snapshot.forgotten_too.append(forget)


@receiver([post_save, post_delete], sender=Product)
def _product_written(**_: object) -> None:
    """Show a changed product in its new place at once, at least in the process that changed it."""
    forget()
