"""One suite over every rule class, and what each of the seeded ones is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from recommendations.rules.classes import CLASSES
from recommendations.rules.classes.adults_only import AdultsOnly
from recommendations.rules.classes.bought_before import BoughtBefore
from recommendations.rules.classes.liked import Liked
from recommendations.rules.classes.new import New
from recommendations.rules.classes.on_sale import OnSale
from recommendations.rules.classes.sold_elsewhere import SoldElsewhere
from recommendations.rules.classes.sold_out import SoldOut
from recommendations.rules.classes.variety import Variety
from recommendations.rules.columns import Columns, ItemFacts
from recommendations.rules.rule import RuleClass
from recommendations.rules.situation import Situation
from recommendations.rules.words import RuleKind
from recommendations.vocabulary import Placement

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
HERE = Situation(now=NOW, placement=Placement.FOR_YOU)
COLUMNS = Columns.of(
    [
        ItemFacts(1, 1, 1, 100, False, True, NOW - timedelta(days=29), 4.0, 1.0),
        ItemFacts(2, 1, 2, 100, True, True, NOW - timedelta(days=31), 4.0, 1.0),
        ItemFacts(3, 2, None, 100, False, False, None, None, 0.0),
    ],
    now=NOW,
)
TAGGED = {
    "adults-only": np.array([1, 9]),
    "not-in-us": np.array([2]),
    "only-in-de": np.array([3]),
}


def about(of_class: type[Any], **circumstances: Any) -> list[int]:
    mask = of_class().matches(COLUMNS, replace(HERE, **circumstances), TAGGED)
    return COLUMNS.item_ids[mask].tolist()


@pytest.mark.parametrize("of_class", CLASSES)
def test_every_class_keeps_the_contract(of_class: type[RuleClass]) -> None:
    none = Columns.of([], now=NOW)

    mask = of_class().matches(COLUMNS, HERE, {})

    assert mask.dtype == np.bool_
    assert mask.shape == (3,)
    assert of_class().matches(none, HERE, {}).shape == (0,)
    assert of_class.help
    assert set(of_class.placements) <= set(Placement)


def test_codes_names_and_priorities_are_distinct() -> None:
    assert len({each.code for each in CLASSES}) == len(CLASSES)
    assert len({each.name for each in CLASSES}) == len(CLASSES)


def test_seeded_priorities_and_strengths() -> None:
    assert {each.code: (each.kind, each.priority, each.factor) for each in CLASSES} == {
        "sold_out": (RuleKind.FILTER, 100, 1.0),
        "adults_only": (RuleKind.FILTER, 95, 1.0),
        "bought_before": (RuleKind.FILTER, 90, 1.0),
        "sold_elsewhere": (RuleKind.FILTER, 85, 1.0),
        "liked": (RuleKind.BOOST, 60, 1.4),
        "on_sale": (RuleKind.BOOST, 50, 1.5),
        "new": (RuleKind.BOOST, 40, 1.3),
        "variety": (RuleKind.QUOTA, 20, 1.0),
    }


def test_what_each_class_is_about() -> None:
    assert about(SoldOut) == [3]
    assert about(AdultsOnly) == [1]
    assert about(AdultsOnly, is_adult=True) == []
    assert about(BoughtBefore, purchased=frozenset({2, 7})) == [2]
    assert about(SoldElsewhere) == []
    assert about(SoldElsewhere, country="US") == [2, 3]
    assert about(SoldElsewhere, country="DE") == []
    assert about(SoldElsewhere, country="FR") == [3]
    assert about(Liked) == []
    assert about(Liked, liked_departments=frozenset({2}), liked_brands=frozenset({2})) == [2, 3]
    assert about(OnSale) == [2]
    assert about(New) == [1]
    assert about(Variety) == [1, 2, 3]
