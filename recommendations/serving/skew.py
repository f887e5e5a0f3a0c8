"""Whether pages read what training would: features of logged slates, computed again from the event log.

A page knows a shopper by the lists in Redis, training by the log. Where the two disagree, a ranker is asked
about a world it never saw, and nothing else would tell.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from recommendations import metrics
from recommendations.events import ids, live
from recommendations.events.slate_log import LoggedSlate
from recommendations.ranking.ranker import Ranker
from recommendations.serving.recorded import context_of
from recommendations.serving.replay import NoLongerThere
from recommendations.serving.slate_features import features_of, ranker_of

logger = logging.getLogger(__name__)

RELATIVE, ABSOLUTE = 1e-3, 1e-5
"""What rounding explains: features are logged to six digits, moments kept to the millisecond."""
MOST_SLATES = 500
MOST_SHARE = 0.01
"""More than this is worth a warning: events still on their way when a page is made are some of it."""


@dataclass(frozen=True, slots=True)
class Skew:
    """How many values were compared, and which features came out otherwise, the most frequent first."""

    n_slates: int
    n_values: int
    by_feature: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        """The part of all values that differ; 0 where there was nothing to compare."""
        return sum(count for _, count in self.by_feature) / max(self.n_values, 1)

    @property
    def is_worrying(self) -> bool:
        """Whether rounding and late events do not explain it."""
        return self.share > MOST_SHARE


def measure(*, now: datetime, since: timedelta, most: int = MOST_SLATES) -> Skew:
    """Compare the newest described slates of a period. Two queries and one for each slate."""
    described = LoggedSlate.objects.filter(
        slate_id__gte=ids.lowest_id_at(now - since), record__has_key="features"
    )
    rankers: dict[tuple[str, str], Ranker | None] = {}
    n_slates = n_values = 0
    differing: Counter[str] = Counter()
    for logged in described.order_by("-slate_id")[:most]:
        ranker = _ranker(logged, rankers)
        if ranker is None:
            continue
        is_other = _differs(logged, ranker)
        n_slates, n_values = n_slates + 1, n_values + is_other.size
        for name, count in zip(ranker.scorer.feature_names, is_other.sum(axis=0), strict=True):
            differing[name] += int(count)
    found = Skew(n_slates, n_values, tuple((name, n) for name, n in differing.most_common() if n))
    _tell(found)
    return found


def _ranker(logged: LoggedSlate, opened: dict[tuple[str, str], Ranker | None]) -> Ranker | None:
    """Open each ranker once; None for one whose version is gone."""
    key = logged.model_version, logged.record["ranker"]
    if key not in opened:
        try:
            opened[key] = ranker_of(logged)[0]
        except NoLongerThere:
            opened[key] = None
    return opened[key]


def _differs(logged: LoggedSlate, ranker: Ranker) -> NDArray[np.bool_]:
    """Return which values of the known products differ ``(n_known, n_features)``."""
    context = context_of(logged)
    context = replace(context, acts=live.acts_at(context.person, now=logged.happened_at))
    again = features_of(logged, ranker, context=context)
    shown = [row[0] for row in logged.record["shown"]]
    rows = [shown.index(item_id) for item_id in again.item_ids]
    told = np.array(logged.record["features"], np.float64)[rows]
    close: NDArray[np.bool_] = np.isclose(
        again.features, told, rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True
    )
    return ~close


def _tell(found: Skew) -> None:
    metrics.features_compared.inc(found.n_values)
    for name, count in found.by_feature:
        metrics.features_skewed.labels(feature=name).inc(count)
    if found.is_worrying:
        logger.warning(
            "features_skewed",
            extra={"share": round(found.share, 4), "worst": dict(found.by_feature[:5])},
        )
