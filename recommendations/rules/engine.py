"""Rules at work: a pure function from candidates and a situation to what is left, in which order, and why.

Four steps, in each the rules of higher priority first: who leaves, who rises or sinks, in which order and how many
of a kind, who is pinned. What a rule leaves out stays out, even if another one pins it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recommendations.rules.columns import Columns, Mask
from recommendations.rules.rule import Rule
from recommendations.rules.situation import Situation
from recommendations.rules.words import Group, RuleKind, SortKey
from recommendations.vocabulary import ItemId, Move

STEPS: tuple[tuple[RuleKind, ...], ...] = (
    (RuleKind.FILTER, RuleKind.ONLY),
    (RuleKind.BOOST, RuleKind.BURY),
    (RuleKind.RERANK, RuleKind.QUOTA),
    (RuleKind.PIN,),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules made of a row."""

    order: tuple[int, ...]
    """Positions of the candidates that are left, best first; pinned ones are not among them."""
    pins: Mapping[int, int]
    """The position of the candidate for each pinned place, counted from 1."""
    moves: tuple[Move, ...]


@dataclass(slots=True)
class _Standing:
    """How a row stands while rules work on it."""

    columns: Columns
    worths: NDArray[np.float64]
    order: NDArray[np.intp]
    pins: dict[int, int] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)

    def note(self, rule: Rule, positions: Iterable[int], did: str, amount: float = 0.0) -> None:
        """Write down what a rule did."""
        for position in positions:
            item_id = ItemId(int(self.columns.item_ids[position]))
            self.moves.append(Move(rule.name, item_id, did, amount))


def apply(
    rules: Iterable[Rule],
    columns: Columns,
    worths: NDArray[np.float64],
    situation: Situation,
    *,
    kinds: Iterable[RuleKind] = tuple(RuleKind),
    guests: Sequence[int] = (),
) -> Outcome:
    """Let rules work on candidates that stand in order, the best first.

    ``worths (n,)`` says how good each is, higher is better. ``kinds`` names the kinds of rules to apply.
    ``guests`` are positions of candidates that nobody proposed and that only a pin may bring in.
    """
    chosen = set(kinds)
    acting = sorted(
        (rule for rule in rules if rule.kind in chosen and rule.when.holds(situation)),
        key=lambda rule: -rule.priority,
    )
    standing = _Standing(columns, worths.astype(np.float64), np.arange(len(columns)))
    uncalled = invited = np.asarray(guests, np.intp)
    for step in STEPS:
        for rule in acting:
            if rule.kind in step:
                _ACTIONS[rule.kind](standing, rule, rule.matches(columns, situation))
        if RuleKind.FILTER in step and guests:
            left = standing.order
            standing.order = left[~np.isin(left, uncalled)]
            invited = np.intersect1d(left, uncalled)
        elif RuleKind.BOOST in step:
            standing.order = _by_worth(standing)
        elif RuleKind.QUOTA in step and guests:
            standing.order = np.concatenate([standing.order, invited])
    pinned = set(standing.pins.values())
    uninvited = pinned | set(guests)
    return Outcome(
        order=tuple(each for each in standing.order.tolist() if each not in uninvited),
        pins=standing.pins,
        moves=tuple(standing.moves),
    )


def _by_worth(standing: _Standing) -> NDArray[np.intp]:
    return standing.order[np.argsort(-standing.worths[standing.order], kind="stable")]


def _leave_out(standing: _Standing, rule: Rule, mask: Mask) -> None:
    gone = mask[standing.order]
    standing.note(rule, standing.order[gone].tolist(), "left_out")
    standing.order = standing.order[~gone]


def _keep_only(standing: _Standing, rule: Rule, mask: Mask) -> None:
    _leave_out(standing, rule, ~mask)


def _boost(standing: _Standing, rule: Rule, mask: Mask) -> None:
    rising = standing.order[mask[standing.order]]
    standing.worths[rising] *= rule.factor
    standing.note(rule, rising.tolist(), "boosted", rule.factor)


def _bury(standing: _Standing, rule: Rule, mask: Mask) -> None:
    sinking = standing.order[mask[standing.order]]
    # Below everything else, and still in order among themselves.
    standing.worths[sinking] = standing.worths[sinking] - _span(standing.worths)
    standing.note(rule, sinking.tolist(), "buried")


def _span(worths: NDArray[np.float64]) -> float:
    return float(worths.max() - worths.min() + 1.0) if len(worths) else 0.0


def _sort(standing: _Standing, rule: Rule, mask: Mask) -> None:
    """Put the rule's products in order among themselves, in the places that they hold."""
    places = np.flatnonzero(mask[standing.order])
    mine = standing.order[places]
    ordered = mine[np.argsort(_SORT_VALUES[rule.sort_key](standing.columns)[mine], kind="stable")]
    moved = ordered[ordered != mine]
    standing.order = standing.order.copy()
    standing.order[places] = ordered
    standing.note(rule, moved.tolist(), "sorted")


_SORT_VALUES: Mapping[SortKey, Callable[[Columns], NDArray[np.float64]]] = {
    SortKey.NEWEST: lambda columns: columns.age_days,
    SortKey.CHEAPEST: lambda columns: np.where(
        columns.price_minor < 0, np.inf, columns.price_minor.astype(np.float64)
    ),
    SortKey.DEAREST: lambda columns: -columns.price_minor.astype(np.float64),
    SortKey.BEST_RATED: lambda columns: -np.nan_to_num(columns.rating),
    SortKey.MOST_POPULAR: lambda columns: -columns.popularity,
}


def _limit(standing: _Standing, rule: Rule, mask: Mask) -> None:
    """Let those beyond the limit wait behind the others."""
    columns = standing.columns
    groups = columns.department_ids if rule.group is Group.DEPARTMENT else columns.brand_ids
    counts: dict[int, int] = {}
    waits = np.zeros(len(standing.order), np.bool_)
    for place, position in enumerate(standing.order.tolist()):
        group = int(groups[position])
        if not mask[position] or group < 0:
            continue
        counts[group] = counts.get(group, 0) + 1
        waits[place] = counts[group] > rule.most
    held_back = standing.order[waits]
    standing.order = np.concatenate([standing.order[~waits], held_back])
    standing.note(rule, held_back.tolist(), "held_back", rule.most)


def _pin(standing: _Standing, rule: Rule, mask: Mask) -> None:
    """Take the rule's first product to its place; places that are taken already push it further."""
    taken = set(standing.pins.values())
    standing.note(rule, np.setdiff1d(np.flatnonzero(mask), standing.order).tolist(), "not_pinned")
    mine = [each for each in standing.order[mask[standing.order]].tolist() if each not in taken]
    for position in mine:
        place = rule.place
        while place in standing.pins:
            place += 1
        standing.pins[place] = position
        standing.note(rule, [position], "pinned", place)


_ACTIONS: Mapping[RuleKind, Callable[[_Standing, Rule, Mask], None]] = {
    RuleKind.FILTER: _leave_out,
    RuleKind.ONLY: _keep_only,
    RuleKind.BOOST: _boost,
    RuleKind.BURY: _bury,
    RuleKind.RERANK: _sort,
    RuleKind.QUOTA: _limit,
    RuleKind.PIN: _pin,
}
