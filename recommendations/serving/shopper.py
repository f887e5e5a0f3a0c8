"""Who asks, read once at the edge of a request."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from accounts.visitors import COOKIE, CurrentVisitor
from recommendations.events import live
from recommendations.vocabulary import Context, PersonKey

STRANGER = Context(person=PersonKey(""), is_personalised=False)


def context_of(request: HttpRequest | None, *, now: datetime) -> Context:
    """Return the shopper's live session, purchases and refusals; of a new browser nothing is known yet.

    One look into Redis; one query for a shopper whom Redis does not know.
    """
    visitor: CurrentVisitor | None = getattr(request, "visitor", None)
    if request is None or visitor is None:
        return STRANGER
    user_id = visitor.user_id
    if COOKIE not in request.COOKIES and user_id is None:
        return STRANGER
    if not visitor.is_personalised:
        # What they put into the cart stays known, what they like does not.
        return Context(
            person=PersonKey(""), visitor_id=visitor.id, user_id=user_id, is_personalised=False
        )
    return known(visitor_id=visitor.id, user_id=user_id, now=now)


def known(*, visitor_id: UUID | None, user_id: int | None, now: datetime) -> Context:
    """Return what is known of a shopper, for whoever may ask in their place."""
    person = live.person_key(visitor_id=visitor_id, user_id=user_id)
    session = live.session_of(person, now=now)
    return Context(
        person=person,
        visitor_id=visitor_id,
        user_id=user_id,
        recent=session.recent,
        purchased=session.bought,
        dismissed=session.dismissed,
    )
