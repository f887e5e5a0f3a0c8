"""What each kind of rule does to a row, alone and together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.rules import engine
from recommendations.rules.columns import Columns, ItemFacts
from recommendations.rules.engine import Outcome
from recommendations.rules.rule import Aim, Rule, When
from recommendations.rules.rule_set import RuleSet, UnknownRule
from recommendations.rules.situation import Situation
from recommendations.rules.words import Days, Device, Group, RuleKind, Segment, SortKey
from recommendations.vocabulary import Placement

TUESDAY = datetime(2026, 3, 3, 12, tzinfo=UTC)
HERE = Situation(now=TUESDAY, placement=Placement.FOR_YOU)


def facts(item_id: int, **fields: Any) -> ItemFacts:
    usual = ItemFacts(item_id, 1, 1, 1000, False, True, TUESDAY - timedelta(days=90), 4.0, 1.0)
    return usual._replace(**fields)


ROW = [
    facts(10, department_id=1, brand_id=1, price_minor=900),
    facts(11, department_id=1, brand_id=2, price_minor=500, is_on_sale=True),
    facts(12, department_id=1, brand_id=1, price_minor=700, rating=5.0),
    facts(13, department_id=2, brand_id=2, price_minor=300, is_in_stock=False),
    facts(14, department_id=2, brand_id=3, price_minor=None, published_at=TUESDAY),
    facts(15, department_id=None, brand_id=None, rating=None, popularity=9.0),
]
COLUMNS = Columns.of(ROW, now=TUESDAY)
WORTHS = np.array([6.0, 5.0, 4.0, 3.0, 2.0, 1.0])


def run(*rules: Rule, situation: Situation = HERE, **options: Any) -> Outcome:
    return engine.apply(rules, COLUMNS, WORTHS, situation, **options)


def left(outcome: Outcome) -> list[int]:
    return [10 + position for position in outcome.order]


def rule(kind: RuleKind, name: str = "rule", **fields: Any) -> Rule:
    return Rule(name=name, kind=kind, **fields)


def did(outcome: Outcome) -> list[tuple[str, int, str, float]]:
    return [(move.rule, move.item_id, move.did, move.amount) for move in outcome.moves]


def test_without_rules_nothing_moves() -> None:
    outcome = run()

    assert left(outcome) == [10, 11, 12, 13, 14, 15]
    assert outcome.moves == ()


@pytest.mark.parametrize(
    ("aim", "gone"),
    [
        (Aim(products=(10, 15)), [10, 15]),
        (Aim(brands=(2,)), [11, 13]),
        (Aim(departments=(2,)), [13, 14]),
        (Aim(brands=(1,), departments=(1,)), [10, 12]),
        (Aim(price_from_minor=700), [10, 12, 15]),
        (Aim(price_to_minor=500), [11, 13]),
        (Aim(is_on_sale=True), [11]),
        (Aim(is_in_stock=False), [13]),
        (Aim(newer_than_days=30), [14]),
        (Aim(rated_from=4.5), [12]),
    ],
)
def test_leave_out_drops_what_meets_every_condition(aim: Aim, gone: list[int]) -> None:
    outcome = run(rule(RuleKind.FILTER, aim=aim))

    assert left(outcome) == [item for item in range(10, 16) if item not in gone]
    assert did(outcome) == [("rule", item, "left_out", 0.0) for item in gone]


def test_nothing_else_is_the_opposite() -> None:
    assert left(run(rule(RuleKind.ONLY, aim=Aim(brands=(2,))))) == [11, 13]


def test_looked_up_products_count_as_a_condition() -> None:
    aimed = rule(RuleKind.FILTER, aim=Aim(brands=(1,)), looked_up=np.array([3, 12, 99]))

    assert left(run(aimed)) == [10, 11, 13, 14, 15]


def test_move_up_multiplies_the_worth() -> None:
    outcome = run(rule(RuleKind.BOOST, aim=Aim(products=(13,)), factor=1.5))

    assert left(outcome) == [10, 11, 13, 12, 14, 15] or left(outcome) == [10, 11, 12, 13, 14, 15]
    assert did(outcome) == [("rule", 13, "boosted", 1.5)]
    stronger = run(rule(RuleKind.BOOST, aim=Aim(products=(13,)), factor=1.8))
    assert left(stronger) == [10, 13, 11, 12, 14, 15]


def test_boosts_multiply() -> None:
    both = [rule(RuleKind.BOOST, name, aim=Aim(products=(13,)), factor=1.5) for name in "ab"]

    assert left(run(*both)) == [13, 10, 11, 12, 14, 15]


def test_move_to_the_end_keeps_the_order_there() -> None:
    outcome = run(rule(RuleKind.BURY, aim=Aim(brands=(1,))))

    assert left(outcome) == [11, 13, 14, 15, 10, 12]


def test_put_in_order_sorts_within_the_places_held() -> None:
    outcome = run(rule(RuleKind.RERANK, aim=Aim(departments=(1,)), sort_key=SortKey.CHEAPEST))

    assert left(outcome) == [11, 12, 10, 13, 14, 15]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (SortKey.CHEAPEST, [13, 11, 12, 10, 15, 14]),
        (SortKey.DEAREST, [15, 10, 12, 11, 13, 14]),
        (SortKey.NEWEST, [14, 10, 11, 12, 13, 15]),
        (SortKey.BEST_RATED, [12, 10, 11, 13, 14, 15]),
        (SortKey.MOST_POPULAR, [15, 10, 11, 12, 13, 14]),
    ],
)
def test_every_order(key: SortKey, expected: list[int]) -> None:
    assert left(run(rule(RuleKind.RERANK, sort_key=key))) == expected


def test_limit_lets_the_surplus_wait_behind_the_others() -> None:
    outcome = run(rule(RuleKind.QUOTA, most=2))

    assert left(outcome) == [10, 11, 13, 14, 15, 12]
    assert did(outcome) == [("rule", 12, "held_back", 2)]
    by_brand = run(rule(RuleKind.QUOTA, most=1, group=Group.BRAND))
    assert left(by_brand) == [10, 11, 14, 15, 12, 13]


def test_pin_takes_a_product_to_its_place_and_brings_in_who_was_not_proposed() -> None:
    outcome = run(rule(RuleKind.PIN, aim=Aim(products=(14,)), place=2), guests=[4])

    assert dict(outcome.pins) == {2: 4}
    assert left(outcome) == [10, 11, 12, 13, 15]
    assert did(outcome) == [("rule", 14, "pinned", 2)]


def test_who_was_not_proposed_comes_in_by_a_pin_alone() -> None:
    outcome = run(rule(RuleKind.BOOST, aim=Aim(products=(14,)), factor=9.0), guests=[4])

    assert left(outcome) == [10, 11, 12, 13, 15]


def test_two_pins_of_one_place_stand_behind_each_other_by_priority() -> None:
    outcome = run(
        rule(RuleKind.PIN, "low", aim=Aim(products=(11,)), place=1),
        rule(RuleKind.PIN, "high", aim=Aim(products=(12,)), place=1, priority=5),
    )

    assert dict(outcome.pins) == {1: 2, 2: 1}


def test_what_is_left_out_cannot_be_pinned_and_the_trace_says_so() -> None:
    outcome = run(
        rule(RuleKind.PIN, "pin", aim=Aim(products=(13,)), place=1, priority=99),
        rule(RuleKind.FILTER, "no stock", aim=Aim(is_in_stock=False)),
    )

    assert dict(outcome.pins) == {}
    assert did(outcome) == [("no stock", 13, "left_out", 0.0), ("pin", 13, "not_pinned", 0.0)]


def test_limit_counts_after_boosts_whatever_the_priorities() -> None:
    outcome = run(
        rule(RuleKind.QUOTA, "limit", most=1, priority=90),
        rule(RuleKind.BOOST, "boost", aim=Aim(products=(12,)), factor=5.0, priority=1),
    )

    assert left(outcome)[0] == 12


def test_only_the_chosen_kinds_work() -> None:
    rules = [rule(RuleKind.FILTER, "out", aim=Aim(products=(10,))), rule(RuleKind.QUOTA, most=1)]

    assert left(run(*rules, kinds=[RuleKind.FILTER])) == [11, 12, 13, 14, 15]


@pytest.mark.parametrize(
    ("when", "situation", "holds"),
    [
        (When(), {}, True),
        (When(placements=("for_you",)), {}, True),
        (When(placements=("popular",)), {}, False),
        (When(segments=(Segment.GUEST,)), {"segments": frozenset({Segment.GUEST})}, True),
        (When(segments=(Segment.GUEST,)), {"segments": frozenset({Segment.SIGNED_IN})}, False),
        (When(countries=("DE", "AT")), {"country": "AT"}, True),
        (When(countries=("DE",)), {}, False),
        (When(markets=("eu",)), {"market": "eu"}, True),
        (When(devices=(Device.PHONE,)), {"device": "phone"}, True),
        (When(devices=(Device.PHONE,)), {"device": "computer"}, False),
        (When(days=Days.WEEKEND), {}, False),
        (When(days=Days.WEEKEND), {"now": TUESDAY + timedelta(days=4)}, True),
        (When(days=Days.WEEKDAYS), {}, True),
        (When(hour_from=9, hour_to=12), {}, False),
        (When(hour_from=9, hour_to=13), {}, True),
        (When(hour_from=22, hour_to=6), {"now": TUESDAY.replace(hour=3)}, True),
        (When(hour_from=22, hour_to=6), {}, False),
        (When(cart_products=(7,)), {"subject": frozenset({7, 8})}, True),
        (When(cart_products=(7,)), {"subject": frozenset({8})}, False),
        (When(cart_departments=(3,)), {"subject_departments": frozenset({3})}, True),
        (When(starts_at=TUESDAY), {}, True),
        (When(starts_at=TUESDAY + timedelta(seconds=1)), {}, False),
        (When(ends_at=TUESDAY), {}, False),
        (When(ends_at=TUESDAY + timedelta(seconds=1)), {}, True),
    ],
)
def test_rule_holds_in_its_situations_only(
    when: When, situation: dict[str, Any], holds: bool
) -> None:
    outcome = run(
        rule(RuleKind.FILTER, aim=Aim(products=(10,)), when=when),
        situation=replace(HERE, **situation),
    )

    assert (10 not in left(outcome)) == holds


def test_unknown_circumstances_are_passed_over_and_counted() -> None:
    from recommendations import metrics

    before = metrics.unknown_circumstances._value.get()

    told = Situation.read(
        {"now": TUESDAY, "placement": Placement.POPULAR, "weather": "rain", "moon": "full"}
    )

    assert (told.weather, told.placement) == ("rain", Placement.POPULAR)
    assert metrics.unknown_circumstances._value.get() == before + 1


def test_set_of_rules_can_be_added_to_taken_from_and_listed() -> None:
    local = rule(RuleKind.BOOST, "local", aim=Aim(brands=(3,)), factor=1.5, priority=55)
    rules = RuleSet((rule(RuleKind.FILTER, "out", priority=100),)).add(local)

    assert [(each.name, each.kind, each.priority) for each in rules.summary()] == [
        ("out", RuleKind.FILTER, 100),
        ("local", RuleKind.BOOST, 55),
    ]
    assert [each.name for each in rules.add(replace(local, priority=1)).remove("out").rules] == [
        "local"
    ]
    with pytest.raises(UnknownRule):
        rules.remove("nobody")


_RULES = st.builds(
    Rule,
    name=st.sampled_from("abc"),
    kind=st.sampled_from(RuleKind),
    priority=st.integers(-5, 5),
    aim=st.builds(
        Aim,
        products=st.lists(st.integers(10, 15), max_size=3).map(tuple),
        brands=st.lists(st.integers(1, 3), max_size=2).map(tuple),
    ),
    factor=st.floats(1.01, 10),
    place=st.integers(1, 12),
    most=st.integers(1, 4),
    group=st.sampled_from(Group),
    sort_key=st.sampled_from(SortKey),
)


@given(st.lists(_RULES, max_size=6), st.sets(st.integers(0, 5), max_size=2))
def test_no_set_of_rules_repeats_or_invents_a_product(rules: list[Rule], guests: set[int]) -> None:
    outcome = engine.apply(rules, COLUMNS, WORTHS, HERE, guests=sorted(guests))

    standing = [*outcome.order, *outcome.pins.values()]
    assert len(standing) == len(set(standing))
    assert set(standing) <= set(range(6))
    assert not set(outcome.order) & guests
    dropped = {m.item_id for m in outcome.moves if m.did == "left_out"}
    assert dropped == {
        10 + position
        for position in range(6)
        if position not in standing and position not in guests
    } | (dropped & {10 + guest for guest in guests})
