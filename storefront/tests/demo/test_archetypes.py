from __future__ import annotations

from string import Formatter

import pytest

from storefront.demo.archetypes import ARCHETYPES, POSITION, Archetype
from storefront.demo.attributes import ATTRIBUTES
from storefront.demo.brands import BRANDS, CODES
from storefront.demo.colours import COLOURS, suits
from storefront.demo.materials import MATERIALS
from storefront.demo.seasons import CURVES
from storefront.demo.taxonomy import SHELVES, TOP, TOP_OF

every_archetype = pytest.mark.parametrize("archetype", ARCHETYPES, ids=lambda kind: kind.code)


@every_archetype
def test_archetype_refers_only_to_what_exists(archetype: Archetype) -> None:
    assert TOP_OF[archetype.shelf] in TOP
    assert archetype.season in CURVES
    assert set(archetype.colours) <= COLOURS.keys()
    assert set(archetype.materials) <= MATERIALS.keys()
    for material in archetype.materials:
        assert any(suits(colour, material) for colour in archetype.colours), material
    assert {trait.code for trait in archetype.traits} <= ATTRIBUTES.keys()
    assert archetype.headline in {"", *(trait.code for trait in archetype.traits)}
    assert set(archetype.complements) <= POSITION.keys()
    assert any(code != archetype.code for code in archetype.complements)


@every_archetype
def test_archetype_sentences_name_only_its_own_words(archetype: Archetype) -> None:
    known = {"type", "material", "colour", "series", "epithet", *(t.code for t in archetype.traits)}

    for sentence in (*archetype.what, *archetype.detail, *archetype.use, *archetype.care):
        named = {field for _, field, _, _ in Formatter().parse(sentence) if field}
        assert named <= known, sentence
        assert not ("material" in named and not archetype.materials), sentence
        assert sentence.endswith("."), sentence


def test_colours_suit_their_material() -> None:
    assert suits("oak", "oak")
    assert suits("oak", "steel")
    assert suits("blue", "oak")
    assert suits("clear", "recycled glass")
    assert not suits("walnut", "oak")
    assert not suits("brass", "copper")
    assert not suits("clear", "leather")


def test_there_is_enough_to_look_at() -> None:
    assert len(ARCHETYPES) >= 45
    assert len({archetype.product_type for archetype in ARCHETYPES}) == len(ARCHETYPES)
    assert len(TOP) == 12
    assert len(BRANDS) >= 60
    assert {TOP_OF[archetype.shelf] for archetype in ARCHETYPES} == set(TOP)


def test_every_shelf_has_something_on_it() -> None:
    filled = {archetype.shelf for archetype in ARCHETYPES}

    assert {shelf.slug for shelf in SHELVES if shelf.within} == filled


def test_every_department_has_makers_of_every_price() -> None:
    for slug in TOP:
        levels = {brand.level for brand in BRANDS if slug in brand.departments}
        assert {0, 1, 2} <= levels, slug


def test_brand_codes_are_three_letters() -> None:
    assert all(len(code) == 3 and code.isalnum() for code in CODES)
