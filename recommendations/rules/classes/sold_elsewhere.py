"""What cannot be sent to a country is not recommended there."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_noop

from recommendations.rules.columns import Columns, Mask
from recommendations.rules.rule import Tagged, contains
from recommendations.rules.situation import Situation
from recommendations.rules.words import RuleKind

NOT_IN, ONLY_IN = "not-in-", "only-in-"


class SoldElsewhere:
    """Leaves out products tagged ``not-in-us`` or, for everybody else, ``only-in-us``."""

    code: ClassVar[str] = "sold_elsewhere"
    name: ClassVar[str] = gettext_noop("Not sold in this country")
    kind: ClassVar[RuleKind] = RuleKind.FILTER
    priority: ClassVar[int] = 85
    factor: ClassVar[float] = 1.0
    placements: ClassVar[tuple[str, ...]] = ()
    tags: ClassVar[tuple[str, ...]] = (NOT_IN, ONLY_IN)
    help: ClassVar[str] = gettext_noop(
        "Products with the tag “not-in-us” are left out for shoppers in the United States; those with “only-in-us”"
        " for shoppers elsewhere. Any country's two letters will do."
    )

    def matches(self, columns: Columns, situation: Situation, tagged: Tagged) -> Mask:
        """Return what is not sold where the shopper is; nothing while that is not known."""
        country = situation.country.lower()
        barred = columns.none()
        if not country:
            return barred
        if f"{NOT_IN}{country}" in tagged:
            barred |= contains(tagged[f"{NOT_IN}{country}"], columns.item_ids)
        elsewhere = columns.none()
        for tag, item_ids in tagged.items():
            if tag.startswith(ONLY_IN):
                elsewhere |= contains(item_ids, columns.item_ids)
        if f"{ONLY_IN}{country}" in tagged:
            elsewhere &= ~contains(tagged[f"{ONLY_IN}{country}"], columns.item_ids)
        return barred | elsewhere
