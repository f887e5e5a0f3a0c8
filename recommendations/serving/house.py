"""Where the rules of the house meet a row: gates that always hold, then what staff want."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from recommendations.features.taste import TOUCHES, Taste, Touch, taste_of
from recommendations.rules.columns import Columns, ItemFacts
from recommendations.rules.rule_set import RuleSet
from recommendations.rules.situation import Situation, segments_of
from recommendations.serving.plan import Plan
from recommendations.serving.shelf import Facts, Shelf
from recommendations.vocabulary import Context, ItemId, Move


class Gate(enum.StrEnum):
    """What keeps a product out of a row, whatever staff say."""

    HIDDEN = "hidden"
    SUBJECT = "subject"
    IN_CART = "in_cart"
    DISMISSED = "dismissed"
    REFUSED_BRAND = "refused_brand"
    REFUSED_DEPARTMENT = "refused_department"
    JUST_VIEWED = "just_viewed"
    SHOWN_ABOVE = "shown_above"


@dataclass(frozen=True, slots=True)
class Ruled:
    """A row after the rules: what is left in order, what is pinned where, and what moved."""

    item_ids: tuple[ItemId, ...]
    pins: Mapping[int, ItemId]
    moves: tuple[Move, ...]


def gate_of(
    item_id: int, plan: Plan, context: Context, *, on_shelf: Shelf, shown: Collection[int] = ()
) -> Gate | None:
    """Return what keeps a product out of this row, or None."""
    facts = on_shelf.get(item_id)
    if facts is None:
        return Gate.HIDDEN
    department_id, brand_id = facts.groups
    gates = (
        (Gate.SUBJECT, item_id in context.subject),
        (Gate.IN_CART, facts.is_in_cart or item_id in context.in_cart),
        (Gate.DISMISSED, item_id in context.dismissed),
        (Gate.REFUSED_BRAND, brand_id in context.refused_brands),
        (Gate.REFUSED_DEPARTMENT, department_id in context.refused_departments),
        (Gate.JUST_VIEWED, plan.hides_recent and item_id in context.recent),
        (Gate.SHOWN_ABOVE, item_id in shown),
    )
    return next((gate for gate, is_shut in gates if is_shut), None)


def rule(
    item_ids: Sequence[int],
    worths: Sequence[float],
    *,
    rules: RuleSet,
    situation: Situation,
    on_shelf: Shelf,
    guests: Sequence[int] = (),
    now: datetime,
) -> Ruled:
    """Let the rules work on what passed the gates, the best first; ``guests`` may only come in by a pin."""
    everyone = [*item_ids, *guests]
    columns = Columns.of([_item_facts(on_shelf[item_id]) for item_id in everyone], now=now)
    # What comes first is worth most, also where variety has put a lesser item before a better one.
    falling = np.zeros(len(everyone))
    falling[: len(item_ids)] = np.sort(_positive(np.asarray(worths, np.float64)))[::-1]
    outcome = rules.apply(columns, falling, situation, guests=range(len(item_ids), len(everyone)))
    return Ruled(
        item_ids=tuple(ItemId(everyone[position]) for position in outcome.order),
        pins={place: ItemId(everyone[position]) for place, position in outcome.pins.items()},
        moves=outcome.moves,
    )


def _positive(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores on a scale that can be multiplied; those of a ranker are logarithms of odds."""
    if len(scores) and scores.min() < 0:
        found: NDArray[np.float64] = np.exp(scores - scores.max())
        return found
    return scores


def situation_of(
    plan: Plan, context: Context, *, on_shelf: Shelf, now: datetime, taste: Taste | None = None
) -> Situation:
    """Return the circumstances of one row."""
    liked = taste_on(on_shelf, context) if taste is None else taste
    return Situation(
        now=timezone.localtime(now),
        placement=plan.placement,
        segments=segments_of(context),
        market=context.market,
        country=context.country,
        device=context.device,
        subject=frozenset(context.subject),
        subject_departments=frozenset(
            department_id
            for item_id in context.subject
            if item_id in on_shelf and (department_id := on_shelf[item_id].groups[0]) is not None
        ),
        purchased=frozenset(context.purchased) if plan.hides_bought else frozenset(),
        liked_departments=liked.liked_departments,
        liked_brands=liked.liked_brands,
    )


def touched(context: Context) -> tuple[ItemId, ...]:
    """Return the products that show a shopper's taste, the newest first: what was looked at, then what was bought."""
    return tuple(dict.fromkeys((*context.recent, *context.purchased)))[:TOUCHES]


def taste_on(on_shelf: Shelf, context: Context) -> Taste:
    """Return the shopper's taste, as far as what shows it was looked up."""
    found = (on_shelf[item_id] for item_id in touched(context) if item_id in on_shelf)
    return taste_of(
        Touch(facts.item_id, *facts.groups, price_minor=facts.price_minor) for facts in found
    )


def needed(plan: Plan, context: Context, *, rules: RuleSet) -> set[int]:
    """Return the products that rules must know beside the candidates."""
    return {*touched(context), *context.subject, *rules.pinned(plan.placement)}


def _item_facts(facts: Facts) -> ItemFacts:
    department_id, brand_id = facts.groups
    return ItemFacts(
        item_id=facts.item_id,
        department_id=department_id,
        brand_id=brand_id,
        price_minor=facts.price_minor,
        is_on_sale=facts.is_on_sale,
        is_in_stock=facts.is_in_stock,
        published_at=facts.published_at,
        rating=facts.rating,
        popularity=facts.popularity,
    )
