"""How the shop is doing, read from the tables now and then and kept for whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from catalog.models import Stock
from catalog.models.variant import option_label
from catalog.money import Money
from orders.models import Order, OrderLine, OrderStatus
from recommendations.monitoring import activity
from recommendations.monitoring.activity import Day, FruitlessSearch
from recommendations.registry.models import ModelAlias, ModelVersion

DAYS = 14
SHOWN = 6
STALE_AFTER = timedelta(days=2)
"""Models are trained every night; after two days something has gone wrong."""
KEY = "dashboard:facts:2"
KEPT_SECONDS = 1_800
"""Six runs of the task that renews them: where no worker runs, a person who looks reads them anew."""
_LOST = (OrderStatus.CANCELLED, OrderStatus.REFUNDED)


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
    options: str
    """Which of the product's articles it is, in words; empty where there is one only."""


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
            LowStock(product_id, title, sku, on_hand, option_label(options))
            for product_id, title, sku, on_hand, options in low.order_by(
                "-variant__product__popularity", "pk"
            ).values_list(
                "variant__product",
                "variant__product__title",
                "variant__sku",
                "on_hand",
                "variant__options",
            )[:SHOWN]
        ),
        low_count=low.count(),
        health=_health(now=now),
    )


def renew() -> Facts:
    """Read the facts and keep them for every process. Seven queries, and they grow with the shop."""
    facts = read()
    cache.set(KEY, _written(facts), KEPT_SECONDS)
    return facts


def latest() -> Facts:
    """Return the facts as they were last read; read them where nobody did lately."""
    kept = cache.get(KEY)
    return renew() if kept is None else _restored(kept)


def _written(facts: Facts) -> dict[str, Any]:
    """Put the facts into what JSON can say."""
    health = facts.health
    return {
        "today": facts.today.isoformat(),
        "sold": [[each.day.isoformat(), each.orders, each.revenue.minor] for each in facts.sold],
        "before": facts.before.minor,
        "attributed": facts.attributed.minor,
        "days": [
            [each.day.isoformat(), each.visitors, each.seen, each.clicked] for each in facts.days
        ],
        "fruitless": [[each.query, each.times] for each in facts.fruitless],
        "low": [
            [each.product_id, each.title, each.sku, each.on_hand, each.options]
            for each in facts.low
        ],
        "low_count": facts.low_count,
        "health": health
        and [health.version, health.pk, health.trained_at.isoformat(), health.is_stale],
    }


def _restored(kept: dict[str, Any]) -> Facts:
    """Make the facts from what was kept."""
    health = kept["health"]
    return Facts(
        today=date.fromisoformat(kept["today"]),
        sold=tuple(
            Sold(date.fromisoformat(day), orders, Money(minor, settings.SHOP_CURRENCY))
            for day, orders, minor in kept["sold"]
        ),
        before=Money(kept["before"], settings.SHOP_CURRENCY),
        attributed=Money(kept["attributed"], settings.SHOP_CURRENCY),
        days=tuple(Day(date.fromisoformat(day), *counts) for day, *counts in kept["days"]),
        fruitless=tuple(FruitlessSearch(*row) for row in kept["fruitless"]),
        low=tuple(LowStock(*row) for row in kept["low"]),
        low_count=kept["low_count"],
        health=health
        and Health(health[0], health[1], datetime.fromisoformat(health[2]), health[3]),
    )


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
