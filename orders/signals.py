"""What selling announces; upper floors listen."""

from __future__ import annotations

from django.dispatch import Signal

cart_changed = Signal()
"""A line was added, changed or removed. Arguments: ``visitor_id: UUID``, ``user_id: int | None``,
``product_id: int``, ``quantity: int`` (the difference; negative when removed), ``slate_id: UUID | None``,
``now: datetime``."""

order_placed = Signal()
"""An order was paid for; sent inside the transaction that commits it. Arguments: ``order`` (orders.Order), ``now: datetime``."""
