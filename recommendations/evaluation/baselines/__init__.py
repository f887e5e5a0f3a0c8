"""Ten trivial and classic ways to rank, side by side. A model that cannot beat them is not worth serving."""

from __future__ import annotations

from recommendations.evaluation.baselines.linear import Als, EaseHead
from recommendations.evaluation.baselines.neighbours import ItemKnn, SessionKnn
from recommendations.evaluation.baselines.personal import FadedOwnCount, OwnCount
from recommendations.evaluation.baselines.popular import Popular
from recommendations.evaluation.baselines.rules import AssociationRules, SequentialRules
from recommendations.evaluation.baselines.tifu import TifuKnn
from recommendations.evaluation.systems import System

BASELINES: tuple[System, ...] = (
    Popular("top of all time"),
    Popular("top of 28 days", window_days=28),
    OwnCount("own count"),
    OwnCount("own count, ties by 28 days", ties="recent"),
    OwnCount("own count, then global top", ties="all time"),
    FadedOwnCount(),
    AssociationRules(),
    SequentialRules("next items", steps=1),
    SequentialRules(),
    ItemKnn(),
    SessionKnn(),
    TifuKnn(),
    Als(),
    EaseHead(),
)
"""Every baseline; a new one is one class and one line here."""

__all__ = ["BASELINES"]
