"""What happens to a visitor when somebody signs in or out at their browser."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User, Visitor
from accounts.signals import visitor_identified
from accounts.visitors import CurrentVisitor


def identify(*, request: HttpRequest, visitor: CurrentVisitor, user: User, now: datetime) -> None:
    """Link the browser to the account, once, and announce who signed in. Two or three queries.

    A browser that already belongs to another account keeps that link: what was done before somebody else signed in
    is not theirs.
    """
    with transaction.atomic():
        row = visitor.stored()
        Visitor.objects.filter(id=row.id, user=None).update(user=user, linked_at=now)
    visitor_identified.send(
        sender=Visitor, visitor_id=visitor.id, user_id=user.pk, now=now, request=request
    )


@receiver(user_logged_in)
def _signed_in(*, request: HttpRequest | None, user: User, **_: object) -> None:
    """Identify the visitor of a real request; programmatic logins have none."""
    visitor = getattr(request, "visitor", None)
    if request is not None and isinstance(visitor, CurrentVisitor):
        identify(request=request, visitor=visitor, user=user, now=timezone.now())


@receiver(user_logged_out)
def _signed_out(*, request: HttpRequest | None, **_: object) -> None:
    """Let the next person at this browser start as a stranger."""
    visitor = getattr(request, "visitor", None)
    if isinstance(visitor, CurrentVisitor):
        visitor.forget()
