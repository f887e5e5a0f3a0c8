"""Where payment providers tell us that something happened."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from orders.payments import UnknownProvider, webhooks
from orders.payments.base import BadSignature, ProviderUnavailable

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """Take in one delivery: 204 when it is in the ledger, 400 for a bad signature, 503 to have it sent again."""
    try:
        webhooks.receive(provider, request.body, request.headers, now=timezone.now())
    except UnknownProvider:
        return HttpResponse(status=404)
    except BadSignature as error:
        logger.warning("webhook_refused", extra={"provider": provider, "reason": str(error)})
        return HttpResponse(status=400)
    except ProviderUnavailable:
        return HttpResponse(status=503)
    return HttpResponse(status=204)
