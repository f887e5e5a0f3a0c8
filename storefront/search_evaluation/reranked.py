"""The learned order among the rivals: trained on the judgements themselves, each question by a model that never saw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from catalog.search import answer, learned
from catalog.search.answer import usual_page
from catalog.search.features import NAMES
from recommendations.ranking.search_order import KEYS, RATES, TREES, ClickRates, SearchOrder
from recommendations.training import search_order
from recommendations.training.search_order import (
    NOT_JUDGED,
    Asked,
    SearchOrderConfig,
    Verdict,
)

CONFIG = SearchOrderConfig()
NO_CLICKS = ClickRates()


@dataclass(frozen=True, slots=True)
class ReRanked:
    """The shop with a learned order; a question that no model was kept from is answered in the usual order."""

    orders: Mapping[str, SearchOrder]
    """Question → the model that never saw it."""
    verdict: Verdict
    now: datetime

    def __call__(self, query: str) -> list[int]:
        """Return product ids, best first."""
        before = learned.live()
        learned.register(lambda: self.orders.get(query))
        try:
            return answer(query, now=self.now).ids
        finally:
            learned.register(lambda: before)


def learn(
    judged: Mapping[str, Mapping[str, float]],
    mistaken: Mapping[str, str],
    names: Mapping[int, str],
    *,
    now: datetime,
) -> ReRanked | None:
    """Cross-validate over the questions; nothing where there are too few. A misspelt question belongs to the clean one."""
    questions = [_asked(query, grades, names, now=now) for query, grades in judged.items()]
    known = [one for one in questions if len(one.grades) > 1]
    if len(known) < CONFIG.folds:
        return None
    models, fold = search_order.unseen(known, NAMES, CONFIG)
    served = [
        SearchOrder.open(
            {
                TREES: np.frombuffer(search_order.exported(model), np.uint8),
                KEYS: NO_CLICKS.keys,
                RATES: NO_CLICKS.rates,
            },
            {"feature_names": NAMES, "prior": CONFIG.prior},
        )
        for model in models
    ]
    orders = {one.query: served[own] for one, own in zip(known, fold.tolist(), strict=True)}
    orders |= {mistaken[query]: order for query, order in orders.items()}
    return ReRanked(orders, search_order.judged(known, NAMES, CONFIG), now)


def _asked(
    query: str, grades: Mapping[str, float], names: Mapping[int, str], *, now: datetime
) -> Asked:
    """Describe and grade the first products of a question; grades that are no whole numbers are rounded."""
    question, page = usual_page(query, now=now)
    ids = [one.product_id for one in page]
    clicks = NO_CLICKS.click_rates(query, ids)
    own = [grades.get(names[item_id]) for item_id in ids]
    return Asked(
        query,
        learned.features_of(page, question, clicks, now=now),
        np.array([NOT_JUDGED if grade is None else round(grade) for grade in own], np.int64),
        ideal=np.array([round(grade) for grade in grades.values()], np.int64),
    )
