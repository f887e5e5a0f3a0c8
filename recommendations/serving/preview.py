"""A row as one shopper sees it under two sets of rules, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from recommendations.rules.rule_set import RuleSet
from recommendations.serving.recommend import recommend
from recommendations.vocabulary import Context, ItemId, Move, Placement, Slate


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the row: what stands there before and after."""

    number: int
    before: ItemId | None
    after: ItemId | None
    came_from: int | None
    """The place that the product now here had before; None if it was not in the row."""
    moves: tuple[Move, ...]
    """What the rules did to the product now here."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Both rows, and what left."""

    places: tuple[Place, ...]
    left: Mapping[ItemId, tuple[Move, ...]]
    """Products that stood in the row before and no longer do, with what the rules did to them."""

    @property
    def item_ids(self) -> set[ItemId]:
        """Every product that is named."""
        named = {each for place in self.places for each in (place.before, place.after)}
        return {item_id for item_id in named if item_id is not None} | set(self.left)


def preview(
    context: Context, *, placement: Placement, before: RuleSet, after: RuleSet, now: datetime
) -> Preview:
    """Recommend under both sets of rules and lay the rows side by side. Two queries."""
    first = recommend(context, placement=placement, now=now, rules=before)
    second = recommend(context, placement=placement, now=now, rules=after)
    return _side_by_side(first, second)


def _side_by_side(first: Slate, second: Slate) -> Preview:
    old = [chosen.item_id for chosen in first.chosen]
    new = [chosen.item_id for chosen in second.chosen]
    moves: dict[ItemId, list[Move]] = defaultdict(list)
    for move in second.trace:
        moves[move.item_id].append(move)
    places = tuple(
        Place(
            number=index + 1,
            before=old[index] if index < len(old) else None,
            after=new[index] if index < len(new) else None,
            came_from=old.index(new[index]) + 1 if index < len(new) and new[index] in old else None,
            moves=tuple(moves[new[index]]) if index < len(new) else (),
        )
        for index in range(max(len(old), len(new)))
    )
    left = {item_id: tuple(moves[item_id]) for item_id in old if item_id not in new}
    return Preview(places, left)
