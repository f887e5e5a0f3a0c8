"""What stands above a row: it says truly why the row is there."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.departments import tree
from recommendations.serving.page import Row
from recommendations.vocabulary import Placement


def heading(row: Row) -> str | SafeString:
    """Return the title of a row, in the shopper's language."""
    if row.slate.rung == "category":
        return _popular_on_this_shelf(row)
    if row.slate.rung == "popular" or _is_popular_only(row):
        return _("Popular right now")
    match row.slate.placement:
        case Placement.BECAUSE_YOU_VIEWED if row.anchor:
            return _naming(_("Because you viewed %(title)s"), row.anchor.title)
        case Placement.CART_COMPLEMENTS if row.anchor:
            return _naming(_("Goes with your %(title)s"), row.anchor.title)
        case placement:
            return _TITLES[placement]()


_TITLES = {
    Placement.FOR_YOU: lambda: _("Picked for you"),
    Placement.POPULAR: lambda: _("Popular right now"),
    Placement.TRENDING: lambda: _("Trending this week"),
    Placement.NEW_ARRIVALS: lambda: _("New arrivals"),
    Placement.RECENTLY_VIEWED: lambda: _("Recently viewed"),
    Placement.BUY_AGAIN: lambda: _("Buy again"),
    Placement.SIMILAR_PRODUCTS: lambda: _("Similar products"),
    Placement.BOUGHT_TOGETHER: lambda: _("Frequently bought together"),
    Placement.CART_COMPLEMENTS: lambda: _("Goes with what is in your cart"),
}


def _is_popular_only(row: Row) -> bool:
    """Return whether nothing but popularity spoke, whatever the row was meant to be."""
    return all(chosen.reason.kind in {"popular", "popular_in"} for chosen in row.slate.chosen)


def _popular_on_this_shelf(row: Row) -> str:
    shelf = tree().by_id.get(row.cards[0].groups[0] or 0)
    return (
        _("Popular in %(department)s") % {"department": shelf.name}
        if shelf
        else _("Popular right now")
    )


def _naming(sentence: str, title: str) -> SafeString:
    """Set the product's name apart from the words around it."""
    before, _placeholder, after = sentence.partition("%(title)s")
    return format_html("{}<em>{}</em>{}", before, title, after)
