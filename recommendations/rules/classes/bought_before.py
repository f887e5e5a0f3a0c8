"""What somebody has is not recommended again."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_noop

from recommendations.rules.columns import Columns, Mask, among
from recommendations.rules.rule import Tagged
from recommendations.rules.situation import Situation
from recommendations.rules.words import RuleKind
from recommendations.vocabulary import Placement


class BoughtBefore:
    """Leaves out what the shopper bought, except where buying again is the point."""

    code: ClassVar[str] = "bought_before"
    name: ClassVar[str] = gettext_noop("Bought before")
    kind: ClassVar[RuleKind] = RuleKind.FILTER
    priority: ClassVar[int] = 90
    factor: ClassVar[float] = 1.0
    placements: ClassVar[tuple[str, ...]] = tuple(
        each.value for each in Placement if each is not Placement.BUY_AGAIN
    )
    tags: ClassVar[tuple[str, ...]] = ()
    help: ClassVar[str] = gettext_noop(
        "What a shopper bought before is left out everywhere but in “Buy again”."
    )

    def matches(self, columns: Columns, situation: Situation, tagged: Tagged) -> Mask:
        """Return what the shopper has."""
        return among(columns.item_ids, situation.purchased)
