"""Where an order goes and whom it is billed to: chosen from the address book or typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from orders import address_book, checkout, drafts, markets
from orders.address_forms import OTHER, SAME, BillingForm, ChosenAddressForm, DeliveryForm
from orders.addresses import Address
from orders.models import Cart, SavedAddress
from orders.offers import Offer, Step
from orders.shoppers import Shopper
from orders.stock import OutOfStock
from orders.views.steps import render_step, step, thank


@step
def delivery(request: HttpRequest, cart: Cart, offer: Offer, now: datetime) -> HttpResponse:
    """Ask where the parcel goes and how; then keep the units while the shopper reads the last step."""
    if not offer.draft.email:
        return redirect("orders:checkout_contact")
    form = _delivery_form(request, offer)
    if not (form.is_bound and form.is_valid()):
        return render_step(request, Step.DELIVERY, offer, {"form": form})
    drafts.write_delivery(
        cart,
        address=form.address,
        method=form.chosen_method,
        note=form.cleaned_data["note"],
        billing=_usual_billing(form, offer),
        now=now,
    )
    _keep(request, form)
    try:
        checkout.hold(cart.pk, now=now)
    except OutOfStock:
        return redirect("orders:sold_out")
    except checkout.AlreadyOrdered as placed:
        return thank(placed.order)
    return redirect("orders:checkout_payment")


@step
def billing(request: HttpRequest, cart: Cart, offer: Offer, now: datetime) -> HttpResponse:
    """Ask whom the invoice is made out to; most people never come here."""
    if not offer.address.is_complete:
        return redirect("orders:checkout_delivery")
    entries = address_book.entries(Shopper.of(request).user_id)
    said = Address.from_json(offer.draft.billing_address)
    form = BillingForm(
        request.POST if request.method == "POST" else None,
        initial={**_typed(said, entries, offer), "place": _place(said, entries) or SAME},
        home_country=offer.market.home_country,
        entries=entries,
    )
    if form.is_bound and form.is_valid():
        drafts.write_billing(cart, address=form.address, now=now)
        _keep(request, form)
        return redirect("orders:checkout_payment")
    context = {"form": form}
    return render_step(
        request, Step.PAYMENT, offer, context, template="orders/checkout_billing.html"
    )


def _delivery_form(request: HttpRequest, offer: Offer) -> DeliveryForm:
    home = offer.market.home_country
    data = request.POST if request.method == "POST" else None
    entries = address_book.entries(Shopper.of(request).user_id)
    usual = next((each.address for each in entries if each.is_delivery_default), Address())
    shown = offer.address if offer.address.is_complete else usual
    options = markets.delivery_options(
        offer.market,
        country=_asked_country(request, entries) or shown.country or home,
        goods=offer.totals.items - offer.totals.discount,
    )
    chosen = offer.draft.delivery_method_id or next((each.method.pk for each in options), "")
    initial = {
        **_typed(offer.address, entries, offer),
        "place": _place(shown, entries),
        "method": str(chosen),
        "note": offer.draft.note,
    }
    return DeliveryForm(data, initial=initial, home_country=home, options=options, entries=entries)


def _asked_country(request: HttpRequest, entries: Sequence[SavedAddress]) -> str:
    """Return the country a sent form means: that of the chosen kept address, else the typed one."""
    place = request.POST.get("place", "")
    kept = (each.address.country for each in entries if str(each.pk) == place)
    return next(kept, "") or request.POST.get("country", "")


def _place(address: Address, entries: Sequence[SavedAddress]) -> str:
    """Return which choice an address is; nothing while there is no address."""
    if not address.is_complete:
        return ""
    return next((str(each.pk) for each in entries if each.address == address), OTHER)


def _typed(address: Address, entries: Sequence[SavedAddress], offer: Offer) -> dict[str, str]:
    """Return what stands in the fields: an address that is not kept, or only the country."""
    is_kept = any(each.address == address for each in entries)
    shown = Address() if is_kept else address
    return {**shown.to_json(), "country": shown.country or offer.market.home_country}


def _usual_billing(form: DeliveryForm, offer: Offer) -> Address | None:
    """Return the account's default for invoices the first time an address is given; later the shopper's word stands."""
    if offer.address.is_complete:
        return None
    usual = next((each.address for each in form.entries if each.is_billing_default), None)
    return None if usual == form.address else usual


def _keep(request: HttpRequest, form: ChosenAddressForm) -> None:
    """Put a typed address into the account's book, if the shopper asked for that."""
    user_id = Shopper.of(request).user_id
    if user_id is None or not form.is_typed or not form.cleaned_data["keep"]:
        return
    try:
        address_book.add(user_id=user_id, address=form.address)
    except address_book.BookFull:
        messages.warning(request, _("Your address book is full, so this address was not saved."))
