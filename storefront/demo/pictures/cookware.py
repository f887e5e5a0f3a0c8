"""Pans, pots, knives and boards."""

from __future__ import annotations

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.paths import at
from storefront.demo.pictures.tones import Tones, tones

_STEEL = tones("#b9bdc0", "metal")
_IRON = tones("#3c3e40")
_WOODS = (tones("#a8794c", "wood"), tones("#755039", "wood"), tones("#c49a66", "wood"))


def frying_pan(easel: Easel) -> None:
    """Draw a pan seen from above, handle to the upper right."""
    radius = 92 + easel.dice.roll(14)
    metal = easel.own if easel.own.finish == "metal" else _IRON
    inner = tones("#8f9396", "metal") if easel.material == "stainless steel" else _IRON
    easel.oval(196, 262, radius * 1.25, 60, easel.halo("#1f1a14", opacity=0.4))
    grip = _WOODS[easel.dice.roll(3)] if easel.dice.chance(50) else metal
    easel.tube(f"M{at(184 + radius * 0.62, 210 - radius * 0.4)}L{at(346, 118)}", metal, 13)
    easel.tube("M286 158L352 114", grip, 19)
    easel.oval(346, 118, 4, 4, metal.deep)
    easel.solid(paths.oval(184, 238, radius, radius * 0.62), metal)
    easel.solid(paths.oval(184, 226, radius, radius * 0.62), metal)
    easel.path(
        paths.oval(184, 228, radius - 9, radius * 0.62 - 7),
        easel.gradient(((0, inner.deep), (1, inner.light)), "yx"),
    )
    easel.path(paths.oval(184, 236, radius - 26, radius * 0.62 - 20), inner.base, opacity=0.75)
    easel.line(f"M{at(184 - radius * 0.7, 214)}q20 -32 70 -40", "#fff", 4, opacity=0.3)
    for x, y in ((184 + radius * 0.74, 196), (184 + radius * 0.84, 206)):
        easel.oval(x, y, 3.4, 3, _STEEL.light)


def casserole(easel: Easel) -> None:
    """Draw a wide pot with a lid and two handles."""
    wide, tall = 108 + easel.dice.roll(12), 92 + easel.dice.roll(34)
    top = 318 - tall
    easel.ground(200, 326, wide + 30)
    for side in (-1, 1):
        x = 200 + side * wide
        easel.tube(
            f"M{at(x - side * 6, top + 26)}q{at(side * 30, -4)} {at(side * 28, 14)}t{at(-side * 28, 14)}",
            easel.main,
            13,
        )
    body = paths.lathe(
        200, [(top, wide), (292, wide), (312, wide * 0.95), (320, wide * 0.84)], dip=0.1
    )
    easel.solid(body, easel.main)
    easel.path(paths.cylinder(200, top, top + 7, wide + 3, wide + 3, dip=0.1), easel.main.light)
    dome = [
        (top - 34, 26),
        (top - 30, wide * 0.5),
        (top - 17, wide * 0.9),
        (top - 3, wide + 4),
        (top + 2, wide + 4),
    ]
    easel.solid(paths.lathe(200, dome, dip=0.1), easel.main)
    easel.line(
        f"M{at(200 - wide * 0.62, top - 22)}a{at(wide * 0.62, wide * 0.07)} 0 0 0 {at(wide * 1.24, 0)}",
        easel.main.shade,
        2,
    )
    knob = tones("#c1a055", "metal") if easel.dice.chance(50) else _STEEL
    easel.solid(
        paths.lathe(200, [(top - 54, 14), (top - 48, 17), (top - 42, 10), (top - 33, 10)]), knob
    )


def chefs_knife(easel: Easel) -> None:
    """Draw a knife lying at an angle, blade to the left."""
    grip = tones(easel.main.base, "wood") if easel.colour != "black" else tones("#2e2d2c")
    drop = 46 + easel.dice.roll(10)
    with easel.moved(-6, -92, turn=-32):
        easel.oval(196, 352, 168, 14, easel.halo("#1f1a14", opacity=0.4))
        blade = f"M214 308L34 312Q24 312 30 317C70 {340 + drop * 0.3:.0f} 140 {318 + drop:.0f} 216 {316 + drop * 0.9:.0f}z"
        easel.path(blade, easel.gradient(((0, "#dfe3e5"), (0.55, "#b4babd"), (1, "#888f93")), "y"))
        edge = f"M30 317C70 {340 + drop * 0.3:.0f} 140 {318 + drop:.0f} 216 {316 + drop * 0.9:.0f}v-9C140 {308 + drop:.0f} 76 {331 + drop * 0.3:.0f} 30 317z"
        easel.path(edge, "#fff", opacity=0.5)
        easel.solid(paths.box(212, 305, 16, 34, 4), _STEEL, axis="y")
        handle = "M226 306C270 300 300 306 352 304q16 2 14 16q-2 18 -18 18C300 338 280 330 226 336z"
        easel.solid(handle, grip, axis="y")
        for x in (252, 290, 328):
            easel.oval(x, 320, 4, 4, _STEEL.light)
            easel.oval(x, 321, 2.6, 2.6, _STEEL.shade)


def chopping_board(easel: Easel) -> None:
    """Draw a board leaning on the wall, with a handle or a groove."""
    wood = easel.own if easel.own.finish == "wood" else _WOODS[2]
    wide, tall = 82 + easel.dice.roll(30), 172 + easel.dice.roll(26)
    top = 318 - tall
    easel.ground(206, 322, wide + 22)
    kind = easel.dice.roll(3)
    if kind == 0:
        outline = (
            f"M{at(200 - wide, top + 18)}q0 -18 18 -18H182c4 -14 -2 -40 0 -50q2 -14 18 -14t18 14"
            f"c2 10 -4 36 0 50H{200 + wide - 18}q18 0 18 18V304q0 18 -18 18H{200 - wide + 18}q-18 0 -18 -18z"
        )
    elif kind == 1:
        outline = paths.box(200 - wide, top - 20, 2 * wide, tall + 24, 26)
    else:
        outline = paths.closed(
            [
                (200, top - 26),
                (200 + wide, top + 30),
                (200 + wide, 280),
                (200, 324),
                (200 - wide, 280),
                (200 - wide, top + 30),
            ],
            smooth=0.9,
        )
    with easel.moved(9, 3):
        easel.path(outline, wood.deep)
    easel.path(outline, easel.gradient(((0, wood.light), (0.6, wood.base), (1, wood.shade)), "xy"))
    _long_grain(easel, outline, wood)
    hole_y = top - 46 if kind == 0 else top + 4
    easel.oval(200, hole_y, 7, 7, wood.deep)
    if kind == 1:
        easel.line(
            paths.box(200 - wide + 16, top + 26, 2 * wide - 32, tall - 40, 16),
            wood.shade,
            4,
            opacity=0.8,
        )


def _long_grain(easel: Easel, outline: str, wood: Tones) -> None:
    with easel.clip(outline):
        x = 90.0
        while x < 320:
            x += 11 + easel.dice.roll(18)
            sway = easel.dice.roll(9) - 4
            easel.line(f"M{at(x, 60)}q{sway} 70 0 140t0 140", wood.shade, 1.5, opacity=0.6)


DRAWINGS = {
    "frying-pan": frying_pan,
    "casserole": casserole,
    "chefs-knife": chefs_knife,
    "chopping-board": chopping_board,
}
