"""Orders as their owners see them: thank-you page, order page, list."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders import links
from orders.models import Order
from orders.shoppers import Shopper

PAGE_SIZE = 20


@never_cache
@require_safe
def thank_you(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say thank you and what happens next."""
    order = _own_order(request, public_id)
    context = {
        "order": order,
        "lines": order.lines.order_by("pk"),
        "discounts": order.discounts.order_by("pk"),
    }
    return render(request, "orders/thank_you.html", context)


@never_cache
@require_safe
def order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one order to whoever placed it, or holds the signed link from its mail."""
    found = _own_order(request, public_id)
    context = {
        "order": found,
        "lines": found.lines.order_by("pk"),
        "discounts": found.discounts.order_by("pk"),
        "events": found.events.exclude(to_status="").order_by("happened_at", "pk"),
    }
    return render(request, "orders/order.html", context)


@never_cache
@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """List the account's orders, newest first."""
    user = request.user
    assert user.is_authenticated  # noqa: S101 - login_required made sure
    mine = Order.objects.filter(user=user).prefetch_related("lines").order_by("-placed_at", "-pk")
    page = Paginator(mine, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "orders/orders.html", {"page": page})


def _own_order(request: HttpRequest, public_id: UUID) -> Order:
    """Return an order the request may see; to anybody else it does not exist.

    Raises: Http404: for strangers, and when there is no such order.
    """
    if links.opens(public_id, request.GET.get("key", "")):
        found = Order.objects.filter(public_id=public_id).first()
    else:
        found = Order.objects.visible_to(Shopper.of(request)).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
