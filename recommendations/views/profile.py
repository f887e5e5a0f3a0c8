"""A shopper's own view of what is known of their taste: see it, correct it, forget it, take it along."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.visitors import visitor_of
from recommendations.events import erasure, live
from recommendations.events.event import COLUMNS
from recommendations.events.models import Refusal
from recommendations.serving.profile import profile_of
from recommendations.serving.shopper import context_of
from recommendations.vocabulary import ItemId, PersonKey

MOST_EVENTS = 20_000
"""Of a download: years of a busy shopper."""
MOST_FORGOTTEN = 50


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """Show what is known, with a button beside each part of it."""
    now = timezone.now()
    visitor = visitor_of(request)
    known = profile_of(context_of(request, now=now), now=now) if visitor.is_personalised else None
    return render(
        request,
        "recommendations/profile.html",
        {"profile": known, "is_personalised": visitor.is_personalised},
    )


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Forget what the shopper did with the named products, from the next page on."""
    try:
        item_ids = [ItemId(int(each)) for each in request.POST.getlist("item")]
    except ValueError:
        return HttpResponseBadRequest()
    if not 0 < len(item_ids) <= MOST_FORGOTTEN:
        return HttpResponseBadRequest()
    erasure.forget_items(_person(request), item_ids, now=timezone.now())
    messages.success(request, _("Forgotten. It no longer shapes what you are shown."))
    return redirect("recommendations:profile")


@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    """Forget everything that the shopper did and said."""
    erasure.erase(_person(request), now=timezone.now())
    messages.success(request, _("Everything is forgotten. You start afresh."))
    return redirect("recommendations:profile")


@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """Hand out everything that recommendations to this shopper are made from, as JSON."""
    person = _person(request)
    refused = Refusal.objects.filter(person=person).order_by("pk")
    found = {
        "shopper": person,
        "events": [
            {name: getattr(event, name) for name in COLUMNS}
            for event in erasure.events_of(person, limit=MOST_EVENTS)
        ],
        "not_interested": list(refused.values("scope", "target_id", "created_at")),
    }
    answer = HttpResponse(
        json.dumps(found, default=str, indent=1), content_type="application/json; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="recommendations.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _person(request: HttpRequest) -> PersonKey:
    visitor = visitor_of(request)
    return live.person_key(visitor_id=visitor.id, user_id=visitor.user_id)
