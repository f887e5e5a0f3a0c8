"""A living page of every component in every state, for those who build the shop."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.forms import PrivacyForm
from catalog.facet_markup import facet_groups
from catalog.facets import Choice, Facet
from catalog.models import Brand, Product
from catalog.money import Money
from catalog.options import Option, Picker

COLOURS = (
    "paper", "surface", "sunken", "ink", "ink-muted", "hairline", "hairline-strong", "accent", "accent-strong",
    "accent-soft", "sale", "danger", "star",
)  # fmt: skip
ICONS = (
    "menu", "close", "person", "cart", "search", "filter", "previous", "next", "down", "check", "truck", "return",
    "box", "lock", "mail", "shield", "heart", "star", "globe", "pin",
)  # fmt: skip
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Show the components to staff, and to everybody while developing. No query of its own."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    return render(
        request,
        "storefront/style.html",
        {
            "colours": COLOURS,
            "products": _products(),
            "facets": facet_groups([_facet()]),
            "picker": _picker(),
            "form": PrivacyForm(),
            "price": Money(2900, settings.SHOP_CURRENCY),
            "price_before": Money(3900, settings.SHOP_CURRENCY),
            "halves": range(11),
            "icons": ICONS,
            "shelves": (
                {"url": "#content", "name": "Living"},
                {"url": "#content", "name": "Lamps"},
            ),
            "states": ("Placed", "Paid", "Sent"),
        },
    )


def _products() -> list[Product]:
    """Return one product for each state of a card; none of them is stored."""
    states: tuple[dict[str, object], ...] = (
        {"title": "Plain"},
        {"title": "A title that is so long that it needs more than the two lines it is given on a card"},
        {"title": "Reduced", "compare_at_minor": 3900},
        {"title": "From several prices", "has_price_range": True},
        {"title": "Sold out", "is_in_stock": False},
        {"title": "Rated", "rating_average": 4.3, "rating_count": 1284},
        {"title": "New", "published_at": datetime.now(UTC)},
        {"title": "Not for sale", "price_minor": None},
    )  # fmt: skip
    common = {
        "price_minor": 2900,
        "currency": settings.SHOP_CURRENCY,
        "is_in_stock": True,
        "published_at": LONG_AGO,
    }
    return [
        Product(
            id=-number,
            slug=f"example-{number}",
            brand=Brand(id=-1, name="Brand"),
            **{**common, **state},
        )
        for number, state in enumerate(states, 1)
    ]


def _facet() -> Facet:
    return Facet(
        "example",
        "Material",
        (Choice("oak", "Oak", 12, True), Choice("steel", "Steel", 4), Choice("linen", "Linen", 0)),
    )


def _picker() -> Picker:
    options = (
        Option("Chosen", "A", True, True),
        Option("Other", "B", False, True),
        Option("Gone", "C", False, False),
    )
    return Picker("Colour", "Chosen", options)
