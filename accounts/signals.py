"""What accounts announce; upper floors listen."""

from __future__ import annotations

from django.dispatch import Signal

visitor_identified = Signal()
"""A visitor signed in or signed up. Arguments: ``visitor_id: UUID``, ``user_id: int``, ``now: datetime``."""
