"""Lamps of every height, and the bulb."""

from __future__ import annotations

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.paths import at
from storefront.demo.pictures.tones import Tones, tones

_WARM = "#ffe9b8"
_BRASS = tones("#c1a055", "metal")
_BLACK = tones("#33312f")


def _glow(easel: Easel, x: float, y: float, reach: float) -> None:
    """Let lamplight fall on wall and table."""
    easel.oval(x, y, reach, reach * 0.8, easel.halo(_WARM, opacity=0.85))


def desk_lamp(easel: Easel) -> None:
    """Draw a jointed lamp whose shade looks down to the left."""
    arm = easel.own if easel.own.finish in ("metal", "wood") else easel.main
    lift = easel.dice.roll(20)
    elbow, head = (292 - easel.dice.roll(16), 208 - lift), (170 + easel.dice.roll(12), 112 - lift)
    _glow(easel, head[0] - 36, head[1] + 90, 110)
    easel.ground(236, 326, 74)
    easel.solid(paths.cylinder(232, 314, 326, 58, 60), easel.main)
    easel.oval(232, 314, 58, 9, easel.main.light)
    easel.tube(f"M232 312L{at(*elbow)}", arm, 9)
    easel.tube(f"M{at(*elbow)}L{at(*head)}", arm, 9)
    easel.solid(paths.oval(*elbow, 11, 11), _BRASS if easel.dice.chance(40) else easel.main)
    with easel.moved(head[0] - 200, head[1] - 330, turn=24 + easel.dice.roll(14)):
        shade = easel.dice.roll(3)
        if shade == 0:
            outline = paths.lathe(200, [(312, 15), (330, 26), (372, 62), (390, 66)], dip=0.22)
        elif shade == 1:
            outline = paths.lathe(200, [(314, 18), (324, 46), (350, 62), (386, 64)], dip=0.22)
        else:
            outline = paths.cylinder(200, 316, 388, 34, 58, dip=0.22)
        easel.path(paths.oval(200, 388, 60, 15), _WARM)
        easel.oval(200, 390, 20, 12, "#fff6dd")
        easel.solid(outline, easel.main)
        easel.path(
            paths.oval(200, 388, 58, 13), easel.gradient(((0, easel.main.deep), (1, _WARM)), "y")
        )
        easel.oval(200, 392, 17, 9, "#fffbee")
        easel.solid(paths.cylinder(200, 302, 318, 10, 14), easel.main)


def table_lamp(easel: Easel) -> None:
    """Draw a turned base with a fabric or opal shade, or a mushroom of one piece."""
    _glow(easel, 200, 150, 150)
    easel.ground(200, 326, 70)
    kind = easel.dice.roll(3)
    wide = 84 + easel.dice.roll(20)
    if kind == 0:
        easel.solid(paths.lathe(200, [(196, 15), (250, 19), (300, 38), (324, 50)]), easel.main)
        cap = f"M{at(200 - wide, 204)}C{at(200 - wide, 108)} {at(200 + wide, 108)} {at(200 + wide, 204)}a{at(wide, wide * 0.16)} 0 0 1 {at(-2 * wide, 0)}z"
        easel.solid(cap, _lit(easel.main))
        return
    base = (
        [(224, 10), (240, 24), (276, 52), (308, 46), (325, 34)],
        [(224, 12), (252, 16), (262, 40), (300, 44), (325, 40)],
    )[easel.dice.roll(2)]
    easel.solid(paths.box(196, 196, 8, 34, 2), _BRASS)
    easel.solid(paths.lathe(200, base), easel.main)
    shade = paths.cylinder(200, 112, 206, wide * (0.56 if kind == 1 else 0.8), wide, dip=0.12)
    easel.path(
        shade,
        easel.gradient(((0, "#f6e3bd"), (0.35, "#fff6e0"), (0.7, "#f3d9a8"), (1, "#d9b783")), "x"),
    )
    easel.path(shade, easel.pattern("cloth", tones("#d8bd8c")))
    top = wide * (0.56 if kind == 1 else 0.8)
    easel.oval(200, 112, top, top * 0.12, "#fffaf0")


def _lit(shell: Tones) -> Tones:
    """Return the tones of a shade with a lamp inside."""
    return Tones(shell.shade, shell.base, shell.light, shell.glow, "#fff4d8", shell.finish)


def pendant_lamp(easel: Easel) -> None:
    """Draw a lamp that hangs from above, with its light below."""
    wide = 96 + easel.dice.roll(24)
    easel.oval(200, 340, 190, 90, easel.halo(_WARM, opacity=0.7))
    _glow(easel, 200, 252, 140)
    easel.line("M200 -60V124", _BLACK.base, 3.4)
    easel.solid(paths.cylinder(200, 108, 134, 11, 13), _BRASS if easel.dice.chance(50) else _BLACK)
    shell = easel.own if easel.own.finish == "woven" and easel.colour == "natural" else easel.main
    kind = easel.dice.roll(4)
    profile = (
        [(132, 20), (150, wide * 0.62), (190, wide * 0.93), (236, wide)],
        [(132, 16), (180, 36), (214, wide * 0.8), (238, wide)],
        [(132, wide * 0.3), (236, wide)],
        [(132, 22), (146, wide * 0.7), (184, wide), (226, wide * 0.9), (246, wide * 0.66)],
    )[kind]
    foot = profile[-1]
    easel.solid(paths.lathe(200, profile, dip=0.15), shell)
    easel.path(
        paths.oval(200, foot[0], foot[1] - 2, foot[1] * 0.15 - 1),
        easel.gradient(((0, shell.deep), (1, "#fff1cf")), "y"),
    )
    easel.oval(200, foot[0] + 3, 20, 9, "#fffaf0")
    if kind != 2 and shell.finish != "woven":
        easel.line(
            f"M{at(200 - foot[1] + 1, foot[0])}a{at(foot[1] - 1, foot[1] * 0.15)} 0 0 0 {at(2 * foot[1] - 2, 0)}",
            shell.light,
            2.4,
        )


def floor_lamp(easel: Easel) -> None:
    """Draw a tall lamp: straight, on three legs, or reaching over in an arc."""
    kind = easel.dice.roll(3)
    pole = easel.own if easel.own.finish in ("metal", "wood") else _BLACK
    if kind == 2:
        _glow(easel, 124, 150, 120)
        easel.ground(262, 332, 60)
        easel.solid(paths.cylinder(262, 324, 333, 48, 50), easel.main)
        easel.tube("M262 324V130C262 40 150 30 124 92", pole, 6)
        _shade(easel, 124, 86, 58)
        return
    _glow(easel, 200, 120, 140)
    easel.ground(200, 332, 66)
    if kind == 1:
        for x, y in ((148, 332), (254, 332), (206, 338)):
            easel.tube(f"M200 160L{x} {y}", pole, 7)
    else:
        easel.solid(paths.cylinder(200, 325, 333, 46, 48), easel.main)
        easel.tube("M200 324V150", pole, 6.5)
    _shade(easel, 200, 68, 66)


def _shade(easel: Easel, cx: float, top: float, wide: float) -> None:
    narrow = wide * (0.5 + 0.2 * easel.dice.roll(3))
    tones_in = easel.main if easel.dice.chance(55) else tones("#efe0c2", "cloth")
    easel.solid(paths.cylinder(cx, top, top + 82, narrow, wide, dip=0.14), tones_in)
    easel.path(
        paths.oval(cx, top + 82, wide - 2, wide * 0.14 - 1),
        easel.gradient(((0, tones_in.deep), (1, "#fff1cf")), "y"),
    )


def light_bulb(easel: Easel) -> None:
    """Draw one glowing bulb with its filament, standing on its cap."""
    _glow(easel, 200, 186, 160)
    easel.ground(200, 326, 46)
    size = 56 + easel.dice.roll(20)
    kind = easel.dice.roll(3)
    if kind == 0:
        outline = paths.closed(
            [(200, 190 - size), (200 + size, 190), (222, 268), (178, 268), (200 - size, 190)],
            smooth=1.05,
        )
    elif kind == 1:
        outline = f"M{at(178, 272)}C{at(176, 236)} {at(200 - size, 236)} {at(200 - size, 184)}a{size} {size} 0 0 1 {2 * size} 0C{at(200 + size, 236)} 224 236 222 272z"
    else:
        outline = paths.lathe(200, [(122, 24), (134, 36), (220, 36), (270, 24)])
    glass = tones(
        "#f2d9a0"
        if easel.colour == "amber"
        else "#fdf6e3"
        if easel.colour == "white"
        else "#f7ecd2"
    )
    easel.path(outline, glass.light, opacity=0.65)
    easel.path(outline, easel.halo("#fff3c9", opacity=1))
    easel.line(outline, glass.deep, 1.8, opacity=0.5)
    if easel.colour != "white":
        easel.line(
            "M190 270C186 230 170 196 184 176s20 26 16 44s2 -66 18 -44s-2 54 -8 94", "#e8963a", 2.6
        )
    easel.line("M166 176q4 -26 22 -38", "#fff", 6, opacity=0.8)
    for step in range(4):
        easel.solid(
            paths.box(178 + step, 268 + step * 12, 44 - 2 * step, 13, 5), tones("#b9b3a2", "metal")
        )
    easel.solid(paths.cylinder(200, 314, 324, 12, 9), _BLACK)


DRAWINGS = {
    "desk-lamp": desk_lamp,
    "table-lamp": table_lamp,
    "pendant-lamp": pendant_lamp,
    "floor-lamp": floor_lamp,
    "light-bulb": light_bulb,
}
