"""The cart page and everything one can do on it. Without script each action answers with a page, with htmx with a part."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orders import (
    cart_count,
    carts,
    coupons,
    fitting,
    merging,
    offers,
    savings,
    seen_prices,
    together,
)
from orders.carts import CartChange, NotForSale, NothingLeft, Removed
from orders.coupons import CouponUnknown, TooManyCoupons
from orders.forms import AddToCartForm, CartLineForm, TogetherForm, UndoForm
from orders.models import CartLine
from orders.shoppers import Shopper

DRAWER = "cart-drawer-content"
"""The id of the element that shows the cart beside another page."""


@never_cache
@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    """Show the cart. Four queries, recommendations apart."""
    return _page(request, now=timezone.now())


@never_cache
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put an article into the cart."""
    form = AddToCartForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("This article does not exist."))
    now = timezone.now()
    try:
        change = carts.add(
            Shopper.of(request),
            variant_id=form.cleaned_data["variant"],
            quantity=form.cleaned_data["quantity"],
            slate_id=form.cleaned_data["slate"],
            now=now,
        )
    except NotForSale:
        messages.error(request, _("This article is not for sale any more."))
    except NothingLeft as error:
        messages.warning(request, _all_of_them(error.free))
    else:
        messages.success(request, _added(change))
    return _done(request, now=now)


@never_cache
@require_POST
def add_together(request: HttpRequest) -> HttpResponse:
    """Put the ticked articles of a box into the cart."""
    form = TogetherForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("This article does not exist."))
    now = timezone.now()
    result = together.add_together(
        Shopper.of(request),
        variant_ids=form.cleaned_data["variant"],
        product_ids=form.cleaned_data["product"],
        slate_id=form.cleaned_data["slate"],
        now=now,
    )
    if result.added:
        added = len(result.added)
        messages.success(
            request,
            ngettext(
                "%(number)d article is in your cart.",
                "%(number)d articles are in your cart.",
                added,
            )
            % {"number": added},
        )
    if result.missing:
        messages.warning(
            request,
            ngettext(
                "%(number)d article cannot be had at the moment.",
                "%(number)d articles cannot be had at the moment.",
                result.missing,
            )
            % {"number": result.missing},
        )
    return _done(request, now=now)


@never_cache
@require_POST
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Change, remove, save for later or take back one line."""
    form = CartLineForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Say how many: a whole number from 0 to 999."))
    now = timezone.now()
    try:
        change = _act(
            Shopper.of(request),
            line_id,
            action=form.cleaned_data["action"],
            quantity=form.cleaned_data["quantity"],
            now=now,
        )
    except CartLine.DoesNotExist as error:
        raise Http404 from error
    except NothingLeft:
        messages.warning(request, _("This article has just been sold out."))
        return _done(request, now=now)
    if change.is_capped:
        messages.warning(request, _all_of_them(change.after))
    if form.cleaned_data["then"] == "checkout":
        return redirect("orders:sold_out")
    return _done(request, now=now, removed=change.removed)


@never_cache
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Put back what was just removed, where it was: in the cart or beside it."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("This article does not exist."))
    now = timezone.now()
    line = form.removed
    try:
        if line.is_saved:
            carts.lay_aside(
                Shopper.of(request),
                variant_id=line.variant_id,
                quantity=line.quantity,
                slate_id=line.slate_id,
                now=now,
            )
        else:
            carts.add(
                Shopper.of(request),
                variant_id=line.variant_id,
                quantity=line.quantity,
                slate_id=line.slate_id,
                now=now,
            )
    except NotForSale:
        messages.error(request, _("This article is not for sale any more."))
    except NothingLeft as error:
        messages.warning(request, _all_of_them(error.free))
    return _done(request, now=now)


@never_cache
@require_POST
def fit(request: HttpRequest) -> HttpResponse:
    """Reduce what is short to what is left; from checkout, go on there."""
    now = timezone.now()
    fitting.fit(Shopper.of(request), now=now)
    if request.POST.get("then") == "checkout":
        return redirect("orders:sold_out")
    return _done(request, now=now)


@never_cache
@require_POST
def accept_prices(request: HttpRequest) -> HttpResponse:
    """Take note of prices that moved."""
    now = timezone.now()
    seen_prices.accept(Shopper.of(request), now=now)
    return _done(request, now=now)


@never_cache
@require_POST
def coupon(request: HttpRequest) -> HttpResponse:
    """Enter a code, or take one out."""
    now = timezone.now()
    shopper = Shopper.of(request)
    code = request.POST.get("code", "")[:60]
    if request.POST.get("action") == "remove":
        coupons.remove(shopper, code=code)
        return _done(request, now=now)
    try:
        coupons.enter(shopper, code=code, now=now)
    except CouponUnknown:
        messages.error(request, _("There is no code “%(code)s”.") % {"code": code})
    except TooManyCoupons:
        messages.error(request, _("There are enough codes in your cart already."))
    return _done(request, now=now)


@never_cache
@require_POST
def merge(request: HttpRequest) -> HttpResponse:
    """Keep or take back what the last sign-in added to the cart."""
    now = timezone.now()
    shopper = Shopper.of(request)
    if request.POST.get("action") == "undo":
        merging.undo(shopper, now=now)
    else:
        merging.keep(shopper, now=now)
    return _done(request, now=now)


def _act(
    shopper: Shopper, line_id: int, *, action: str, quantity: int | None, now: datetime
) -> CartChange:
    if action == "remove":
        return carts.remove(shopper, line_id=line_id, now=now)
    if action == "save":
        return carts.save_for_later(shopper, line_id=line_id, now=now)
    if action == "restore":
        return carts.restore(shopper, line_id=line_id, now=now)
    return carts.change(shopper, line_id=line_id, quantity=quantity or 0, now=now)


def _done(request: HttpRequest, *, now: datetime, removed: Removed | None = None) -> HttpResponse:
    """Answer with the changed cart: a part for htmx, else by way of the page's own address."""
    if request.headers.get("HX-Request"):
        return _page(request, now=now, removed=removed)
    query = f"?{urlencode(UndoForm.parameters(removed))}" if removed else ""
    answer = redirect(f"{reverse('orders:cart')}{query}")
    cart_count.mark(request, answer)
    return answer


def _page(request: HttpRequest, *, now: datetime, removed: Removed | None = None) -> HttpResponse:
    found = carts.find(Shopper.of(request))
    offer = offers.read(found, now=now)
    context: dict[str, Any] = {
        "cart": found,
        "offer": offer,
        "contents": offer.contents,
        "totals": offer.totals,
        "merge_note": merging.note(found),
        "free_delivery": savings.free_delivery(offer),
        "coupons": coupons.notes(
            offer.terms.codes, outcome=offer.outcome, currency=offer.market.currency
        ),
        "cart_count": offer.contents.count,
        "undo": UndoForm.parameters(removed) if removed else _read_undo(request),
    }
    answer = render(request, _template(request), context)
    if found is not None:
        cart_count.mark(request, answer)
    return answer


def _template(request: HttpRequest) -> str:
    """Return what is asked for: the part for the drawer, the part for the cart page, or the page."""
    if request.headers.get("HX-Target") == DRAWER:
        return "orders/_drawer.html"
    if request.headers.get("HX-Request"):
        return "orders/_cart_answer.html"
    return "orders/cart.html"


def _read_undo(request: HttpRequest) -> dict[str, object]:
    """Read what was removed from the page's address, so that taking it back works without script."""
    if "removed_variant" not in request.GET:
        return {}
    asked = UndoForm(request.GET)
    return UndoForm.parameters(asked.removed) if asked.is_valid() else {}


def _added(change: CartChange) -> str:
    if change.is_capped:
        return ngettext(
            "%(title)s: only %(number)d could be had, it is in your cart.",
            "%(title)s: only %(number)d could be had, they are in your cart.",
            change.after,
        ) % {"title": change.title, "number": change.after}
    return _("%(title)s is in your cart.") % {"title": change.title}


def _all_of_them(free: int) -> str:
    if not free:
        return _("This article has just been sold out.")
    return ngettext(
        "Only %(number)d is left, and it is in your cart.",
        "Only %(number)d are left, and they are in your cart.",
        free,
    ) % {"number": free}
