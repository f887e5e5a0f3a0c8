"""The home page, and what people and programs get when something is not there."""

from __future__ import annotations

from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from django.views import defaults
from django.views.decorators.http import require_safe

from catalog.models import Product
from storefront import problems, window

POPULAR_SHOWN = 10
"""Two whole rows on a desk, five on a phone."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the shop's window: a hero, the departments, and what the recommender picked."""
    return render(request, "storefront/home.html", {"window": window.current()})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say kindly that there is no such page, and offer search and popular products. One query."""
    if problems.is_for_programs(request):
        return problems.plain(
            HTTPStatus.NOT_FOUND,
            "There is no such address: see /api/v1/schema/ for those there are.",
        )
    popular = Product.objects.visible(now=timezone.now()).filter(is_in_stock=True).cards()
    try:
        products = list(popular.order_by("-popularity", "id")[:POPULAR_SHOWN])
    except DatabaseError:
        products = []
    page = loader.render_to_string("404.html", {"products": products}, request)
    return HttpResponseNotFound(page)


def server_error(request: HttpRequest) -> HttpResponse:
    """Apologise without asking the database, the session or the cache for anything."""
    if problems.is_for_programs(request):
        return problems.plain(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "Something failed here, and is logged under this request_id. Ask again in a while.",
        )
    return HttpResponseServerError(loader.render_to_string("500.html"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say which account may not see this page."""
    if problems.is_for_programs(request):
        return problems.plain(HTTPStatus.FORBIDDEN, "This account may not do that.")
    return render(request, "403.html", {"is_stale": False}, status=HTTPStatus.FORBIDDEN)


def unproven(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Ask to send a form again that came without the token of this browser; nothing was done with it."""
    return render(request, "403.html", {"is_stale": True}, status=HTTPStatus.FORBIDDEN)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Refuse a call that makes no sense before any view could look at it, such as one for another host."""
    if problems.is_for_programs(request):
        return problems.plain(
            HTTPStatus.BAD_REQUEST, "The call cannot be understood: check its host, form and size."
        )
    return defaults.bad_request(request, exception)
