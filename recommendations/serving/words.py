"""The recommender's words as staff read them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recommendations.vocabulary import Move, Placement

PLACEMENT_LABELS = {
    Placement.FOR_YOU: gettext_lazy("Picked for you"),
    Placement.POPULAR: gettext_lazy("Popular right now"),
    Placement.TRENDING: gettext_lazy("Trending this week"),
    Placement.NEW_ARRIVALS: gettext_lazy("New arrivals"),
    Placement.RECENTLY_VIEWED: gettext_lazy("Recently viewed"),
    Placement.BECAUSE_YOU_VIEWED: gettext_lazy("Because you viewed …"),
    Placement.SIMILAR_PRODUCTS: gettext_lazy("Similar products"),
    Placement.BOUGHT_TOGETHER: gettext_lazy("Frequently bought together"),
    Placement.CART_COMPLEMENTS: gettext_lazy("Goes with the cart"),
    Placement.BUY_AGAIN: gettext_lazy("Buy again"),
}


def moved(move: Move) -> str:
    """Say what a rule did to a product."""
    words = {
        "left_out": _("left out by “%(rule)s”"),
        "boosted": _("moved up ×%(amount)s by “%(rule)s”"),
        "buried": _("moved to the end by “%(rule)s”"),
        "sorted": _("put in order by “%(rule)s”"),
        "held_back": _("waits: “%(rule)s” allows %(amount)s"),
        "pinned": _("pinned to place %(amount)s by “%(rule)s”"),
        "not_pinned": _("not pinned by “%(rule)s”: another rule leaves it out"),
    }
    return words[move.did] % {"rule": move.rule, "amount": f"{move.amount:g}"}
