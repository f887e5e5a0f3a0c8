"""What has just come rises, so that somebody sees it."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_noop

from recommendations.rules.columns import Columns, Mask
from recommendations.rules.rule import Tagged
from recommendations.rules.situation import Situation
from recommendations.rules.words import RuleKind
from recommendations.vocabulary import Placement

NEW_FOR_DAYS = 30
"""As long as its card says "New"."""


class New:
    """Moves up what came to the shop within a month."""

    code: ClassVar[str] = "new"
    name: ClassVar[str] = gettext_noop("New in the shop")
    kind: ClassVar[RuleKind] = RuleKind.BOOST
    priority: ClassVar[int] = 40
    factor: ClassVar[float] = 1.3
    placements: ClassVar[tuple[str, ...]] = (
        Placement.FOR_YOU.value,
        Placement.BECAUSE_YOU_VIEWED.value,
    )
    tags: ClassVar[tuple[str, ...]] = ()
    help: ClassVar[str] = gettext_noop("Products of the last 30 days move up.")

    def matches(self, columns: Columns, situation: Situation, tagged: Tagged) -> Mask:
        """Return what is new."""
        found: Mask = columns.age_days <= NEW_FOR_DAYS
        return found
