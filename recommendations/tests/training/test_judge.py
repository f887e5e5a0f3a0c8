"""A recipe is judged on days that it has not seen, each view by itself."""

from __future__ import annotations

from dataclasses import replace

from recommendations.tests.evaluation.logs import bought, clicked
from recommendations.training import judge
from recommendations.training.ranker import RankerConfig
from recommendations.vocabulary import Interactions

SMALL = RankerConfig(rounds=10, least_rows=5, least_hits=20, n_threads=1)


def habits(people: int = 40) -> Interactions:
    """Everyone buys the same two things every month."""
    return bought(
        *[
            (f"p{number:02d}", 150.0 - 28 * month + number / 100, [number % 9, 10 + number % 7])
            for number in range(people)
            for month in range(6)
        ]
    )


def test_a_log_without_a_future_refuses_nothing() -> None:
    found = judge.judged(bought(("a", 3.0, [1])), candidate=SMALL, live=None)

    assert (found.findings, found.standings) == ((), ())


def test_the_views_stand_apart_and_a_sound_recipe_passes() -> None:
    found = judge.judged(habits(), candidate=SMALL, live=SMALL)

    assert [each.carousel for each in found.standings] == ["next purchases", "repeats"]
    assert found.findings == ()


def rounds(visits: int = 300) -> Interactions:
    """Visits that go on by one product at a time, some of them on the newest day."""
    return clicked(
        *[
            (0.1 + 6 * number / visits, [(7 * number + step) % 100 for step in range(15)])
            for number in range(visits)
        ]
    )


def test_a_shop_that_only_tells_looks_is_judged_by_the_next_click() -> None:
    careless = replace(SMALL, rounds=1, least_rows=10**6)

    sound = judge.judged(rounds(), candidate=SMALL, live=SMALL)
    worse = judge.judged(rounds(), candidate=careless, live=SMALL)

    assert [each.carousel for each in sound.standings] == ["next click"]
    assert sound.findings == ()
    assert any("against the live recipe" in finding for finding in worse.findings)


def test_a_recipe_that_forgot_everything_loses_to_what_serves() -> None:
    # Its leaves would need more rows than there are, so every candidate is as good as any other.
    careless = replace(SMALL, rounds=1, least_rows=10**6)

    found = judge.judged(many_choices(), candidate=careless, live=SMALL)

    assert any("against the live recipe" in finding for finding in found.findings)


def many_choices() -> Interactions:
    """Everyone has tried thirty things once, and buys the last two of them every month."""
    orders = [
        (f"p{number:02d}", 178.0, list(range(number % 5, number % 5 + 30))) for number in range(40)
    ]
    orders += [
        (f"p{number:02d}", 150.0 - 28 * month + number / 100, [number % 5 + 28, number % 5 + 29])
        for number in range(40)
        for month in range(6)
    ]
    return bought(*orders)
