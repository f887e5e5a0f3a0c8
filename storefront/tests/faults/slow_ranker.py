"""The shop on a machine where every inference of a ranker takes a second."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from recommendations.ranking.scorer import Scorer
from storefront.wsgi import application

__all__ = ["application"]
INFERENCE_SECONDS = 1.0
_score = Scorer.score


def _late(self: Scorer, features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Score after a while."""
    time.sleep(INFERENCE_SECONDS)
    return _score(self, features)


Scorer.score = _late  # type: ignore[method-assign]
