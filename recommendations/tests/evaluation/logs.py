"""Small logs with an obvious answer, for the tests of evaluation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recommendations.tests.worlds import NOW, Row, interactions
from recommendations.vocabulary import EventKind, Interactions


def bought(*orders: tuple[str, float, Sequence[int]]) -> Interactions:
    """Turn (person, days ago, items) orders into a log."""
    rows: list[Row] = []
    for basket, (person, days_ago, items) in enumerate(orders):
        rows += [(person, item, EventKind.PURCHASE, days_ago, basket) for item in items]
    return interactions(rows)


def clicked(*visits: tuple[float, Sequence[int]]) -> Interactions:
    """Turn (days ago, items) visits into a log, a second between two clicks."""
    rows: list[Row] = []
    for basket, (days_ago, items) in enumerate(visits):
        rows += [
            (f"visit-{basket:04d}", item, EventKind.VIEW, days_ago - step / 86_400, basket)
            for step, item in enumerate(items)
        ]
    return interactions(rows)


def positions(log: Interactions, *items: int) -> list[int]:
    """Return where these items stand in the log's catalogue."""
    return np.searchsorted(log.items, items).tolist()


__all__ = ["NOW", "bought", "clicked", "positions"]
