"""What is for adults is recommended to adults."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_noop

from recommendations.rules.columns import Columns, Mask
from recommendations.rules.rule import Tagged, contains
from recommendations.rules.situation import Situation
from recommendations.rules.words import RuleKind

TAG = "adults-only"


class AdultsOnly:
    """Leaves out products with the tag ``adults-only``, unless the shopper is known to be of age."""

    code: ClassVar[str] = "adults_only"
    name: ClassVar[str] = gettext_noop("For adults only")
    kind: ClassVar[RuleKind] = RuleKind.FILTER
    priority: ClassVar[int] = 95
    factor: ClassVar[float] = 1.0
    placements: ClassVar[tuple[str, ...]] = ()
    tags: ClassVar[tuple[str, ...]] = (TAG,)
    help: ClassVar[str] = gettext_noop(
        "Products with the tag “adults-only” are recommended only to shoppers who are known to be of age."
    )

    def matches(self, columns: Columns, situation: Situation, tagged: Tagged) -> Mask:
        """Return what is not for this shopper's eyes."""
        if situation.is_adult or TAG not in tagged:
            return columns.none()
        return contains(tagged[TAG], columns.item_ids)
