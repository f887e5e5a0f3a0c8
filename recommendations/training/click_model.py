"""How much a shopper's clicks on an answer say of its products, freed from the places where these stood.

The position-based model: a product is opened when its place is looked at and it is attractive, both by chance and
independent. Fitted by expectation-maximisation (Chuklin, Markov and de Rijke, "Click Models for Web Search" 2015,
section 4.1.2). What a place does can only be told from products that stood at several places (Agarwal et al.,
"Estimating Position Bias without Intrusive Interventions", WSDM 2019), so nothing else teaches it; a place of which too
little is known counts as looked at, which credits the order that was shown and never a new one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommendations.events.searches import Answer


@dataclass(frozen=True, slots=True)
class ClickModelConfig:
    """How the model is fitted."""

    places: int = 24
    rounds: int = 200
    prior_looks: float = 4.0
    """Looks at the usual attraction that every pair is given beforehand, so that one click proves little."""
    prior_examined: float = 20.0
    """Times that every place is taken to have been looked at beforehand."""


@dataclass(frozen=True, slots=True)
class ClickModel:
    """What clicks say."""

    examined: NDArray[np.float64]
    """``(places,)`` the chance that a place is looked at."""
    attraction: dict[tuple[str, int], float]
    """Question and product → the chance that it is opened once looked at."""


def fitted(answers: Sequence[Answer], config: ClickModelConfig = ClickModelConfig()) -> ClickModel:
    """Fit the model to answers and what was opened of them."""
    shown, opened = Counter[tuple[str, int, int]](), Counter[tuple[str, int, int]]()
    for answer in answers:
        for place, item_id in enumerate(answer.shown[: config.places]):
            shown[answer.query, item_id, place] += 1
            opened[answer.query, item_id, place] += item_id in answer.opened
    if not shown:
        return ClickModel(np.ones(config.places), {})
    pairs = {pair: number for number, pair in enumerate(dict.fromkeys(key[:2] for key in shown))}
    pair = np.array([pairs[key[:2]] for key in shown])
    places = np.array([key[2] for key in shown])
    n_shown = np.array(list(shown.values()), np.float64)
    n_opened = np.array([opened[key] for key in shown], np.float64)
    examined, attraction = _maximised(pair, places, n_shown, n_opened, config)
    return ClickModel(examined, dict(zip(pairs, attraction.tolist(), strict=True)))


def _maximised(
    pair: NDArray[np.int64],
    place: NDArray[np.int64],
    n_shown: NDArray[np.float64],
    n_opened: NDArray[np.float64],
    config: ClickModelConfig,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how likely each place is looked at ``(places,)`` and each pair is attractive ``(pairs,)``.

    The arrays ``(n,)`` count pairs at places: a row for each place at which a pair stood.
    """
    # Where the search for the answer begins; EM would never leave certainty.
    examined = 1.0 / np.arange(1, config.places + 1)
    usual = float(n_opened.sum() / n_shown.sum())
    looks = np.bincount(pair, n_shown)
    attraction = np.full(len(looks), usual)
    has_moved = (np.bincount(pair) > 1)[pair]
    moved_shown = np.bincount(place, n_shown * has_moved, minlength=config.places)
    for _ in range(config.rounds):
        seen, liked = examined[place], attraction[pair]
        unopened = (n_shown - n_opened) / np.maximum(1 - seen * liked, 1e-9)
        # What was opened was looked at and attractive; the rest, as likely as the model says.
        was_liked = n_opened + unopened * liked * (1 - seen)
        was_seen = (n_opened + unopened * seen * (1 - liked)) * has_moved
        likes = np.bincount(pair, was_liked)
        attraction = (likes + config.prior_looks * usual) / (looks + config.prior_looks)
        sums = np.bincount(place, was_seen, minlength=config.places)
        examined = (sums + config.prior_examined) / (moved_shown + config.prior_examined)
        examined /= examined.max()
    return examined, attraction
