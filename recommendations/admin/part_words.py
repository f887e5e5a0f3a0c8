"""What the parts of a model version, and the figures measured of them, are called where staff read."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PARTS: dict[str, str | Promise] = {
    "als": _("Taste, by factors"),
    "ease": _("Taste, product by product"),
    "user_knn": _("Taste, by people alike"),
    "item_item": _("Touched by the same people"),
    "co_purchase": _("Bought together"),
    "substitutes": _("Looked at instead"),
    "session": _("Visits alike"),
    "sequential_rules": _("Next in a visit"),
    "repeat": _("Bought again and again"),
    "popularity": _("Popular"),
    "trending": _("Rising"),
    "content": _("Described alike"),
    "buy_again": _("Order of “Buy again”"),
    "discover": _("Order of “Picked for you”"),
    "next_look": _("Order during a visit"),
    "search_order": _("Order of searches"),
    "rankers": _("Learned orders"),
}
"""By the names of :mod:`recommendations.candidates` and of the rankers."""

FIGURES: dict[str, str | Promise] = {
    "rows": _("rows learned from"),
    "bytes": _("size"),
    "covered": _("products known"),
    "encoded": _("texts read anew"),
    "seconds": _("time to train"),
    "visits": _("visits"),
    "orders": _("orders"),
    "pairs": _("pairs"),
    "people": _("people"),
    "rebuy_rate": _("share bought again"),
    "ndcg": _("NDCG"),
    "ndcg_of_sources": _("NDCG of the sources alone"),
    "ndcg_of_usual_order": _("NDCG of the usual order"),
    "shoppers_checked": _("shoppers checked"),
    "onnx_difference": _("difference as served"),
    "answers": _("answers"),
    "questions": _("questions"),
    "judged_questions": _("questions judged by people"),
    "gain": _("gain"),
    "gain_low": _("gain at least"),
    "gain_high": _("gain at most"),
    "serves": _("serves"),
}

AMOUNTS: dict[str, str | Promise] = {
    "described products": _("described products"),
    "events": _("events"),
    "events of 7 days": _("events of 7 days"),
    "visits to two products": _("visits to two products"),
    "orders of two products": _("orders of two products"),
    "people with two products": _("people with two products"),
    "customers with two orders": _("customers with two orders"),
    "days of orders": _("days of orders"),
}
"""By the names of :data:`recommendations.training.readiness.NEEDS`."""


def said(words: dict[str, str | Promise], name: str) -> str:
    """Return the word of a name; one that nobody has worded reads as it is, without underscores."""
    return str(words.get(name, name.replace("_", " ")))
