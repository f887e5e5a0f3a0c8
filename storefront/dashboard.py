"""The first page of the staff area: how the shop is doing, and what needs a hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_skeleton
from django.conf import settings
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.models import Stock
from catalog.money import Money, exponent
from catalog.snapshots import Snapshot
from orders.models import Order, OrderLine, OrderStatus
from recommendations.monitoring import activity
from recommendations.monitoring.activity import Day, FruitlessSearch
from recommendations.registry.models import ModelAlias, ModelVersion

DAYS = 14
SHOWN = 6
TTL_SECONDS = 60
STALE_AFTER = timedelta(days=2)
"""Models are trained every night; after two days something has gone wrong."""
_LOST = (OrderStatus.CANCELLED, OrderStatus.REFUNDED)
_LINE = "oklch(43% .07 165)"
_QUIET = "oklch(70.5% .012 80)"


@dataclass(frozen=True, slots=True)
class Sold:
    """One day's orders."""

    day: date
    orders: int
    revenue: Money


@dataclass(frozen=True, slots=True)
class LowStock:
    """An article that is sold out or nearly so."""

    product_id: int
    title: str
    sku: str
    on_hand: int


@dataclass(frozen=True, slots=True)
class Health:
    """The model that serves."""

    version: str
    pk: int
    trained_at: datetime
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the page shows, read together."""

    today: date
    sold: tuple[Sold, ...]
    before: Money
    """Revenue of the days before those shown, for comparison."""
    attributed: Money
    days: tuple[Day, ...]
    fruitless: tuple[FruitlessSearch, ...]
    low: tuple[LowStock, ...]
    low_count: int
    health: Health | None


def read() -> Facts:
    """Read the facts of the last two weeks. Seven queries."""
    now = timezone.now()
    today = timezone.localdate(now)
    since = now - timedelta(days=DAYS)
    sold, before = _sold(today, now=now)
    low = Stock.objects.filter(
        on_hand__lte=F("low_at"), variant__is_active=True, variant__product__status="published"
    )
    return Facts(
        today=today,
        sold=sold,
        before=before,
        attributed=_attributed(since=since),
        days=activity.by_day(since=since),
        fruitless=activity.fruitless_searches(since=since, most=SHOWN),
        low=tuple(
            LowStock(*row)
            for row in low.order_by("-variant__product__popularity", "pk").values_list(
                "variant__product", "variant__product__title", "variant__sku", "on_hand"
            )[:SHOWN]
        ),
        low_count=low.count(),
        health=_health(now=now),
    )


_facts = Snapshot(read, ttl_seconds=TTL_SECONDS, at_opening=False)


def callback(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the dashboard to the first page of the staff area, for those who may see orders."""
    context["title"] = _("Dashboard")
    if request.user.has_perm("orders.view_order"):
        context["dashboard"] = _shown(_facts.get())
    return context


def _sold(today: date, *, now: datetime) -> tuple[tuple[Sold, ...], Money]:
    """Return each of the last days, those without orders too, and the revenue of as many days before."""
    rows = (
        Order.objects.filter(
            placed_at__gte=now - timedelta(days=2 * DAYS), currency=settings.SHOP_CURRENCY
        )
        .exclude(status__in=_LOST)
        .annotate(day=TruncDate("placed_at"))
        .values("day")
        .annotate(orders=Count("pk"), minor=Sum("total_minor"))
    )
    found = {row["day"]: (row["orders"], row["minor"]) for row in rows}
    shown = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    sold = tuple(Sold(day, *_counted(found.get(day))) for day in shown)
    earlier = sum(minor for day, (_orders, minor) in found.items() if day < shown[0])
    return sold, Money(earlier, settings.SHOP_CURRENCY)


def _counted(row: tuple[int, int] | None) -> tuple[int, Money]:
    orders, minor = row or (0, 0)
    return orders, Money(minor, settings.SHOP_CURRENCY)


def _attributed(*, since: datetime) -> Money:
    """Return what was bought from carousels: lines whose article was put into the cart from a slate."""
    total = OrderLine.objects.filter(
        ~Q(order__status__in=_LOST),
        slate_id__isnull=False,
        order__placed_at__gte=since,
        order__currency=settings.SHOP_CURRENCY,
    ).aggregate(minor=Sum("total_minor"))["minor"]
    return Money(total or 0, settings.SHOP_CURRENCY)


def _health(*, now: datetime) -> Health | None:
    live = ModelVersion.objects.filter(alias=ModelAlias.LIVE).first()
    if live is None:
        return None
    return Health(live.version, live.pk, live.trained_at, now - live.trained_at > STALE_AFTER)


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
        "carousel_chart": _carousel_chart(facts),
        "fruitless": facts.fruitless,
        "low": facts.low,
        "low_count": facts.low_count,
        "stock_url": reverse("admin:catalog_stock_changelist"),
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
