"""What selling listens to from the floors below."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.dispatch import receiver

from accounts.signals import visitor_identified
from orders import merging, wish_lists
from orders.shoppers import Shopper


@receiver(visitor_identified)
def bring_cart_along(*, visitor_id: UUID, user_id: int, now: datetime, **_: object) -> None:
    """Let the guest's cart join the account's when somebody signs in."""
    merging.merge(Shopper(visitor_id=visitor_id, user_id=user_id), now=now)


@receiver(visitor_identified)
def bring_wishes_along(*, visitor_id: UUID, user_id: int, **_: object) -> None:
    """Let the guest's wish lists become the account's when somebody signs in."""
    wish_lists.bring_along(Shopper(visitor_id=visitor_id, user_id=user_id))
