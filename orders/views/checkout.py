"""Checkout in three steps, each with its own address: contact, delivery, payment. Works without script and without account."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from orders import carts, checkout, drafts, links, offers, payments, placing
from orders.differences import differences
from orders.forms import ContactForm
from orders.models import Cart, Order, Payment, PaymentStatus
from orders.offers import CartEmpty, CheckoutIncomplete, Offer, Step
from orders.payments.base import ProviderRefused, ProviderUnavailable
from orders.quotes import Seal
from orders.shoppers import Shopper
from orders.stock import OutOfStock
from orders.views.steps import render_step, step, thank


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Go to the first step."""
    return redirect("orders:checkout_contact")


@step
def contact(request: HttpRequest, cart: Cart, offer: Offer, now: datetime) -> HttpResponse:
    """Ask for the e-mail address. Five queries, one more to store it."""
    known = getattr(request.user, "email", "")
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        initial={"email": offer.draft.email or known},
    )
    if form.is_bound and form.is_valid():
        drafts.write_contact(cart, email=form.cleaned_data["email"], now=now)
        return redirect("orders:checkout_delivery")
    return render_step(request, Step.CONTACT, offer, {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def payment(request: HttpRequest) -> HttpResponse:
    """Show every cost, then take the shopper to the provider; a form sent twice leads to the one order it became."""
    return _pay(request) if request.method == "POST" else _last_step(request)


@never_cache
@require_safe
def payment_return(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Receive the shopper from the payment provider and ask the provider what happened."""
    answer = _after_payment(request, public_id)
    if request.headers.get("HX-Request") and answer.status_code == HTTPStatus.FOUND:
        # The waiting page asks in the background; htmx must leave it as a whole.
        return HttpResponse(status=204, headers={"HX-Redirect": answer.headers["Location"]})
    return answer


def _after_payment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    paid = get_object_or_404(Payment, public_id=public_id)
    try:
        paid = checkout.settle(paid.pk, now=timezone.now())
    except OutOfStock:
        return redirect("orders:sold_out")
    except placing.Unwanted:
        return _where_it_ended(request, paid)
    except (ProviderUnavailable, ProviderRefused):
        return _waiting(request)
    if paid.order is not None:
        return thank(paid.order)
    if paid.is_open:
        return _waiting(request)
    messages.error(request, _failure(paid))
    return redirect("orders:checkout_payment")


@never_cache
@require_safe
def sold_out(request: HttpRequest) -> HttpResponse:
    """Say calmly what cannot be had any more, and offer to go on with the rest."""
    now = timezone.now()
    cart = carts.find(Shopper.of(request))
    offer = offers.read(cart, now=now)
    if not offer.contents.lines:
        return redirect("orders:cart")
    if not offer.contents.short:
        return redirect("orders:checkout_payment")
    context = {
        "cart": cart,
        "offer": offer,
        "short": offer.contents.short,
        "has_rest": any(not line.is_sold_out for line in offer.contents.lines),
        "cart_count": offer.contents.count,
    }
    return render(request, "orders/sold_out.html", context)


def _pay(request: HttpRequest) -> HttpResponse:
    shopper = Shopper.of(request)
    agreed = Seal.read(request.POST.get("expected", ""))
    try:
        begun = checkout.begin(
            shopper,
            cart_id=agreed.cart_id if agreed is not None else _cart_id(shopper),
            agreed=agreed,
            language=get_language() or "en",
            return_url=links.payment_return(request),
            now=timezone.now(),
        )
    except (Cart.DoesNotExist, CartEmpty):
        return redirect("orders:cart")
    except CheckoutIncomplete as gap:
        return redirect(f"orders:checkout_{gap.step.value}")
    except checkout.AlreadyOrdered as placed:
        return thank(placed.order)
    except OutOfStock:
        return redirect("orders:sold_out")
    except checkout.OfferChanged as change:
        return _last_step(request, change=change)
    except (ProviderUnavailable, ProviderRefused, checkout.PaymentInTheWay):
        messages.error(
            request,
            _("The payment service does not answer. Nothing was charged; please try again."),
        )
        return redirect("orders:checkout_payment")
    return redirect(begun.redirect_url)


def _cart_id(shopper: Shopper) -> int:
    cart = carts.find(shopper)
    return 0 if cart is None else cart.pk


def _last_step(
    request: HttpRequest, *, change: checkout.OfferChanged | None = None
) -> HttpResponse:
    """Show what will be paid, or send the shopper to what is still missing."""
    now = timezone.now()
    cart = carts.find(Shopper.of(request))
    offer = offers.read(cart, now=now)
    if cart is None or not offer.contents.lines:
        return redirect("orders:cart")
    try:
        quote = offers.quote(offer, language=get_language() or "en")
        kept_until = checkout.hold(cart.pk, now=now)  # activity extends it
    except CheckoutIncomplete as gap:
        return redirect(f"orders:checkout_{gap.step.value}")
    except OutOfStock:
        return redirect("orders:sold_out")
    except checkout.AlreadyOrdered as placed:
        return thank(placed.order)
    context = {
        "quote": quote,
        "expected": Seal.of(quote, cart_id=cart.pk).sign(),
        "change": change,
        "differences": differences(change.seal, quote) if change and change.seal else (),
        "kept_until": kept_until,
    }
    status = 200 if change is None else 409
    page = render_step(request, Step.PAYMENT, offer, context, status=status)
    origins = payments.chosen(amount_minor=quote.total_minor).page_origins
    if origins:
        page._csp_update = {"form-action": list(origins)}  # type: ignore[attr-defined]  # how django-csp is told
    return page


def _waiting(request: HttpRequest) -> HttpResponse:
    return render(request, "orders/payment_waiting.html", status=202)


def _where_it_ended(request: HttpRequest, unwanted: Payment) -> HttpResponse:
    """Send the shopper to the order their cart became through another payment; else say the money goes back."""
    order = Order.objects.filter(cart_id=unwanted.cart_id).first() if unwanted.cart_id else None
    if order is not None:
        return thank(order)
    messages.error(request, _("This payment could not be used. Your money goes back to you."))
    return redirect("orders:cart")


def _failure(unpaid: Payment) -> str:
    if unpaid.status == PaymentStatus.CANCELLED:
        return _("The payment was cancelled. Nothing was charged.")
    return _(
        "The payment was declined. Nothing was charged; you can try again or pay in another way."
    )
