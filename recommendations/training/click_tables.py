"""Builds what :mod:`recommendations.ranking.clicks` ranks with, from the clicks before one moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommendations.features import interest
from recommendations.features.histories import DAY_SECONDS
from recommendations.features.tables import Table
from recommendations.ranking.clicks import ClickTables
from recommendations.training import sparse_tables, visit_rules
from recommendations.vocabulary import Interactions


@dataclass(frozen=True, slots=True)
class ClickTablesConfig:
    """Sizes and strengths; none depends on the shop."""

    most_visits: int = 1_000
    """Of each item's visits only the newest count."""
    reach: int = 10
    """Clicks further apart have nothing to do with each other."""
    backward: float = 0.7
    """What a click before counts against a click after."""
    half_life_days: float = 4.0
    neighbours: int = 200


def build(
    log: Interactions, *, now: float, config: ClickTablesConfig = ClickTablesConfig()
) -> ClickTables:
    """Index and count the visits before ``now``."""
    n_items = len(log.items)
    visit, item, happened_at = visit_rules.in_order(log)
    n_visits = int(visit[-1]) + 1 if len(visit) else 0
    ages = (now - happened_at) / DAY_SECONDS
    held = sparse_tables.sums(visit, item, np.ones(len(visit)), (n_visits, n_items))
    held.data[:] = 1
    visit_days = np.full(n_visits, np.inf)
    np.minimum.at(visit_days, visit, ages)
    seen_in = np.asarray(held.sum(axis=0)).ravel()
    ones = np.ones(len(visit))
    forward = visit_rules.forward(visit, item, ones, n_items, reach=config.reach)
    fading = np.exp2(-ages / config.half_life_days)
    lately = visit_rules.forward(visit, item, fading, n_items, reach=config.reach)
    following = visit_rules.apart(visit, item, ones, n_items, distance=1)
    return ClickTables(
        interest=interest.interest(log, now=now),
        idf=np.log(max(n_visits, 1) / np.maximum(seen_in, 1)).astype(np.float32),
        visits_of_item=_newest(held, visit_days, config.most_visits),
        items_of_visit=sparse_tables.table(held),
        visit_days=visit_days.astype(np.float32),
        rules=_both_ways(forward, config),
        rules_lately=_both_ways(lately, config),
        following=sparse_tables.table(following),
        preceding=sparse_tables.table(following.T),
        cosines=sparse_tables.cosines(held, neighbours=config.neighbours),
    )


def _both_ways(forward: sparse.csr_matrix, config: ClickTablesConfig) -> Table:
    return visit_rules.both_ways(forward, backward=config.backward, neighbours=config.neighbours)


def _newest(held: sparse.csr_matrix, visit_days: NDArray[np.float64], most: int) -> Table:
    """Return each item's newest visits, each worth 1 / √(its distinct items)."""
    lengths = np.maximum(np.diff(held.indptr), 1)
    by_item = sparse_tables.table(held.T)
    newest = by_item.weighted(-visit_days[by_item.columns]).top(most)
    return newest.weighted(1 / np.sqrt(lengths[newest.columns]))
