"""Silence is no age."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.features.item import Items
from recommendations.tests import worlds
from recommendations.training import calendar, fit
from recommendations.vocabulary import Context, EventKind, PersonKey


def ages_days(*days_ago: float) -> list[float]:
    log = worlds.interactions(
        [(f"p{n}", n, EventKind.VIEW, days, n) for n, days in enumerate(days_ago)]
    )
    moved = calendar.as_of_business(log, now=worlds.NOW)
    return ((worlds.NOW - moved.happened_at) / worlds.DAY).tolist()  # type: ignore[no-any-return]


def test_a_busy_log_keeps_its_days() -> None:
    assert ages_days(40, 30, 20, 8, 0.5) == pytest.approx([40, 30, 20, 8, 0.5])


def test_a_history_that_ended_long_ago_ends_two_weeks_ago() -> None:
    assert ages_days(5_010, 5_005, 5_000) == pytest.approx([24, 19, 14])


def test_one_look_of_today_does_not_age_it() -> None:
    assert ages_days(5_010, 5_005, 5_000, 0) == pytest.approx([24, 19, 14, 0])


def test_several_silences_add_up() -> None:
    assert ages_days(300, 200, 100) == pytest.approx([42, 28, 14])


def test_what_is_older_than_two_years_of_business_is_left_out() -> None:
    assert len(ages_days(*range(0, 1_000, 10))) == 74


def test_an_empty_log_stays_empty() -> None:
    assert ages_days() == []


def test_an_imported_history_still_ranks_after_the_first_look_of_today() -> None:
    rows = [(f"p{n}", n % 5, EventKind.PURCHASE, 5_000.0 + n, n) for n in range(100)]
    log = worlds.interactions([*rows, ("new", 9, EventKind.VIEW, 0.0, 999)])
    items = Items.bare(np.arange(10))

    sources = fit.opened(fit.parts(log, items, now=worlds.NOW))

    popular = sources["popularity"].retrieve(Context(person=PersonKey("v1")), limit=10)
    assert popular.item_ids.tolist() == [0, 1, 2, 3, 4, 9]
