"""A ranker for a tiny shop: real tables and real trees, learned from a made-up log in a second."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recommendations.features import acts
from recommendations.features.business_time import Pauses
from recommendations.ranking.purchases import FEATURES
from recommendations.ranking.ranker import BOOSTER
from recommendations.registry.artefacts import Part
from recommendations.tests.worlds import DAY, NOW, Row, interactions
from recommendations.training import label_windows, purchase_tables, ranker, rankers
from recommendations.training.purchase_tables import PurchaseTablesConfig
from recommendations.training.ranker import Examples, RankerConfig
from recommendations.vocabulary import EventKind

QUICK = RankerConfig(rounds=10, leaves=7, least_rows=5, least_hits=10, n_threads=1)


def discover(item_ids: Sequence[int], *, n_persons: int = 40) -> Part:
    """Return the part of a version that orders "for you": the lower half of the items goes with the lower half."""
    items = np.array(sorted(item_ids), np.int64)
    rng = np.random.default_rng(1)
    rows: list[Row] = []
    for person in range(n_persons):
        half = np.array_split(items, 2)[person % 2]
        for basket, days_ago in enumerate(rng.uniform(0.1, 90, 6)):
            seen = rng.choice(half, 3, replace=False)
            rows += [
                (f"p{person}", int(item), EventKind.VIEW, days_ago - step / 1_000, basket)
                for step, item in enumerate(seen)
            ]
    log = acts.touches(interactions(rows))
    tables = purchase_tables.build(log, now=NOW, config=PurchaseTablesConfig(n_factors=4))
    shoppers = label_windows.known_of(log, np.arange(n_persons), now=NOW - DAY)
    frame = tables.frame(shoppers)
    is_lower = frame.item < len(items) // 2
    examples = Examples(frame.features, is_lower == (frame.shopper % 2 == 0), frame.is_own)
    booster = ranker.learn([examples], FEATURES, QUICK)
    pauses = Pauses.of(log.happened_at, now=NOW)
    return Part(
        "discover",
        {
            **rankers._arrays(tables, ranker.exported(booster), log, items, pauses),
            BOOSTER: np.frombuffer(booster.model_to_string().encode(), np.uint8),
        },
        {"feature_names": FEATURES, "reads": acts.Reading.TOUCHES.value},
    )
