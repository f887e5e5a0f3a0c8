"""Pots, cans, seeds, shears, gloves and lanterns."""

from __future__ import annotations

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.marks import leaf
from storefront.demo.pictures.paths import at
from storefront.demo.pictures.plants import GREENS, plant
from storefront.demo.pictures.tones import Tones, tones

_PAPER = tones("#f5efe2")
_STEEL = tones("#aab0b3", "metal")


def plant_pot(easel: Easel) -> None:
    """Draw a pot with one of five plants in it."""
    wide, tall = 74 + easel.dice.roll(14), 100 + easel.dice.roll(20)
    top = 318 - tall
    easel.ground(200, 326, wide + 18)
    plant(easel, top)
    if easel.dice.chance(40):
        easel.solid(paths.cylinder(200, 312, 325, wide * 0.9, wide * 0.84), easel.main)
    kind = easel.dice.roll(4)
    if kind == 0:
        easel.solid(paths.cylinder(200, top + 20, 318, wide * 0.92, wide * 0.66), easel.main)
        easel.solid(paths.cylinder(200, top, top + 26, wide, wide * 0.96), easel.main)
    elif kind == 1:
        easel.solid(paths.cylinder(200, top, 320, wide * 0.9, wide * 0.82), easel.main)
    elif kind == 2:
        easel.solid(
            paths.lathe(200, [(top, wide * 0.86), (top + tall * 0.4, wide), (320, wide * 0.56)]),
            easel.main,
        )
    else:
        for x in (164, 236):
            easel.tube(f"M{x} 290L{x + (x - 200) * 0.2:.0f} 326", tones("#c49a66", "wood"), 9)
        easel.solid(paths.cylinder(200, top, 304, wide * 0.94, wide * 0.8), easel.main)
    if kind in (1, 2) and easel.dice.chance(50):
        for step in range(-4, 5):
            easel.line(
                f"M{at(200 + step * wide * 0.2, top + 16)}L{at(200 + step * wide * 0.15, 312)}",
                easel.main.shade,
                2.4,
                opacity=0.7,
            )
    rim = (wide, wide * 0.9, wide * 0.86, wide * 0.94)[kind]
    easel.path(
        f"M{at(200 - rim, top)}a{at(rim, rim * 0.16)} 0 0 0 {at(2 * rim, 0)}v5a{at(rim, rim * 0.16)} 0 0 1 {at(-2 * rim, 0)}z",
        easel.main.light,
        opacity=0.8,
    )


def watering_can(easel: Easel) -> None:
    """Draw a can with a long spout and an arched handle."""
    can = easel.main
    wide, tall = 74 + easel.dice.roll(10), 104 + easel.dice.roll(26)
    top = 320 - tall
    easel.ground(216, 326, wide + 40)
    if easel.dice.chance(50):
        easel.tube(
            f"M{at(226 + wide - 8, top + 18)}C{at(226 + wide + 56, top + 14)} {at(226 + wide + 40, 304)} {at(226 + wide - 12, 292)}",
            can,
            10,
        )
    easel.tube(
        f"M{at(226 - wide * 0.5, top + 8)}C{at(226 - wide * 0.4, top - 66)} {at(226 + wide * 0.5, top - 66)} {at(226 + wide * 0.6, top + 8)}",
        can,
        9,
    )
    spout = f"M{at(226 - wide + 8, 262)}C{at(110, 250)} {at(92, top + 20)} {at(66, top - 34)}l-12 5C{at(76, top + 46)} {at(88, 292)} {at(226 - wide + 8, 296)}z"
    easel.solid(spout, can, axis="y")
    if easel.shown({"long and narrow": False, "with rose": True}):
        easel.solid(
            paths.polygon([(40, top - 34), (70, top - 52), (78, top - 38), (50, top - 18)], 4), can
        )
    body = paths.cylinder(226, top, 320, wide * (0.8 + 0.1 * easel.dice.roll(3)), wide)
    easel.solid(body, can)
    easel.line(
        f"M{at(226 - wide, 306)}a{at(wide, wide * 0.16)} 0 0 0 {at(2 * wide, 0)}",
        can.deep,
        2,
        opacity=0.5,
    )
    easel.path(
        f"M{at(226 - wide * 0.8, top)}a{at(wide * 0.8, wide * 0.13)} 0 0 1 {at(wide * 1.1, -wide * 0.09)}l-6 22z",
        can.light,
    )


def plant_food(easel: Easel) -> None:
    """Draw a bottle with a measuring cap and a leaf on the label."""
    easel.ground(200, 326, 74)
    wide = 52 + easel.dice.roll(8)
    bottle = paths.lathe(200, [(150, 22), (166, 24), (188, wide), (310, wide), (323, wide - 6)])
    easel.solid(
        bottle,
        easel.main.on("gloss"),
    )
    easel.solid(
        paths.cylinder(200, 108, 154, 26, 28),
        tones("#f1eee7") if easel.dice.chance(50) else tones("#2e2d2c"),
    )
    easel.flat(paths.box(200 - wide + 8, 208, 2 * wide - 16, 86, 5), _PAPER)
    green = GREENS[easel.dice.roll(4)]
    easel.line("M200 280V236", green.shade, 3)
    for x, y, turn in ((184, 244, -50), (216, 244, 50), (200, 226, 0)):
        leaf(easel, x, y, 18, turn, green)


def seeds(easel: Easel) -> None:
    """Draw two paper packets with a picture of what will grow."""
    for x, y, turn, pale in ((56, -8, 11, True), (-24, 0, -5, False)):
        with easel.moved(x, y, turn=turn):
            _packet(
                easel,
                easel.main
                if not pale
                else tones(easel.dice.pick(("#94a98a", "#e3bb4e", "#e08a73", "#93b4c9"))),
            )
    for x, y in ((92, 332), (108, 340), (124, 334), (312, 338), (296, 344)):
        easel.path(paths.closed([(x - 6, y), (x, y - 4), (x + 6, y), (x, y + 4)]), "#8c6a45")


def _packet(easel: Easel, cover: Tones) -> None:
    outline = paths.polygon([(132, 104), (268, 104), (268, 324), (132, 324)], 4)
    with easel.moved(5, 6):
        easel.path(outline, "#1f1a14", opacity=0.16)
    easel.path(outline, easel.gradient(((0, "#fbf6ea"), (1, "#e9dfca")), "xy"))
    easel.path("M132 104h136v40H132z", cover.base)
    easel.line("M132 144h136", cover.deep, 2, opacity=0.4)
    with easel.clip(outline):
        easel.path("M132 296h136v40H132z", cover.light)
        plants = {
            "sweet peas": 3, "cherry tomatoes": 1, "basil": 2, "rocket": 2, "cornflowers": 0, "sunflowers": 4,
            "radishes": 5, "chives": 6,
        }  # fmt: skip
        kind, green = easel.shown(plants), GREENS[easel.dice.roll(4)]
        _SEEDLINGS[kind](easel, cover, green)
    easel.line("M150 124h60", "#fbf6ea", 5, opacity=0.9)


def _stalk(easel: Easel, green: Tones) -> None:
    easel.line("M200 300C196 260 204 240 200 206", green.shade, 4)
    leaf(easel, 182, 262, 22, -58, green)
    leaf(easel, 219, 250, 22, 58, green)


def _flower(easel: Easel, petals: str, green: Tones, *, heart: float = 11) -> None:
    _stalk(easel, green)
    marks = f'<path d="M0-34C14-20 10-6 0 0C-10-6-14-20 0-34" fill="{petals}"/>'
    for angle in range(8):
        easel.stamp(marks, 200, 206, turn=angle * 45)
    easel.oval(200, 206, heart, heart, "#6b4a2f")


def _cornflower(easel: Easel, cover: Tones, green: Tones) -> None:
    _flower(easel, "#5f7fc0", green)


def _sunflower(easel: Easel, cover: Tones, green: Tones) -> None:
    _flower(easel, "#e3b23c", green, heart=17)


def _tomatoes(easel: Easel, cover: Tones, green: Tones) -> None:
    _stalk(easel, green)
    for x, y in ((184, 196), (217, 190), (203, 222)):
        easel.solid(paths.oval(x, y, 17, 17), tones("#c4473c"), axis="xy")


def _leafy(easel: Easel, cover: Tones, green: Tones) -> None:
    _stalk(easel, green)
    for step in range(-2, 3):
        leaf(easel, 200 + step * 16, 200 - (2 - abs(step)) * 10, 20, step * 28, green)


def _sweet_pea(easel: Easel, cover: Tones, green: Tones) -> None:
    _stalk(easel, green)
    for x, y, size in ((200, 184, 1.0), (176, 216, 0.7), (226, 212, 0.7)):
        petal = '<path d="M-24 6C-26-26 26-26 24 6C10 18-10 18-24 6" fill="#c98bb0"/><path d="M-11 9C-12-14 12-14 11 9C4 15-4 15-11 9" fill="#e7c3d6"/>'
        easel.stamp(petal, x, y, scale=size)


def _radish(easel: Easel, cover: Tones, green: Tones) -> None:
    for lean in (-26, 0, 26):
        leaf(easel, 200 + lean, 206 - abs(lean) * -0.3, 30, lean, green)
    easel.solid(
        "M170 250q0 -22 30 -22t30 22q-2 30 -30 44q-28 -14 -30 -44z", tones("#b8405a"), axis="xy"
    )
    easel.path("M188 282q12 6 24 0l-10 26z", "#f3e4e4")


def _chives(easel: Easel, cover: Tones, green: Tones) -> None:
    for step in range(-4, 5):
        easel.line(
            f"M{200 + step * 4} 300Q{200 + step * 5} 240 {200 + step * 11} {176 + abs(step) * 9}",
            green.base if step % 2 else green.shade,
            4,
        )
    easel.specks([(156, 208), (244, 208), (200, 172)], "#a58bc4", 24)


_SEEDLINGS = (_cornflower, _tomatoes, _leafy, _sweet_pea, _sunflower, _radish, _chives)


def secateurs(easel: Easel) -> None:
    """Draw open shears on a slant."""
    grip, accent = easel.main, easel.dice.pick(("#f1eee7", "#c49a66", "#33312f", easel.main.deep))
    spread, blade = easel.dice.roll(26), easel.dice.roll(2)
    with easel.moved(-4, -100, turn=-28 - easel.dice.roll(14)):
        easel.oval(204, 356, 150, 16, easel.halo("#1f1a14", opacity=0.36))
        upper = (
            "M150 322C110 300 70 300 44 312Q78 330 110 332T150 340z",
            "M150 320C118 284 76 282 50 300Q62 326 96 334T150 340z",
        )[blade]
        easel.path(upper, easel.gradient(((0, "#e3e6e7"), (1, "#98a0a4")), "y"))
        easel.path(
            "M150 336C120 352 84 368 62 360Q92 344 116 338T152 322z",
            easel.gradient(((0, "#aab0b3"), (1, "#7f878b")), "y"),
        )
        handles = (
            f"M150 322C200 316 240 {296 - spread} 352 {290 - spread}",
            f"M150 338C200 346 240 {364 + spread} 350 {372 + spread}",
        )
        for d in handles:
            easel.line(d, grip.deep, 25)
            easel.line(d, grip.base, 19)
            easel.line(d, grip.light, 5, opacity=0.8)
        if easel.dice.chance(50):
            easel.line(
                f"M300 {291 - spread}L352 {290 - spread}M300 {370 + spread}L350 {372 + spread}",
                accent,
                19,
            )
        easel.line("M196 322q8 8 0 16q8 8 16 0", _STEEL.shade, 4)
        easel.solid(paths.oval(150, 330, 17, 17), _STEEL)
        easel.oval(150, 330, 7, 7, _STEEL.deep)


def garden_gloves(easel: Easel) -> None:
    """Draw a pair of gloves, one over the other."""
    cloth = easel.main.on("cloth")
    cuff = tones(easel.dice.pick(("#f3ead8", "#97592f", "#5f7148", "#cc9a35")), "cloth")
    kind, long = easel.dice.roll(4), easel.dice.chance(40)
    for x, y, turn, flip in ((46, -6, 12, True), (-34, 4, -8, False)):
        with easel.moved(x, y, turn=turn, flip=flip):
            _glove(easel, cloth, cuff, kind, long=long)


def _glove(easel: Easel, cloth: Tones, cuff: Tones, kind: int, *, long: bool) -> None:
    hand = "M150 262C140 220 138 190 140 150q2 -14 14 -13t12 14l2 44l2 -76q2 -14 14 -13t12 14l0 70l8 -66q3 -13 14 -11t11 14l-7 70l16 -46q5 -11 15 -7t7 15C252 200 252 232 244 262z"
    thumb = "M146 250C120 232 108 208 100 190q-4 -12 7 -16t17 7l30 40z"
    for part in (thumb, hand):
        with easel.moved(5, 7):
            easel.path(part, "#1f1a14", opacity=0.15)
        easel.solid(part, cloth, axis="xy")
    with easel.clip(hand):
        if kind == 0:
            easel.path("M130 90h130v100q-60 -18 -130 0z", cuff.base, opacity=0.9)
        elif kind == 1:
            dots = [
                (146 + column * 15 + row % 2 * 7, 150 + row * 16)
                for row in range(8)
                for column in range(8)
            ]
            easel.specks(dots, cuff.light, 5, opacity=0.8)
        elif kind == 2:
            easel.path("M150 214q46 -20 92 0v50h-92z", cuff.base, opacity=0.85)
        easel.path("M130 206q60 -22 120 0v60H130z", cloth.deep, opacity=0.16)
    tail = 26 if long else 0
    easel.solid(
        paths.polygon(
            [
                (144, 256),
                (252, 256),
                (262 + tail * 0.4, 318 + tail),
                (136 - tail * 0.4, 318 + tail),
            ],
            8,
        ),
        cuff,
    )
    easel.line("M145 270h106", cuff.deep, 2, opacity=0.5, dash="5 4")


def lantern(easel: Easel) -> None:
    """Draw a lantern with a candle behind glass."""
    frame = easel.main
    easel.oval(200, 236, 140, 130, easel.halo("#ffe1a0", opacity=0.9))
    easel.ground(200, 328, 86)
    wide = 62 + easel.dice.roll(12)
    easel.line("M176 92C176 40 224 40 224 92", frame.shade, 6)
    easel.path(paths.box(200 - wide + 6, 150, 2 * wide - 12, 158, 3), "#fff3d2", opacity=0.75)
    wax = tones("#f4ead6")
    easel.solid(paths.cylinder(200, 244, 306, 26, 26), wax)
    easel.oval(200, 244, 26, 4, wax.glow)
    easel.path("M200 198q15 24 0 40q-15 -16 0 -40z", "#ffb547")
    easel.path("M200 214q8 14 0 22q-8 -8 0 -22z", "#fff1c4")
    easel.path(f"M{200 - wide + 14} 156h16l-10 146h-6z", "#fff", opacity=0.5)
    for x in (200 - wide, 200 + wide - 9):
        easel.solid(paths.box(x, 142, 9, 172, 2), frame)
    if easel.dice.chance(50):
        easel.line(f"M200 150V308M{200 - wide + 4} 228H{200 + wide - 4}", frame.base, 4)
    easel.solid(paths.box(200 - wide - 8, 304, 2 * wide + 16, 20, 4), frame)
    easel.solid(
        paths.polygon(
            [
                (200 - wide - 10, 150),
                (200 - wide * 0.5, 100),
                (200 + wide * 0.5, 100),
                (200 + wide + 10, 150),
            ],
            5,
        ),
        frame,
    )
    easel.solid(paths.box(200 - wide * 0.36, 84, wide * 0.72, 20, 6), frame)


DRAWINGS = {
    "plant-pot": plant_pot,
    "watering-can": watering_can,
    "plant-food": plant_food,
    "seeds": seeds,
    "secateurs": secateurs,
    "garden-gloves": garden_gloves,
    "lantern": lantern,
}
