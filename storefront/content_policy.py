"""The content security policy of every answer; the one that nearly all answers have is written once."""

from __future__ import annotations

from functools import lru_cache

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ContentPolicyMiddleware(CSPMiddleware):
    """Sends the policy of the settings as django-csp writes it, and leaves every answer with wishes of its own to it."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Set the header of the answer."""
        if not _is_plain(request, response):
            return super().process_response(request, response)
        response.headers[HEADER] = _plain_policy()
        # As the library does: who asks for a nonce from here on is told that it comes too late.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response


def _is_plain(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether nothing but the settings has a say: no nonce was given out, and no view asked for more or less."""
    return (
        not settings.DEBUG  # whose error pages bring styles of their own
        and not hasattr(request, "_csp_nonce")
        and HEADER not in response.headers
        and not any(name.startswith("_csp_") for name in vars(response))
        and not hasattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY")
    )


@lru_cache(maxsize=1)
def _plain_policy() -> str:
    return build_policy()
