"""The address book of an account, and everything else of it to take along."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from orders import address_book, markets
from orders.address_forms import BookForm
from orders.models import SavedAddress
from orders.takeout import of as takeout_of


@never_cache
@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what is kept."""
    entries = address_book.entries(_user(request).pk)
    return render(request, "orders/addresses.html", {"entries": entries})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Keep another address."""
    form = _form(request, {"name": _user(request).get_full_name()})
    if form.is_bound and form.is_valid():
        try:
            address_book.add(
                user_id=_user(request).pk,
                address=form.address,
                for_delivery=form.cleaned_data["for_delivery"],
                for_bills=form.cleaned_data["for_bills"],
            )
        except address_book.BookFull:
            form.add_error(None, _("Your address book is full: throw an old address away first."))
        else:
            messages.success(request, _("The address is saved."))
            return redirect("orders:addresses")
    return _page(request, form, None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Write an address anew."""
    entry = get_object_or_404(SavedAddress, pk=entry_id, user=_user(request))
    initial = {
        **entry.content,
        "for_delivery": entry.is_delivery_default,
        "for_bills": entry.is_billing_default,
    }
    form = _form(request, initial)
    if form.is_bound and form.is_valid():
        address_book.change(
            entry.pk,
            user_id=_user(request).pk,
            address=form.address,
            for_delivery=form.cleaned_data["for_delivery"],
            for_bills=form.cleaned_data["for_bills"],
        )
        messages.success(request, _("The address is saved."))
        return redirect("orders:addresses")
    return _page(request, form, entry)


@never_cache
@login_required
@require_POST
def remove(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Throw an address away; orders that went there keep it."""
    try:
        address_book.remove(entry_id, user_id=_user(request).pk)
    except SavedAddress.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The address is gone from your address book."))
    return redirect("orders:addresses")


@never_cache
@login_required
@require_safe
def takeout(request: HttpRequest) -> HttpResponse:
    """Hand out everything the account bought, keeps and wrote, as JSON."""
    answer = JsonResponse(takeout_of(_user(request)), json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="account.json"'
    return answer


def _form(request: HttpRequest, initial: dict[str, Any]) -> BookForm:
    here = markets.here()
    home = "" if here is None else here.home_country
    data = request.POST if request.method == "POST" else None
    return BookForm(data, initial={"country": home, **initial}, home_country=home)


def _page(request: HttpRequest, form: BookForm, entry: SavedAddress | None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "orders/address.html", {"form": form, "entry": entry}, status=status)


def _user(request: HttpRequest) -> User:
    assert request.user.is_authenticated  # noqa: S101 - login_required made sure
    return request.user
