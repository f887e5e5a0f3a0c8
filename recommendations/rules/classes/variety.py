"""No department fills a row."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_noop

from recommendations.rules.columns import Columns, Mask
from recommendations.rules.rule import Tagged
from recommendations.rules.situation import Situation
from recommendations.rules.words import RuleKind
from recommendations.vocabulary import Placement


class Variety:
    """Lets the fourth and every further product of one department wait behind the others."""

    code: ClassVar[str] = "variety"
    name: ClassVar[str] = gettext_noop("Variety of departments")
    kind: ClassVar[RuleKind] = RuleKind.QUOTA
    priority: ClassVar[int] = 20
    factor: ClassVar[float] = 1.0
    placements: ClassVar[tuple[str, ...]] = (
        Placement.FOR_YOU.value,
        Placement.POPULAR.value,
        Placement.TRENDING.value,
        Placement.NEW_ARRIVALS.value,
    )
    tags: ClassVar[tuple[str, ...]] = ()
    help: ClassVar[str] = gettext_noop(
        "At most three products of one department come first; the others fill what room is left."
    )

    def matches(self, columns: Columns, situation: Situation, tagged: Tagged) -> Mask:
        """Return everything: the limit counts all."""
        return ~columns.none()
