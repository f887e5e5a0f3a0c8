"""What staff see of the recommender."""

from recommendations.admin.events import EventAdmin
from recommendations.admin.leaderboards import LeaderboardAdmin
from recommendations.admin.rules import RuleAdmin, RulesVersionAdmin
from recommendations.admin.slates import LoggedSlateAdmin
from recommendations.admin.versions import ModelVersionAdmin

__all__ = [
    "EventAdmin",
    "LeaderboardAdmin",
    "LoggedSlateAdmin",
    "ModelVersionAdmin",
    "RuleAdmin",
    "RulesVersionAdmin",
]
