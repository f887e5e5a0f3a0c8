"""Bags, cases and wallets."""

from __future__ import annotations

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.tones import Tones, mix, tones

_BRASS = tones("#c1a055", "metal")
_STRAP = tones("#97592f")


def _skin(easel: Easel) -> Tones:
    finish = "leather" if easel.main.finish == "leather" else "cloth"
    return easel.main.on(finish)


def backpack(easel: Easel) -> None:
    """Draw a backpack: zipped, rolled or buckled."""
    skin = _skin(easel)
    trim = _STRAP if skin.finish != "leather" and easel.dice.chance(60) else tones(skin.deep)
    easel.ground(200, 328, 108)
    for side in (-1, 1):
        easel.tube(
            f"M{200 + side * 72} 150C{200 + side * 122} 180 {200 + side * 118} 260 {200 + side * 86} 300",
            tones(skin.deep),
            13,
        )
    easel.tube("M176 92C176 62 224 62 224 92", trim, 9)
    kind = easel.dice.roll(3)
    body = (
        "M112 180C112 112 150 86 200 86S288 112 288 180V296q0 30 -30 30H142q-30 0 -30 -30z",
        "M116 118q0 -14 14 -14H270q14 0 14 14V298q0 28 -28 28H144q-28 0 -28 -28z",
        "M112 160C112 112 150 92 200 92S288 112 288 160V296q0 30 -30 30H142q-30 0 -30 -30z",
    )[kind]
    easel.solid(body, skin)
    if kind == 0:
        easel.line("M126 196C126 130 158 104 200 104S274 130 274 196", skin.deep, 4, opacity=0.6)
        easel.path(paths.box(124, 190, 5, 18, 2), _BRASS.base)
    elif kind == 1:
        easel.solid(paths.box(110, 88, 180, 40, 18), skin, axis="y")
        easel.line("M124 106h152", skin.deep, 2, opacity=0.5)
        easel.solid(paths.box(190, 84, 20, 78, 5), trim)
        easel.solid(paths.box(186, 138, 28, 17, 4), _BRASS)
    else:
        flap = "M108 156C108 108 150 88 200 88S292 108 292 156V196q0 16 -16 16H124q-16 0 -16 -16z"
        easel.solid(
            flap, Tones(skin.deep, skin.base, skin.light, skin.glow, skin.glow, skin.finish)
        )
        for x in (150, 234):
            easel.solid(paths.box(x, 186, 16, 62, 4), trim)
            easel.solid(paths.box(x - 3, 226, 22, 14, 3), _BRASS)
    pocket = paths.box(136, 232, 128, 82, 20)
    easel.solid(pocket, skin)
    easel.line(pocket, skin.deep, 1.8, opacity=0.55)
    if kind != 2:
        easel.line("M148 250h104", skin.deep, 4, opacity=0.6)
        easel.path(paths.box(150, 248, 5, 18, 2), _BRASS.base)
        easel.flat(paths.box(184, 270, 32, 22, 3), trim)


def tote_bag(easel: Easel) -> None:
    """Draw a bag with two long handles, plain or printed."""
    skin = _skin(easel)
    handle = _STRAP if easel.dice.chance(40) else tones(skin.shade)
    easel.ground(200, 328, 116)
    easel.tube("M150 170C150 40 250 40 250 170", tones(handle.deep), 9)
    wide = 96 + easel.dice.roll(14)
    body = f"M{200 - wide} 158Q200 166 {200 + wide} 158L{200 + wide + 8} 306q2 20 -18 20H{200 - wide + 10}q-20 0 -18 -20z"
    easel.solid(body, skin)
    with easel.clip(body):
        kind = easel.dice.roll(5)
        accent = easel.dice.pick(("#f3ead8", skin.deep, mix(skin.base, "#c4714f", 0.7)))
        if kind == 0:
            easel.path("M60 262h280v80H60z", accent, opacity=0.85)
        elif kind == 1:
            easel.line(
                "".join(f"M{90 + step * 22} 140V340" for step in range(11)), accent, 6, opacity=0.6
            )
        elif kind == 2:
            easel.oval(200, 244, 40, 40, accent, opacity=0.9)
            easel.oval(214, 244, 30, 40, skin.base)
        elif kind == 3:
            easel.path("M200 204q34 36 0 82q-34 -46 0 -82z", accent, opacity=0.9)
        easel.path(f"M{200 + wide - 30} 150l22 190h40V150z", skin.deep, opacity=0.25)
    easel.tube("M146 176C146 60 254 60 254 176", handle, 10)
    for x in (138, 246):
        easel.flat(paths.box(x, 168, 16, 24, 3), handle)
    easel.line(
        f"M{200 - wide + 4} 170Q200 178 {200 + wide - 4} 170",
        skin.deep,
        1.6,
        opacity=0.5,
        dash="5 4",
    )


def suitcase(easel: Easel) -> None:
    """Draw an upright case on wheels, handle out."""
    shell = easel.main
    metal = tones("#b9bdc0", "metal")
    easel.ground(200, 332, 96)
    easel.line("M168 116V44M232 116V44", metal.shade, 6)
    easel.line("M165 116V44M229 116V44", metal.light, 2.4)
    easel.solid(paths.box(154, 34, 92, 18, 9), tones("#33312f"), axis="y")
    for x in (132, 268):
        easel.solid(paths.oval(x, 324, 11, 11), tones("#33312f"))
    wide = 84 + easel.dice.roll(10)
    body = paths.box(200 - wide, 100, 2 * wide, 220, 26)
    easel.solid(
        body,
        shell.on("metal" if shell.finish == "metal" else "matte"),
    )
    kind = easel.dice.roll(3)
    with easel.clip(body):
        if kind == 0:
            for step in range(-4, 5):
                easel.line(f"M{200 + step * 20} 116V304", shell.deep, 4, opacity=0.4)
                easel.line(f"M{196 + step * 20} 116V304", shell.glow, 2, opacity=0.5)
        elif kind == 1:
            for step in range(6):
                easel.line(f"M100 {132 + step * 32}H300", shell.deep, 4, opacity=0.4)
                easel.line(f"M100 {128 + step * 32}H300", shell.glow, 2, opacity=0.5)
        else:
            for x in (152, 230):
                easel.path(f"M{x} 90h20v240h-20z", _STRAP.base)
                easel.path(paths.box(x - 3, 190, 26, 22, 4), _BRASS.base)
    easel.line(body, shell.deep, 2, opacity=0.5)
    easel.solid(paths.box(164, 92, 72, 14, 7), tones("#33312f"), axis="y")
    for x, y in (
        (200 - wide, 100),
        (200 + wide - 26, 100),
        (200 - wide, 294),
        (200 + wide - 26, 294),
    ):
        easel.path(paths.box(x, y, 26, 26, 12), shell.deep, opacity=0.35)


def wallet(easel: Easel) -> None:
    """Draw a wallet, half open, with cards."""
    skin = easel.main.on("leather")
    easel.ground(200, 318, 130)
    cards = easel.dice.draw(("#94a98a", "#e3bb4e", "#93b4c9", "#e08a73", "#f1eee7"), 3)
    back = paths.polygon([(84, 158), (300, 138), (316, 300), (96, 314)], 14)
    easel.solid(back, skin.in_shadow(), axis="xy")
    for step, colour in enumerate(cards):
        y = 150 + step * 17
        easel.path(
            paths.polygon([(102, y + 8), (288, y - 9), (292, y + 60), (106, y + 70)], 9),
            tones(colour).shade,
        )
        easel.path(
            paths.polygon([(102, y + 6), (288, y - 11), (292, y + 58), (106, y + 68)], 9), colour
        )
    front = paths.polygon([(80, 212), (308, 192), (320, 306), (92, 322)], 14)
    easel.solid(front, skin, axis="xy")
    easel.line(
        paths.polygon([(90, 221), (300, 202), (311, 298), (101, 312)], 10),
        skin.deep,
        1.6,
        opacity=0.6,
        dash="5 4",
    )
    if easel.dice.chance(50):
        easel.solid(paths.box(284, 236, 44, 30, 10), skin)
        easel.oval(302, 251, 6, 6, _BRASS.base)
        easel.oval(300, 249, 2.4, 2.4, _BRASS.glow)


DRAWINGS = {
    "backpack": backpack,
    "tote-bag": tote_bag,
    "suitcase": suitcase,
    "wallet": wallet,
}
