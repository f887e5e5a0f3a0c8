"""Interest and visits against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.features import histories, interest, visit
from recommendations.tests.evaluation.logs import NOW, clicked

LOG = clicked((9, [1, 2]), (2, [1, 3]), (0.5, [2, 1, 2, 3]))


def test_interest_counts_clicks_by_window() -> None:
    found = interest.interest(LOG, now=NOW)

    assert found[:, interest.NAMES.index("clicks_ever")].tolist() == [3, 3, 2]
    assert found[:, interest.NAMES.index("clicks_1d")].tolist() == [1, 2, 1]
    assert found[:, interest.NAMES.index("clicks_3d")].tolist() == [2, 2, 2]
    assert found[:, interest.NAMES.index("days_since_first_click")].tolist() == pytest.approx(
        [9, 9, 2], abs=1e-3
    )


def test_an_item_never_clicked_has_no_age() -> None:
    early = histories.before(LOG, NOW - 5 * histories.DAY_SECONDS)

    found = interest.interest(early, now=NOW)

    assert np.isnan(found[2, interest.NAMES.index("days_since_click")])


def test_visit_describes_the_clicks_so_far() -> None:
    rows = np.flatnonzero(LOG.basket == 2)
    found = visit.visit(histories.of_visits(LOG, rows), np.array([3, 3, 2], np.float32))

    def column(name: str) -> list[float]:
        return found[:, visit.NAMES.index(name)].tolist()

    assert column("clicks") == [0, 1, 2, 3]
    assert column("distinct_items") == [0, 1, 2, 2]
    assert column("is_back_and_forth") == [0, 0, 0, 1]
    assert column("days_between_last_two") == pytest.approx(
        [np.nan, np.nan, 1 / 86_400, 1 / 86_400], nan_ok=True, rel=1e-2
    )
    assert column("clicks_on_last_ever")[1:] == [3, 3, 3]


def test_pairs_say_how_often_and_how_long_ago_the_visit_saw_an_item() -> None:
    rows = np.flatnonzero(LOG.basket == 2)[3:]
    found = visit.pairs(histories.of_visits(LOG, rows), np.zeros(3, int), np.array([0, 1, 2]))

    assert found[:, 0].tolist() == [1, 2, 0]
    assert found[:, 1].tolist() == pytest.approx([1, 0, np.nan], nan_ok=True)
