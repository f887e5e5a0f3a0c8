"""Trains ``session``: an index of recent visits, by item and by visit. Nothing is learned, all is sorted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

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
    return _indexed(_by_time(interactions, looked, visits), interactions.items, config)


def extended(
    before: Mapping[str, NDArray[Any]],
    interactions: Interactions,
    config: SessionConfig = SessionConfig(),
) -> Part:
    """Put the visits of a newer log behind those of an index; the log's items hold all that the index knows."""
    newer = train(interactions, config).arrays
    place = np.searchsorted(interactions.items, before["item_ids"])
    items = np.concatenate([place[before["session_items"]], newer["session_items"]])
    starts = np.concatenate(
        [before["session_starts"], newer["session_starts"][1:] + before["session_starts"][-1]]
    )
    shape = (len(starts) - 1, len(interactions.items))
    seen = sparse.csr_matrix((np.ones(len(items), np.int32), items, starts), shape=shape)
    seen.sort_indices()
    return _indexed(seen, interactions.items, config)


def _indexed(seen: sparse.csr_matrix, item_ids: NDArray[np.int64], config: SessionConfig) -> Part:
    """Index sessions ``(n_sessions, n_items)``, the newest as the last row."""
    n_sessions, n_items = seen.shape
    item_starts, item_sessions = _newest_of_each(seen, config.most_sessions)
    seen_in = np.bincount(seen.indices, minlength=n_items)
    idf = np.log(max(n_sessions, 1) / np.maximum(seen_in, 1))
    return Part(
        name="session",
        arrays={
            "item_ids": item_ids,
            "item_starts": item_starts,
            "item_sessions": item_sessions,
            "session_starts": seen.indptr.astype(np.int64),
            "session_items": seen.indices.astype(np.int32),
            "idf": idf.astype(np.float32),
        },
        config=asdict(config),
        metrics={
            "rows": float(seen.nnz),
            "visits": float(n_sessions),
            "covered": float((seen_in > 0).sum()),
        },
    )


def _by_time(
    interactions: Interactions, looked: NDArray[np.bool_], visits: baskets.Baskets
) -> sparse.csr_matrix:
    """Return ``(n_sessions, n_items)`` of ones: visits with two or more items, the newest as the last row."""
    chosen = np.flatnonzero(looked & (interactions.basket >= 0))
    last_row = np.full(int(interactions.basket.max(initial=-1)) + 1, -1, np.int64)
    last_row[interactions.basket[chosen]] = chosen  # the log is sorted by time: the last one stays
    last_row = last_row[last_row >= 0]
    rows = visits.matrix()
    is_kept = np.flatnonzero(np.diff(rows.indptr) >= 2)
    return rows[is_kept[np.argsort(last_row[is_kept])]]


def _newest_of_each(
    seen: sparse.csr_matrix, most_sessions: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return, as a compressed table by item, its newest sessions, ascending."""
    by_item = seen.tocsc()
    behind = np.repeat(by_item.indptr[1:], np.diff(by_item.indptr)) - np.arange(by_item.nnz)
    kept = behind <= most_sessions
    counts = np.concatenate([[0], np.cumsum(kept)])
    return counts[by_item.indptr].astype(np.int64), by_item.indices[kept].astype(np.int32)
