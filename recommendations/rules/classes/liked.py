"""What comes from a department or brand that the shopper likes rises."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_noop

from recommendations.rules.columns import Columns, Mask, among
from recommendations.rules.rule import Tagged
from recommendations.rules.situation import Situation
from recommendations.rules.words import RuleKind
from recommendations.vocabulary import Placement


class Liked:
    """Moves up what comes from the shopper's favourite departments and brands."""

    code: ClassVar[str] = "liked"
    name: ClassVar[str] = gettext_noop("Liked departments and brands")
    kind: ClassVar[RuleKind] = RuleKind.BOOST
    priority: ClassVar[int] = 60
    factor: ClassVar[float] = 1.4
    placements: ClassVar[tuple[str, ...]] = (
        Placement.FOR_YOU.value,
        Placement.BECAUSE_YOU_VIEWED.value,
    )
    tags: ClassVar[tuple[str, ...]] = ()
    help: ClassVar[str] = gettext_noop(
        "Products of the departments and brands that a shopper turns to most move up."
    )

    def matches(self, columns: Columns, situation: Situation, tagged: Tagged) -> Mask:
        """Return what comes from where the shopper likes to look."""
        if not situation.liked_departments and not situation.liked_brands:
            return columns.none()
        from_departments = among(columns.department_ids, situation.liked_departments)
        return from_departments | among(columns.brand_ids, situation.liked_brands)
