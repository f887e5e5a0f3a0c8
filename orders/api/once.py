"""API views whose unsafe calls take effect once a key."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.visitors import COOKIE, CurrentVisitor
from orders import idempotency
from orders.idempotency import Answer, Claim, KeyInProgress, KeyMissing, KeyReused
from orders.shoppers import Shopper

HEADER = "Idempotency-Key"

KEY_PARAMETER = OpenApiParameter(
    HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="Any text of at most 200 characters, new for every intention; kept for 24 hours.",
)


class MissingKey(APIException):
    """Tells to send a key."""

    status_code = 400
    default_detail = (
        "Send an Idempotency-Key header of 1 to 200 characters, new for every intention."
    )
    default_code = "idempotency_key_missing"


class StillRunning(APIException):
    """Tells to wait."""

    status_code = 409
    default_detail = (
        "The first call with this Idempotency-Key has not answered yet. Ask again in a second."
    )
    default_code = "idempotency_key_in_progress"


class OtherBody(APIException):
    """Tells to use another key."""

    status_code = 422
    default_detail = "This Idempotency-Key was used for another body. Use a new one."
    default_code = "idempotency_key_reused"


class _Replayed(Exception):
    """The call was answered before."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class OnceView(APIView):
    """Answers a repeated unsafe call with the answer of the first, byte for byte."""

    _claim: Claim | None = None

    @property
    def shopper(self) -> Shopper:
        """Whose cart and orders the call is about."""
        return Shopper.of(self.request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check who calls, then claim the key."""
        super().initial(request, *args, **kwargs)
        if request.method in SAFE_METHODS or request.method not in self.allowed_methods:
            return
        claimed = self._claimed(request)
        if claimed.answer is not None:
            raise _Replayed(claimed.answer)
        self._claim = claimed

    def handle_exception(self, exc: Exception) -> Response:
        """Turn a replay into the first answer; everything else as ever."""
        if isinstance(exc, _Replayed):
            answer = HttpResponse(
                exc.answer.body, status=exc.answer.status, content_type=exc.answer.content_type
            )
            answer["Idempotency-Replayed"] = "true"
            return answer  # type: ignore[return-value]  # passed on as it is
        if self._claim is not None and not isinstance(exc, APIException):
            idempotency.release(self._claim)
            self._claim = None
        return super().handle_exception(exc)

    def finalize_response(
        self, request: Request, response: HttpResponse, *args: Any, **kwargs: Any
    ) -> Response:
        """Keep the answer under its key, and give a new browser its visitor cookie."""
        final = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        final["Cache-Control"] = "private, no-store"
        _give_cookie(request, final)
        if self._claim is not None:
            self._keep(self._claim, final)
        return final

    def _claimed(self, request: Request) -> Claim:
        try:
            return idempotency.claim(
                scope=f"{self._caller} {request.method} {request.path}"[:200],
                key=request.headers.get(HEADER, ""),
                body=request.body,
                now=timezone.now(),
            )
        except KeyMissing as error:
            raise MissingKey from error
        except KeyInProgress as error:
            raise StillRunning from error
        except KeyReused as error:
            raise OtherBody from error

    @property
    def _caller(self) -> str:
        shopper = self.shopper
        if shopper.user_id is not None:
            return f"u{shopper.user_id}"
        return f"v{shopper.visitor_id.hex}"

    def _keep(self, claimed: Claim, final: Response) -> None:
        if final.status_code >= 500:
            idempotency.release(claimed)
            return
        final.render()
        idempotency.keep(
            claimed,
            Answer(final.status_code, final.content.decode(), final.headers["Content-Type"]),
        )


def _give_cookie(request: Request, final: HttpResponse) -> None:
    """Let a guest's program be the same visitor in its next call."""
    visitor: CurrentVisitor = request._request.visitor  # type: ignore[attr-defined]
    if COOKIE not in request.COOKIES and visitor.user_id is None:
        visitor.give_cookie(final)
