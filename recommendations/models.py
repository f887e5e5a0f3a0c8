"""Index of the tables that the stages own, so that Django finds them; nobody imports it."""

from __future__ import annotations

from recommendations.events.models import Event, Refusal
from recommendations.events.slate_log import LoggedSlate
from recommendations.events.tombstones import Tombstone
from recommendations.registry.models import Leaderboard, ModelVersion
from recommendations.rules.models import Rule, RulesVersion

__all__ = [
    "Event",
    "Leaderboard",
    "LoggedSlate",
    "ModelVersion",
    "Refusal",
    "Rule",
    "RulesVersion",
    "Tombstone",
]
