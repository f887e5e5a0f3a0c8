"""The staff area: its menu of what a person may work on, and its own content security policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

STAFF_PATH = "/admin/"

MENU = (
    (
        _("Selling"),
        (
            ("orders.Order", "receipt_long"),
            ("orders.Return", "assignment_return"),
            ("orders.Payment", "credit_card"),
            ("orders.Cart", "shopping_cart"),
            ("orders.OutboxMessage", "outgoing_mail"),
        ),
    ),
    (
        _("Offers"),
        (
            ("orders.Promotion", "redeem"),
            ("orders.Coupon", "confirmation_number"),
            ("orders.Sale", "percent_discount"),
            ("orders.PriceChange", "price_change"),
        ),
    ),
    (
        _("Catalogue"),
        (
            ("catalog.Product", "inventory_2"),
            ("catalog.Department", "account_tree"),
            ("catalog.Brand", "sell"),
            ("catalog.Attribute", "tune"),
            ("catalog.Review", "reviews"),
            ("catalog.BulkEdit", "checklist"),
            ("catalog.ImportUpload", "upload_file"),
            ("catalog.ImportRun", "fact_check"),
        ),
    ),
    (
        _("Search"),
        (
            ("catalog.SearchQuery", "query_stats"),
            ("catalog.SearchSynonym", "compare_arrows"),
            ("catalog.SearchRule", "push_pin"),
        ),
    ),
    (
        _("Stock"),
        (("catalog.Stock", "warehouse"), ("orders.StockMovement", "swap_vert")),
    ),
    (
        _("Recommendations"),
        (
            ("recommendations.Rule", "rule"),
            ("recommendations.ModelVersion", "model_training"),
            ("recommendations.Leaderboard", "leaderboard"),
            ("recommendations.LoggedSlate", "view_carousel"),
            ("recommendations.Event", "timeline"),
        ),
    ),
    (
        _("Shop"),
        (
            ("orders.Market", "public"),
            ("catalog.PriceList", "list_alt"),
            ("catalog.ListPrice", "sell"),
            ("orders.DeliveryMethod", "local_shipping"),
            ("orders.TaxRate", "percent"),
            ("storefront.Policy", "policy"),
        ),
    ),
    (
        _("People"),
        (("accounts.User", "person"), ("auth.Group", "badge"), ("knox.AuthToken", "key")),
    ),
)
"""The staff menu; what nobody registered, or a person may not see, is left out."""

TITLES = {"knox.AuthToken": _("API tokens")}
"""Names for what a library calls otherwise."""

VIEWS = (
    (
        "orders.order",
        (
            (_("All"), ""),
            (_("To be sent"), "status__exact=paid"),
            (_("Sent in part"), "status__exact=partly_shipped"),
            (_("On their way"), "status__exact=shipped"),
        ),
    ),
    ("orders.return", ((_("All"), ""), (_("On their way back"), "status__exact=requested"))),
    (
        "catalog.product",
        (
            (_("All"), ""),
            (_("Drafts"), "status__exact=draft"),
            (_("Sold out"), "status__exact=published&is_in_stock__exact=0"),
        ),
    ),
)
"""Filters that are wanted every day, kept as tabs over their list."""


class StaffPolicyMiddleware:
    """Lets the staff area's own framework work: its pages set styles and evaluate attributes, the shop's never do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and widen the content security policy of staff pages only.

        Raises: BadRequest: for an address with a NUL in it, which no column holds and PostgreSQL refuses to look for.
        """
        if request.path.startswith(STAFF_PATH) and "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("No filter of the staff area holds a NUL.")
        response = self.get_response(request)
        if request.path.startswith(STAFF_PATH):
            response._csp_update = {  # type: ignore[attr-defined]  # how django-csp is told
                "script-src": ["'unsafe-eval'"],
                "style-src": ["'unsafe-inline'"],
            }
        return response


def shop_name(request: HttpRequest) -> str:
    """Name the staff area after the shop."""
    return str(settings.SHOP_NAME)


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the staff menu of one person, in Unfold's own words."""
    front = {"title": _("Dashboard"), "icon": "monitoring", "link": reverse("admin:index")}
    groups: list[dict[str, Any]] = [{"items": [front]}]
    for title, entries in MENU:
        items = [
            item for label, icon in entries if (item := _entry(request, label, icon)) is not None
        ]
        if items:
            groups.append({"title": title, "separator": True, "items": items})
    return groups


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the kept filters of each list, in Unfold's own words."""
    return [
        {
            "models": [label],
            "items": [
                {
                    "title": title,
                    "link": _narrowed(label, query),
                    "active": _is_open(request, query),
                }
                for title, query in filters
            ],
        }
        for label, filters in VIEWS
    ]


def _narrowed(label: str, query: str) -> str:
    address = reverse(f"admin:{label.replace('.', '_')}_changelist")
    return f"{address}?{query}" if query else address


def _is_open(request: HttpRequest, query: str) -> bool:
    """Whether the list is narrowed by exactly this filter; its page and order do not matter."""
    asked = {name: value for name, value in request.GET.items() if name not in {"p", "o"}}
    return asked == QueryDict(query).dict()


def _entry(request: HttpRequest, label: str, icon: str) -> dict[str, Any] | None:
    """Return the menu entry of a model, or nothing where the person has no business."""
    try:
        model = apps.get_model(label)
    except LookupError:
        return None
    model_admin = admin.site._registry.get(model)
    if model_admin is None or not model_admin.has_view_permission(request):
        return None
    meta = model._meta
    return {
        "title": str(TITLES.get(label) or str(meta.verbose_name_plural).capitalize()),
        "icon": icon,
        "link": reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"),
    }
