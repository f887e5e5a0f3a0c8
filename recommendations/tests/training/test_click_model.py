"""What clicks say once the places are taken out of them."""

from __future__ import annotations

import random

import pytest

from recommendations.events.searches import Answer
from recommendations.training import click_model

LOOKED_AT = (1.0, 0.5, 0.3, 0.2)
LIKED = {1: 0.1, 2: 0.2, 3: 0.4, 4: 0.8}


def simulated(count: int, *, moves: bool) -> list[Answer]:
    """Let shoppers look at places and open what they like; the most attractive product usually stands last."""
    rng = random.Random(7)
    found = []
    for number in range(count):
        shown = [1, 2, 3, 4]
        if moves:
            rng.shuffle(shown)
        opened = {
            item_id
            for look, item_id in zip(LOOKED_AT, shown, strict=True)
            if rng.random() < look and rng.random() < LIKED[item_id]
        }
        found.append(Answer("mug", float(number), tuple(shown), frozenset(opened)))
    return found


def test_it_finds_places_and_attraction_where_products_moved() -> None:
    model = click_model.fitted(simulated(20_000, moves=True))

    assert model.examined[:4] == pytest.approx(LOOKED_AT, abs=0.05)
    ratio = [model.attraction["mug", item_id] / model.attraction["mug", 4] for item_id in LIKED]
    assert ratio == pytest.approx([0.125, 0.25, 0.5, 1.0], abs=0.05)


def test_without_movement_places_take_no_credit_from_the_order_that_was_shown() -> None:
    answers = simulated(5_000, moves=False)
    shares = [sum(item in answer.opened for answer in answers) / 5_000 for item in LIKED]

    model = click_model.fitted(answers)

    assert model.examined.tolist() == [1.0] * 24
    found = [model.attraction["mug", item_id] for item_id in LIKED]
    assert found == pytest.approx(shares, abs=0.001)


def test_one_click_proves_little() -> None:
    seldom = Answer("mug", 0.0, (1,), frozenset({1}))
    often = [Answer("cup", 0.0, (2,), frozenset({2} if number % 2 else ())) for number in range(50)]

    model = click_model.fitted([seldom, *often])

    assert model.attraction["mug", 1] < 0.7
    assert model.attraction["cup", 2] == pytest.approx(0.5, abs=0.02)


def test_nothing_shown_says_nothing() -> None:
    model = click_model.fitted([])

    assert model.attraction == {}
    assert model.examined.tolist() == [1.0] * 24
