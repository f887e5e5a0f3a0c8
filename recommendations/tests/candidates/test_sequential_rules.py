"""Sequential rules on visits whose answer can be counted on one's fingers."""

from __future__ import annotations

import pytest

from recommendations.candidates.sequential_rules import SECOND_STEP, SequentialRules
from recommendations.tests import worlds
from recommendations.tests.worlds import Row
from recommendations.training import sequential_rules
from recommendations.training.sequential_rules import SequentialRulesConfig
from recommendations.vocabulary import Context, EventKind, ItemId, PersonKey

A_MINUTE = 1 / 1_440
DEFAULT = SequentialRulesConfig()


def trained(*visits: list[int], config: SequentialRulesConfig = DEFAULT) -> SequentialRules:
    rows: list[Row] = [
        (f"p{number}", item, EventKind.VIEW, 10.0 - place * A_MINUTE, number)
        for number, visit in enumerate(visits)
        for place, item in enumerate(visit)
    ]
    part = sequential_rules.train(worlds.interactions(rows), config)
    return SequentialRules.open(part.arrays, part.config)


def proposed(
    source: SequentialRules, *recent: int, **known: tuple[ItemId, ...]
) -> dict[int, float]:
    context = Context(PersonKey(""), recent=tuple(map(ItemId, recent)), **known)
    found = source.retrieve(context, limit=10)
    return dict(zip(found.item_ids.tolist(), found.scores.tolist(), strict=True))


def test_what_follows_counts_by_its_distance_and_more_than_what_goes_before() -> None:
    source = trained([1, 2, 3])

    # From 2: 3 follows at distance 1, 1 goes before at distance 1 (0.7 of it). Two steps from 2 lead back to
    # 1 and 3, each by way of the other: 0.7 * 0.5 and 1 * 0.7 * 0.5, as parts of the strongest such way.
    scores = proposed(source, 2)

    assert scores[3] == pytest.approx(1.0 + SECOND_STEP, abs=0.1)
    assert scores[1] == pytest.approx(0.7 + SECOND_STEP, abs=0.1)
    assert list(scores) == [3, 1]


def test_two_rules_in_a_row_reach_what_was_never_seen_beside_a_look() -> None:
    source = trained([1, 2], [1, 2], [2, 3])

    scores = proposed(source, 1)

    assert list(scores) == [2, 3]
    assert scores[3] <= SECOND_STEP


def test_a_pause_ends_a_visit() -> None:
    rows: list[Row] = [("p", item, EventKind.VIEW, 10.0 - item, 0) for item in (1, 2)]
    part = sequential_rules.train(worlds.interactions(rows))

    assert proposed(SequentialRules.open(part.arrays, part.config), 1) == {}


def test_the_look_that_speaks_loudest_is_the_cause() -> None:
    source = trained([1, 11], [1, 11], [2, 12], [2, 12])
    context = Context(PersonKey(""), recent=(ItemId(2), ItemId(1)))

    found = source.retrieve(context, limit=10)

    assert dict(zip(found.item_ids.tolist(), found.causes.tolist(), strict=True)) == {12: 2, 11: 1}


def test_what_the_visit_saw_asked_for_or_put_into_the_cart_is_not_proposed() -> None:
    source = trained([1, 2, 3, 4, 5])

    assert set(proposed(source, 1, 2, subject=(ItemId(3),), in_cart=(ItemId(4),))) == {5}


def test_only_the_newest_looks_and_the_strongest_rules_are_kept() -> None:
    small = SequentialRulesConfig(neighbours=1, most_looks=3)

    source = trained([1, 2], [1, 3, 4], config=small)

    assert source.rules.sizes.max() == 1
    assert 2 not in proposed(source, 1)
