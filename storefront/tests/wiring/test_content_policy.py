"""The policy that is written once is the one the library would write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from csp.constants import HEADER
from csp.exceptions import CSPNonceError
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from storefront.content_policy import ContentPolicyMiddleware


def directives(response: HttpResponseBase) -> dict[str, str]:
    """Return the policy by directive; their order means nothing."""
    parts = (part.strip().partition(" ") for part in response.headers[HEADER].split(";"))
    return {name: value for name, _, value in parts}


def answer_of(
    middleware: type[CSPMiddleware],
    view: Callable[[HttpRequest], HttpResponse],
    request: HttpRequest | None = None,
) -> HttpResponse:
    """Let a middleware answer with a view."""
    answer = middleware(view)(request or RequestFactory().get("/"))
    assert isinstance(answer, HttpResponse)
    return answer


def plain(request: HttpRequest) -> HttpResponse:
    """Answer without wishes of its own."""
    return HttpResponse("")


def with_nonce(request: HttpRequest) -> HttpResponse:
    """Show the nonce of the request."""
    return HttpResponse(str(request.csp_nonce))  # type: ignore[attr-defined]  # django-csp's


def with_update(request: HttpRequest) -> HttpResponse:
    """Let forms go to another site."""
    response = HttpResponse("")
    response._csp_update = {"form-action": ["https://pay.example"]}  # type: ignore[attr-defined]
    return response


def exempt(request: HttpRequest) -> HttpResponse:
    """Do without a policy."""
    response = HttpResponse("")
    response._csp_exempt = True  # type: ignore[attr-defined]
    return response


def test_a_plain_answer_has_the_policy_of_the_settings() -> None:
    ours = directives(answer_of(ContentPolicyMiddleware, plain))

    assert ours == directives(answer_of(CSPMiddleware, plain))
    assert ours["script-src"] == "'self'"
    assert ours["object-src"] == "'none'"


def test_a_nonce_that_was_shown_stands_in_the_policy() -> None:
    answer = answer_of(ContentPolicyMiddleware, with_nonce)

    assert directives(answer)["script-src"] == f"'self' 'nonce-{answer.content.decode()}'"


def test_a_nonce_that_is_asked_for_too_late_is_refused() -> None:
    request = RequestFactory().get("/")
    answer_of(ContentPolicyMiddleware, plain, request)

    with pytest.raises(CSPNonceError):
        str(request.csp_nonce)  # type: ignore[attr-defined]  # django-csp's


def test_wishes_of_a_view_are_met_and_stay_its_own() -> None:
    wider = directives(answer_of(ContentPolicyMiddleware, with_update))

    assert wider["form-action"] == "'self' https://pay.example"
    assert HEADER not in answer_of(ContentPolicyMiddleware, exempt).headers
    assert directives(answer_of(ContentPolicyMiddleware, plain))["form-action"] == "'self'"
