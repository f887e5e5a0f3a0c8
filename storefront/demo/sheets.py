"""One product in full: texts, attributes, variants and the pictures to draw."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.text import slugify

from storefront.demo.archetypes import ARCHETYPES
from storefront.demo.archetypes.spec import Archetype, Value
from storefront.demo.attributes import in_words
from storefront.demo.brands import BRANDS, SERIES
from storefront.demo.catalogue import Catalogue
from storefront.demo.colours import suits
from storefront.demo.descriptions import make_description, make_title
from storefront.demo.dice import Dice
from storefront.demo.pictures import Drawing
from storefront.demo.pictures.drawing import OTHER_SIDE
from storefront.demo.scales import Scale
from storefront.demo.styles import STYLES
from storefront.demo.variants import VariantSheet, make_variants, pick_colours

_VIEW_WORDS = ("", ", in use", ", another view")


@dataclass(frozen=True, slots=True)
class PictureSheet:
    """One picture of a product; ``variant`` is the position of the variant it shows."""

    drawing: Drawing
    alt: str
    variant: int


@dataclass(frozen=True, slots=True)
class ProductSheet:
    """Everything the catalogue stores about one product."""

    position: int
    archetype: Archetype
    title: str
    slug: str
    description: str
    brand: int
    tags: tuple[str, ...]
    attributes: tuple[tuple[str, Value], ...]
    variants: tuple[VariantSheet, ...]
    pictures: tuple[PictureSheet, ...]
    is_draft: bool
    published_at: datetime


class Printer:
    """Prints the sheets of a catalogue in order, remembering which titles and addresses are taken."""

    def __init__(self, catalogue: Catalogue, *, scale: Scale, currency: str, seed: int) -> None:
        self._catalogue = catalogue
        self._scale = scale
        self._currency = currency
        self._seed = seed
        self._titles: set[tuple[int, str]] = set()
        self._slugs: set[str] = set()

    def sheets(self, start: int, stop: int) -> Iterator[ProductSheet]:
        """Print the products from one position up to, not including, another. Call in order."""
        for position in range(start, min(stop, len(self._catalogue))):
            yield self._sheet(position)

    def _sheet(self, position: int) -> ProductSheet:
        catalogue = self._catalogue
        archetype = ARCHETYPES[int(catalogue.archetype[position])]
        brand, style = int(catalogue.brand[position]), int(catalogue.style[position])
        dice = Dice(int(catalogue.dice[position]))
        alike = Dice(self._seed * 1_000_003 + int(catalogue.look[position]))
        material = _mostly(alike, dice, archetype.materials) if archetype.materials else ""
        fitting = tuple(colour for colour in archetype.colours if suits(colour, material))
        colour = _mostly(alike, dice, fitting)
        traits = _traits(archetype, alike, dice)
        words = _words(archetype, material, colour, traits, dice)
        title = make_title(archetype, words, dice, taken=self._titles, brand=brand)
        colours = pick_colours(archetype, fitting, colour, dice)
        variants = make_variants(
            archetype, colours=colours, position=position, brand=brand,
            euros=float(catalogue.euros[position]), currency=self._currency, dice=dice,
        )  # fmt: skip
        other = _kind_of(catalogue, int(catalogue.pairs[position, 0]))
        return ProductSheet(
            position=position,
            archetype=archetype,
            title=title,
            slug=self._slug(title, BRANDS[brand].name),
            description=make_description(archetype, words, dice, style=style, other=other),
            brand=brand,
            tags=_tags(archetype, style, material),
            attributes=_attributes(archetype, material, colour, style, traits),
            variants=variants,
            pictures=self._pictures(
                archetype, title, material, colours, variants, words.get(archetype.drawn, ""), dice
            ),
            is_draft=bool(catalogue.is_draft[position]),
            published_at=datetime.fromtimestamp(float(catalogue.published_at[position]), UTC),
        )

    def _slug(self, title: str, brand: str) -> str:
        base = slugify(unicodedata.normalize("NFKD", f"{title} {brand}"))[:200]
        slug, number = base, 1
        while slug in self._slugs:
            number += 1
            slug = f"{base}-{number}"
        self._slugs.add(slug)
        return slug

    def _pictures(
        self,
        archetype: Archetype,
        title: str,
        material: str,
        colours: tuple[str, ...],
        variants: tuple[VariantSheet, ...],
        detail: str,
        dice: Dice,
    ) -> tuple[PictureSheet, ...]:
        """Show the leading colour first, then in use, then another colour if there is one."""
        shape = dice.roll(self._scale.shapes)
        sheets: list[PictureSheet] = []
        for view in range(self._scale.n_views):
            colour = colours[-1] if view == OTHER_SIDE else colours[0]
            drawing = Drawing(archetype.code, material, colour, shape, view, detail)
            first = next(at for at, variant in enumerate(variants) if variant.colour == colour)
            words = f"{title}, {colour}" if archetype.has_colours else title
            sheets.append(PictureSheet(drawing, f"{words}{_VIEW_WORDS[view]}", first))
        return tuple(sheets)


def _mostly(alike: Dice, dice: Dice, choices: tuple[str, ...]) -> str:
    """Choose as the products that look alike do, or one's own way in every third case."""
    common, own = alike.pick(choices), dice.pick(choices)
    return own if dice.chance(34) else common


def _traits(archetype: Archetype, alike: Dice, dice: Dice) -> tuple[tuple[str, Value], ...]:
    """Choose a value for every trait; products of one look share the first."""
    return tuple(
        (trait.code, (alike if rank == 0 else dice).pick(trait.values))
        for rank, trait in enumerate(archetype.traits)
    )


def _words(
    archetype: Archetype,
    material: str,
    colour: str,
    traits: tuple[tuple[str, Value], ...],
    dice: Dice,
) -> dict[str, str]:
    words = {code: in_words(code, value) for code, value in traits}
    words["headline"] = words.get(archetype.headline, "")
    words["type"] = archetype.product_type
    words["material"] = material
    words["colour"] = colour
    words["series"] = dice.pick(SERIES)
    words["epithet"] = dice.pick(archetype.epithets) if archetype.epithets else ""
    return words


def _attributes(
    archetype: Archetype,
    material: str,
    colour: str,
    style: int,
    traits: tuple[tuple[str, Value], ...],
) -> tuple[tuple[str, Value], ...]:
    fixed: list[tuple[str, Value]] = [("style", STYLES[style].name)]
    if material:
        fixed.insert(0, ("material", material))
    if archetype.has_colours:
        fixed.append(("colour", colour))
    return (*fixed, *traits)


def _tags(archetype: Archetype, style: int, material: str) -> tuple[str, ...]:
    season = () if archetype.season in ("steady", "desk") else (archetype.season.replace("-", " "),)
    tags = (
        STYLES[style].name.lower(),
        *archetype.tags,
        *season,
        *((material,) if material else ()),
    )
    return tuple(dict.fromkeys(tags))


def _kind_of(catalogue: Catalogue, position: int) -> str:
    return "" if position < 0 else ARCHETYPES[int(catalogue.archetype[position])].product_type
