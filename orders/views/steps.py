"""What every step of checkout shares: the shopper's cart with its offer, the page around a step, the way to the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders import carts, offers
from orders.models import Cart, Order
from orders.offers import Offer, Step
from orders.shoppers import Shopper

StepView = Callable[[HttpRequest, Cart, Offer, datetime], HttpResponse]


def step(view: StepView) -> Callable[[HttpRequest], HttpResponse]:
    """Give a step the shopper's cart and its offer; send shoppers without a filled cart back to it."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        cart = carts.find(Shopper.of(request))
        offer = offers.read(cart, now=now)
        if cart is None or not offer.contents.lines:
            return redirect("orders:cart")
        if offer.contents.short and request.method != "POST":  # what was typed is stored first
            return redirect("orders:sold_out")
        return view(request, cart, offer, now)

    return checked


def render_step(
    request: HttpRequest,
    current: Step,
    offer: Offer,
    context: dict[str, Any],
    *,
    template: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the page of a step; a form that was refused answers 422."""
    form = context.get("form")
    is_refused = form is not None and form.is_bound
    page = {
        "step": current.value,
        "offer": offer,
        "contents": offer.contents,
        "totals": offer.totals,
        "cart_count": offer.contents.count,
        **context,
    }
    return render(
        request,
        template or f"orders/checkout_{current.value}.html",
        page,
        status=422 if is_refused else status,
    )


def thank(order: Order) -> HttpResponse:
    """Go to the page that says thank you."""
    return redirect("orders:thank_you", public_id=order.public_id)
