"""Why an item is shown: the source that gave the largest share, and the item behind that share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from recommendations.serving.bundle import Bundle
from recommendations.serving.proposal import Proposal
from recommendations.vocabulary import Candidate, Context, ItemId, Reason

HOUSE = "house"
"""The source of what staff pinned."""


def candidate(
    proposal: Proposal, row: int, *, bundle: Bundle, context: Context, propensity: float = 1.0
) -> Candidate:
    """Return one proposed item with its score, each source's share of it, and the true reason."""
    told = proposal.rows[row]
    source = bundle.sources.get(told.source)
    # Popularity is asked for the department of a page, where there is one; the last resort is the whole shop.
    is_of_department = context.department_id is not None and proposal.rung != "popular"
    kind = source.kind_of_reason if source is not None else "popular"
    return Candidate(
        item_id=proposal.item_ids[row],
        score=told.score,
        reason=Reason(
            source=told.source,
            kind=_kind(kind, told.cause, context, is_of_department=is_of_department),
            cause=told.cause,
        ),
        parts=told.parts,
        propensity=propensity,
    )


def picked(
    proposal: Proposal, row: int | None, item_id: ItemId, *, propensity: float = 1.0
) -> Candidate:
    """Return an item that staff pinned: that they did is the reason, whatever a source thinks of it."""
    parts: Mapping[str, float] = {} if row is None else proposal.rows[row].parts
    return Candidate(
        item_id=item_id,
        score=float(sum(parts.values())),
        reason=Reason(source=HOUSE, kind="picked"),
        parts=parts,
        propensity=propensity,
    )


_NAMING_THE_CAUSE = {
    "viewed": _("Because you viewed %(title)s"),
    "bought_with": _("Often bought with %(title)s"),
    "similar_to": _("Similar to %(title)s"),
    "bought_before": _("Because you bought %(title)s"),
    "taste": _("Matches your taste: you liked %(title)s"),
}
_WITHOUT_CAUSE = {
    "viewed": _("You looked at it"),
    "bought_with": _("Often bought together"),
    "similar_to": _("Similar to what you looked at"),
    "bought_before": _("You bought it before"),
    "taste": _("Matches your taste"),
    "popular": _("Popular right now"),
    "popular_in": _("Popular in this department"),
    "trending": _("Trending this week"),
    "new": _("New in the shop"),
    "picked": _("Picked by the people of this shop"),
}


def sentence(reason: Reason, *, titles: Mapping[int, str], department: str = "") -> str:
    """Return the reason in the shopper's words; without the title of its cause it speaks in general.

    ``department`` is the name of the item's own.
    """
    if reason.kind == "popular_in" and department:
        return gettext("Popular in %(department)s") % {"department": department}
    title = titles.get(reason.cause) if reason.cause is not None else None
    if title and reason.kind in _NAMING_THE_CAUSE:
        return str(_NAMING_THE_CAUSE[reason.kind]) % {"title": title}
    return str(_WITHOUT_CAUSE[reason.kind])


def causes(candidates: Iterable[Candidate]) -> list[ItemId]:
    """Return the items that the reasons name, each once."""
    named = (chosen.reason.cause for chosen in candidates if chosen.reason.cause is not None)
    return list(dict.fromkeys(named))


def _kind(kind: str, cause: ItemId | None, context: Context, *, is_of_department: bool) -> str:
    """Say "bought" of a cause that was bought and not looked at since: reasons must be true."""
    was_bought = cause in context.purchased and cause not in context.recent
    if was_bought and kind in {"viewed", "taste"}:
        return "bought_before"
    return "popular_in" if kind == "popular" and is_of_department else kind
