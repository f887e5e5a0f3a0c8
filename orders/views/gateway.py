"""The page of the test gateway: the person before it plays the bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders.models import GatewayCharge
from orders.payments import gateway_webhooks, is_offered
from orders.payments.gateway import TestGateway, decide


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may happen to a charge."""

    label: str | Promise
    status: str
    failure_code: str = ""
    webhooks: str = "none"
    """``none``, ``once``, ``repeated``, ``shuffled`` or ``late``."""
    comes_back: bool = True
    """Whether the browser returns to the shop."""


CHOICES: Mapping[str, Choice] = {
    "success": Choice(_("Pay"), "authorised", webhooks="once"),
    "decline": Choice(_("Card declined"), "failed", failure_code="card_declined"),
    "challenge": Choice(_("Ask for a confirmation first (3-D Secure)"), "challenge"),
    "timeout": Choice(_("The bank does not answer"), "pending"),
    "cancel": Choice(_("Go back without paying"), "cancelled"),
    "repeated": Choice(
        _("Pay; every message arrives five times"), "authorised", webhooks="repeated"
    ),
    "shuffled": Choice(
        _("Pay; messages arrive in the wrong order"), "authorised", webhooks="shuffled"
    ),
    "late": Choice(
        _("Pay, lose the browser; messages arrive late"),
        "authorised",
        webhooks="late",
        comes_back=False,
    ),
}
CHALLENGE_CHOICES: Mapping[str, Choice] = {
    "confirm": Choice(_("Confirm in the bank's app"), "authorised", webhooks="once"),
    "refuse": Choice(_("Refuse"), "failed", failure_code="authentication_failed"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def gateway(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask what should happen to a charge, let it happen, and send the shopper back."""
    if not is_offered(TestGateway.name):
        raise Http404
    # A sign no reference can hold leads nowhere; PostgreSQL would refuse to look for it.
    charge = get_object_or_404(GatewayCharge, reference=reference.replace("\0", "?"))
    choices = CHALLENGE_CHOICES if charge.status == "challenge" else CHOICES
    if request.method != "POST":
        if charge.status not in {"pending", "challenge"}:
            return redirect(charge.return_url)
        return render(request, "orders/gateway.html", {"charge": charge, "choices": choices})
    choice = choices.get(request.POST.get("outcome", ""))
    if choice is None:
        return HttpResponseBadRequest("outcome")
    return _let_happen(request, charge, choice)


def _let_happen(request: HttpRequest, charge: GatewayCharge, choice: Choice) -> HttpResponse:
    if choice.status != "pending":
        decide(charge.reference, status=choice.status, failure_code=choice.failure_code)
    _send_webhooks(charge.reference, choice)
    if choice.status == "challenge":
        return redirect("orders:gateway", reference=charge.reference)
    if not choice.comes_back:
        return render(request, "orders/gateway_lost.html", {"charge": charge})
    return redirect(charge.return_url)


def _send_webhooks(reference: str, choice: Choice) -> None:
    now = timezone.now()
    if choice.webhooks == "late":
        gateway_webhooks.promise(reference, now=now)
    elif choice.webhooks != "none":
        gateway_webhooks.send_now(
            reference,
            times=5 if choice.webhooks == "repeated" else 1,
            is_shuffled=choice.webhooks == "shuffled",
            now=now,
        )
