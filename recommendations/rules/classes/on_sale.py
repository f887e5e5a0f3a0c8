"""What costs less for a while rises."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_noop

from recommendations.rules.columns import Columns, Mask
from recommendations.rules.rule import Tagged
from recommendations.rules.situation import Situation
from recommendations.rules.words import RuleKind
from recommendations.vocabulary import Placement


class OnSale:
    """Moves up what is reduced at the moment."""

    code: ClassVar[str] = "on_sale"
    name: ClassVar[str] = gettext_noop("On sale")
    kind: ClassVar[RuleKind] = RuleKind.BOOST
    priority: ClassVar[int] = 50
    factor: ClassVar[float] = 1.5
    placements: ClassVar[tuple[str, ...]] = (
        Placement.FOR_YOU.value,
        Placement.BECAUSE_YOU_VIEWED.value,
    )
    tags: ClassVar[tuple[str, ...]] = ()
    help: ClassVar[str] = gettext_noop("Products with a struck-through price move up.")

    def matches(self, columns: Columns, situation: Situation, tagged: Tagged) -> Mask:
        """Return what is reduced."""
        return columns.is_on_sale
