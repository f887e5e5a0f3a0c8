from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from storefront.demo.archetypes import ARCHETYPES, Archetype
from storefront.demo.colours import COLOURS
from storefront.demo.pictures import Drawing, draw
from storefront.demo.pictures.drawing import DRAWINGS
from storefront.demo.pictures.framing import share_beside
from storefront.demo.pictures.tones import from_oklch, mix, to_oklch, tones

every_archetype = pytest.mark.parametrize("archetype", ARCHETYPES, ids=lambda kind: kind.code)


def drawings(archetype: Archetype, shapes: int) -> list[Drawing]:
    return [
        Drawing(
            archetype.code, material, archetype.colours[shape % len(archetype.colours)], shape, view
        )
        for material in (archetype.materials or ("",))
        for shape in range(shapes)
        for view in range(3)
    ]


def test_every_archetype_has_its_own_drawing() -> None:
    assert DRAWINGS.keys() == {archetype.code for archetype in ARCHETYPES}
    assert len(set(DRAWINGS.values())) == len(ARCHETYPES)


@every_archetype
def test_pictures_are_well_formed_wordless_and_small(archetype: Archetype) -> None:
    sizes = []
    for drawing in drawings(archetype, 2):
        svg = draw(drawing)
        root = ET.fromstring(svg)  # noqa: S314 - our own drawing
        elements = {element.tag.rsplit("}")[-1] for element in root.iter()}
        sizes.append(len(svg))
        assert root.get("viewBox") == "0 0 400 400"
        assert not elements & {"text", "image", "script", "style", "foreignObject"}
        assert "nan" not in svg
        assert set(re.findall(r"url\(#(\w+)\)|href=\"#(\w+)\"", svg)) <= ids(svg)
    assert max(sizes) < 16_000
    assert sum(sizes) / len(sizes) < 9_500


@every_archetype
def test_pictures_are_the_same_every_time_and_differ_by_every_input(archetype: Archetype) -> None:
    base = Drawing(archetype.code, (archetype.materials or ("",))[0], archetype.colours[0], 3, 0)
    others = (
        Drawing(base.archetype, base.material, archetype.colours[1], 3, 0),
        Drawing(base.archetype, base.material, base.colour, 3, 1),
        Drawing(base.archetype, base.material, base.colour, 3, 2),
    )

    assert draw(base) == draw(base)
    assert len({draw(base), *(draw(other) for other in others)}) == 4
    assert len({base.path, *(other.path for other in others)}) == 4
    assert (
        len(
            {
                draw(Drawing(base.archetype, base.material, base.colour, shape, 0))
                for shape in range(12)
            }
        )
        > 4
    )


def ids(svg: str) -> set[tuple[str, str]]:
    found = re.findall(r' id="(\w+)"', svg)
    return {(name, "") for name in found} | {("", name) for name in found}


@pytest.mark.parametrize("colour", COLOURS.values())
def test_colours_survive_the_way_to_oklch_and_back(colour: str) -> None:
    assert from_oklch(*to_oklch(colour)) == colour.lower()


def test_lights_run_from_dark_to_bright() -> None:
    for colour in COLOURS.values():
        lit = tones(colour)
        levels = [
            to_oklch(shade)[0] for shade in (lit.deep, lit.shade, lit.base, lit.light, lit.glow)
        ]
        assert levels == sorted(levels)


def test_mix_starts_and_ends_at_its_colours() -> None:
    assert mix("#b7483f", "#2f4260", 0.0) == "#b7483f"
    assert mix("#b7483f", "#2f4260", 1.0) == "#2f4260"


def test_things_of_unlike_size_are_not_shown_together() -> None:
    assert share_beside("bookcase", "novel") == 0.0
    assert 0.4 < share_beside("french-press", "mug") < 0.5
