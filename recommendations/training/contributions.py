"""What each feature gave to a ranker's score: exact Shapley values of the trees (TreeSHAP, Lundberg et al. 2020)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import lightgbm
import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from recommendations.ranking.ranker import BOOSTER


class NoTrees(Exception):
    """The artefact is of a time when only the exported model was kept."""

    def __init__(self) -> None:
        super().__init__(_("This version was trained before trees were kept: train again."))


@dataclass(frozen=True, slots=True)
class Contributions:
    """Scores taken apart, in log-odds: ``base`` plus all features of a row is the row's raw score."""

    base: float
    """What the ranker says of the average example."""
    of_features: NDArray[np.float64]
    """``(n, n_features)``"""
    raw: NDArray[np.float64]
    """``(n,)`` the trees' own sum."""

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], features: NDArray[np.float32]) -> Self:
        """Take apart the scores of these rows ``(n, n_features)`` with the trees of one artefact.

        Raises: NoTrees: if the artefact does not hold them.
        """
        if BOOSTER not in arrays:
            raise NoTrees
        booster = lightgbm.Booster(model_str=arrays[BOOSTER].tobytes().decode())
        if len(features) == 0:
            return cls(0.0, np.empty(features.shape, np.float64), np.empty(0, np.float64))
        told = np.asarray(booster.predict(features, pred_contrib=True, num_threads=1), np.float64)
        raw = np.asarray(booster.predict(features, raw_score=True, num_threads=1), np.float64)
        return cls(float(told[0, -1]), told[:, :-1], raw)

    def as_record(self, item_ids: Sequence[int], feature_names: Sequence[str]) -> dict[str, Any]:
        """Return what is kept beside a slate: every feature that moved a score, the strongest first."""
        items = {}
        for item_id, raw, row in zip(item_ids, self.raw, self.of_features, strict=True):
            order = np.argsort(-np.abs(row), kind="stable")
            moved = [[feature_names[n], float(row[n])] for n in order if row[n] != 0]
            items[str(item_id)] = {"raw": float(raw), "features": moved}
        return {"base": self.base, "items": items}
