"""Units: what is free to sell, what is kept for a payer, what leaves and what comes back.

Free = on hand − live holds of others. A hold that has expired counts as free the moment it does, swept or not; one's
own hold never blocks oneself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Sum

from accounts.models import User
from catalog.models import Stock
from orders.locks import Locks, transaction
from orders.models import MovementReason, StockHold

# The reason is read by the trigger that keeps the stock ledger (migration 0002); it holds for this statement.
_MOVE = """
WITH reason AS MATERIALIZED (
    SELECT set_config('shelfwise.stock_reason', %s, true), set_config('shelfwise.stock_reference', %s, true)
)
UPDATE catalog_stock SET on_hand = on_hand + wanted.difference
FROM unnest(%s::bigint[], %s::int[]) AS wanted (variant_id, difference), reason
WHERE catalog_stock.variant_id = wanted.variant_id AND on_hand + wanted.difference >= 0
RETURNING catalog_stock.variant_id
"""

_HOLD = """
WITH given_up AS (
    DELETE FROM orders_stockhold WHERE cart_id = %s AND variant_id <> ALL (%s::bigint[])
)
INSERT INTO orders_stockhold (cart_id, expires_at, variant_id, quantity)
SELECT %s, %s, variant_id, quantity FROM unnest(%s::bigint[], %s::int[]) AS wanted (variant_id, quantity)
ON CONFLICT (cart_id, variant_id) DO UPDATE
SET quantity = excluded.quantity, expires_at = greatest(orders_stockhold.expires_at, excluded.expires_at)
"""


@dataclass(frozen=True, slots=True)
class Shortage:
    """A variant of which fewer units are free than wanted."""

    variant_id: int
    wanted: int
    free: int


class OutOfStock(Exception):
    """Some articles are not available in the wanted quantity."""

    def __init__(self, shortages: tuple[Shortage, ...]) -> None:
        super().__init__(f"{len(shortages)} articles short")
        self.shortages = shortages


def free_units(
    variant_ids: Collection[int], *, cart_id: int | None, now: datetime
) -> dict[int, int]:
    """Return how many units of each variant this cart may take right now. Two queries."""
    on_hand = dict(Stock.objects.filter(pk__in=variant_ids).values_list("pk", "on_hand"))
    held = held_by_others(variant_ids, cart_id=cart_id, now=now)
    return {
        variant_id: max(0, on_hand.get(variant_id, 0) - held.get(variant_id, 0))
        for variant_id in variant_ids
    }


def held_by_others(
    variant_ids: Collection[int], *, cart_id: int | None, now: datetime
) -> dict[int, int]:
    """Return the units of each variant that live holds of other carts keep. One query."""
    holds = StockHold.objects.live(now=now).filter(variant_id__in=variant_ids)
    if cart_id is not None:
        holds = holds.exclude(cart_id=cart_id)
    return dict(holds.values_list("variant_id").annotate(Sum("quantity")).order_by())


def reserve(
    lock: Locks, *, cart_id: int, wanted: Mapping[int, int], now: datetime, until: datetime
) -> None:
    """Keep exactly the wanted units for a cart at least until a moment, replacing what it held. Three queries.

    Raises: OutOfStock: if fewer are free; nothing is changed then.
    """
    _refuse_shortage(lock, cart_id=cart_id, wanted=wanted, now=now)
    variant_ids = sorted(wanted)
    quantities = [wanted[variant_id] for variant_id in variant_ids]
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [cart_id, variant_ids, cart_id, until, variant_ids, quantities])


def sell(
    lock: Locks, *, cart_id: int | None, wanted: Mapping[int, int], now: datetime, reference: str
) -> None:
    """Take the wanted units out of stock for good and drop the cart's holds. Four queries.

    Raises: OutOfStock: if fewer are free; nothing is changed then.
    """
    _refuse_shortage(lock, cart_id=cart_id, wanted=wanted, now=now)
    move(
        {variant_id: -quantity for variant_id, quantity in wanted.items()},
        reason=MovementReason.SALE,
        reference=reference,
    )
    if cart_id is not None:
        StockHold.objects.filter(cart_id=cart_id).delete()


def put_back(
    lock: Locks, *, units: Mapping[int, int], reason: MovementReason, reference: str
) -> frozenset[int]:
    """Add units to the stock of the variants that still exist, and return which those are. Two queries."""
    rows = lock.stock(units)
    move({pk: units[pk] for pk in rows}, reason=reason, reference=reference)
    return frozenset(rows)


def move(differences: Mapping[int, int], *, reason: MovementReason, reference: str) -> None:
    """Change stock counts by differences and say why; right even if the caller forgot to lock. One query.

    Raises: OutOfStock: if a count would fall below zero.
    """
    variant_ids = sorted(differences)
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            [reason.value, reference, variant_ids, [differences[pk] for pk in variant_ids]],
        )
        moved = {row[0] for row in cursor.fetchall()}
    refused = [pk for pk in variant_ids if pk not in moved]
    if refused:
        raise OutOfStock(tuple(Shortage(pk, wanted=-differences[pk], free=0) for pk in refused))


def count_again(
    variant_id: int, *, difference: int, reason: MovementReason, note: str, by: User
) -> None:
    """Change a count by hand: into the stock ledger, and into the history that says who and why. Three queries.

    Raises: OutOfStock: if the count would fall below zero; nothing is changed then.
    """
    with transaction():
        move({variant_id: difference}, reason=reason, reference=f"{by} {note}".strip()[:120])
        Stock.history.bulk_history_create(
            [Stock.objects.get(pk=variant_id)],
            update=True,
            default_user=by,
            default_change_reason=f"{reason.label} {difference:+d} {note}".strip()[:100],
        )


def release(*, cart_id: int) -> None:
    """Give up whatever a cart holds. One query."""
    StockHold.objects.filter(cart_id=cart_id).delete()


def _refuse_shortage(
    lock: Locks, *, cart_id: int | None, wanted: Mapping[int, int], now: datetime
) -> None:
    rows = lock.stock(wanted)
    held = held_by_others(wanted, cart_id=cart_id, now=now)
    free = {
        variant_id: (rows[variant_id].on_hand if variant_id in rows else 0)
        - held.get(variant_id, 0)
        for variant_id in wanted
    }
    shortages = tuple(
        Shortage(variant_id, wanted=quantity, free=max(0, free[variant_id]))
        for variant_id, quantity in sorted(wanted.items())
        if free[variant_id] < quantity
    )
    if shortages:
        raise OutOfStock(shortages)
