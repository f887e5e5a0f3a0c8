"""Wish lists: one's own, and those that others share."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import Product
from orders import wish_lists
from orders.forms import WishForm, WishListForm
from orders.models import WishList
from orders.shoppers import Shopper
from orders.wish_lists import NameTaken, TooMany


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Show the shopper's lists, and begin another one."""
    shopper = Shopper.of(request)
    form = WishListForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            return redirect(wish_lists.create(shopper, name=form.cleaned_data["name"]))
        except NameTaken:
            form.add_error("name", _("You have a list of that name already."))
        except TooMany:
            form.add_error("name", _("There are enough lists already."))
    lists = WishList.objects.of(shopper).prefetch_related("wishes").order_by("pk")
    return render(
        request,
        "orders/wish_lists.html",
        {"lists": lists, "form": form},
        status=422 if form.errors else 200,
    )


@never_cache
@require_safe
def show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one list: to its owner always, to others while it is shared."""
    own = WishList.objects.of(Shopper.of(request)).filter(public_id=public_id).first()
    found = own or WishList.objects.filter(public_id=public_id, is_shared=True).first()
    if found is None:
        raise Http404
    wished = found.wishes.order_by("-added_at", "-pk").values_list("product_id", flat=True)
    products = Product.objects.visible(now=timezone.now()).cards().in_order(wished)
    return render(
        request,
        "orders/wish_list.html",
        {"list": found, "products": products, "is_own": own is not None},
    )


@never_cache
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a product on a list."""
    form = WishForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("This product does not exist."))
    try:
        chosen = wish_lists.add(
            Shopper.of(request),
            product_id=form.cleaned_data["product"],
            list_id=form.cleaned_data["list"],
            now=timezone.now(),
        )
    except (Product.DoesNotExist, WishList.DoesNotExist) as error:
        raise Http404 from error
    except TooMany:
        messages.error(request, _("This list is full."))
        return redirect("orders:wish_lists")
    messages.success(request, _("It is on your list “%(name)s”.") % {"name": chosen.name})
    return redirect(chosen)


@never_cache
@require_POST
def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Share a list or stop sharing it, take a product off it, or throw it away."""
    shopper = Shopper.of(request)
    action = request.POST.get("action", "")
    form = WishForm(request.POST)
    try:
        if action == "delete":
            wish_lists.delete(shopper, list_id=public_id)
            return redirect("orders:wish_lists")
        if action in {"share", "hide"}:
            wish_lists.share(shopper, list_id=public_id, is_shared=action == "share")
        elif action == "remove" and form.is_valid():
            wish_lists.remove(shopper, list_id=public_id, product_id=form.cleaned_data["product"])
        else:
            return HttpResponseBadRequest("action")
    except WishList.DoesNotExist as error:
        raise Http404 from error
    return redirect("orders:wish_list", public_id=public_id)
