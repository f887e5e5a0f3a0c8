"""Choosing among the variants of a product."""

from __future__ import annotations

from catalog import options
from catalog.money import Money
from catalog.product_facts import Offer


def variant(sku: str, on_hand: int = 1, **choices: str) -> Offer:
    """Offer a variant."""
    return Offer(1, sku, tuple(choices.items()), Money(100, "EUR"), None, on_hand)


RED_S = variant("red-s", Colour="Red", Size="S")
RED_L = variant("red-l", 0, Colour="Red", Size="L")
BLUE_S = variant("blue-s", Colour="Blue", Size="S")
GREEN_L = variant("green-l", Colour="Green", Size="L")
SHIRTS = [RED_L, RED_S, BLUE_S, GREEN_L]


def test_chosen_is_the_one_asked_for_even_when_sold_out() -> None:
    assert options.chosen(SHIRTS, "red-l") is RED_L


def test_chosen_is_otherwise_the_first_in_stock() -> None:
    assert options.chosen(SHIRTS, "") is RED_S
    assert options.chosen(SHIRTS, "no-such") is RED_S


def test_chosen_is_the_first_when_all_are_sold_out_and_none_when_there_is_none() -> None:
    sold_out = [variant("a", 0), variant("b", 0)]

    assert options.chosen(sold_out, "") is sold_out[0]
    assert options.chosen([], "a") is None


def test_pickers_lead_to_the_variant_that_keeps_the_other_choices() -> None:
    colour, size = options.pickers(SHIRTS, RED_S)

    assert [(o.label, o.sku, o.is_chosen, o.is_available) for o in colour.options] == [
        ("Red", "red-s", True, True),
        ("Blue", "blue-s", False, True),
        ("Green", "green-l", False, False),
    ]
    assert [(o.label, o.sku, o.is_chosen, o.is_available) for o in size.options] == [
        ("L", "red-l", False, False),
        ("S", "red-s", True, True),
    ]
    assert (colour.chosen, size.chosen) == ("Red", "S")


def test_an_option_with_one_value_is_no_question() -> None:
    mugs = [variant("a", Colour="Red", Material="Oak"), variant("b", Colour="Blue", Material="Oak")]

    assert [picker.name for picker in options.pickers(mugs, mugs[0])] == ["Colour"]


def test_variants_without_an_option_do_not_break_the_picker() -> None:
    mixed = [variant("plain"), variant("red", Colour="Red"), variant("blue", Colour="Blue")]

    (colour,) = options.pickers(mixed, mixed[0])

    assert [option.label for option in colour.options] == ["Red", "Blue"]
    assert colour.chosen == ""


def test_many_values_become_a_list() -> None:
    sizes = [variant(str(number), Size=str(number)) for number in range(9)]

    assert options.pickers(sizes, sizes[0])[0].has_many
    assert not options.pickers(sizes[:8], sizes[0])[0].has_many
