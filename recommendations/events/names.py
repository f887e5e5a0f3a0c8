"""Under whose name something is written down: under nobody's where the shopper asked for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from accounts.models import User, Visitor
from recommendations.events.event import Event


def allowed(events: Sequence[Event]) -> list[Event]:
    """Take names, and the orders that lead to them, off events of browsers and accounts without personalisation.

    At most two queries for all of them.
    """
    visitor_ids = {event.visitor_id for event in events if event.visitor_id is not None}
    user_ids = {event.user_id for event in events if event.user_id is not None}
    visitors = Visitor.objects.filter(pk__in=visitor_ids, is_personalised=False)
    users = User.objects.filter(pk__in=user_ids, is_personalised=False)
    silent_visitors = set(visitors.values_list("pk", flat=True))
    silent_users = set(users.values_list("pk", flat=True))
    return [
        replace(event, visitor_id=None, user_id=None, order_reference="")
        if event.visitor_id in silent_visitors or event.user_id in silent_users
        else event
        for event in events
    ]
