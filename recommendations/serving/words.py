"""The recommender's words as staff read them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recommendations.vocabulary import EventKind, Move, Placement

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

EVENT_LABELS = {
    EventKind.VIEW: gettext_lazy("looked at"),
    EventKind.CART: gettext_lazy("put in the cart"),
    EventKind.UNCART: gettext_lazy("taken out of the cart"),
    EventKind.PURCHASE: gettext_lazy("bought"),
    EventKind.SEARCH: gettext_lazy("searched"),
    EventKind.EXPOSURE: gettext_lazy("seen in a row"),
    EventKind.CLICK: gettext_lazy("clicked in a row"),
    EventKind.DISMISS: gettext_lazy("turned down"),
}
RUNG_LABELS = {
    "fresh": gettext_lazy("in the order learned"),
    "blended": gettext_lazy("sources blended"),
    "cached": gettext_lazy("kept from before"),
    "stale": gettext_lazy("kept, and out of date"),
    "category": gettext_lazy("popular in the department"),
    "popular": gettext_lazy("popular in the shop"),
    "nothing": gettext_lazy("nothing"),
}
"""The steps of the fallback ladder, as :class:`recommendations.vocabulary.Slate` names them."""


def placed(placement: str) -> str:
    """Name a placement; one that is no longer known keeps its own name."""
    return next(
        (str(said) for each, said in PLACEMENT_LABELS.items() if each == placement), placement
    )


def happened(kind: str) -> str:
    """Say what an event tells; a kind that is no longer known keeps its own name."""
    return next((str(said) for each, said in EVENT_LABELS.items() if each == kind), kind)


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
