"""Who asks, read once at the edge of a request."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from accounts.models import User, Visitor
from accounts.visitors import COOKIE, CurrentVisitor
from recommendations.events import live, refusals
from recommendations.serving.circumstances import seen_in
from recommendations.vocabulary import Context, PersonKey


class UnknownShopper(Exception):
    """Nobody is known by that name."""


STRANGER = Context(person=PersonKey(""), is_personalised=False)


def context_of(request: HttpRequest | None, *, now: datetime) -> Context:
    """Return the shopper's live session, purchases and refusals; of a new browser only where it looks and with what.

    Two looks into Redis; two queries for a shopper whom Redis does not know.
    """
    return STRANGER if request is None else seen_in(_shopper_of(request, now=now), request)


def _shopper_of(request: HttpRequest, *, now: datetime) -> Context:
    visitor: CurrentVisitor | None = getattr(request, "visitor", None)
    if visitor is None:
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
    refused = refusals.refused_by(person)
    return Context(
        person=person,
        visitor_id=visitor_id,
        user_id=user_id,
        recent=session.recent,
        purchased=session.bought,
        acts=session.acts,
        dismissed=refused.items,
        refused_brands=refused.brands,
        refused_departments=refused.departments,
    )


def named(name: str, *, now: datetime) -> Context:
    """Return what is known of a visitor's id, a user's number or e-mail. Two or three queries.

    Raises:
        UnknownShopper: if that is nobody.
    """
    name = name.strip()
    try:
        visitor = Visitor.objects.filter(pk=UUID(name)).first()
    except ValueError:
        by = {"pk": int(name)} if name.isdecimal() else {"email__iexact": name}
        user_id = User.objects.filter(**by).values_list("pk", flat=True).first()
        if user_id is None:
            raise UnknownShopper(
                f"Nobody is known as {name}: give a visitor's id, a user's number or e-mail."
            ) from None
        return known(visitor_id=None, user_id=user_id, now=now)
    return known(visitor_id=UUID(name), user_id=visitor.user_id if visitor else None, now=now)
