"""What one can buy of a product: colours, sizes, article numbers and stock."""

from __future__ import annotations

from dataclasses import dataclass

from storefront.demo.archetypes.spec import Archetype
from storefront.demo.brands import CODES
from storefront.demo.dice import Dice
from storefront.demo.prices import tidy

_IN_STORE = 29
"""EAN numbers that start with 20–29 are for use inside one shop (GS1), so they are nobody else's."""


@dataclass(frozen=True, slots=True)
class VariantSheet:
    """One SKU as it will be written."""

    sku: str
    ean: str
    options: tuple[tuple[str, str], ...]
    colour: str
    price_minor: int
    compare_at_minor: int | None
    on_hand: int


def ean13(number: int) -> str:
    """Return the 13-digit article number of a running number, check digit included (GS1, modulo 10)."""
    digits = f"{_IN_STORE}{number:010d}"
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return f"{digits}{(10 - total % 10) % 10}"


def has_valid_check_digit(ean: str) -> bool:
    """Whether the last digit of a 13-digit number is the right one."""
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(ean))
    return len(ean) == 13 and total % 10 == 0


def pick_colours(
    archetype: Archetype, fitting: tuple[str, ...], leading: str, dice: Dice
) -> tuple[str, ...]:
    """Return the leading colour and up to three others, fewer where sizes multiply them."""
    if not archetype.has_colours:
        return (leading,)
    others = [colour for colour in fitting if colour != leading]
    most = 2 if len(archetype.sizes) > 3 else 3
    return (leading, *dice.draw(others, dice.roll(most + 1)))


def make_variants(
    archetype: Archetype,
    *,
    colours: tuple[str, ...],
    position: int,
    brand: int,
    euros: float,
    currency: str,
    dice: Dice,
) -> tuple[VariantSheet, ...]:
    """Cross colours with sizes; larger packs and measures cost more, clothes cost the same in every size."""
    compare_factor = 1.15 + dice.roll(6) * 0.06 if dice.chance(12) else 0.0
    shelf_state = dice.roll(100)
    sizes = archetype.sizes or ("",)
    grows = (
        bool(archetype.sizes) and archetype.sizes[0][:1].isdigit() and not _is_clothing(archetype)
    )
    sheets: list[VariantSheet] = []
    for colour in colours:
        for rank, size in enumerate(sizes):
            factor = (1.0, 1.55, 2.3, 3.0)[min(rank, 3)] if grows else 1.0
            number = len(sheets)
            price = tidy(euros * factor, currency)
            before = tidy(euros * factor * compare_factor, currency) if compare_factor else 0
            sheets.append(
                VariantSheet(
                    sku=f"{CODES[brand]}-{archetype.code[:3].upper()}-{position:06d}-{number:02d}",
                    ean=ean13(position * 100 + number),
                    options=_options(archetype, colour, size),
                    colour=colour,
                    price_minor=price,
                    compare_at_minor=before if before > price else None,
                    on_hand=_on_hand(shelf_state, dice),
                )
            )
    return tuple(sheets)


def _is_clothing(archetype: Archetype) -> bool:
    return archetype.shelf in ("shoes", "clothing-accessories", "outdoor-sports")


def _options(archetype: Archetype, colour: str, size: str) -> tuple[tuple[str, str], ...]:
    options: list[tuple[str, str]] = []
    if archetype.has_colours:
        options.append(("Colour", colour.capitalize()))
    if size:
        options.append((archetype.size_name, size))
    return tuple(options)


def _on_hand(shelf_state: int, dice: Dice) -> int:
    """Six products of a hundred are sold out, eight are low; single variants run out everywhere."""
    if shelf_state < 6:
        return 0
    if shelf_state < 14:
        return dice.roll(4)
    return 0 if dice.chance(5) else 4 + dice.roll(60)
