"""Department pages, product pages, search."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import departments, pricing
from catalog import search as searching
from catalog.listing import Listing, search_listing, shelf_listing
from catalog.models import Product
from catalog.product_page import product_page
from catalog.search import personal
from catalog.search.suggestions import suggest
from catalog.selection import LONGEST_QUERY, NoSuchPage, Selection
from catalog.signals import product_viewed, searched


@require_safe
def department(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the products of a department and of all below it. One query, two more where the page is not kept."""
    shelf = departments.tree().by_slug.get(slug)
    if shelf is None:
        raise Http404
    try:
        selection = Selection.read(request.GET, currency=pricing.currency())
        page = shelf_listing(
            shelf.ids,
            selection=selection.corrected(""),
            currency=pricing.currency(),
            now=timezone.now(),
        )
    except NoSuchPage as error:
        raise Http404 from error
    return render(request, "catalog/department.html", {"shelf": shelf, "listing": page})


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one product. One query."""
    now = timezone.now()
    page = product_page(slug, sku=request.GET.get("variant", ""), now=now)
    if page is None:
        raise Http404
    if not request.headers.get("HX-Request"):  # choosing another variant is still the same look
        product_viewed.send(sender=Product, request=request, product_id=page.product.pk, now=now)
    return render(request, "catalog/product.html", {"page": page, "product": page.product})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what answers a question: four queries for ordinary words, more when they must be mended."""
    try:
        selection = Selection.read(request.GET, currency=pricing.currency())
        if "explain" in request.GET and request.user.is_staff:
            address = reverse("admin:catalog_searchrule_try_search")
            return redirect(f"{address}?{urlencode({'q': selection.query})}")
        now = timezone.now()
        found = _answer(selection, now) if selection.query else None
        if found is not None and found.redirect_to:
            return redirect(found.redirect_to)
        page = None if found is None else _list(found, selection, now)
        if found is not None and page is not None:
            page = personal.arranged(page, found, request, now=now)
    except NoSuchPage as error:
        raise Http404 from error
    is_first = selection.page == 1 and not selection.is_filtered
    if page is not None and is_first and not request.headers.get("HX-Request"):
        searched.send(
            sender=Product,
            request=request,
            query=selection.query,
            found=page.counts.total,
            shown=[product.pk for product in page.products],
            now=now,
        )
    title = _("Search: %(query)s") % {"query": selection.query} if selection.query else _("Search")
    return render(
        request,
        "catalog/search.html",
        {"title": title, "query": selection.query, "found": found, "listing": page},
    )


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Show what somebody may be about to ask: lines for the search box. One query."""
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST_QUERY]
    lines = suggest(text, now=timezone.now())
    return HttpResponse(render_to_string("catalog/_suggestions.html", {"suggestions": lines}))


def _answer(selection: Selection, now: datetime) -> searching.Found:
    return searching.answer_lately(selection.query, now=now, as_typed=selection.as_typed)


def _list(found: searching.Found, selection: Selection, now: datetime) -> Listing:
    return search_listing(found, selection=selection, currency=pricing.currency(), now=now)
