"""Where the rules of the house meet a page: gates that always hold, then what staff want."""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Self

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from recommendations.features.taste import TOUCHES, Taste, Touch, taste_of
from recommendations.rules.columns import Columns
from recommendations.rules.rule_set import RuleSet
from recommendations.rules.situation import Situation, segments_of
from recommendations.serving import shelf
from recommendations.serving.plan import Plan
from recommendations.serving.shelf import Shelf
from recommendations.vocabulary import Context, ItemId, Move


class Gate(enum.StrEnum):
    """What keeps a product out of a row, whatever staff say; of several, the first one is named."""

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

    def with_move(self, did: str) -> set[ItemId]:
        """Return the products to which some rule did this."""
        return {move.item_id for move in self.moves if move.did == did}


@dataclass(frozen=True, slots=True)
class House:
    """What all rows of one page have in common, worked out once: its shopper, its products, its moment."""

    context: Context
    on_shelf: Shelf
    rules: RuleSet
    now: datetime
    shut: Mapping[int, Gate]
    """The products that no row of the page may show, with the gate that keeps each out."""
    columns: Columns
    """Every product of ``on_shelf``, as rules look at them."""
    places: Mapping[int, int]
    """Where each product stands in ``columns``."""
    purchased: frozenset[int]
    situate: Callable[..., Situation]
    """Makes the circumstances of a row from its placement and what was bought before."""

    @classmethod
    def of(cls, context: Context, *, on_shelf: Shelf, rules: RuleSet, now: datetime) -> Self:
        """Work out what the rows of a page share."""
        return cls(
            context=context,
            on_shelf=on_shelf,
            rules=rules,
            now=now,
            shut=_shut(context, on_shelf),
            columns=Columns.of(shelf.item_facts(on_shelf), now=now),
            places={item_id: place for place, item_id in enumerate(on_shelf)},
            purchased=frozenset(context.purchased),
            situate=_situating(context, on_shelf, now=now),
        )

    def gate_of(self, item_id: int, plan: Plan, *, shown: Collection[int] = ()) -> Gate | None:
        """Return what keeps a product out of this row, or None."""
        if item_id not in self.on_shelf:
            return Gate.HIDDEN
        if item_id in self.shut:
            return self.shut[item_id]
        if plan.hides_recent and item_id in self.context.recent:
            return Gate.JUST_VIEWED
        return Gate.SHOWN_ABOVE if item_id in shown else None

    def rule(
        self,
        item_ids: Sequence[int],
        worths: Sequence[float],
        plan: Plan,
        *,
        guests: Sequence[int] = (),
    ) -> Ruled:
        """Let the rules work on what passed the gates, the best first; ``guests`` may only come in by a pin."""
        everyone = [*item_ids, *guests]
        columns = self.columns.take([self.places[item_id] for item_id in everyone])
        # What comes first is worth most, also where variety has put a lesser item before a better one.
        falling = np.zeros(len(everyone))
        falling[: len(item_ids)] = np.sort(_positive(np.asarray(worths, np.float64)))[::-1]
        bought = self.purchased if plan.hides_bought else frozenset()
        situation = self.situate(placement=plan.placement, purchased=bought)
        calls = range(len(item_ids), len(everyone))
        outcome = self.rules.apply(columns, falling, situation, guests=calls)
        return Ruled(
            item_ids=tuple(ItemId(everyone[position]) for position in outcome.order),
            pins={place: ItemId(everyone[position]) for place, position in outcome.pins.items()},
            moves=outcome.moves,
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


def _shut(context: Context, on_shelf: Shelf) -> dict[int, Gate]:
    """Return the gate of each product that stays out of all rows; what is written later is named first."""
    shut: dict[int, Gate] = {}
    if context.refused_departments or context.refused_brands:
        for item_id, facts in on_shelf.items():
            department_id, brand_id = facts.groups
            if department_id in context.refused_departments:
                shut[item_id] = Gate.REFUSED_DEPARTMENT
            if brand_id in context.refused_brands:
                shut[item_id] = Gate.REFUSED_BRAND
    shut.update(dict.fromkeys(context.dismissed, Gate.DISMISSED))
    in_cart = (item_id for item_id, facts in on_shelf.items() if facts.is_in_cart)
    shut.update(dict.fromkeys((*context.in_cart, *in_cart), Gate.IN_CART))
    shut.update(dict.fromkeys(context.subject, Gate.SUBJECT))
    return shut


def _situating(context: Context, on_shelf: Shelf, *, now: datetime) -> Callable[..., Situation]:
    """Return what makes the circumstances of a row, with all that the rows of a page share filled in."""
    liked = taste_on(on_shelf, context)
    departments = (
        on_shelf[item_id].groups[0] for item_id in context.subject if item_id in on_shelf
    )
    return partial(
        Situation,
        now=timezone.localtime(now),
        segments=segments_of(context),
        market=context.market,
        country=context.country,
        device=context.device,
        subject=frozenset(context.subject),
        subject_departments=frozenset(each for each in departments if each is not None),
        liked_departments=liked.liked_departments,
        liked_brands=liked.liked_brands,
    )


def _positive(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores on a scale that can be multiplied; those of a ranker are logarithms of odds."""
    if len(scores) and scores.min() < 0:
        found: NDArray[np.float64] = np.exp(scores - scores.max())
        return found
    return scores
