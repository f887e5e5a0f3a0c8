"""Where and with what a page is looked at: the market, its country, the kind of device."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest

from orders import markets
from recommendations import metrics
from recommendations.rules.words import Device
from recommendations.vocabulary import Context

_NO_PHONES = ("iPad", "Tablet")
UNTOLD = "weather"
"""A circumstance that rules may ask for and no request tells."""


def seen_in(context: Context, request: HttpRequest) -> Context:
    """Return the context with its circumstances; what is not told stays empty and is counted.

    The country is the home country of the market, as for taxes while no address is known. No query beside
    the snapshot of the markets.
    """
    market = markets.here()
    seen = replace(
        context,
        market=market.code if market else "",
        country=market.home_country if market else "",
        device=device_of(request),
    )
    told = {"market": seen.market, "country": seen.country, "device": seen.device, UNTOLD: ""}
    for name in (name for name, value in told.items() if not value):
        metrics.untold_circumstances.labels(circumstance=name).inc()
    return seen


def device_of(request: HttpRequest) -> str:
    """Return the kind of device by the browser's own hint, else by the name it gives itself; empty if neither tells.

    Browsers on phones call themselves mobile; tablets do not, or say what they are.
    """
    hint = request.headers.get("Sec-CH-UA-Mobile", "")
    if hint in {"?0", "?1"}:
        return Device.PHONE.value if hint == "?1" else Device.COMPUTER.value
    name = request.headers.get("User-Agent", "")
    if not name.startswith("Mozilla/") or "bot" in name.lower():
        return ""
    is_phone = "Mobi" in name and not any(word in name for word in _NO_PHONES)
    return Device.PHONE.value if is_phone else Device.COMPUTER.value
