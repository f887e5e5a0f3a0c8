"""The shop's own calendar: weeks in which nothing happened do not make the rest of the log older."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommendations.training.touches import DAY_SECONDS
from recommendations.vocabulary import Interactions

LONGEST_PAUSE_DAYS = 14.0
"""A holiday is real time; a longer silence is a closed shop, or an old history that was imported."""
HISTORY_DAYS = 730.0
"""Older events say nothing that two years of newer ones do not say better."""


def as_of_business(interactions: Interactions, *, now: float) -> Interactions:
    """Move the past closer wherever the log is silent for longer than a holiday, and drop what is too old.

    Everything fades by age. Without this, an imported history of 2011 would weigh nothing beside the
    first look of today, and would itself be forgotten on the day after the import.
    """
    moments = np.append(interactions.happened_at, now)
    pauses = np.maximum(np.diff(moments), 0.0)
    beyond = np.maximum(pauses - LONGEST_PAUSE_DAYS * DAY_SECONDS, 0.0)
    # What lies behind several long pauses moves by their sum.
    moved = interactions.happened_at + np.cumsum(beyond[::-1])[::-1]
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
