"""What the lower floors announce, written down as events or forgotten: the only ears of the recommender."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ParamSpec
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.signals import visitor_identified
from accounts.visitors import visitor_of
from catalog.signals import product_viewed, searched
from orders.models import Order
from orders.signals import cart_changed, order_placed
from recommendations import metrics
from recommendations.events import erasure, ids, live, log, names, refusals
from recommendations.events.log import Event
from recommendations.events.searches import SHOWN_PLACES
from recommendations.features import store
from recommendations.vocabulary import EventKind

logger = logging.getLogger(__name__)
Announced = ParamSpec("Announced")


def never_in_the_way(hear: Callable[Announced, None]) -> Callable[Announced, None]:
    """Let a page go on when what it announced could not be written down; it is logged and counted."""

    @functools.wraps(hear)
    def heard(*args: Announced.args, **kwargs: Announced.kwargs) -> None:
        try:
            hear(*args, **kwargs)
        except Exception:
            metrics.failures.labels(step="receiver").inc()
            logger.exception("event_lost", extra={"receiver": hear.__name__})

    return heard


@receiver(product_viewed)
@never_in_the_way
def note_view(*, request: HttpRequest, product_id: int, now: datetime, **_: object) -> None:
    """Record that a product page was opened; without a name where the shopper asked for that."""
    log.record(_event_of(request, EventKind.VIEW, now=now, item_id=product_id))


@receiver(searched)
@never_in_the_way
def note_search(
    *,
    request: HttpRequest,
    query: str,
    found: int,
    shown: Sequence[int],
    now: datetime,
    **_: object,
) -> None:
    """Record what was searched for, how many products answered and which ones came first; without a name where the
    shopper asked for that.
    """
    asked = " ".join(query.lower().split())
    page = " ".join(map(str, shown[:SHOWN_PLACES]))
    log.record(
        _event_of(request, EventKind.SEARCH, now=now, query=asked, quantity=found, shown=page)
    )


@receiver(product_viewed)
@never_in_the_way
def note_found(*, request: HttpRequest, product_id: int, now: datetime, **_: object) -> None:
    """Record that a product was opened from the answer to a question, as the browser says where it came from."""
    referrer = request.headers.get("Referer", "")
    if "q=" not in referrer:  # most products are not opened from an answer
        return
    came_from = urlsplit(referrer)
    if came_from.path != reverse("catalog:search") or came_from.netloc != request.get_host():
        return
    query = parse_qs(came_from.query).get("q", [""])[0]
    if not query:
        return
    asked = " ".join(query.lower().split())[:200]
    log.record(
        _event_of(
            request, EventKind.CLICK, now=now, item_id=product_id, placement="search", query=asked
        )
    )


@receiver(cart_changed)
@never_in_the_way
def note_cart(
    *,
    visitor_id: UUID,
    user_id: int | None,
    product_id: int,
    quantity: int,
    slate_id: UUID | None,
    now: datetime,
    **_: object,
) -> None:
    """Record what was put into a cart or taken out of it; without a name where the shopper asked for that."""
    change = Event(
        event_id=ids.new_event_id(now),
        happened_at=now,
        kind=EventKind.CART if quantity > 0 else EventKind.UNCART,
        visitor_id=visitor_id,
        user_id=user_id,
        item_id=product_id,
        quantity=abs(quantity),
        slate_id=slate_id,
    )
    log.record(*names.allowed([change]))


@receiver(order_placed)
def note_order(*, order: Order, now: datetime, **_: object) -> None:
    """Record each line of an order in the order's own transaction. At most four queries.

    Without a name, and without the order's number, which leads to one, where the shopper asked for that.
    """
    bought = [
        Event(
            event_id=ids.event_id(now, "purchase", str(order.public_id), str(line.pk)),
            happened_at=now,
            kind=EventKind.PURCHASE,
            visitor_id=order.visitor_id,
            user_id=order.user_id,
            item_id=line.product_id,
            quantity=line.quantity,
            price_minor=line.unit_price_minor,
            currency=order.currency,
            order_reference=order.number,
            slate_id=line.slate_id,
        )
        for line in order.lines.all()
    ]
    log.record_now(names.allowed(bought))


def _event_of(
    request: HttpRequest,
    kind: EventKind,
    *,
    now: datetime,
    item_id: int | None = None,
    placement: str = "",
    query: str = "",
    quantity: int = 1,
    shown: str = "",
) -> Event:
    """Return what the visitor of a request did; without a name where they asked for that."""
    visitor = visitor_of(request)
    is_named = visitor.is_personalised
    return Event(
        event_id=ids.new_event_id(now),
        happened_at=now,
        kind=kind,
        visitor_id=visitor.id if is_named else None,
        user_id=visitor.user_id if is_named else None,
        item_id=item_id,
        placement=placement,
        query=query,
        quantity=quantity,
        shown=shown,
    )


@receiver(visitor_identified)
@never_in_the_way
def note_identity(*, visitor_id: UUID, user_id: int, **_: object) -> None:
    """Let a person's live session be filled afresh, now with what their browser did before."""
    live.join(visitor_id=visitor_id, user_id=user_id)
    refusals.join(visitor_id=visitor_id, user_id=user_id)


@receiver(pre_delete, sender=User)
def note_farewell(*, instance: User, **_: object) -> None:
    """Forget what a person did when their account goes; their browsers go with it."""
    erasure.erase(live.person_key(visitor_id=None, user_id=instance.pk), now=timezone.now())


@receiver(erasure.forgotten)
def note_forgotten(*, user_id: int | None, **_: object) -> None:
    """Drop what the online store counted of a person who had something forgotten."""
    if user_id is not None:
        store.invalidate_user(user_id)


@receiver(post_save, sender=User)
def note_choice(*, instance: User, **_: object) -> None:
    """Drop what the online store counted of a person who switched personalisation off."""
    if not instance.is_personalised:
        store.invalidate_user(instance.pk)
