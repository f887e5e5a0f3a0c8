"""Soap, cream and bottles for the bath."""

from __future__ import annotations

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.marks import leaf
from storefront.demo.pictures.paths import at
from storefront.demo.pictures.tones import tones

_PAPER = tones("#f5efe2")
_STEEL = tones("#aab0b3", "metal")
_GREENS = (tones("#5f7b58"), tones("#7d8f5d"), tones("#3f6650"), tones("#8aa37b"))


def soap(easel: Easel) -> None:
    """Draw two bars of soap, one in a paper band."""
    bar = easel.main
    easel.ground(204, 322, 124)
    for x, y, band in ((22, -62, True), (-14, 0, False)):
        with easel.moved(x, y):
            easel.solid(paths.box(92, 250, 200, 72, 24), bar, axis="y")
            easel.flat(
                paths.polygon(
                    [(98, 262), (116, 236), (276, 236), (288, 262), (280, 274), (106, 274)], 14
                ),
                bar,
            )
            if band:
                paper = tones("#f5efe2")
                easel.path(
                    "M158 235h70l8 28v60h-86v-60z",
                    easel.gradient(((0, paper.light), (1, paper.shade)), "y"),
                )
                easel.oval(193, 290, 15, 15, bar.shade)
                easel.path("M193 280q10 10 0 21q-10 -11 0 -21z", paper.light)
            else:
                for _ in range(12):
                    easel.oval(
                        112 + easel.dice.roll(160),
                        246 + easel.dice.roll(60),
                        2,
                        1.4,
                        bar.deep,
                        opacity=0.55,
                    )
                easel.line(paths.box(150, 246, 92, 18, 8), bar.shade, 2.4, opacity=0.7)
    for x, y, size in ((306, 312, 12), (324, 322, 8), (84, 318, 9)):
        easel.oval(x, y, size, size, "#fff", opacity=0.55)
        easel.oval(x - size * 0.3, y - size * 0.3, size * 0.3, size * 0.3, "#fff", opacity=0.9)


def hand_cream(easel: Easel) -> None:
    """Draw a tube standing on its cap, label without words."""
    tube = easel.main.on("gloss")
    easel.ground(200, 328, 62)
    wide = 50 + easel.dice.roll(8)
    body = f"M{200 - wide - 6} 92H{200 + wide + 6}C{200 + wide + 6} 180 {200 + wide - 10} 240 {200 + wide * 0.62:.0f} 286H{200 - wide * 0.62:.0f}C{200 - wide + 10} 240 {200 - wide - 6} 180 {200 - wide - 6} 92z"
    easel.solid(body, tube)
    easel.solid(paths.box(200 - wide - 10, 82, 2 * wide + 20, 18, 3), tube, axis="y")
    easel.line(
        "".join(f"M{200 - wide - 4 + step * 8} 84v14" for step in range(int(wide / 4) + 1)),
        tube.deep,
        1.3,
        opacity=0.4,
    )
    easel.flat(paths.box(200 - wide * 0.6, 136, wide * 1.2, 92, 4), _PAPER)
    kind = easel.dice.roll(3)
    if kind == 0:
        leaf(easel, 190, 178, 22, -24, _GREENS[0])
        leaf(easel, 210, 174, 22, 24, _GREENS[1])
    elif kind == 1:
        easel.oval(200, 176, 18, 18, tube.base)
        easel.oval(206, 176, 14, 18, _PAPER.light)
    else:
        for step in range(3):
            easel.line(
                f"M{at(200 - wide * 0.4, 160 + step * 14)}q{at(wide * 0.2, -10)} {at(wide * 0.4, 0)}t{at(wide * 0.4, 0)}",
                tube.shade,
                3.4,
            )
    easel.line("M184 212h32", tube.shade, 3)
    cap = tones("#f1eee7") if easel.dice.chance(60) else tones("#c1a055", "metal")
    easel.solid(paths.cylinder(200, 284, 326, wide * 0.6, wide * 0.66), cap)


def shampoo(easel: Easel) -> None:
    """Draw a pump bottle."""
    finish = "glass" if easel.main.finish == "glass" else "gloss"
    shell = easel.main.on(finish)
    wide = 56 + easel.dice.roll(10)
    easel.ground(200, 328, wide + 18)
    easel.solid(paths.box(196, 92, 8, 42, 2), _STEEL)
    pump = tones("#2e2d2c") if easel.dice.chance(60) else tones("#f1eee7")
    easel.path("M150 84q0 -10 10 -10h50q14 0 14 12v10h-34q-20 0 -34 8q-6 2 -6 -6z", pump.base)
    easel.path("M160 74h50q8 0 11 5h-66z", pump.light)
    easel.solid(paths.cylinder(200, 122, 152, 24, 28), pump)
    square = easel.dice.chance(50)
    bottle = (
        paths.box(200 - wide, 148, 2 * wide, 178, 18)
        if square
        else paths.lathe(
            200, [(150, 28), (164, wide * 0.86), (182, wide), (312, wide), (325, wide - 5)]
        )
    )
    if finish == "glass":
        with easel.clip(bottle):
            easel.path("M0 190H400V400H0z", shell.base, opacity=0.75)
    easel.solid(bottle, shell)
    easel.flat(paths.box(200 - wide + 12, 206, 2 * wide - 24, 86, 4), _PAPER)
    kind = easel.dice.roll(3)
    if kind == 0:
        leaf(easel, 200, 240, 24, 0, _GREENS[1])
    elif kind == 1:
        easel.path("M200 220q20 24 0 40q-20 -16 0 -40z", shell.shade)
    else:
        easel.oval(190, 240, 14, 14, shell.shade)
        easel.oval(210, 240, 14, 14, shell.light)
    easel.line(f"M{200 - wide * 0.4:.0f} 276h{wide * 0.8:.0f}", shell.shade, 3)


def soap_dish(easel: Easel) -> None:
    """Draw a dish with a bar on it: bowl, ridged tray, slats or pebble."""
    easel.ground(200, 320, 126)
    bar = tones(easel.dice.pick(("#eadfc8", "#e3b9ac", "#a5c9b4", "#d8c39c", "#c9c3d6")))
    high = 44 + easel.dice.roll(14)
    kind = easel.dice.roll(4)
    rest = 266 if kind != 3 else 272
    easel.solid(paths.box(134, rest - high, 132, high + 6, 20), bar, axis="y")
    top = rest - high
    easel.flat(
        paths.polygon(
            [
                (140, top + 10),
                (152, top - 8),
                (250, top - 8),
                (262, top + 10),
                (256, top + 18),
                (146, top + 18),
            ],
            10,
        ),
        bar,
    )
    if kind == 0:
        easel.solid(paths.lathe(200, [(258, 118), (286, 108), (314, 72)], dip=0.1), easel.main)
        easel.path("M82 258a118 12 0 0 0 236 0v6a118 12 0 0 1 -236 0z", easel.main.light)
    elif kind == 1:
        for x in (120, 270):
            easel.solid(paths.box(x, 296, 12, 24, 3), easel.main)
        easel.solid(paths.box(84, 264, 232, 40, 14), easel.main, axis="y")
        easel.line(
            "".join(f"M{104 + step * 24} 268v8" for step in range(9)),
            easel.main.deep,
            5,
            opacity=0.5,
        )
    elif kind == 2:
        for step in range(3):
            easel.solid(paths.box(84, 264 + step * 18, 232, 14, 6), easel.main, axis="y")
        easel.path("M112 262h14v58h-14zM274 262h14v58h-14z", easel.main.deep, opacity=0.5)
    else:
        tray = [(262.0, 104.0), (284, 112), (306, 96), (318, 84)]
        easel.solid(paths.lathe(200, tray, dip=0.06), easel.main)
        easel.path("M96 262h208q8 0 6 8a112 8 0 0 1 -220 0q-2 -8 6 -8z", easel.main.light)


DRAWINGS = {
    "soap": soap,
    "hand-cream": hand_cream,
    "shampoo": shampoo,
    "soap-dish": soap_dish,
}
