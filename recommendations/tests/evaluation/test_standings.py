"""A standing says who wins, and says so only where the paired interval allows it."""

from __future__ import annotations

import numpy as np

from recommendations.evaluation import contest, splits, standings, tasks
from recommendations.evaluation.baselines.personal import OwnCount
from recommendations.evaluation.baselines.popular import Popular
from recommendations.evaluation.standings import Standing, Verdict
from recommendations.evaluation.systems import System
from recommendations.features.histories import DAY_SECONDS
from recommendations.tests.evaluation.logs import NOW, bought


def held(rival: System, ours: System, *, people: int) -> dict[str, Standing]:
    """Everyone buys their own thing again, half of them something popular before."""
    orders = [(f"p{number}", 30.0, [number]) for number in range(people)]
    orders += [(f"p{number}", 29.0, [0, 1]) for number in range(2, people, 2)]
    orders += [(f"p{number}", 5.0, [number]) for number in range(people)]
    task = tasks.orders(
        splits.at(bought(*orders), cut=NOW - 10 * DAY_SECONDS, horizon_days=10),
        most_shoppers=100,
        rng=np.random.default_rng(1),
    )
    found = contest.compete(task, [rival], [ours], rng=np.random.default_rng(2))
    return {each.carousel: each for each in standings.standings(found, ours=ours.name)}


TOP, OWN = Popular("top"), OwnCount("own", ties="recent")


def test_the_better_system_wins() -> None:
    found = held(TOP, OWN, people=60)

    assert found["next purchases"].verdict is Verdict.WINS
    assert found["next purchases"].low > 0


def test_a_trivial_baseline_that_wins_is_named_in_words() -> None:
    found = held(OWN, TOP, people=60)

    assert found["next purchases"].verdict is Verdict.LOSES
    assert found["next purchases"].sentence.startswith(
        "next purchases: the trivial own is better than ours (recall@20 "
    )


def test_buying_again_is_judged_apart_from_discovering() -> None:
    found = held(TOP, OWN, people=60)

    assert set(found) == {"next purchases", "repeats"}  # nobody discovered anything
    assert found["repeats"].lists == 60


def test_a_handful_of_lists_decides_nothing() -> None:
    found = held(TOP, OWN, people=20)

    assert found["next purchases"].verdict is Verdict.TOO_FEW
    assert "20 lists decide nothing" in found["next purchases"].sentence


def test_a_system_that_did_not_compete_has_no_standing() -> None:
    task = tasks.orders(
        splits.at(
            bought(("a", 30, [1]), ("a", 5, [1])), cut=NOW - 10 * DAY_SECONDS, horizon_days=10
        ),
        most_shoppers=10,
        rng=np.random.default_rng(1),
    )
    found = contest.compete(task, [TOP], [OWN], rng=np.random.default_rng(2))

    assert standings.standings(found, ours="somebody else") == ()
