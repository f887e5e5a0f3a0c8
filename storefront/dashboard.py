"""The first page of the staff area: how the shop is doing, and what needs a hand."""

from __future__ import annotations

import json
from typing import Any

from babel.dates import format_skeleton
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.money import Money, exponent
from catalog.snapshots import Snapshot
from storefront.dashboard_facts import DAYS, Facts, latest

TTL_SECONDS = 60
_LINE = "oklch(58% .09 165)"
_QUIET = "oklch(70.5% .012 80)"

_facts = Snapshot(latest, ttl_seconds=TTL_SECONDS, at_opening=False)


def callback(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the dashboard to the first page of the staff area, for those who may see orders."""
    context["title"] = _("Dashboard")
    if request.user.has_perm("orders.view_order"):
        context["dashboard"] = _shown(_facts.get())
    return context


def _shown(facts: Facts) -> dict[str, Any]:
    """Put the facts into the words and charts of the page."""
    revenue = sum((sold.revenue for sold in facts.sold), Money(0, settings.SHOP_CURRENCY))
    orders = sum(sold.orders for sold in facts.sold)
    visitors = sum(day.visitors for day in facts.days)
    seen = sum(day.seen for day in facts.days)
    clicked = sum(day.clicked for day in facts.days)
    return {
        "days": DAYS,
        "revenue": revenue,
        "trend": _trend(revenue, facts.before),
        "orders": orders,
        "conversion": _percent(orders, visitors),
        "click_through": _percent(clicked, seen),
        "seen": seen,
        "attributed": facts.attributed,
        "attributed_share": _percent(facts.attributed.minor, revenue.minor),
        "revenue_chart": _revenue_chart(facts),
        "conversion_chart": _conversion_chart(facts),
        "carousel_chart": _carousel_chart(facts) if seen else None,
        "fruitless": facts.fruitless,
        "low": facts.low,
        "low_count": facts.low_count,
        "stock_url": f"{reverse('admin:catalog_stock_changelist')}?level=low",
        "health": facts.health,
    }


def _trend(now: Money, before: Money) -> int | None:
    """Return the change in percent, or nothing where there is nothing to compare with."""
    return round(100 * (now.minor - before.minor) / before.minor) if before else None


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _revenue_chart(facts: Facts) -> str:
    places = exponent(settings.SHOP_CURRENCY)
    values = [round(sold.revenue.minor / 10**places) for sold in facts.sold]
    return _chart(facts, {_("Revenue"): values}, unit=settings.SHOP_CURRENCY)


def _conversion_chart(facts: Facts) -> str:
    visitors = {day.day: day.visitors for day in facts.days}
    values = [_percent(sold.orders, visitors.get(sold.day, 0)) or 0 for sold in facts.sold]
    return _chart(facts, {_("Conversion"): values}, unit="%")


def _carousel_chart(facts: Facts) -> str:
    by_day = {day.day: day for day in facts.days}
    days = [by_day.get(sold.day) for sold in facts.sold]
    return _chart(
        facts,
        {
            _("Seen"): [day.seen if day else 0 for day in days],
            _("Clicked"): [day.clicked if day else 0 for day in days],
        },
    )


def _chart(facts: Facts, lines: dict[str, list[float] | list[int]], *, unit: str = "") -> str:
    """Write a chart as the staff area's chart script reads it."""
    sets = [
        {
            "label": label,
            "data": values,
            "backgroundColor": colour,
            "borderColor": colour,
            "displayYAxis": True,
            "suffixYAxis": unit,
            "maxTicksXLimit": 7,
        }
        for (label, values), colour in zip(lines.items(), (_LINE, _QUIET), strict=False)
    ]
    locale = (get_language() or "en").replace("-", "_")
    days = [format_skeleton("MMMd", sold.day, locale=locale) for sold in facts.sold]
    return json.dumps({"labels": days, "datasets": sets})
