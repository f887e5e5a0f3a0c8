"""The online store: features of users, items and pairs, computed in SQL, kept an hour in Redis.

Without Redis every answer is computed; nothing fails. Pairs are computed from the same acts that the
rankers read (:func:`recommendations.features.acts`), so no figure has two definitions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from django.db import connection as database

from recommendations.events import connection, live
from recommendations.events.live import LiveSession
from recommendations.features.spec import TTL_SECONDS, Entity, names

Row: TypeAlias = dict[str, Any]
_PREFIX = "features"
_DAY_SECONDS = 86_400.0

_USER = """
WITH acts AS (
    SELECT happened_at, item_id FROM recommendations_event
    WHERE kind IN ('view', 'cart', 'purchase') AND item_id IS NOT NULL
      AND (user_id = %(user_id)s
           OR visitor_id IN (SELECT id FROM accounts_visitor WHERE user_id = %(user_id)s))
)
SELECT
    (SELECT count(*) FROM acts),
    (SELECT coalesce(avg(rating), 0)::float8 FROM catalog_review WHERE author_id = %(user_id)s),
    (SELECT coalesce(array_agg(department_id), '{}') FROM (
        SELECT department_id FROM acts JOIN catalog_product ON catalog_product.id = acts.item_id
        WHERE department_id IS NOT NULL
        GROUP BY department_id ORDER BY count(*) DESC, department_id LIMIT 3) AS liked),
    1 - exp(-(SELECT count(*) FROM acts WHERE happened_at > %(now)s - interval '30 days') / 10.0),
    coalesce(power(0.5, greatest(extract(epoch FROM
        %(now)s - (SELECT max(happened_at) FROM acts)), 0) / 2592000.0), 0)::float8,
    extract(epoch FROM %(now)s - (SELECT date_joined FROM accounts_user WHERE id = %(user_id)s))
        ::float8 / 86400
"""
_ITEMS = """
SELECT product.id,
       coalesce(counted.total, 0),
       coalesce(product.rating_average, 0)::float8,
       product.popularity,
       coalesce(counted.views, 0), coalesce(counted.clicks, 0), coalesce(counted.purchases, 0),
       coalesce(extract(epoch FROM %(now)s - product.published_at)::float8 / 86400, 0)
FROM catalog_product AS product
LEFT JOIN (
    SELECT item_id, count(*) AS total,
           count(*) FILTER (WHERE kind = 'view') AS views,
           count(*) FILTER (WHERE kind = 'click') AS clicks,
           count(*) FILTER (WHERE kind = 'purchase') AS purchases
    FROM recommendations_event
    WHERE kind IN ('view', 'click', 'cart', 'purchase') {of_items}
    GROUP BY item_id
) AS counted ON counted.item_id = product.id
{wanted}
"""


def get_user_features(user_id: int, *, now: datetime) -> Row:
    """Return the features of a user; zeros for one who did nothing yet. One query where Redis knows nothing."""
    kept = _kept([_key(Entity.USER, user_id)])[0]
    if kept is not None:
        return kept
    with database.cursor() as cursor:
        cursor.execute(_USER, {"user_id": user_id, "now": now})
        values = cursor.fetchone()
    row = dict(zip(names(Entity.USER), map(_plain, values), strict=True))
    _keep({_key(Entity.USER, user_id): row})
    return row


def get_item_features(item_id: int, *, now: datetime) -> Row:
    """Return the features of a product; empty for one that does not exist. One query where Redis knows nothing."""
    return get_items_features([item_id], now=now).get(item_id, {})


def get_items_features(item_ids: Sequence[int], *, now: datetime) -> dict[int, Row]:
    """Return the features of products, those that exist. At most one query."""
    kept = _kept([_key(Entity.ITEM, item_id) for item_id in item_ids])
    found = {item_id: row for item_id, row in zip(item_ids, kept, strict=True) if row is not None}
    missing = [item_id for item_id in item_ids if item_id not in found]
    if missing:
        computed = _items(missing, now=now)
        _keep({_key(Entity.ITEM, item_id): row for item_id, row in computed.items()})
        found |= computed
    return found


def get_user_item_features(user_id: int, item_id: int, *, now: datetime) -> Row:
    """Return what a user and a product have to do with each other, from the live session. Computed each time."""
    session = live.session_of(live.person_key(visitor_id=None, user_id=user_id), now=now)
    return pair(session, item_id, now=now)


def pair(session: LiveSession, item_id: int, *, now: datetime) -> Row:
    """Describe one product in the light of what a shopper did."""
    acts = [act for act in session.acts if act.item_id == item_id]
    newest = max((act.happened_at for act in acts), default=None)
    values = (
        len(acts),
        sum(act.is_purchase for act in acts),
        -1.0 if newest is None else max(now.timestamp() - newest, 0.0) / _DAY_SECONDS,
    )
    return dict(zip(names(Entity.PAIR), values, strict=True))


def refresh_items(*, now: datetime) -> int:
    """Compute the features of all products and keep them for an hour; return how many. One query."""
    computed = _items(None, now=now)
    _keep({_key(Entity.ITEM, item_id): row for item_id, row in computed.items()})
    return len(computed)


def invalidate_user(user_id: int) -> None:
    """Forget what is kept of a user."""
    _forget([_key(Entity.USER, user_id)])


def invalidate_item(item_id: int) -> None:
    """Forget what is kept of a product."""
    _forget([_key(Entity.ITEM, item_id)])


def invalidate_all() -> None:
    """Forget everything that is kept."""

    def ask(server: Any) -> int:  # noqa: ANN401 - redis is loosely typed
        keys = list(server.scan_iter(match=f"{_PREFIX}:*", count=1_000))
        return int(server.delete(*keys)) if keys else 0

    connection.cache.attempt(ask)


def _items(item_ids: Sequence[int] | None, *, now: datetime) -> dict[int, Row]:
    statement = _ITEMS.format(
        of_items="" if item_ids is None else "AND item_id = ANY(%(item_ids)s)",
        wanted="" if item_ids is None else "WHERE product.id = ANY(%(item_ids)s)",
    )
    with database.cursor() as cursor:
        cursor.execute(statement, {"item_ids": list(item_ids or ()), "now": now})
        return {
            item_id: dict(zip(names(Entity.ITEM), map(_plain, values), strict=True))
            for item_id, *values in cursor.fetchall()
        }


def _plain(value: Any) -> Any:  # noqa: ANN401 - what a column holds
    """Return what JSON can hold; the age of an account that does not exist is 0."""
    if value is None:
        return 0.0
    return value if isinstance(value, int | list) else float(value)


def _key(entity: Entity, number: int) -> str:
    return f"{_PREFIX}:{entity}:{number}"


def _kept(keys: Sequence[str]) -> list[Row | None]:
    texts = connection.cache.attempt(lambda server: server.mget(keys)) if keys else []
    return [json.loads(text) if text else None for text in texts or [None] * len(keys)]


def _keep(rows: dict[str, Row]) -> None:
    def ask(server: Any) -> list[Any]:  # noqa: ANN401
        pipeline = server.pipeline(transaction=False)
        for key, row in rows.items():
            pipeline.set(key, json.dumps(row), ex=TTL_SECONDS)
        return list(pipeline.execute())

    connection.cache.attempt(ask)


def _forget(keys: Iterable[str]) -> None:
    connection.cache.attempt(lambda server: server.delete(*keys))
