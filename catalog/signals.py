"""What the catalogue announces; upper floors listen."""

from __future__ import annotations

from django.dispatch import Signal

searched = Signal()
"""A shopper asked the search page something. Arguments: ``request``, ``query: str``, ``now: datetime``."""

product_viewed = Signal()
"""A shopper opened a product page. Arguments: ``request``, ``product_id: int``, ``now: datetime``."""
