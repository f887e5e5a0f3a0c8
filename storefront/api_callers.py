"""Who calls the API, and in which form: what the API framework leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpRequest
from drf_spectacular.authentication import SessionScheme, TokenScheme
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.models import get_token_model
from knox.settings import knox_settings
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

if TYPE_CHECKING:
    from drf_spectacular.openapi import AutoSchema
    from knox.models import AuthToken

    from accounts.models import User


class SignedInSession(SessionAuthentication):
    """Knows callers by the session of a sign-in, and tells strangers that signing in is what is missing (401)."""

    def authenticate_header(self, request: Request) -> str:
        """Name the way to sign in; without one the framework would answer 403."""
        return 'Session realm="shop"'


class SignedInScheme(SessionScheme):  # type: ignore[no-untyped-call]  # registers itself
    """Describes it in OpenAPI as what it is: the session's cookie."""

    target_class = "storefront.api_callers.SignedInSession"


class BearerToken(TokenAuthentication):  # type: ignore[misc]  # untyped
    """Knows programs by the token that somebody of the staff made for them; they may do what that person may."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, AuthToken]:
        """Return the person and the token; what cannot be a token is none.

        Raises: AuthenticationFailed: if it is unknown or has ended.
        """
        if not token.isalnum():
            raise AuthenticationFailed("Invalid token.")
        found: tuple[User, AuthToken] = super().authenticate_credentials(token)
        return found


def token_of(request: HttpRequest, *, now: datetime) -> str | None:
    """Return the digest of the token a program calls with; None without one that opens anything. At most one query."""
    words = request.META.get("HTTP_AUTHORIZATION", "").split()
    if len(words) != 2 or words[0].lower() != knox_settings.AUTH_HEADER_PREFIX.lower():
        return None
    if not (words[1].isascii() and words[1].isalnum()):
        return None
    lasting = Q(expiry__isnull=True) | Q(expiry__gt=now)
    found: str | None = (
        get_token_model()
        .objects.filter(lasting, digest=hash_token(words[1]), user__is_active=True)
        .values_list("digest", flat=True)
        .first()
    )
    return found


class BearerScheme(TokenScheme):  # type: ignore[no-untyped-call]  # registers itself
    """Describes it in OpenAPI as what it is: a bearer token."""

    target_class = "storefront.api_callers.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Return the scheme of RFC 6750."""
        return {"type": "http", "scheme": "bearer"}


class JsonBody(JSONParser):
    """Reads JSON, and refuses what is nested so deep that reading it would exhaust the stack."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return the body."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("JSON parse error - nested too deep.") from error
