"""The pages about shipping, returns, privacy and who runs the shop."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from orders import markets
from orders.models import DeliveryMethod, Market
from orders.returns import RETURN_PERIOD
from storefront.models import Policy, PolicyKind

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
"""Writes no HTML that was typed, and follows no link but to pages and mail addresses."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the shop does, for pages nobody has rewritten."""

    methods: tuple[DeliveryMethod, ...]
    return_days: int
    seller: str
    email: str


@require_safe
def policy(request: HttpRequest, kind: str) -> HttpResponse:
    """Show one page: the text of staff, or what the shop does by itself. Three queries at most."""
    if kind not in PolicyKind.values:
        raise Http404
    text = _written(kind, language=get_language() or settings.LANGUAGE_CODE)
    return render(
        request,
        "storefront/policy.html",
        {
            "kind": PolicyKind(kind),
            "kinds": tuple(PolicyKind),
            "default": f"storefront/policies/_{kind}.html",
            "text": text,
            "terms": None if text else _terms(),
        },
    )


def _written(kind: str, *, language: str) -> SafeString:
    """Return the text of staff as HTML: in this language, else the shop's, else any; empty without one. One query."""
    texts = dict(
        Policy.objects.filter(kind=kind).order_by("language").values_list("language", "text")
    )
    wanted = (language, settings.LANGUAGE_CODE, *texts)
    found = next((texts[code] for code in wanted if code in texts), "")
    return SafeString(_MARKDOWN.render(found))


def _terms() -> Terms:
    methods: tuple[DeliveryMethod, ...]
    try:
        market = markets.current()
    except Market.DoesNotExist:  # a shop that is not open yet
        methods, seller = (), ""
    else:
        methods = tuple(markets.delivery_methods(market, country=market.home_country))
        seller = market.seller
    return Terms(
        methods=methods,
        return_days=RETURN_PERIOD.days,
        seller=seller,
        email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    )
