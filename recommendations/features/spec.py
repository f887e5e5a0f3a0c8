"""The features that other programs may ask for: one registry of names, types, owners and lifetimes."""

from __future__ import annotations

import enum
from dataclasses import dataclass

TTL_SECONDS = 3_600


class Entity(enum.StrEnum):
    """What a feature describes."""

    USER = "user"
    ITEM = "item"
    PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of the online store."""

    name: str
    type: str
    """``int``, ``float`` or ``list[int]``."""
    entity: Entity
    means: str
    ttl_seconds: int = TTL_SECONDS
    owner: str = "recommendations"


FEATURES: tuple[Feature, ...] = (
    Feature("total_interactions", "int", Entity.USER, "looks, carts and purchases in the log"),
    Feature("avg_rating", "float", Entity.USER, "mean of the reviews written, 0 without one"),
    Feature("favorite_categories", "list[int]", Entity.USER, "up to three departments, most first"),
    Feature("activity_score", "float", Entity.USER, "1 - exp(-acts of 30 days / 10), 0 to 1"),
    Feature(
        "recency_score", "float", Entity.USER, "halved every 30 days since the last act, 0 to 1"
    ),
    Feature("account_age_days", "float", Entity.USER, "days since the account was opened"),
    Feature("total_interactions", "int", Entity.ITEM, "looks, carts, clicks and purchases"),
    Feature("avg_rating", "float", Entity.ITEM, "mean of its published reviews, 0 without one"),
    Feature(
        "popularity_score", "float", Entity.ITEM, "faded touches, as the shelves are ordered by"
    ),
    Feature("view_count", "int", Entity.ITEM, "looks at its page"),
    Feature("click_count", "int", Entity.ITEM, "clicks on it in rows"),
    Feature("purchase_count", "int", Entity.ITEM, "order lines with it"),
    Feature("age_days", "float", Entity.ITEM, "days since it was first visible"),
    Feature("times_touched", "int", Entity.PAIR, "the user's acts with the item"),
    Feature("times_bought", "int", Entity.PAIR, "the user's purchases of the item"),
    Feature("days_since_touch", "float", Entity.PAIR, "-1 if the user never touched it"),
)


def names(entity: Entity) -> tuple[str, ...]:
    """Return the features of one kind of thing, in the order of the registry."""
    return tuple(feature.name for feature in FEATURES if feature.entity is entity)
