"""Coffee and tea: press, grinder, mug, pot, bag, tin and jar."""

from __future__ import annotations

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.marks import label, leaf
from storefront.demo.pictures.paths import at, number
from storefront.demo.pictures.tones import mix, tones

COFFEE = tones("#4a3427")
_TEA = "#a8682f"
_STEEL = tones("#b9bdc0", "metal")
_GLASS = tones("#cfe0e0", "glass")


def french_press(easel: Easel) -> None:
    """Draw a jug with a plunger; of glass in a frame, or all of one body."""
    wide = 62 + easel.dice.roll(10)
    top, foot = 150 - easel.dice.roll(16), 322
    easel.ground(200, 326, wide + 34)
    handle = f"M{at(200 + wide, 186)}c58 -8 66 26 62 58s-26 46 -60 44"
    easel.tube(handle, easel.main, 15)
    body = paths.cylinder(200, top, foot, wide, wide)
    if easel.own.finish == "glass":
        _glass_jug(easel, wide, top, foot)
    else:
        easel.solid(body, easel.main)
        easel.line(
            f"M{at(200 - wide, foot - 26)}a{wide} {wide * 0.16} 0 0 0 {2 * wide} 0",
            easel.main.shade,
            3,
        )
    _plunger(easel, wide, top)


def _glass_jug(easel: Easel, wide: float, top: float, foot: float) -> None:
    level = top + 46
    easel.solid(paths.cylinder(200, level, foot - 5, wide - 5, wide - 5), COFFEE)
    easel.oval(200, level, wide - 5, (wide - 5) * 0.16, "#7a5a40")
    easel.solid(paths.cylinder(200, top, foot, wide, wide), _GLASS)
    for y in (top + 26, foot - 22):
        easel.solid(paths.cylinder(200, y, y + 12, wide + 2, wide + 2), easel.main)
    easel.solid(paths.cylinder(200, foot - 12, foot, wide + 3, wide + 3), easel.main)
    easel.path(paths.box(200 - wide + 12, top + 44, 9, foot - top - 84, 4), "#fff", opacity=0.4)


def _plunger(easel: Easel, wide: float, top: float) -> None:
    easel.solid(paths.box(197, top - 66, 6, 60, 2), _STEEL)
    lid = paths.lathe(
        200, [(top - 22, 20), (top - 16, wide * 0.7), (top - 4, wide + 3), (top + 8, wide + 3)]
    )
    easel.solid(lid, easel.main)
    easel.path(f"M{at(200 - wide - 2, top)}l-16 -4l12 14z", easel.main.light)
    knob = easel.own if easel.own.finish in ("wood", "metal") else easel.main
    easel.solid(paths.oval(200, top - 70, 13, 12), knob)


def coffee_grinder(easel: Easel) -> None:
    """Draw a hand mill: body, hopper, crank."""
    wide, tall = 44 + easel.dice.roll(10), 128 + easel.dice.roll(30)
    top = 326 - tall
    easel.ground(200, 328, wide + 30)
    wood = easel.own if easel.own.finish == "wood" else tones("#a87b50", "wood")
    easel.solid(paths.cylinder(200, 326 - tall * 0.42, 326, wide - 2, wide - 2), wood)
    easel.solid(paths.cylinder(200, top, 326 - tall * 0.4, wide, wide), easel.main)
    easel.line(
        f"M{at(200 - wide, 326 - tall * 0.4)}a{wide} {wide * 0.16} 0 0 0 {2 * wide} 0",
        easel.main.deep,
        2.5,
    )
    easel.solid(
        paths.lathe(200, [(top - 20, 10), (top - 14, 30), (top, wide), (top + 10, wide)]), _STEEL
    )
    easel.solid(paths.box(195, top - 48, 10, 34, 3), _STEEL)
    easel.tube(f"M200 {top - 46}C240 {top - 56} 270 {top - 52} 296 {top - 62}", _STEEL, 9)
    easel.solid(
        paths.lathe(296, [(top - 98, 7), (top - 92, 12), (top - 74, 10), (top - 62, 6)]), wood
    )


def mug(easel: Easel) -> None:
    """Draw a cup with a handle: straight, round or tapering, sometimes dipped in a second glaze."""
    shape = easel.dice.roll(4)
    wide, tall = 66 + easel.dice.roll(16), 118 + easel.dice.roll(34)
    top = 322 - tall
    easel.ground(204, 324, wide + 26)
    reach = 46 + easel.dice.roll(12)
    grip = f"M{at(200 + wide - 6, top + tall * 0.24)}c{reach} -12 {reach + 6} 18 {reach} 34s-30 32 {-reach} 30"
    easel.tube(grip, easel.main, 14)
    body = _mug_body(shape, wide, top)
    easel.solid(body, easel.main)
    _mug_glaze(easel, body, top, tall, wide)
    easel.rim(200, top, wide, easel.main, inside=COFFEE.base, lip=5)
    easel.oval(196, top + 1, wide * 0.6, wide * 0.06, "#6b4a35", opacity=0.7)


def _mug_body(shape: int, wide: float, top: float) -> str:
    if shape == 0:
        return paths.cylinder(200, top, 318, wide, wide)
    if shape == 1:
        return paths.lathe(200, [(top, wide), (270, wide), (302, wide * 0.9), (319, wide * 0.62)])
    if shape == 2:
        return paths.cylinder(200, top, 318, wide, wide * 0.72)
    return paths.lathe(
        200, [(top, wide * 0.94), (top + 40, wide), (280, wide * 1.02), (319, wide * 0.76)]
    )


def _mug_glaze(easel: Easel, body: str, top: float, tall: float, wide: float) -> None:
    kind = easel.dice.roll(4)
    with easel.clip(body):
        if kind == 0:
            clay = mix("#c9a57f", easel.main.base, 0.15)
            edge = top + tall * 0.72
            easel.path(f"M100 {number(edge)}q50 14 100 10t100 -4V400H100z", clay, opacity=0.85)
        elif kind == 1:
            left, dice = int(200 - wide), easel.dice
            spots = [
                (left + dice.roll(int(2 * wide)), top + 14 + dice.roll(int(tall)))
                for _ in range(18)
            ]
            easel.specks(spots, easel.main.deep, 3.2, opacity=0.7)
        elif kind == 2:
            easel.path(
                paths.cylinder(200, top + tall * 0.16, top + tall * 0.26, 120, 120),
                easel.main.glow,
                opacity=0.8,
            )


def teapot(easel: Easel) -> None:
    """Draw a round pot with spout, lid and handle."""
    wide, tall = 84 + easel.dice.roll(14), 112 + easel.dice.roll(26)
    top = 318 - tall
    easel.ground(200, 324, wide + 38)
    middle = top + tall * 0.5
    # A see-through pot needs a fitting of its own colour and something inside.
    is_glass = easel.main.finish == "glass"
    shell = tones(easel.main.base) if is_glass else easel.main
    left = 200 - wide
    spout = (
        f"M{at(left + 30, middle - 16)}C{at(left - 20, middle - 18)} {at(left - 26, top + 12)} {at(left - 44, top - 2)}"
        f"q-8 -1 -12 6C{at(left - 44, top + 30)} {at(left - 30, middle + 40)} {at(left + 40, middle + 44)}z"
    )
    easel.solid(spout, shell, axis="y")
    handle_tones = easel.own if easel.own.finish in ("wood", "metal") else shell
    if easel.dice.chance(45):
        easel.tube(
            f"M{at(200 - wide * 0.6, top + 18)}C140 {top - 80} 260 {top - 80} {at(200 + wide * 0.6, top + 18)}",
            handle_tones,
            11,
        )
    else:
        easel.tube(
            f"M{at(200 + wide * 0.78, top + 24)}c56 -22 70 20 58 48s-32 44 -62 40", handle_tones, 13
        )
    body = paths.lathe(
        200,
        [
            (top, wide * 0.5),
            (top + 14, wide * 0.82),
            (middle, wide),
            (288, wide * 0.86),
            (318, wide * 0.52),
        ],
    )
    if is_glass:
        brew = [
            (middle - 8, wide * 0.96),
            (middle + 10, wide * 0.96),
            (288, wide * 0.8),
            (314, wide * 0.46),
        ]
        easel.solid(paths.lathe(200, brew, dip=0.1), tones(_TEA))
        easel.solid(body, tones("#d5e2e0", "glass"))
    else:
        easel.solid(body, easel.main)
    lid = paths.lathe(
        200,
        [(top - 20, 10), (top - 14, wide * 0.3), (top - 2, wide * 0.52), (top + 5, wide * 0.53)],
    )
    easel.solid(lid, shell)
    easel.line(
        f"M{at(200 - wide * 0.52, top + 4)}a{wide * 0.52:.0f} {wide * 0.085:.0f} 0 0 0 {wide * 1.04:.0f} 0",
        easel.main.deep,
        2,
        opacity=0.6,
    )
    easel.solid(paths.oval(200, top - 26, 11, 10), handle_tones)


def coffee_beans(easel: Easel) -> None:
    """Draw a block-bottom bag with a folded top, a plain label and a few beans."""
    wide = 76 + easel.dice.roll(12)
    top = 118 + easel.dice.roll(24)
    easel.ground(200, 328, wide + 26)
    bag = paths.polygon(
        [
            (200 - wide, top),
            (200 + wide, top),
            (200 + wide + 6, 318),
            (200 + wide - 4, 328),
            (200 - wide + 4, 328),
            (200 - wide - 6, 318),
        ],
        9,
    )
    easel.solid(bag, easel.main)
    with easel.clip(bag):
        easel.path(
            f"M{at(200 + wide - 26, top)}l10 90l-8 130h60v-220z", easel.main.deep, opacity=0.35
        )
        easel.path(
            f"M{at(200 - wide - 8, top + 44)}l26 20l-20 210h-20z", easel.main.glow, opacity=0.3
        )
    easel.solid(paths.box(200 - wide - 4, top - 16, 2 * wide + 8, 34, 5), easel.main, axis="y")
    easel.line(f"M{at(200 - wide, top + 12)}h{2 * wide}", easel.main.deep, 2, opacity=0.5)
    label(easel, 200, top + 112, wide * 0.62, 46)
    for x, y, turn in ((112, 322, 20), (290, 326, -30), (306, 318, 40), (96, 330, 70)):
        _bean(easel, x, y, turn)


def _bean(easel: Easel, x: float, y: float, turn: float) -> None:
    outline = paths.closed(
        paths.turned([(x - 9, y), (x, y - 6), (x + 9, y), (x, y + 6)], x, y, turn)
    )
    easel.path(outline, COFFEE.base)
    crease = paths.turned([(x - 8, y), (x, y - 2), (x + 8, y)], x, y, turn)
    easel.line(paths.opened(crease), COFFEE.deep, 1.6)


def tea(easel: Easel) -> None:
    """Draw a round tin with a fitted lid and a label; leaves beside it."""
    wide = 62 + easel.dice.roll(12)
    tall = 150 + easel.dice.roll(30)
    top = 322 - tall
    easel.ground(200, 326, wide + 26)
    easel.solid(paths.cylinder(200, top + 30, 322, wide, wide), easel.main)
    easel.solid(paths.cylinder(200, top, top + 34, wide + 3, wide + 3), easel.main)
    easel.oval(200, top, wide + 3, (wide + 3) * 0.16, easel.main.glow)
    easel.oval(200, top, wide - 9, (wide - 9) * 0.16, easel.main.light)
    easel.line(
        f"M{at(200 - wide - 3, top + 34)}a{wide + 3} {wide * 0.16:.0f} 0 0 0 {2 * wide + 6} 0",
        easel.main.deep,
        2,
        opacity=0.6,
    )
    label(easel, 200, top + 96, wide * 0.56, 38)
    for x, y, turn in ((112, 326, 30), (128, 332, -20), (294, 330, 60)):
        leaf(easel, x, y, 16, turn, tones("#6f7f4a"))


def storage_jar(easel: Easel) -> None:
    """Draw a jar with a stopper; glass ones show what they hold."""
    wide, tall = 60 + easel.dice.roll(14), 132 + easel.dice.roll(44)
    top = 322 - tall
    easel.ground(200, 326, wide + 26)
    body = paths.lathe(
        200,
        [
            (top, wide * 0.86),
            (top + 9, wide * 0.95),
            (top + 24, wide),
            (306, wide),
            (322, wide * 0.92),
        ],
    )
    if easel.own.finish == "glass":
        level = top + tall * (0.3 + 0.1 * easel.dice.roll(3))
        filling = easel.dice.pick(
            (COFFEE, tones("#e4cf9f"), tones("#c8a06a"), tones("#9a5b3c"), tones("#dfe0cf"))
        )
        easel.solid(
            paths.lathe(200, [(level, wide - 6), (304, wide - 6), (317, wide * 0.82)]), filling
        )
        easel.oval(200, level, wide - 6, wide * 0.14, filling.light)
        easel.solid(body, tones(easel.main.base, "glass"))
        easel.path(paths.box(200 - wide + 12, top + 24, 8, tall - 60, 4), "#fff", opacity=0.5)
    else:
        easel.solid(body, easel.main)
    cork = easel.dice.pick((tones("#c39b6d"), tones("#b98e5e", "wood"), tones("#d9bd84", "wood")))
    easel.solid(paths.cylinder(200, top - 20, top + 4, wide * 0.8, wide * 0.76), cork)
    easel.oval(200, top - 20, wide * 0.8, wide * 0.13, cork.light)


DRAWINGS = {
    "french-press": french_press,
    "coffee-grinder": coffee_grinder,
    "mug": mug,
    "teapot": teapot,
    "coffee-beans": coffee_beans,
    "tea": tea,
    "storage-jar": storage_jar,
}
