"""The record of a slate: all that its making depended on, short, and complete enough to make it again."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Collection
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.conf import settings

from recommendations import metrics
from recommendations.events import slate_log
from recommendations.events.slate_log import Entry, LoggedSlate
from recommendations.serving.bundle import Bundle
from recommendations.serving.house import House, touched
from recommendations.serving.plan import Plan
from recommendations.serving.proposal import Proposal
from recommendations.serving.shelf import Facts, Shelf
from recommendations.vocabulary import Act, Context, Reason, Slate

logger = logging.getLogger(__name__)

DESCRIBED_PERCENT = 10
"""Of the logged slates that a ranker ordered, so many also keep what it read of the shown items."""
PRIVATE = frozenset({"person", "visitor_id", "user_id"})
"""Stand in columns of their own, where erasure finds them."""


def note(
    slate: Slate,
    *,
    proposal: Proposal,
    plan: Plan,
    house: House,
    bundle: Bundle,
    shown: Collection[int],
    size: int,
) -> None:
    """Let a share of all slates be written down; all of those in which a place went to chance."""
    was_explored = any(chosen.propensity < 0.5 for chosen in slate.chosen)
    if not was_explored and not _is_drawn(slate.slate_id, settings.RECOMMENDATION_LOGGED_PERCENT):
        return
    make = functools.partial(
        _made,
        slate,
        proposal=proposal,
        plan=plan,
        house=house,
        bundle=bundle,
        shown=tuple(shown),
        made=_how(proposal, size=size),
    )
    slate_log.queue.put(Entry(slate.slate_id, house.now, make))


def digest_of(context: Context) -> str:
    """Return 128 bits that equal contexts share, as hex."""
    text = json.dumps(_context(context), sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _is_drawn(slate_id: UUID, percent: int) -> bool:
    """Draw by the slate's own random bits: whoever looks at a slate later knows whether it was drawn."""
    return slate_id.int % 100 < percent


def _made(
    slate: Slate,
    *,
    proposal: Proposal,
    plan: Plan,
    house: House,
    bundle: Bundle,
    shown: tuple[int, ...],
    made: dict[str, Any],
) -> LoggedSlate | None:
    context, now = house.context, house.now
    record = _record(slate, proposal=proposal, plan=plan, house=house, shown=shown) | {"made": made}
    # An older answer was ordered by a ranker that is no longer at hand.
    is_at_hand = proposal.version == bundle.version
    ranker = bundle.rankers.get(proposal.ranker) if is_at_hand else None
    if ranker is not None and _is_drawn(UUID(int=slate.slate_id.int // 100), DESCRIBED_PERCENT):
        record["features"] = ranker.described(
            context, [chosen.item_id for chosen in slate.chosen], now=now.timestamp()
        )
    kept = _fitting(record)
    if kept is None:
        return None
    return LoggedSlate(
        slate_id=slate.slate_id,
        happened_at=now,
        placement=slate.placement,
        visitor_id=context.visitor_id if context.is_personalised else None,
        user_id=context.user_id if context.is_personalised else None,
        model_version=slate.model_version,
        rules_version=slate.rules_version,
        rung=slate.rung,
        context_digest=digest_of(context),
        record=kept,
    )


def _how(proposal: Proposal, *, size: int) -> dict[str, Any]:
    """Return what else decides how a slate comes out: the renewal that answered and when, the places, the part of chance."""
    return {
        "update": proposal.update,
        "at": proposal.made_at,
        "is_whole": proposal.is_whole,
        "size": size,
        "explored_percent": settings.RECOMMENDATION_EXPLORED_PERCENT,
    }


def _fitting(record: dict[str, Any]) -> dict[str, Any] | None:
    """Return the record, or the short one if it is too long; None, and counted, if even that is."""
    if slate_log.fits(record):
        return record
    metrics.failures.labels(step="slate_shortened").inc()
    short = _shortened(record)
    if slate_log.fits(short):
        return short
    metrics.failures.labels(step="slate_too_long").inc()
    logger.warning("slate_too_long", extra={"shown": len(record["shown"])})
    return None


def _shortened(record: dict[str, Any]) -> dict[str, Any]:
    """Return what was shown, in which circumstances and with which chance: enough to learn from, not to make it again.

    Without it the slates of the busiest shoppers would be missing from the log. What they did stands in the event log.
    """
    context = {
        name: value
        for name, value in record["context"].items()
        if name == "subject" or not isinstance(value, list)
    }
    kept = ("made", "ranker", "sources", "hides", "shown_above", "shown")
    return {"context": context, **{name: record[name] for name in kept}, "is_short": True}


def _record(
    slate: Slate, *, proposal: Proposal, plan: Plan, house: House, shown: tuple[int, ...]
) -> dict[str, Any]:
    """Return what the slate was made from, and what it came to."""
    context = house.context
    return {
        "context": _context(context),
        "ranker": proposal.ranker,
        "sources": proposal.sources,
        "hides": {"recent": plan.hides_recent, "bought": plan.hides_bought},
        "candidates": [
            [item_id, *_rounded(proposal, row)] for row, item_id in enumerate(proposal.item_ids)
        ],
        "facts": {
            str(item_id): _facts(facts)
            for item_id, facts in _seen(slate, proposal, context, house.on_shelf)
        },
        "shown_above": sorted(shown),
        "shown": [
            [chosen.item_id, round(chosen.score, 6), chosen.propensity, *_reason(chosen.reason)]
            for chosen in slate.chosen
        ],
        "moves": [[move.rule, move.item_id, move.did, move.amount] for move in slate.trace],
    }


def _rounded(proposal: Proposal, row: int) -> tuple[float, list[float], list[int]]:
    """Return a candidate's score as it is, its shares to six digits, and its causes."""
    return (
        # The shortest number that is this float32 and no other: rules must find what they found.
        float(str(proposal.scores[row])),
        [round(part, 6) for part in proposal.ranked.parts[row].tolist()],
        proposal.ranked.causes[row].tolist(),
    )


def _reason(reason: Reason) -> tuple[str, str, int | None]:
    return reason.source, reason.kind, reason.cause


def _context(context: Context) -> dict[str, Any]:
    """Return what was known, without who it was; empty fields take no room."""
    told = {
        field.name: getattr(context, field.name)
        for field in fields(context)
        if field.name not in PRIVATE
    }
    return {name: _plain(value) for name, value in told.items() if value not in ((), None, "")}


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, Act):
        return [value.item_id, value.happened_at, int(value.is_purchase), value.quantity]
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _seen(
    slate: Slate, proposal: Proposal, context: Context, on_shelf: Shelf
) -> list[tuple[int, Facts]]:
    """Return what the shop said of the candidates, of what staff pinned, of the page's subject and of what shows taste."""
    shown = (chosen.item_id for chosen in slate.chosen)
    asked = dict.fromkeys((*proposal.item_ids, *shown, *context.subject, *touched(context)))
    return [(item_id, on_shelf[item_id]) for item_id in asked if item_id in on_shelf]


def _facts(facts: Facts) -> list[Any]:
    """Return department, brand, price, sale, stock, cart, age, rating and popularity, as rules read them."""
    published_at = facts.published_at
    return [
        *facts.groups,
        facts.price_minor,
        int(facts.is_on_sale),
        int(facts.is_in_stock),
        int(facts.is_in_cart),
        published_at and published_at.timestamp(),
        facts.rating,
        round(facts.popularity, 4),
    ]
