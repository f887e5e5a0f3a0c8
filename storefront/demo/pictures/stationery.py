"""Notebooks, pens, ink and pencils."""

from __future__ import annotations

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.tones import Tones, tones

_BRASS = tones("#c1a055", "metal")
_STRAP = tones("#97592f")


def notebook(easel: Easel) -> None:
    """Draw a closed book with ribbon or band, a second one below it."""
    cover = easel.main
    other = tones(
        easel.dice.pick((cover.deep, cover.glow, "#eadfc8", "#c4714f", "#2f4260")), cover.finish
    )
    easel.ground(204, 322, 116)
    with easel.moved(10, -4, turn=9):
        _cover(easel, other, plain=True)
    with easel.moved(-6, 0, turn=-5):
        _cover(easel, cover, plain=False)


def _cover(easel: Easel, cover: Tones, *, plain: bool) -> None:
    easel.path(paths.box(120, 96, 176, 226, 8), cover.deep)
    easel.path(paths.box(118, 92, 176, 226, 5), "#efe6d4")
    easel.line("M288 100V312M291 100V312", "#cdbfa5", 1.2)
    front = paths.box(108, 88, 180, 226, 8)
    easel.solid(
        front,
        cover.on(cover.finish if cover.finish in ("cloth", "leather") else "matte"),
        axis="xy",
    )
    easel.path("M108 96q0 -8 8 -8h14V314h-14q-8 0 -8 -8z", cover.deep, opacity=0.35)
    if plain:
        return
    kind = easel.dice.roll(5)
    accent = easel.dice.pick(("#f3ead8", cover.deep, "#c1a055"))
    if kind == 0:
        easel.path("M262 88h11V314h-11z", cover.deep, opacity=0.75)
        easel.line("M230 314v24l7 -6l7 6v-24", tones("#c4714f").base, 5)
    elif kind == 1:
        easel.flat(paths.box(158, 132, 88, 54, 4), tones("#f5efe2"))
        easel.line("M174 152h56M174 166h36", cover.shade, 3)
    elif kind == 2:
        for step in range(4):
            easel.oval(208, 200, 14 + step * 16, 14 + step * 16, "none")
            easel.line(paths.oval(208, 200, 14 + step * 15, 14 + step * 15), accent, 3, opacity=0.9)
    elif kind == 3:
        easel.path("M130 250q40 -40 80 -10t78 -20V306q0 8 -8 8H130z", accent, opacity=0.85)
        easel.oval(246, 140, 20, 20, accent, opacity=0.85)
    else:
        easel.line("M150 120h96", accent, 4)
        easel.line("M150 134h60", accent, 3)


def fountain_pen(easel: Easel) -> None:
    """Draw a pen on a slant with its cap beside it."""
    barrel = easel.main
    trim = _BRASS if easel.dice.chance(55) else tones("#b9bdc0", "metal")
    nib = _BRASS if easel.dice.chance(60) else tones("#b9bdc0", "metal")
    girth = 24 + easel.dice.roll(7)
    with easel.moved(-6, -84, turn=-38):
        easel.oval(204, 362, 172, 14, easel.halo("#1f1a14", opacity=0.4))
        easel.path(f"M78 330L34 {330} L78 {330 + girth * 0.34:.0f}z", nib.shade)
        easel.path(
            f"M84 {330 - girth * 0.42:.0f}Q54 {330 - girth * 0.34:.0f} 28 330Q54 {330 + girth * 0.34:.0f} 84 {330 + girth * 0.42:.0f}z",
            easel.gradient(((0, nib.glow), (0.5, nib.base), (1, nib.deep)), "y"),
        )
        easel.line("M34 330H66", nib.deep, 1.6)
        easel.oval(68, 330, 2.6, 2.6, nib.deep)
        easel.solid(
            paths.box(80, 330 - girth * 0.42, 62, girth * 0.84, 8), tones("#33312f"), axis="y"
        )
        easel.solid(paths.box(138, 330 - girth / 2, 8, girth, 2), trim, axis="y")
        easel.solid(
            f"M144 {330 - girth / 2}H330q26 2 26 {girth / 2}t-26 {girth / 2}H144z", barrel, axis="y"
        )
        easel.solid(paths.box(320, 330 - girth / 2, 7, girth, 2), trim, axis="y")
    with easel.moved(-4, -24, turn=-38):
        easel.solid(
            f"M150 {330 - girth * 0.56:.0f}H262q22 2 22 {girth * 0.56:.0f}t-22 {girth * 0.56:.0f}H150q-7 0 -7 -7v-{girth * 1.12 - 14:.0f}q0 -7 7 -7z",
            barrel,
            axis="y",
        )
        easel.solid(paths.box(150, 330 - girth * 0.56, 9, girth * 1.12, 2), trim, axis="y")
        easel.line(f"M176 {330 - girth * 0.62:.0f}H268", trim.shade, 6)
        easel.line(f"M176 {330 - girth * 0.7:.0f}H266", trim.glow, 2.4)


def ink(easel: Easel) -> None:
    """Draw a heavy bottle of ink with a drop beside it."""
    colour = easel.main
    easel.ground(200, 326, 96)
    kind = easel.dice.roll(3)
    outline = (
        paths.box(112, 196, 176, 128, 26),
        paths.polygon([(138, 196), (262, 196), (296, 250), (284, 324), (116, 324), (104, 250)], 18),
        paths.lathe(200, [(194, 60), (212, 88), (290, 92), (324, 80)], dip=0.08),
    )[kind]
    with easel.clip(outline):
        easel.path("M0 226H400V400H0z", easel.gradient(((0, colour.base), (1, colour.deep)), "y"))
    easel.solid(outline, tones("#c8d6d8", "glass"))
    easel.path(paths.box(128, 222, 8, 74, 4), "#fff", opacity=0.55)
    easel.flat(paths.box(160, 246, 80, 50, 4), tones("#f5efe2"))
    easel.oval(200, 266, 11, 11, colour.base)
    easel.line("M180 286h40", colour.shade, 2.4)
    cap = tones("#33312f") if easel.dice.chance(60) else _BRASS
    easel.solid(paths.cylinder(200, 148, 200, 46, 46), cap)
    easel.oval(200, 148, 46, 7.4, cap.light)
    easel.path(paths.closed([(318, 322), (338, 314), (350, 324), (334, 334)]), colour.deep)
    easel.oval(328, 320, 5, 2, "#fff", opacity=0.35)


def pencils(easel: Easel) -> None:
    """Draw a cup full of pencils in related colours."""
    easel.ground(200, 328, 86)
    palette = (
        "#b7483f",
        "#cc9a35",
        "#2f4260",
        "#94a98a",
        "#2e2d2c",
        "#c4714f",
        "#93b4c9",
        "#5f7148",
    )
    own = (easel.main.base, easel.main.deep, easel.main.shade)
    shades = palette if easel.dice.chance(60) else own
    for step in range(6):
        x, top = 166 + step * 13.6, 92 + easel.dice.roll(46)
        lead = tones(easel.dice.pick(shades))
        with easel.moved(x - 200, -40, turn=(step - 2.5) * 9):
            easel.solid(paths.box(194, top + 40, 13, 250 - top, 1), lead)
            easel.path(f"M194 {top + 40}L200.5 {top + 14}L207 {top + 40}q-6 -6 -13 0z", "#e6c998")
            easel.path(f"M198 {top + 24}L200.5 {top + 14}L203 {top + 24}z", lead.deep)
    wide = 58 + easel.dice.roll(10)
    cup = easel.own if easel.dice.chance(40) else easel.main
    easel.solid(paths.cylinder(200, 214, 324, wide, wide * 0.92), cup)
    easel.line(f"M{200 - wide} 214a{wide} {wide * 0.16:.0f} 0 0 0 {2 * wide} 0", cup.light, 4)


DRAWINGS = {
    "notebook": notebook,
    "fountain-pen": fountain_pen,
    "ink": ink,
    "pencils": pencils,
}
