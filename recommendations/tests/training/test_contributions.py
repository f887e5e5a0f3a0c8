"""What the features gave to a score adds up to the score."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.ranking.purchases import FEATURES
from recommendations.ranking.ranker import BOOSTER
from recommendations.tests.training.test_rankers import acts_of, opened, trained, world
from recommendations.tests.worlds import NOW
from recommendations.training.contributions import Contributions, NoTrees
from recommendations.vocabulary import Context, PersonKey


@pytest.mark.parametrize("name", ["discover", "buy_again"])
def test_contributions_add_up_to_the_raw_score_of_the_exported_model(name: str) -> None:
    part = trained()[name]
    ranker = opened(part)
    context = Context(PersonKey("u7"), acts=acts_of(world(), 7, before=NOW))
    features, _ = ranker.features(context, ranker.item_ids, now=NOW)

    parts = Contributions.of(part.arrays, features)

    assert parts.of_features.shape == (60, len(FEATURES))
    sums = parts.base + parts.of_features.sum(axis=1)
    assert np.allclose(sums, parts.raw, atol=1e-9)
    assert np.allclose(1 / (1 + np.exp(-sums)), ranker.scorer.score(features), atol=1e-5)
    assert np.abs(parts.of_features).max() > 0.01


def test_a_version_without_trees_says_so() -> None:
    arrays = {
        name: array for name, array in trained()["discover"].arrays.items() if name != BOOSTER
    }

    with pytest.raises(NoTrees, match="train again"):
        Contributions.of(arrays, np.zeros((1, len(FEATURES)), np.float32))
