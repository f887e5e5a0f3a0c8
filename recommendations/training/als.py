"""Trains ``als``: implicit matrix factorisation, with factors from text for items without history.

Hu, Koren and Volinsky 2008; the scale of the figures follows Rendle, Krichene, Zhang and Koren 2022,
"Revisiting the performance of iALS": regularisation and confidence matter more than anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from recommendations.registry.artefacts import Part
from recommendations.training import touches
from recommendations.vocabulary import Interactions


@dataclass(frozen=True, slots=True)
class AlsConfig:
    """Size and strength of the factorisation."""

    n_factors: int = 64
    iterations: int = 15
    regularization: float = 10.0
    confidence: float = 2.0
    """What a touch of weight 1 adds to the confidence of an item."""
    half_life_days: float = 120.0
    least_touches: int = 3
    """Rows an item needs for factors of its own."""
    ridge: float = 3.0
    """Regularisation of the map from text to factors."""
    seed: int = 20_240_601


def train(
    interactions: Interactions,
    *,
    now: float,
    n_threads: int,
    content: NDArray[np.float16] | None = None,
    config: AlsConfig = AlsConfig(),
) -> Part:
    """Factorise who touched what; ``content (n_items, d)`` gives items without history a place."""
    weights = touches.weights(interactions, now=now, half_life_days=config.half_life_days)
    touched = touches.person_items(interactions, weights)
    is_warm = np.bincount(interactions.item, minlength=len(interactions.items)) >= (
        config.least_touches
    )
    factors = _factorise(touched, is_warm, n_threads=n_threads, config=config)
    gram = factors.T @ factors
    if content is not None and is_warm.any():
        vectors = content.astype(np.float32)
        factors[~is_warm] = mapped(vectors, factors, is_warm, ridge=config.ridge)
    return Part(
        name="als",
        arrays={
            "item_ids": interactions.items,
            "factors": factors,
            "gram": gram,
            "is_warm": is_warm,
        },
        config=asdict(config),
        metrics={"rows": float(touched.nnz), "covered": float(is_warm.sum())},
    )


def _factorise(
    touched: sparse.csr_matrix, is_warm: NDArray[np.bool_], *, n_threads: int, config: AlsConfig
) -> NDArray[np.float32]:
    """Return item factors ``(n_items, n_factors) float32``, zero rows for items that are not warm."""
    factors = np.zeros((len(is_warm), config.n_factors), np.float32)
    confidences = touched[:, is_warm]
    if confidences.nnz == 0:
        return factors
    confidences.data = 1 + config.confidence * confidences.data
    factors[is_warm] = factorised(
        confidences,
        n_factors=config.n_factors,
        regularization=config.regularization,
        iterations=config.iterations,
        n_threads=n_threads,
        seed=config.seed,
    )
    return factors


def factorised(
    confidences: sparse.csr_matrix,
    *,
    n_factors: int,
    regularization: float,
    iterations: int,
    n_threads: int,
    seed: int,
) -> NDArray[np.float32]:
    """Return item factors ``(n_items, n_factors) float32`` of confidences ``(n_persons, n_items)``, each 1 or more."""
    # implicit's own threads and BLAS's would fight over the same cores.
    with threadpool_limits(1, "blas"):
        model = AlternatingLeastSquares(
            factors=n_factors,
            regularization=regularization,
            iterations=iterations,
            random_state=seed,
            num_threads=n_threads,
        )
        model.fit(confidences, show_progress=False)
    return np.asarray(model.item_factors, np.float32)


def mapped(
    vectors: NDArray[np.float32],
    factors: NDArray[np.float32],
    is_warm: NDArray[np.bool_],
    *,
    ridge: float,
) -> NDArray[np.float32]:
    """Return factors for the items that are not warm, by ridge regression of factors on text vectors.

    W = (VᵀV + λI)⁻¹ Vᵀ (Y - ȳ) over the warm items; a cold item gets ȳ + v W.
    """
    known, mean = vectors[is_warm], factors[is_warm].mean(axis=0)
    centre = known.mean(axis=0)
    known = known - centre
    gram = known.T @ known + ridge * np.eye(known.shape[1], dtype=np.float32)
    weights = np.linalg.solve(gram, known.T @ (factors[is_warm] - mean))
    predicted: NDArray[np.float32] = (vectors[~is_warm] - centre) @ weights + mean
    return predicted


def extended(
    before: Mapping[str, NDArray[Any]],
    described: Mapping[str, NDArray[Any]],
    config: AlsConfig = AlsConfig(),
) -> Part:
    """Give items that came since the night factors from their text; the others keep theirs."""
    item_ids = described["item_ids"]
    place = np.searchsorted(item_ids, before["item_ids"])
    factors = np.zeros((len(item_ids), before["factors"].shape[1]), np.float32)
    is_warm = np.zeros(len(item_ids), np.bool_)
    factors[place], is_warm[place] = before["factors"], before["is_warm"]
    is_known = np.zeros(len(item_ids), np.bool_)
    is_known[place] = True
    if is_warm.any() and not is_known.all():
        vectors = described["vectors"].astype(np.float32)
        factors[~is_warm] = mapped(vectors, factors, is_warm, ridge=config.ridge)
    return Part(
        name="als",
        arrays={
            "item_ids": item_ids,
            "factors": factors,
            "gram": before["gram"],
            "is_warm": is_warm,
        },
        config=asdict(config),
        metrics={"rows": float(len(item_ids)), "covered": float(is_warm.sum())},
    )
