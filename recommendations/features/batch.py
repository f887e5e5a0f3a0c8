"""Features of many users and items at once, as a frame: for workers and notebooks, never for a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from polars import DataFrame

from recommendations.events import live
from recommendations.features import store
from recommendations.features.spec import Entity, names


def get_batch_features(
    user_ids: Sequence[int], item_ids: Sequence[int], *, now: datetime
) -> DataFrame:
    """Return one row for each user and item, in that order, all features as columns ``user_…``, ``item_…``, ``pair_…``."""
    items = store.get_items_features(item_ids, now=now)
    rows = []
    for user_id in user_ids:
        user = store.get_user_features(user_id, now=now)
        session = live.session_of(live.person_key(visitor_id=None, user_id=user_id), now=now)
        for item_id in item_ids:
            parts = (
                ("user", user),
                ("item", items.get(item_id, dict.fromkeys(names(Entity.ITEM)))),
                ("pair", store.pair(session, item_id, now=now)),
            )
            told = {f"{of}_{name}": value for of, row in parts for name, value in row.items()}
            rows.append({"user_id": user_id, "item_id": item_id, **told})
    return DataFrame(rows)
