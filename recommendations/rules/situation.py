"""Who looks at which row, where, when and with what: the circumstances that a rule may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self

from recommendations import metrics
from recommendations.rules.words import REGULAR_FROM, Days, Segment
from recommendations.vocabulary import Context, Placement


@dataclass(frozen=True, slots=True)
class Situation:
    """One row of one page in front of one shopper."""

    now: datetime
    """In the shop's own time zone."""
    placement: Placement
    segments: frozenset[str] = frozenset()
    market: str = ""
    country: str = ""
    device: str = ""
    weather: str = ""
    """For rules of one's own; the shop itself does not look out of the window."""
    is_adult: bool = False
    """Whether the shopper is known to be of age."""
    subject: frozenset[int] = frozenset()
    """The product of the page, or the articles of the cart."""
    subject_departments: frozenset[int] = frozenset()
    purchased: frozenset[int] = frozenset()
    liked_departments: frozenset[int] = frozenset()
    liked_brands: frozenset[int] = frozenset()

    @property
    def hour(self) -> int:
        """The hour of the day, 0 to 23."""
        return self.now.hour

    @property
    def days(self) -> Days:
        """Whether it is a weekday."""
        return Days.WEEKEND if self.now.weekday() >= 5 else Days.WEEKDAYS

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """Return the situation a program describes; what no rule can ask for is counted and passed over."""
        known = {field.name for field in fields(cls)}
        metrics.unknown_circumstances.inc(len(told.keys() - known))
        return cls(**{name: value for name, value in told.items() if name in known})


def segments_of(context: Context) -> frozenset[str]:
    """Return every group that a shopper belongs to."""
    found = {Segment.SIGNED_IN if context.user_id is not None else Segment.GUEST}
    if context.purchased:
        found.add(Segment.CUSTOMER)
        if len(context.purchased) >= REGULAR_FROM:
            found.add(Segment.REGULAR)
    else:
        found.add(Segment.BROWSER if context.recent else Segment.STRANGER)
    return frozenset(found)
