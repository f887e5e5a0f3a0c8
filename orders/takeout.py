"""Everything an account bought, keeps and wrote, for its owner to take along."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from catalog.models import Review
from orders.models import Order, SavedAddress, WishList

_ORDER = (
    "number", "status", "placed_at", "email", "delivery_address", "billing_address", "delivery_name", "note",
    "currency", "discount_minor", "delivery_minor", "tax_minor", "total_minor",
)  # fmt: skip
_LINE = ("sku", "title", "options", "quantity", "unit_price_minor", "total_minor")


def of(user: User) -> dict[str, Any]:
    """Return what JSON can say of an account; amounts are minor units. Six queries."""
    orders = Order.objects.filter(user=user).prefetch_related("lines").order_by("pk")
    lists = WishList.objects.filter(user=user).prefetch_related("wishes").order_by("pk")
    addresses = SavedAddress.objects.filter(user=user).order_by("pk")
    return {
        "email": user.email,
        "name": user.get_full_name(),
        "joined_at": user.date_joined,
        "addresses": list(addresses.values("content", "is_delivery_default", "is_billing_default")),
        "orders": [
            {
                **{name: getattr(order, name) for name in _ORDER},
                "lines": [
                    {name: getattr(line, name) for name in _LINE} for line in order.lines.all()
                ],
            }
            for order in orders
        ],
        "wish_lists": [
            {"name": each.name, "products": [wish.product_id for wish in each.wishes.all()]}
            for each in lists
        ],
        "reviews": list(
            Review.objects.filter(author=user)
            .order_by("pk")
            .values("product__title", "rating", "title", "text", "created_at")
        ),
    }
