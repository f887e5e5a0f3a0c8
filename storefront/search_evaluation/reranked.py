"""The learned order among the rivals: trained on the judgements themselves, each question by a model that never saw it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from catalog.search import answer, learned
from catalog.search.features import NAMES
from recommendations.ranking.search_order import KEYS, RATES, TREES, SearchOrder
from recommendations.training import search_examples, search_order
from recommendations.training.search_examples import NO_CLICKS
from recommendations.training.search_order import Asked, SearchOrderConfig, Verdict

CONFIG = SearchOrderConfig()


@dataclass(frozen=True, slots=True)
class ReRanked:
    """The shop with a learned order; a question that no model was kept from is answered in the usual order."""

    orders: Mapping[str, SearchOrder]
    """Question → the model that never saw it."""
    now: datetime

    def __call__(self, query: str) -> list[int]:
        """Return product ids, best first."""
        before = learned.live()
        learned.register(lambda: self.orders.get(query))
        try:
            return answer(query, now=self.now).ids
        finally:
            learned.register(lambda: before)


@dataclass(frozen=True, slots=True)
class Learned:
    """One rival a folding, whose figures are averaged, and what the gate says."""

    rivals: tuple[ReRanked, ...]
    verdict: Verdict


def learn(
    judged: Mapping[str, Mapping[str, float]],
    mistaken: Mapping[str, str],
    names: Mapping[int, str],
    *,
    now: datetime,
) -> Learned | None:
    """Cross-validate over the questions; nothing where there are too few. A misspelt question belongs to the clean one."""
    ids = {name: product_id for product_id, name in names.items()}
    known = []
    for query, grades in judged.items():
        whole = {ids[name]: round(grade) for name, grade in grades.items()}
        asked = search_examples.page_of(query, whole, NO_CLICKS, now=now)
        if asked is not None:
            known.append(replace(asked, ideal=np.array(list(whole.values()), np.int64)))
    if len(known) < CONFIG.folds:
        return None
    rivals = tuple(_folded(known, mistaken, folding, now=now) for folding in CONFIG.each_folding())
    return Learned(rivals, search_order.judged(known, NAMES, CONFIG))


def _folded(
    known: Sequence[Asked],
    mistaken: Mapping[str, str],
    config: SearchOrderConfig,
    *,
    now: datetime,
) -> ReRanked:
    models, fold = search_order.unseen(known, NAMES, config)
    served = [
        SearchOrder.open(
            {
                TREES: np.frombuffer(search_order.exported(model), np.uint8),
                KEYS: NO_CLICKS.keys,
                RATES: NO_CLICKS.rates,
            },
            {"feature_names": NAMES, "prior": config.prior},
        )
        for model in models
    ]
    orders = {one.query: served[own] for one, own in zip(known, fold.tolist(), strict=True)}
    return ReRanked({mistaken[query]: order for query, order in orders.items()} | orders, now)
