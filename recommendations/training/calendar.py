"""The log as the shop's own calendar counts it."""

from __future__ import annotations

from dataclasses import replace

from recommendations.features.business_time import DAY_SECONDS, LONGEST_PAUSE_DAYS, Pauses
from recommendations.vocabulary import Interactions

__all__ = ["HISTORY_DAYS", "LONGEST_PAUSE_DAYS", "as_of_business"]

HISTORY_DAYS = 730.0
"""Older events say nothing that two years of newer ones do not say better."""


def as_of_business(interactions: Interactions, *, now: float) -> Interactions:
    """Move the past closer wherever the log is silent for longer than a holiday, and drop what is too old.

    Everything fades by age. Without this, an imported history of 2011 would weigh nothing beside the
    first look of today, and would itself be forgotten on the day after the import.
    """
    moved = Pauses.of(interactions.happened_at, now=now).moved(interactions.happened_at)
    kept = moved >= now - HISTORY_DAYS * DAY_SECONDS
    return replace(
        interactions,
        person=interactions.person[kept],
        item=interactions.item[kept],
        kind=interactions.kind[kept],
        happened_at=moved[kept],
        quantity=interactions.quantity[kept],
        basket=interactions.basket[kept],
    )
