"""The recipe: one shopper, one placement, one slate."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from recommendations import metrics
from recommendations.blending import exploration, quotas
from recommendations.blending.exploration import Explored
from recommendations.events import ids
from recommendations.rules.book import rules_now
from recommendations.rules.rule_set import RuleSet
from recommendations.serving import explain, fallback, records, shelf
from recommendations.serving.budget import Budget
from recommendations.serving.bundle import Bundle, bundles
from recommendations.serving.cache import cache
from recommendations.serving.house import House, Ruled, needed
from recommendations.serving.plan import SIZE, Plan, plan_for
from recommendations.serving.proposal import Proposal
from recommendations.vocabulary import Candidate, Context, ItemId, Placement, Slate

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
    wanted = {*proposal.item_ids, *needed(plan, context, rules=rules)}
    on_shelf = shelf.look(wanted if proposal.item_ids else (), context=context, now=now)
    house = House.of(context, on_shelf=on_shelf, rules=rules, now=now)
    slate = choose(proposal, plan, house, bundle=bundle, size=size)
    if is_shown:
        records.note(
            slate, proposal=proposal, plan=plan, house=house, bundle=bundle, shown=(), size=size
        )
    return slate


def choose(
    proposal: Proposal,
    plan: Plan,
    house: House,
    *,
    bundle: Bundle,
    size: int = SIZE,
    shown: Collection[int] = (),
    slate_id: UUID | None = None,
    explored_percent: float | None = None,
) -> Slate:
    """Keep what may be offered to this shopper, rule, spread, say why; fewer than enough is nothing.

    ``slate_id`` is a new one and ``explored_percent`` that of the settings, unless a slate is made again.
    """
    if explored_percent is None:
        explored_percent = settings.RECOMMENDATION_EXPLORED_PERCENT
    slate_id = slate_id or ids.new_event_id(house.now)
    rows = {item_id: row for row, item_id in enumerate(proposal.item_ids)}
    ruled = _ruled(proposal, plan, house, rows=rows, shown=shown)
    spread, spare = _spread(ruled, plan, house, size=size)
    enough = spread if len(spread) >= min(plan.least, size) else []
    explored = exploration.explore(
        enough,
        spare,
        share=explored_percent / 100 if plan.explores else 0.0,
        # The slate's own id is the seed: whoever makes it again draws the same.
        rng=random.Random(slate_id.int),  # noqa: S311 - a draw, no secret
        fixed=[place - 1 for place in ruled.pins],
    )
    rung = proposal.rung if enough else "nothing"
    metrics.answers.labels(placement=plan.placement, rung=rung).inc()
    return Slate(
        slate_id=slate_id,
        placement=plan.placement,
        chosen=_explained(
            explored, proposal, ruled, rows=rows, bundle=bundle, context=house.context
        ),
        model_version=proposal.version,
        variant=NO_VARIANT,
        rung=rung,
        rules_version=house.rules.version,
        trace=ruled.moves,
    )


def _ruled(
    proposal: Proposal,
    plan: Plan,
    house: House,
    *,
    rows: Mapping[ItemId, int],
    shown: Collection[int],
) -> Ruled:
    """Let the rules work on the candidates that no gate keeps out, and on what staff want to bring in."""
    scores = proposal.scores.tolist()
    offered = [item_id for item_id in rows if house.gate_of(item_id, plan, shown=shown) is None]
    pinned = sorted(house.rules.pinned(plan.placement) - rows.keys())
    return house.rule(
        offered,
        [scores[rows[item_id]] for item_id in offered],
        plan,
        guests=[item_id for item_id in pinned if house.gate_of(item_id, plan, shown=shown) is None],
    )


def _spread(
    ruled: Ruled, plan: Plan, house: House, *, size: int
) -> tuple[list[ItemId], Sequence[ItemId]]:
    """Return the row within the quotas, pins in their places, and the good ones that found no room in it."""
    kept, waiting = quotas.spread(
        ruled.item_ids,
        groups_of=lambda item_id: house.on_shelf[item_id].groups,
        most=(plan.most_of_department, plan.most_of_brand),
        limit=len(ruled.item_ids) if plan.explores else size,
    )
    row, rest = (kept + waiting)[:size], (kept + waiting)[size:]
    spare = _spare(row, rest, ruled, beyond={*waiting, *ruled.with_move("held_back")})
    for place in sorted(ruled.pins):
        row.insert(place - 1, ruled.pins[place])
    return row[:size], spare


def _spare(
    row: Sequence[ItemId], rest: Sequence[ItemId], ruled: Ruled, *, beyond: Collection[ItemId]
) -> list[ItemId]:
    """Return what chance may show: nothing that was buried, and nothing beyond a quota that the row itself keeps."""
    is_kept = not any(item_id in beyond for item_id in row)
    unwanted = {*ruled.with_move("buried"), *(beyond if is_kept else ())}
    return [item_id for item_id in rest if item_id not in unwanted]


def _explained(
    explored: Explored[ItemId],
    proposal: Proposal,
    ruled: Ruled,
    *,
    rows: Mapping[ItemId, int],
    bundle: Bundle,
    context: Context,
) -> tuple[Candidate, ...]:
    """Say of each item of the row why it stands there, and with which chance."""
    pinned = set(ruled.pins.values())
    return tuple(
        explain.picked(proposal, rows.get(item_id), item_id, propensity=propensity)
        if item_id in pinned
        else explain.candidate(
            proposal, rows[item_id], bundle=bundle, context=context, propensity=propensity
        )
        for item_id, propensity in zip(explored.items, explored.propensities, strict=True)
    )
