from __future__ import annotations

import numpy as np
import pytest

from storefront.demo.truth import Truth

KETTLE, CUP, LAMP = 10, 11, 12

TINY = Truth(
    scale="tiny",
    seed=1,
    product_ids=np.array([KETTLE, CUP, LAMP]),
    kind=np.array([0, 0, 1], dtype=np.int16),
    style=np.array([0, 1, 0], dtype=np.int8),
    band=np.array([0, 0, 0], dtype=np.int8),
    is_new=np.array([False, False, False]),
    n_bought=np.array([9, 7, 2], dtype=np.int32),
    pairs=np.array([[KETTLE, CUP], [CUP, KETTLE], [LAMP, CUP]]),
    persons=np.array(["u1", "u2"]),
    kind_taste=np.array([[0.75, 0.25], [0.0, 1.0]], dtype=np.float16),
    style_taste=np.array([[1.0, 0.0], [0.5, 0.5]], dtype=np.float16),
    band_taste=np.array([[1.0], [0.5]], dtype=np.float16),
)


def test_relevance_multiplies_taste_for_kind_style_and_price() -> None:
    assert TINY.relevance("u1", [KETTLE, CUP, LAMP]).tolist() == [0.75, 0.0, 0.25]
    assert TINY.relevance("u2", [LAMP]).tolist() == [0.25]


def test_pairs_count_only_where_enough_was_bought() -> None:
    assert TINY.pair_hit_rate(lambda product: [CUP] if product == KETTLE else [LAMP]) == 0.5
    assert TINY.pair_hit_rate(lambda product: [LAMP, CUP, KETTLE], k=1) == 0.0
    assert np.isnan(TINY.pair_hit_rate(lambda product: [], least_orders=100))


def test_personal_gain_compares_with_what_everyone_gets() -> None:
    favourite = {"u1": [KETTLE], "u2": [LAMP]}

    gain = TINY.personal_gain(lambda person: favourite[person], [LAMP], persons=["u1", "u2"], k=1)

    assert gain == pytest.approx((0.75 + 0.25) / (0.25 + 0.25))


def test_unknown_persons_and_products_are_refused() -> None:
    with pytest.raises(KeyError):
        TINY.relevance("u9", [KETTLE])
    with pytest.raises(KeyError):
        TINY.relevance("u1", [99])
