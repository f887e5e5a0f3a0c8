"""Trains ``session``: an index of recent visits, by item and by visit. Nothing is learned, all is sorted."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from recommendations.registry.artefacts import Part
from recommendations.training import baskets, touches
from recommendations.vocabulary import EventKind, Interactions


@dataclass(frozen=True, slots=True)
class SessionConfig:
    """Sizes of the index and of the neighbourhood (Kersbergen 2022, section 5)."""

    most_sessions: int = 1_000
    """Sessions kept per item, the newest."""
    most_items: int = 50
    n_neighbours: int = 300
    n_last: int = 6


def train(interactions: Interactions, config: SessionConfig = SessionConfig()) -> Part:
    """Index the visits with two or more items; a shop that logs no looks is indexed by its orders."""
    looked = touches.by_kind(interactions, EventKind.VIEW, EventKind.CLICK, EventKind.CART)
    if not looked.any():
        looked = touches.by_kind(interactions, EventKind.PURCHASE)
    visits = baskets.distinct(interactions, looked, most_items=config.most_items)
    session, item = _by_time(interactions, looked, visits)
    n_items, n_sessions = len(interactions.items), int(session[-1]) + 1 if len(session) else 0
    item_starts, item_sessions = _newest_of_each(item, session, n_items, config.most_sessions)
    seen_in = np.bincount(item, minlength=n_items)
    idf = np.log(max(n_sessions, 1) / np.maximum(seen_in, 1))
    return Part(
        name="session",
        arrays={
            "item_ids": interactions.items,
            "item_starts": item_starts,
            "item_sessions": item_sessions,
            "session_starts": _starts(session, n_sessions),
            "session_items": item,
            "idf": idf.astype(np.float32),
        },
        config=asdict(config),
        metrics={
            "rows": float(len(item)),
            "visits": float(n_sessions),
            "covered": float((seen_in > 0).sum()),
        },
    )


def _by_time(
    interactions: Interactions, looked: NDArray[np.bool_], visits: baskets.Baskets
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the (session, item) rows of visits with two or more items, sessions numbered by their last look."""
    chosen = looked & (interactions.basket >= 0)
    outside, place = np.unique(interactions.basket[chosen], return_inverse=True)
    last_look = np.full(len(outside), -np.inf)
    np.maximum.at(last_look, place, interactions.happened_at[chosen])
    is_kept = np.bincount(visits.basket, minlength=visits.n_baskets) >= 2
    number = np.full(visits.n_baskets, -1, np.int32)
    kept_oldest_first = np.argsort(last_look, kind="stable")
    kept_oldest_first = kept_oldest_first[is_kept[kept_oldest_first]]
    number[kept_oldest_first] = np.arange(len(kept_oldest_first), dtype=np.int32)
    session = number[visits.basket]
    rows = np.flatnonzero(session >= 0)
    rows = rows[np.argsort(session[rows], kind="stable")]
    return session[rows], visits.item[rows]


def _newest_of_each(
    item: NDArray[np.int32], session: NDArray[np.int32], n_items: int, most_sessions: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return, as a compressed table by item, its newest sessions, newest first."""
    order = np.lexsort((-session, item))
    item, session = item[order], session[order]
    starts = _starts(item, n_items)
    kept = np.arange(len(item)) - starts[item] < most_sessions
    return _starts(item[kept], n_items), session[kept]


def _starts(row: NDArray[np.int32], n_rows: int) -> NDArray[np.int64]:
    """Return where each row begins in a sorted column ``(n_rows + 1,) int64``."""
    return np.searchsorted(row, np.arange(n_rows + 1)).astype(np.int64)
