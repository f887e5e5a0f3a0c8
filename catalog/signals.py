"""What the catalogue announces; upper floors listen."""

from __future__ import annotations

from django.dispatch import Signal

product_viewed = Signal()
"""A shopper opened a product page. Arguments: ``request``, ``product_id: int``, ``now: datetime``."""
