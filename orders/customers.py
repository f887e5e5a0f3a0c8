"""Who buys, as far as limits for each customer need to know."""

from __future__ import annotations

from accounts.models import User
from orders.models import Order, OrderStatus
from orders.promotions.words import Customer

_DOTS_DO_NOT_COUNT = {"gmail.com", "googlemail.com"}


def normalised(email: str) -> str:
    """Return the one spelling of an e-mail address: lower case, without ``+tag`` and, at Gmail, without dots."""
    local, _, domain = email.strip().lower().rpartition("@")
    if not local:
        return ""
    local = local.partition("+")[0]
    if domain in _DOTS_DO_NOT_COUNT:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def read(*, user_id: int | None, email: str, asks_first: bool, asks_groups: bool) -> Customer:
    """Return what promotions ask about a customer. One query for each question, none when nothing is asked."""
    return Customer(
        groups=_groups(user_id) if asks_groups else frozenset(),
        is_first_order=_is_first(user_id, email) if asks_first else None,
    )


def _groups(user_id: int | None) -> frozenset[str]:
    if user_id is None:
        return frozenset()
    return frozenset(
        User.objects.filter(pk=user_id, groups__isnull=False).values_list("groups__name", flat=True)
    )


def _is_first(user_id: int | None, email: str) -> bool | None:
    """Return whether there is no order of this person; nothing while neither account nor e-mail is known."""
    if user_id is None and not email:
        return None
    own = Order.objects.from_shop().exclude(status=OrderStatus.CANCELLED)
    if user_id is not None and own.filter(user_id=user_id).exists():
        return False
    return not (email and own.filter(customer_key=normalised(email)).exists())
