"""Telling people that an article is back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from catalog.models import Stock, Variant
from orders import outbox, placing
from orders.models import StockRequest

BATCH = 500


class InStock(Exception):
    """The article is there: it can be bought right now."""


def ask(*, variant_id: int, email: str, language: str, now: datetime) -> None:
    """Remember that somebody waits for an article; asking twice is one request. Three queries.

    Raises:
        Variant.DoesNotExist: if there is no such article.
        InStock: if it is there.
    """
    variant = Variant.objects.only("pk").get(pk=variant_id, is_active=True)
    if Stock.objects.filter(pk=variant_id, on_hand__gt=0).exists():
        raise InStock
    StockRequest.objects.bulk_create(
        [
            StockRequest(
                variant=variant, email=email.strip().lower(), language=language, asked_at=now
            )
        ],
        ignore_conflicts=True,
    )


def tell(*, now: datetime) -> int:
    """Write to everybody whose article came back, first come first told, no more people than units. Returns how many."""
    with transaction.atomic(durable=True):
        waiting = list(
            StockRequest.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(told_at=None, variant__stock__on_hand__gt=0, variant__is_active=True)
            .annotate(units=F("variant__stock__on_hand"))
            .order_by("asked_at", "pk")[:BATCH]
        )
        told: dict[int, int] = {}
        chosen = []
        for request in waiting:
            told[request.variant_id] = told.get(request.variant_id, 0) + 1
            if told[request.variant_id] <= request.units:
                chosen.append(request)
        for request in chosen:
            outbox.write(
                placing.MAIL,
                key=f"mail:back_in_stock:{request.pk}",
                payload={"template": "back_in_stock", "stock_request_id": request.pk},
                due_at=now,
            )
        StockRequest.objects.filter(pk__in=[each.pk for each in chosen]).update(told_at=now)
    return len(chosen)
