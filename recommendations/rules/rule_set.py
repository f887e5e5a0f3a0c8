"""All rules that hold at one time, with the four things one does with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommendations.rules import engine
from recommendations.rules.columns import Columns
from recommendations.rules.engine import Outcome
from recommendations.rules.rule import Rule
from recommendations.rules.situation import Situation
from recommendations.rules.words import RuleKind
from recommendations.vocabulary import Placement


class UnknownRule(Exception):
    """No rule has that name."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the list of rules."""

    name: str
    kind: RuleKind
    priority: int


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """A version of the rules; adding or removing makes another."""

    rules: tuple[Rule, ...] = ()
    version: str = ""

    def add(self, rule: Rule) -> Self:
        """Return these rules and one more; one of the same name is replaced."""
        others = tuple(each for each in self.rules if each.name != rule.name)
        return replace(self, rules=(*others, rule))

    def remove(self, name: str) -> Self:
        """Return these rules without one.

        Raises:
            UnknownRule: if none has that name.
        """
        left = tuple(rule for rule in self.rules if rule.name != name)
        if len(left) == len(self.rules):
            raise UnknownRule(name)
        return replace(self, rules=left)

    def summary(self) -> list[Summary]:
        """List the rules in the order of their priority."""
        ordered = sorted(self.rules, key=lambda rule: -rule.priority)
        return [Summary(rule.name, rule.kind, rule.priority) for rule in ordered]

    def apply(
        self,
        columns: Columns,
        worths: NDArray[np.float64],
        situation: Situation,
        *,
        kinds: Iterable[RuleKind] = tuple(RuleKind),
        guests: Iterable[int] = (),
    ) -> Outcome:
        """Let the rules of these kinds work on candidates."""
        return engine.apply(
            self.rules, columns, worths, situation, kinds=kinds, guests=tuple(guests)
        )

    def pinned(self, placement: Placement) -> frozenset[int]:
        """Return the products that rules may pin in a placement, to be looked up with the candidates."""
        return frozenset(
            item_id
            for rule in self.rules
            if rule.kind is RuleKind.PIN and placement in (rule.when.placements or tuple(Placement))
            for item_id in rule.aim.products
        )

    def has_class(self, code: str) -> bool:
        """Return whether a rule of that class is switched on."""
        return any(rule.of_class is not None and rule.of_class.code == code for rule in self.rules)
