"""Scores rows of features with a ranker in ONNX, on one thread, so that a web worker's cores stay its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

INPUT = "features"


class WrongFeatures(ValueError):
    """The ranker was trained on other features than it is given."""


class Scorer:
    """A learned ranker; higher is better."""

    def __init__(self, session: InferenceSession, feature_names: Sequence[str]) -> None:
        self._session = session
        self.feature_names = tuple(feature_names)

    @classmethod
    def load(cls, model: bytes, *, feature_names: Sequence[str]) -> Self:
        """Open the model.

        Raises: WrongFeatures: if it takes another number of features than these names.
        """
        session = opened(model)
        width = session.get_inputs()[0].shape[1]
        if width != len(feature_names):
            raise WrongFeatures(f"the ranker takes {width} features, not {len(feature_names)}")
        return cls(session, feature_names)

    def score(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of a hit for each row ``(n, n_features)`` as ``(n,) float32``."""
        if features.shape[1] != len(self.feature_names):
            raise WrongFeatures(
                f"the ranker takes {len(self.feature_names)} features, not {features.shape[1]}"
            )
        if len(features) == 0:
            return np.empty(0, np.float32)
        rows = np.ascontiguousarray(features, np.float32)
        probabilities = self._session.run(["probabilities"], {INPUT: rows})[0]
        return np.asarray(probabilities[:, 1], np.float32)


def opened(model: bytes) -> InferenceSession:
    """Open an exported model for one thread."""
    # Importing it costs 50 MB; commands that only load a module of this package do without.
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # A few hundred rows need no pool of their own, and every worker would keep one.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
