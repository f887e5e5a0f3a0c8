"""What every page of the shop knows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from catalog.departments import menu
from orders import markets
from orders.cart_count import count_for


def shop(request: HttpRequest) -> dict[str, object]:
    """Name the shop, its departments and the size of the cart; nothing is read until a page asks."""
    return {
        "shop_name": settings.SHOP_NAME,
        "department_menu": SimpleLazyObject(menu),
        "market": SimpleLazyObject(markets.chosen),
        "cart_count": SimpleLazyObject(lambda: count_for(request)),
    }
