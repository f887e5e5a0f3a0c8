from __future__ import annotations

import pytest

from storefront.demo.archetypes import ARCHETYPES, POSITION
from storefront.demo.dice import Dice
from storefront.demo.prices import tidy
from storefront.demo.variants import (
    VariantSheet,
    ean13,
    has_valid_check_digit,
    make_variants,
    pick_colours,
)

T_SHIRT = ARCHETYPES[POSITION["t-shirt"]]
COFFEE = ARCHETYPES[POSITION["coffee-beans"]]


def variants(
    archetype: object, colours: tuple[str, ...], start: int = 1
) -> tuple[VariantSheet, ...]:
    return make_variants(
        archetype,  # type: ignore[arg-type]
        colours=colours, position=41, brand=0, euros=12.0, currency="EUR", dice=Dice(start),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "ean"), [(0, "2900000000001"), (1, "2900000000018"), (1234567890, "2912345678906")]
)
def test_ean_carries_its_check_digit(number: int, ean: str) -> None:
    assert ean13(number) == ean
    assert has_valid_check_digit(ean)


def test_a_wrong_digit_is_noticed() -> None:
    # A known article number, and the same with one digit changed.
    assert has_valid_check_digit("4006381333931")
    assert not has_valid_check_digit("4006381333932")
    assert not has_valid_check_digit("400638133393")


def test_clothes_cross_colours_with_sizes_at_one_price() -> None:
    made = variants(T_SHIRT, ("navy", "white"))

    assert [dict(variant.options) for variant in made[:3]] == [
        {"Colour": "Navy", "Size": "XS"},
        {"Colour": "Navy", "Size": "S"},
        {"Colour": "Navy", "Size": "M"},
    ]
    assert len(made) == 10
    assert {variant.price_minor for variant in made} == {1290}
    assert len({variant.sku for variant in made}) == 10
    assert len({variant.ean for variant in made}) == 10


def test_larger_packs_cost_more() -> None:
    made = variants(COFFEE, ("terracotta",))

    assert [dict(variant.options) for variant in made] == [
        {"Weight": "250 g"},
        {"Weight": "500 g"},
        {"Weight": "1 kg"},
    ]
    assert [variant.price_minor for variant in made] == [1290, 1890, 2790]


def test_a_price_before_is_always_higher() -> None:
    reduced = [
        variant
        for start in range(300)
        for variant in variants(COFFEE, ("terracotta",), start)
        if variant.compare_at_minor is not None
    ]

    assert 60 < len(reduced) < 170
    assert all(variant.compare_at_minor > variant.price_minor for variant in reduced)  # type: ignore[operator]


def test_the_leading_colour_comes_first_and_none_comes_twice() -> None:
    for start in range(50):
        colours = pick_colours(T_SHIRT, T_SHIRT.colours, "navy", Dice(start))
        assert colours[0] == "navy"
        assert 1 <= len(colours) <= 3
        assert len(set(colours)) == len(colours)


@pytest.mark.parametrize(
    ("euros", "currency", "minor"),
    [
        (7.3, "EUR", 740), (7.6, "EUR", 790), (34.2, "EUR", 3490), (88.4, "EUR", 8800), (133.0, "EUR", 12900),
        (1487.0, "EUR", 149000), (7.3, "JPY", 1100), (100.0, "KWD", 34000),
    ],
)  # fmt: skip
def test_prices_end_as_shops_write_them(euros: float, currency: str, minor: int) -> None:
    assert tidy(euros, currency) == minor
