"""Whose cart it is: a visitor's browser and, once somebody signed in, their account."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from accounts.visitors import CurrentVisitor


@dataclass(frozen=True, slots=True)
class Shopper:
    """The visitor of a request and the account behind it, if any."""

    visitor_id: UUID
    user_id: int | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> Shopper:
        """Read the shopper from a request that passed the visitor middleware."""
        visitor: CurrentVisitor = request.visitor  # type: ignore[attr-defined]
        return cls(visitor_id=visitor.id, user_id=visitor.user_id)
