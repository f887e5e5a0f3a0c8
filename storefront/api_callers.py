"""Who calls the API, and in which form: what the API framework leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request


class SignedInSession(SessionAuthentication):
    """Knows callers by the session of a sign-in, and tells strangers that signing in is what is missing (401)."""

    def authenticate_header(self, request: Request) -> str:
        """Name the way to sign in; without one the framework would answer 403."""
        return 'Session realm="shop"'


class SignedInScheme(SessionScheme):  # type: ignore[no-untyped-call]  # registers itself
    """Describes it in OpenAPI as what it is: the session's cookie."""

    target_class = "storefront.api_callers.SignedInSession"


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
