"""The recipe: one shopper, one placement, one slate."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings

from recommendations import metrics
from recommendations.blending import exploration, quotas
from recommendations.events import ids
from recommendations.rules.book import rules_now
from recommendations.rules.rule_set import RuleSet
from recommendations.serving import explain, fallback, house, records, shelf
from recommendations.serving.budget import Budget
from recommendations.serving.bundle import Bundle, bundles
from recommendations.serving.cache import cache
from recommendations.serving.plan import SIZE, Plan, plan_for
from recommendations.serving.proposal import Proposal
from recommendations.serving.shelf import Shelf
from recommendations.vocabulary import Context, Placement, Slate

NO_VARIANT = ""


def recommend(
    context: Context,
    *,
    placement: Placement,
    now: datetime,
    size: int = SIZE,
    rules: RuleSet | None = None,
    is_shown: bool = False,
) -> Slate:
    """Return what to show this shopper in this place; an empty slate where nothing good is known.

    At most one query, beside the shop's own snapshots. ``rules`` are those that hold now, unless others are tried.
    A slate that ``is_shown`` to somebody may be written down; one that is only looked at is not.

    Raises:
        KeyError: if nothing fills that placement.
    """
    bundle = bundles.live()
    rules = rules_now() if rules is None else rules
    plan = plan_for(placement, context, rules=rules)
    budget = Budget(settings.RECOMMENDATION_BUDGET_MS)
    proposal = fallback.answer(
        plan, context, bundle=bundle, cache=cache, budget=budget, now=now, size=size
    )
    wanted = {*proposal.item_ids, *house.needed(plan, context, rules=rules)}
    on_shelf = shelf.look(wanted if proposal.item_ids else (), context=context, now=now)
    slate = choose(
        proposal, plan, context, bundle=bundle, rules=rules, on_shelf=on_shelf, now=now, size=size
    )
    if is_shown:
        records.note(
            slate,
            proposal=proposal,
            plan=plan,
            context=context,
            bundle=bundle,
            on_shelf=on_shelf,
            shown=(),
            now=now,
        )
    return slate


def choose(
    proposal: Proposal,
    plan: Plan,
    context: Context,
    *,
    bundle: Bundle,
    rules: RuleSet,
    on_shelf: Shelf,
    now: datetime,
    size: int = SIZE,
    shown: Collection[int] = (),
    slate_id: UUID | None = None,
) -> Slate:
    """Keep what may be offered to this shopper, rule, spread, say why; fewer than enough is nothing.

    ``slate_id`` is a new one, unless a slate is made again.
    """
    slate_id = slate_id or ids.new_event_id(now)
    rows = {item_id: row for row, item_id in enumerate(proposal.item_ids)}
    may_stand = partial(house.gate_of, plan=plan, context=context, on_shelf=on_shelf, shown=shown)
    offered = [item_id for item_id in rows if may_stand(item_id) is None]
    scores = proposal.scores
    ruled = house.rule(
        offered,
        [float(scores[rows[item_id]]) for item_id in offered],
        rules=rules,
        situation=house.situation_of(plan, context, on_shelf=on_shelf, now=now),
        on_shelf=on_shelf,
        guests=[
            item_id
            for item_id in sorted(rules.pinned(plan.placement) - rows.keys())
            if may_stand(item_id) is None
        ],
        now=now,
    )
    spread = quotas.spread(
        ruled.item_ids,
        groups_of=lambda item_id: on_shelf[item_id].groups,
        most=(plan.most_of_department, plan.most_of_brand),
        limit=len(ruled.item_ids) if plan.explores else size,
    )
    spread, spare = spread[:size], spread[size:]
    for place in sorted(ruled.pins):
        spread.insert(place - 1, ruled.pins[place])
    enough = spread[:size] if len(spread) >= min(plan.least, size) else []
    explored = exploration.explore(
        enough,
        spare,
        share=settings.RECOMMENDATION_EXPLORED_PERCENT / 100 if plan.explores else 0.0,
        # The slate's own id is the seed: whoever makes it again draws the same.
        rng=random.Random(slate_id.int),  # noqa: S311 - a draw, no secret
        fixed=[place - 1 for place in ruled.pins],
    )
    rung = proposal.rung if enough else "nothing"
    metrics.answers.labels(placement=plan.placement, rung=rung).inc()
    pinned = set(ruled.pins.values())
    return Slate(
        slate_id=slate_id,
        placement=plan.placement,
        chosen=tuple(
            replace(
                explain.picked(proposal, rows.get(item_id), item_id)
                if item_id in pinned
                else explain.candidate(proposal, rows[item_id], bundle=bundle, context=context),
                propensity=propensity,
            )
            for item_id, propensity in zip(explored.items, explored.propensities, strict=True)
        ),
        model_version=proposal.version,
        variant=NO_VARIANT,
        rung=rung,
        rules_version=rules.version,
        trace=ruled.moves,
    )
