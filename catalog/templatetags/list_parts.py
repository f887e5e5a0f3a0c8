"""The parts of a list page around its cards: ``{% list_filters listing path query %}`` and its like.

Hardly two pages share the addresses and numbers in them, and everything around these is the same on all: each part is
drawn once for a shape, and its texts are written into their places (``catalog.drawings.filled``).
"""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog import drawings
from catalog.facet_markup import facet_groups, number
from catalog.listing import Link, Listing

register = template.Library()


@register.simple_tag
def list_filters(listing: Listing, path: str, query: str) -> SafeString:
    """Draw the form of filters; ``path`` is the address of the list, ``query`` what was searched for, or nothing."""
    counts, selection, language = listing.counts, listing.selection, get_language()
    return drawings.filled(
        "catalog/_facets.html",
        {"is_in_stock": selection.in_stock, "is_as_typed": selection.as_typed},
        {
            "path": path,
            "query": query,
            "in_stock_count": number(counts.in_stock, language),
            "price_from": listing.price_from,
            "price_to": listing.price_to,
            "price_low": listing.price_low,
            "price_high": listing.price_high,
            "groups": facet_groups(counts.facets),
            "submit": ngettext("Show %(shown)s product", "Show %(shown)s products", counts.total)
            % {"shown": number(counts.total, language)},
        },
    )


@register.simple_tag
def list_bar(listing: Listing) -> SafeString:
    """Draw how many products there are, the way to the filters on small screens, and the orders."""
    total, chips = listing.counts.total, len(listing.chips)
    return drawings.filled(
        "catalog/_list_bar.html",
        {"sorts": tuple(listing.sorts)},
        {
            "count": ngettext("%(shown)s product", "%(shown)s products", total)
            % {"shown": number(total, get_language())},
            "chips": f"({chips})" if chips else "",
        },
    )


@register.simple_tag
def list_chips(listing: Listing) -> SafeString:
    """Draw the filters in use, each leading to the list without it; nothing where there are none."""
    if not listing.chips:
        return SafeString("")
    chips = [
        drawings.filled("catalog/_chip.html", {}, {"url": chip.url, "label": chip.label})
        for chip in listing.chips
    ]
    return drawings.filled(
        "catalog/_chips.html",
        {},
        {"chips": mark_safe("".join(chips)), "clear_url": listing.clear_url},
    )


@register.simple_tag
def list_pages(listing: Listing) -> SafeString:
    """Draw the way through a long list: real links; with script "Load more" adds the next page below."""
    next_url = listing.next_url
    language = get_language()
    told = {
        "shown": number(listing.shown_count, language),
        "total": number(listing.counts.total, language),
    }
    return drawings.filled(
        "components/_pagination.html",
        {},
        {
            "next_url": next_url,
            "previous_url": listing.previous_url,
            "told": _("%(shown)s of %(total)s products") % told if next_url else "",
            "pages": mark_safe("\n".join(map(_page, listing.pages)))
            if listing.page_count > 1
            else "",
        },
    )


def _page(link: Link | None) -> SafeString:
    """Draw one page number; none stands for those that are left out."""
    if link is None:
        return SafeString('<span class="pagination__page" aria-hidden="true">…</span>')
    word = format_html('<span class="visually-hidden">{}</span> {}', _("Page"), link.label)
    if link.is_current:
        return format_html('<span class="pagination__page" aria-current="page">{}</span>', word)
    return format_html('<a class="pagination__page" href="{}">{}</a>', link.url, word)
