"""What the catalogue announces; upper floors listen."""

from __future__ import annotations

from django.dispatch import Signal

searched = Signal()
"""A shopper was shown the first page of an answer. Arguments: ``request``, ``query: str``, ``found: int`` products,
``shown: Sequence[int]`` the products of the page in their order, ``now: datetime``."""

product_viewed = Signal()
"""A shopper opened a product page. Arguments: ``request``, ``product_id: int``, ``now: datetime``."""
