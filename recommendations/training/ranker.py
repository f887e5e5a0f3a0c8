"""Trains the ranker: gradient-boosted trees that tell the candidates that were taken from those that were not.

LightGBM (Ke et al. 2017) with binary loss, which ranks as well here as LambdaRank and gives probabilities
that mean the same for repeats and for discoveries; exported to ONNX for the web process.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np
import onnxmltools
from numpy.typing import NDArray
from onnxmltools.convert.common.data_types import FloatTensorType

from recommendations.ranking.frames import Frame
from recommendations.ranking.scorer import INPUT

OPSET = 15


class TooLittleToLearn(Exception):
    """The examples hold too few hits for a ranker to learn anything."""


@dataclass(frozen=True, slots=True)
class RankerConfig:
    """Size and strength of the trees; the same for every shop and every task."""

    rounds: int = 150
    learning_rate: float = 0.06
    leaves: int = 31
    least_rows: int = 50
    """Examples a leaf rests on."""
    feature_share: float = 0.5
    row_share: float = 0.7
    ridge: float = 5.0
    least_hits: int = 200
    n_threads: int = 0
    """0 = one fewer than there are cores: the threads wait for each other, so one busy core stops them all."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Examples:
    """Candidates as of a past moment, and which of them were taken soon after."""

    features: NDArray[np.float32]
    """``(n, n_features)``"""
    is_taken: NDArray[np.bool_]
    """``(n,)``"""
    is_own: NDArray[np.bool_]
    """``(n,)`` whether the shopper had touched the item before."""

    @classmethod
    def of(cls, frame: Frame, is_taken: NDArray[np.bool_]) -> Examples:
        """Keep the shoppers who took any candidate; the others only say how many stayed away."""
        n_shoppers = int(frame.shopper.max(initial=-1)) + 1
        hits = np.bincount(frame.shopper[is_taken], minlength=n_shoppers)
        kept = hits[frame.shopper] > 0
        return cls(frame.features[kept], is_taken[kept], frame.is_own[kept])

    @property
    def new_only(self) -> Examples:
        """Only the items that were new to the shopper."""
        fresh = ~self.is_own
        return Examples(self.features[fresh], self.is_taken[fresh], self.is_own[fresh])


def learn(
    parts: Sequence[Examples], feature_names: Sequence[str], config: RankerConfig = RankerConfig()
) -> lightgbm.Booster:
    """Fit the trees.

    Raises: TooLittleToLearn: if there are fewer hits than ``least_hits``.
    """
    hits = sum(int(part.is_taken.sum()) for part in parts)
    if hits < config.least_hits:
        raise TooLittleToLearn(f"{hits} hits are not enough, it takes {config.least_hits}")
    data = lightgbm.Dataset(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.is_taken for part in parts]).astype(np.float32),
        feature_name=list(feature_names),
    )
    parameters = {
        "objective": "binary",
        "learning_rate": config.learning_rate,
        "num_leaves": config.leaves,
        "min_data_in_leaf": config.least_rows,
        "feature_fraction": config.feature_share,
        "bagging_fraction": config.row_share,
        "bagging_freq": 1,
        "lambda_l2": config.ridge,
        "num_threads": config.n_threads or max(1, len(os.sched_getaffinity(0)) - 1),
        "seed": config.seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
    }
    return as_float32(lightgbm.train(parameters, data, config.rounds))


def as_float32(booster: lightgbm.Booster) -> lightgbm.Booster:
    """Round every threshold down to a float32, so that ONNX, which knows no others, decides alike.

    Features are float32, and ``x <= t`` holds for the same of them when ``t`` is rounded down. Rounded to
    the nearest, as the exporter would, a feature that equals the rounded threshold takes the other branch.
    """
    lines = booster.model_to_string().split("\n")
    for number, line in enumerate(lines):
        if line.startswith("threshold="):
            lines[number] = "threshold=" + " ".join(map(_rounded_down, line[10:].split()))
    # Without the sizes of the trees' texts, which have changed, the model is read tree by tree.
    return lightgbm.Booster(
        model_str="\n".join(line for line in lines if not line.startswith("tree_sizes="))
    )


def _rounded_down(threshold: str) -> str:
    exact = float(threshold)
    nearest = np.float32(exact)
    if float(nearest) > exact:
        nearest = np.nextafter(nearest, np.float32(-np.inf))
    return repr(float(nearest))


def exported(booster: lightgbm.Booster) -> bytes:
    """Return the trees as an ONNX model for :class:`recommendations.ranking.scorer.Scorer`."""
    shape = FloatTensorType([None, booster.num_feature()])
    model = onnxmltools.convert_lightgbm(
        booster, initial_types=[(INPUT, shape)], target_opset=OPSET, zipmap=False
    )
    serialized: bytes = model.SerializeToString()
    return serialized
