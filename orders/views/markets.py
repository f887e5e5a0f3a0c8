"""Where the shopper buys: which prices they see, and in which currency."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders import carts, markets, seen_prices
from orders.markets import UnknownMarket
from orders.shoppers import Shopper


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def market(request: HttpRequest) -> HttpResponse:
    """Show the markets, or go back to where the shopper came from with the chosen one."""
    if request.method == "POST":
        return _choose(request, request.POST.get("market", ""))
    context = {"markets": markets.offered(), "chosen": markets.chosen(), "next": _way_back(request)}
    return render(request, "orders/markets.html", context)


def _choose(request: HttpRequest, code: str) -> HttpResponse:
    try:
        with markets.using(code):
            shopper = Shopper.of(request)
            if carts.find(shopper) is not None:
                seen_prices.accept(shopper, now=timezone.now())
    except UnknownMarket:
        return HttpResponseBadRequest(_("There is no such market."))
    answer = HttpResponseRedirect(_way_back(request))  # an address, never the name of a view
    answer.set_cookie(
        markets.COOKIE,
        code,
        max_age=markets.COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.IS_HTTPS,
    )
    return answer


def _way_back(request: HttpRequest) -> str:
    """Return where to go on, never another site."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else "/"
