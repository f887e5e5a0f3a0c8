"""The recipe: one shopper, one placement, one slate."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.conf import settings

from recommendations import metrics
from recommendations.blending import quotas
from recommendations.events import ids
from recommendations.serving import explain, fallback, shelf
from recommendations.serving.bundle import Bundle, bundles
from recommendations.serving.cache import cache
from recommendations.serving.plan import SIZE, Plan, plan_for
from recommendations.serving.proposal import Budget, Proposal, never_shown
from recommendations.serving.shelf import Shelf
from recommendations.vocabulary import Context, Placement, Slate

NO_VARIANT = ""


def recommend(context: Context, *, placement: Placement, now: datetime, size: int = SIZE) -> Slate:
    """Return what to show this shopper in this place; an empty slate where nothing good is known.

    At most one query, beside the shop's own snapshots.

    Raises:
        KeyError: if nothing fills that placement.
    """
    bundle = bundles.live()
    plan = plan_for(placement, context)
    budget = Budget(settings.RECOMMENDATION_BUDGET_MS)
    proposal = fallback.answer(plan, context, bundle=bundle, cache=cache, budget=budget, size=size)
    on_shelf = shelf.look(proposal.item_ids, context=context, now=now)
    return choose(proposal, plan, context, bundle=bundle, on_shelf=on_shelf, now=now, size=size)


def choose(
    proposal: Proposal,
    plan: Plan,
    context: Context,
    *,
    bundle: Bundle,
    on_shelf: Shelf,
    now: datetime,
    size: int = SIZE,
    shown: Collection[int] = (),
) -> Slate:
    """Keep what may be offered to this shopper, spread it, say why; fewer than enough is nothing."""
    unwanted = {*never_shown(plan, context), *shown}
    offered = [
        (row, on_shelf[item_id].groups)
        for row, item_id in enumerate(proposal.item_ids)
        if item_id not in unwanted and item_id in on_shelf and on_shelf[item_id].can_be_offered
    ]
    most = (plan.most_of_department, plan.most_of_brand)
    spread = quotas.spread(offered, groups_of=lambda item: item[1], most=most, limit=size)
    enough = spread if len(spread) >= min(plan.least, size) else []
    rung = proposal.rung if enough else "nothing"
    metrics.answers.labels(placement=plan.placement, rung=rung).inc()
    return Slate(
        slate_id=ids.new_event_id(now),
        placement=plan.placement,
        chosen=tuple(
            explain.candidate(proposal, row, bundle=bundle, context=context) for row, _ in enough
        ),
        model_version=proposal.version,
        variant=NO_VARIANT,
        rung=rung,
    )
