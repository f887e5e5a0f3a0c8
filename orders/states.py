"""Which state of an order may follow which, and the audit of every move.

The database refuses any other move too (migration 0002); a test compares the two tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orders.models import Order, OrderEvent, OrderStatus

LEGAL_MOVES: frozenset[tuple[OrderStatus, OrderStatus]] = frozenset(
    {
        (OrderStatus.PLACED, OrderStatus.PAID),
        (OrderStatus.PLACED, OrderStatus.CANCELLED),
        (OrderStatus.PAID, OrderStatus.PARTLY_SHIPPED),
        (OrderStatus.PAID, OrderStatus.SHIPPED),
        (OrderStatus.PAID, OrderStatus.CANCELLED),
        (OrderStatus.PAID, OrderStatus.REFUNDED),
        (OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED),
        (OrderStatus.PARTLY_SHIPPED, OrderStatus.REFUNDED),
        (OrderStatus.SHIPPED, OrderStatus.DELIVERED),
        (OrderStatus.SHIPPED, OrderStatus.REFUNDED),
        (OrderStatus.DELIVERED, OrderStatus.REFUNDED),
    }
)


class IllegalMove(Exception):
    """The order is not in a state from which this is possible."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with an account, or a part of the shop."""

    label: str
    user_id: int | None = None

    @property
    def is_staff(self) -> bool:
        """Whether a member of staff acts."""
        return self.label == "staff"


SYSTEM = Actor("system")
CUSTOMER = Actor("customer")


def staff(user_id: int) -> Actor:
    """Return a member of staff as the one who acts."""
    return Actor("staff", user_id)


def move(order: Order, *, to: OrderStatus, actor: Actor, now: datetime, note: str = "") -> None:
    """Move an order from the state it was read in to another and write the audit. Two queries.

    Raises: IllegalMove: if the table forbids it, or somebody else moved the order first.
    """
    before = OrderStatus(order.status)
    if (before, to) not in LEGAL_MOVES:
        raise IllegalMove(f"{before} → {to}")
    if not Order.objects.filter(pk=order.pk, status=before).update(status=to):
        raise IllegalMove(f"no longer {before}")
    order.status = to
    record(order, kind="moved", before=before, after=to, actor=actor, now=now, note=note)


def record(
    order: Order,
    *,
    kind: str,
    actor: Actor,
    now: datetime,
    before: str = "",
    after: str = "",
    note: str = "",
) -> None:
    """Append to the audit of an order, which is read in the order it was written: clocks of processes differ. One query."""
    OrderEvent.objects.create(
        order=order,
        kind=kind,
        from_status=before,
        to_status=after,
        actor_id=actor.user_id,
        actor_label=actor.label,
        note=note,
        happened_at=now,
    )
