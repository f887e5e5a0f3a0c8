"""The meter counts what each source needs, and names what is scarcest."""

from __future__ import annotations

from recommendations.management.readiness_lines import sentences
from recommendations.tests.evaluation.logs import NOW, bought, clicked
from recommendations.tests.worlds import interactions
from recommendations.training import readiness
from recommendations.training.readiness import Readiness


def by_source(*found: Readiness) -> dict[str, Readiness]:
    return {each.source: each for each in found}


def test_an_empty_log_has_nothing() -> None:
    found = by_source(*readiness.measured(interactions([]), now=NOW, described=7))

    assert found["content"] == Readiness("content", "described products", 7, 2)
    assert {name for name, each in found.items() if each.share > 0} == {"content"}


def test_orders_and_customers_are_counted_once() -> None:
    log = bought(
        ("a", 90.0, [1, 2]),
        ("a", 30.0, [1, 1]),
        ("b", 20.0, [3]),
        ("c", 3.0, [1, 4]),
        ("c", 2.0, [4]),
    )

    found = by_source(*readiness.measured(log, now=NOW, described=0))

    assert found["co_purchase"].found == 2  # the order of 1 and 1 holds one product
    assert found["item_item"].found == 2  # b touched one product
    assert found["repeat"] == Readiness("repeat", "customers with two orders", 2, 100)
    assert found["trending"].found == 3
    assert found["session"].found == 0


def test_visits_are_counted_by_distinct_products() -> None:
    log = clicked((3.0, [1, 2, 1]), (2.0, [1, 1]), (1.0, [2, 3]))

    assert by_source(*readiness.measured(log, now=NOW, described=0))["session"].found == 2


def test_the_scarcest_amount_speaks() -> None:
    log = bought(*[(f"p{n}", days, [n % 7]) for n in range(150) for days in (40.0, 10.0)])

    found = by_source(*readiness.measured(log, now=NOW, described=0))

    assert found["repeat"] == Readiness("repeat", "days of orders", 30, 60)
    assert found["repeat"].share == 0.5


def test_day_0_and_what_is_lacking_are_said() -> None:
    empty = [each.as_dict() for each in readiness.measured(interactions([]), now=NOW, described=7)]

    said = list(sentences(empty))

    assert said[0].startswith("Day 0: nothing can be learned from behaviour yet")
    assert "repeat is 0% ready: 0 of 100 customers with two orders." in said
    assert not any(line.startswith("content") for line in said)


def test_a_ready_shop_is_told_so() -> None:
    ready = [Readiness(name, "events", 10, 5).as_dict() for name in ("content", "als")]

    assert list(sentences(ready)) == ["Every source has the data it needs."]
    assert list(sentences([])) == []
