"""What cannot be bought is not recommended."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_noop

from recommendations.rules.columns import Columns, Mask
from recommendations.rules.rule import Tagged
from recommendations.rules.situation import Situation
from recommendations.rules.words import RuleKind


class SoldOut:
    """Leaves out products without stock."""

    code: ClassVar[str] = "sold_out"
    name: ClassVar[str] = gettext_noop("Sold out")
    kind: ClassVar[RuleKind] = RuleKind.FILTER
    priority: ClassVar[int] = 100
    factor: ClassVar[float] = 1.0
    placements: ClassVar[tuple[str, ...]] = ()
    tags: ClassVar[tuple[str, ...]] = ()
    help: ClassVar[str] = gettext_noop("Products without stock are not recommended.")

    def matches(self, columns: Columns, situation: Situation, tagged: Tagged) -> Mask:
        """Return what is sold out."""
        return ~columns.is_in_stock
