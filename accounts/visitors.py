"""Who looks at the shop: a browser with a random id in a signed cookie, perhaps one that somebody signed in with.

``request.visitor`` costs nothing until it is asked, and a page view writes no row: a :class:`~accounts.models.Visitor`
is stored only when something must refer to it (:meth:`CurrentVisitor.stored`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from accounts.models import User, Visitor

COOKIE = "visitor"
COOKIE_AGE = timedelta(days=390)
"""Thirteen months: the longest that privacy authorities accept for an audience cookie (CNIL, 2020-091)."""
OUTSIDE_THE_SHOP = ("/admin/", "/api/")
"""Pages under these addresses are not looked at by shoppers and get no cookie."""

_signer = Signer(salt="accounts.visitors")
_IMPERSONAL = "-"


class CurrentVisitor:
    """The visitor of one request, read from its cookie at the first question."""

    __slots__ = ("_id", "_personalised", "_request", "is_changed")

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._id: UUID | None = None
        self._personalised = True
        self.is_changed = False
        """Whether the browser must be given a new cookie."""

    @property
    def id(self) -> UUID:
        """The random id of the browser."""
        if self._id is None:
            self._read()
        assert self._id is not None  # noqa: S101 - _read always sets it
        return self._id

    @property
    def user_id(self) -> int | None:
        """The account it is signed in with."""
        user = self._request.user
        return user.pk if user.is_authenticated else None

    @property
    def is_personalised(self) -> bool:
        """Whether what this visitor does may shape what they see: both browser and account must agree."""
        if self._id is None:
            self._read()
        user = self._request.user
        return self._personalised and (not isinstance(user, User) or user.is_personalised)

    @property
    def cookie(self) -> str:
        """The signed value the browser keeps."""
        return _signer.sign(f"{self.id.hex}{'' if self._personalised else _IMPERSONAL}")

    def stored(self) -> Visitor:
        """Return the visitor's row, writing it if need be. One or two queries."""
        visitor, _ = Visitor.objects.get_or_create(
            id=self.id, defaults={"is_personalised": self._personalised}
        )
        return visitor

    def choose(self, *, is_personalised: bool) -> None:
        """Remember the privacy choice in cookie, row and account. Two or three queries."""
        visitor = self.stored()
        self._personalised = is_personalised
        self.is_changed = True
        visitor.is_personalised = is_personalised
        visitor.save(update_fields=["is_personalised"])
        user = self._request.user
        if isinstance(user, User):
            user.is_personalised = is_personalised
            user.save(update_fields=["is_personalised"])

    def forget(self) -> None:
        """Become a stranger: the next person at this browser starts without the last one's history."""
        self._id = uuid4()
        self.is_changed = True

    def give_cookie(self, response: HttpResponse) -> None:
        """Let the browser, or the program, be the same visitor next time."""
        response.set_cookie(
            COOKIE,
            self.cookie,
            max_age=COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=settings.IS_HTTPS,
        )

    def _read(self) -> None:
        try:
            value = _signer.unsign(self._request.COOKIES.get(COOKIE, ""))
            self._personalised = not value.endswith(_IMPERSONAL)
            self._id = UUID(hex=value.removesuffix(_IMPERSONAL))
        except (BadSignature, ValueError):
            self._id, self._personalised = uuid4(), True
            self.is_changed = True


def visitor_of(request: HttpRequest) -> CurrentVisitor:
    """Return the visitor of a request that passed the middleware."""
    visitor: CurrentVisitor = request.visitor  # type: ignore[attr-defined]
    return visitor


class VisitorMiddleware:
    """Puts ``request.visitor`` in place and gives new browsers their cookie with the first shop page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, then set the cookie where a shopper needs one."""
        visitor = CurrentVisitor(request)
        request.visitor = visitor  # type: ignore[attr-defined]
        response = self.get_response(request)
        if not is_shop_page(request, response):
            return response
        patch_cache_control(response, private=True)
        if COOKIE not in request.COOKIES or visitor.is_changed:
            visitor.give_cookie(response)
        return response


def is_shop_page(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether this answer is a page that a shopper looks at (or is sent on from)."""
    return response.get("Content-Type", "").startswith("text/html") and not request.path.startswith(
        OUTSIDE_THE_SHOP
    )
