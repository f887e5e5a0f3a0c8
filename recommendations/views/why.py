"""Why a product is recommended, "not interested", and taking that back; pages and forms, with a script or without."""

from __future__ import annotations

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from accounts.visitors import visitor_of
from recommendations.events import live, refusals
from recommendations.serving import exposures, seal
from recommendations.serving.cards import ShownCard, card_of
from recommendations.serving.exposures import Report
from recommendations.serving.seal import ShownSlate
from recommendations.serving.shopper import context_of
from recommendations.vocabulary import EventKind, PersonKey, RefusalScope

HOME = "/"


class NotShown(Exception):
    """The address names no card that this shop has shown within two days."""


@require_GET
def why(request: HttpRequest) -> HttpResponse:
    """Show the reason of one card, and what its shopper may say to it. Three queries."""
    try:
        shown, position = _place(request.GET)
    except NotShown:
        return render(request, "recommendations/too_old.html", status=410)
    return _answer(request, shown, position, back=_back(request, request.headers.get("Referer")))


@require_POST
def refuse(request: HttpRequest) -> HttpResponse:
    """Keep a product, a brand or a department away from this shopper, from the next page on."""
    try:
        shown, position = _place(request.POST)
        scope = RefusalScope(request.POST.get("scope", ""))
    except NotShown:
        return render(request, "recommendations/too_old.html", status=410)
    except ValueError:
        return HttpResponseBadRequest()
    visitor = visitor_of(request)
    card = card_of(shown, position, context=context_of(request, now=timezone.now()))
    choice = next((each for each in card.choices if each.scope is scope), None) if card else None
    if choice is not None and visitor.is_personalised:
        person = _person(request)
        refusals.refuse(person, scope=scope, target_id=choice.target_id)
        if scope is RefusalScope.ITEM:
            _log(request, shown, position)
    return _answer(request, shown, position, back=_back(request, request.POST.get("back")))


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Let something be shown again that was refused."""
    try:
        scope = RefusalScope(request.POST.get("scope", ""))
        target_id = int(request.POST.get("target", ""))
    except ValueError:
        return HttpResponseBadRequest()
    both = (RefusalScope.ITEM, RefusalScope.OWNED)
    for each in both if scope in both else (scope,):
        refusals.take_back(_person(request), scope=each, target_id=target_id)
    back = _back(request, request.POST.get("back"))
    if "slate" not in request.POST:
        return HttpResponseRedirect(back)
    try:
        shown, position = _place(request.POST)
    except NotShown:
        return HttpResponseRedirect(back)
    return _answer(request, shown, position, back=back)


def _place(said: QueryDict) -> tuple[ShownSlate, int]:
    """Return the slate and the position that a form names.

    Raises:
        NotShown: if this shop did not show it, or too long ago.
    """
    try:
        shown = seal.opened(said.get("slate", ""), now=timezone.now())
        position = int(said.get("position", ""))
    except (seal.BrokenSeal, ValueError) as error:
        raise NotShown from error
    if not 0 <= position < len(shown.item_ids):
        raise NotShown
    return shown, position


def _answer(request: HttpRequest, shown: ShownSlate, position: int, *, back: str) -> HttpResponse:
    """Show the card as it stands now; after a form, a page of its own, so that reloading sends nothing twice."""
    is_part = request.headers.get("X-Part") == "why"
    said = request.POST or request.GET
    if request.method == "POST" and not is_part:
        query = QueryDict(mutable=True)
        query.update({"slate": said["slate"], "position": str(position), "back": back})
        return redirect(f"{reverse('recommendations:why')}?{query.urlencode()}")
    card: ShownCard | None = card_of(
        shown, position, context=context_of(request, now=timezone.now())
    )
    if card is None:
        return render(request, "recommendations/too_old.html", status=410)
    return render(
        request,
        "recommendations/_why.html" if is_part else "recommendations/why.html",
        {
            "card": card,
            "slate": said["slate"],
            "position": position,
            "back": back,
            "is_personalised": visitor_of(request).is_personalised,
        },
    )


def _person(request: HttpRequest) -> PersonKey:
    visitor = visitor_of(request)
    return live.person_key(visitor_id=visitor.id, user_id=visitor.user_id)


def _log(request: HttpRequest, shown: ShownSlate, position: int) -> None:
    visitor = visitor_of(request)
    report = Report(shown, EventKind.DISMISS, (position,))
    exposures.record([report], visitor_id=visitor.id, user_id=visitor.user_id, now=timezone.now())


def _back(request: HttpRequest, address: str | None) -> str:
    """Return the page of this shop to go back to."""
    address = request.GET.get("back") or address or HOME
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if is_ours else HOME
