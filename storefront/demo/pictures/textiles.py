"""Soft things: cushions, throws, rugs, towels, mats."""

from __future__ import annotations

from storefront.demo.pictures import paths, patterns
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.paths import at
from storefront.demo.pictures.tones import mix, tones

_PAPER = tones("#f5efe2")


def cushion(easel: Easel) -> None:
    """Draw a plump cushion with pinched corners, plain or patterned."""
    cover = easel.main
    easel.ground(200, 322, 132)
    half, tall = 124, (112, 84)[easel.dice.roll(2)]
    cy = 318 - tall
    outline = paths.closed(
        [(200 - half, cy - tall), (200, cy - tall + 12), (200 + half, cy - tall), (200 + half - 13, cy),
         (200 + half, cy + tall), (200, cy + tall - 5), (200 - half, cy + tall), (200 - half + 13, cy)],
        smooth=0.75,
    )  # fmt: skip
    easel.solid(outline, cover, axis="xy")
    with easel.clip(outline):
        _cushion_pattern(easel, cy, tall)
        easel.oval(150, cy - tall * 0.35, 110, 70, easel.halo(cover.glow, opacity=0.5))
        easel.path(
            f"M{at(200 - half, cy + tall + 20)}q{half} -66 {2 * half} -30v60z",
            cover.deep,
            opacity=0.22,
        )
    easel.line(outline, cover.shade, 3, opacity=0.8)


def _cushion_pattern(easel: Easel, cy: float, tall: float) -> None:
    cover, accent = easel.main, easel.dice.pick((easel.main.glow, easel.main.deep, "#f3ead8"))
    name = easel.shown({name: name for name in ("plain", "striped", "checked", "embroidered")})
    if name != "plain":
        patterns.lay(
            easel, name, accent, y=cy - tall, height=2 * tall + 20, step=24 + easel.dice.roll(3) * 5
        )
    elif easel.dice.chance(60):
        easel.line(
            f"M200 {cy - tall:.0f}v{2 * tall:.0f}M70 {cy:.0f}h260", cover.deep, 2.4, opacity=0.55
        )
        easel.oval(200, cy, 7, 6, cover.deep)
        easel.oval(199, cy - 1, 4.6, 4, cover.light)


def throw(easel: Easel) -> None:
    """Draw a folded blanket whose front edge hangs down, with or without a fringe."""
    wool = easel.main.on("knit")
    easel.ground(200, 324, 142)
    accent = easel.dice.pick(("#f3ead8", easel.main.deep, mix(easel.main.base, "#c4714f", 0.6)))
    name = easel.shown({name: name for name in ("plain", "striped", "checked", "herringbone")})
    repeat = 22 + easel.dice.roll(3) * 5
    for step in range(4):
        y = 288 - step * 38
        layer = paths.box(76 + step * 3, y - 8, 248 - step * 5, 44, 21)
        easel.solid(layer, wool, axis="y")
        if name == "checked":
            with easel.clip(layer):
                patterns.lay(easel, name, accent, y=y - 10, height=50, step=repeat)
        easel.line(f"M{90 + step * 3} {y + 33}h{220 - step * 6}", wool.deep, 2, opacity=0.45)
    front = "M118 150C150 142 230 142 262 150C270 210 262 270 268 306H112C120 260 112 200 118 150z"
    easel.solid(front, wool, axis="xy")
    with easel.clip(front):
        patterns.lay(easel, name, accent, x=100, y=160, width=190, height=160, step=repeat)
    if easel.dice.chance(65):
        fringe = "".join(f"M{114 + step * 8} 305q{(step % 3) - 1} 9 0 17" for step in range(20))
        easel.line(fringe, wool.base, 3)
    else:
        easel.line("M112 300H268", accent, 5, opacity=0.8)


def rug(easel: Easel) -> None:
    """Draw a carpet rolled up half, pattern in sight."""
    cloth = easel.main
    pale = easel.dice.pick(("#f1e8d6", cloth.glow, cloth.deep))
    easel.oval(204, 306, 172, 46, easel.halo("#1f1a14", opacity=0.34))
    outline = paths.polygon([(76, 196), (288, 196), (346, 318), (20, 318)], 5)
    easel.path(outline, easel.gradient(((0, cloth.light), (1, cloth.base)), "xy"))
    easel.path(outline, easel.pattern("cloth", cloth))
    with easel.clip(outline):
        _rug_pattern(easel, pale)
    fringe = "".join(f"M{24 + step * 11} 318l{-2 + (step % 2)} 11" for step in range(30))
    easel.line(fringe, "#efe6d4", 2.6)
    roll = paths.box(66, 168, 232, 44, 22)
    easel.solid(roll, cloth, axis="y")
    with easel.clip(roll):
        easel.path("M66 176h232v8H66zM66 198h232v6H66z", pale, opacity=0.6)
    easel.solid(paths.oval(292, 190, 15, 22), cloth)
    easel.line("M292 178a8 12 0 1 1 -6 14a4 6 0 1 1 8 2", cloth.deep, 2.2, opacity=0.8)


def _rug_pattern(easel: Easel, pale: str) -> None:
    kind = easel.dice.roll(4)
    if kind == 0:
        for step in range(5):
            easel.path(f"M0 {226 + step * 19}h400v{5 + step}H0z", pale, opacity=0.75)
    elif kind == 1:
        easel.line(
            paths.polygon([(88, 212), (276, 212), (322, 306), (46, 306)], 4), pale, 6, opacity=0.85
        )
        easel.line(
            paths.polygon([(104, 224), (262, 224), (298, 294), (72, 294)], 4),
            pale,
            2.4,
            opacity=0.85,
        )
    elif kind == 2:
        for row in range(3):
            for column in range(6):
                width = 40 + row * 6
                x, y = 200 + (column - 2.5) * width, 230 + row * 32
                easel.path(
                    f"M{at(x, y - 11)}l{width * 0.38:.0f} 11l{-width * 0.38:.0f} 11l{-width * 0.38:.0f} -11z",
                    pale,
                    opacity=0.75,
                )
    else:
        for x in (60, 130, 200, 270, 340):
            easel.line(f"M{200 + (x - 200) * 0.66:.0f} 196L{x} 318", pale, 7, opacity=0.7)


def towel(easel: Easel) -> None:
    """Draw a stack of folded towels with a woven border."""
    easel.ground(200, 324, 122)
    cloth = easel.main.on("cloth")
    border = easel.dice.pick((easel.main.glow, easel.main.deep, "#f3ead8"))
    kind = easel.shown({"terry": 0, "waffle": 1, "striped terry": 2})
    count = 3 + easel.dice.roll(2)
    for step in range(count):
        y, inset = 322 - (step + 1) * 42, easel.dice.roll(8)
        roll = paths.box(92 + inset, y, 216 - inset, 42, 20)
        easel.solid(roll, cloth, axis="y")
        with easel.clip(roll):
            if kind == 0:
                easel.path(f"M256 {y}h12v44h-12zM274 {y}h5v44h-5z", border, opacity=0.85)
            elif kind == 1:
                ribs = "".join(f"M{x} {y}v44" for x in range(100, 310, 14))
                easel.line(ribs, cloth.shade, 1.6, opacity=0.5)
            else:
                easel.path(f"M80 {y + 9}h240v5H80zM80 {y + 19}h240v5H80z", border, opacity=0.75)
        easel.line(f"M{112 + inset} {y + 29}q90 5 {176 - inset} 0", cloth.deep, 2, opacity=0.45)


def bath_mat(easel: Easel) -> None:
    """Draw a mat lying flat: looped, ribbed, bordered, dotted; or slats on a frame."""
    easel.oval(204, 296, 180, 48, easel.halo("#1f1a14", opacity=0.36))
    if easel.own.finish == "wood":
        _slats(easel)
        return
    mat = easel.main
    outline = paths.polygon([(88, 204), (300, 204), (368, 318), (30, 318)], 14)
    with easel.moved(0, 8):
        easel.path(outline, mat.deep)
    easel.path(outline, easel.gradient(((0, mat.glow), (0.55, mat.base), (1, mat.shade)), "xy"))
    easel.path(outline, easel.pattern("cloth" if easel.material == "cork" else "knit", mat))
    with easel.clip(outline):
        _mat_pattern(easel, easel.dice.pick((mat.light, mat.deep, "#f6efe0")))
    if easel.dice.chance(45):
        fringe = "".join(f"M{34 + step * 11} 320v11" for step in range(31))
        easel.line(fringe, mat.light, 4)


def _mat_pattern(easel: Easel, accent: str) -> None:
    kind = easel.dice.roll(5)
    if kind == 0:
        border = paths.polygon([(103, 217), (287, 217), (338, 305), (60, 305)], 9)
        easel.line(border, accent, 6, opacity=0.8)
    elif kind == 1:
        easel.line(
            "".join(f"M20 {220 + step * 19}H380" for step in range(6)), accent, 7, opacity=0.6
        )
    elif kind == 2:
        for step in range(7):
            easel.line(
                f"M{200 + (step - 3) * 33} 200L{200 + (step - 3) * 54} 320", accent, 8, opacity=0.55
            )
    elif kind == 3:
        dots = [
            (200 + (column - 4) * (25 + row * 3.4), 220 + row * 21)
            for row in range(5)
            for column in range(9)
        ]
        easel.specks(dots, accent, 8, opacity=0.75)
    else:
        easel.path("M20 262q90 -34 180 0t180 -6v80H20z", accent, opacity=0.6)


def _slats(easel: Easel) -> None:
    """Draw a wooden bath mat."""
    wood, count = easel.own, 7 + easel.dice.roll(4)
    height = 112 / count
    easel.path(paths.polygon([(104, 214), (124, 214), (96, 330), (70, 330)], 3), wood.deep)
    easel.path(paths.polygon([(276, 214), (296, 214), (330, 330), (304, 330)], 3), wood.deep)
    for step in range(count):
        y = 206 + step * height
        spread = 106 + (y - 206) * 0.52
        easel.path(paths.box(200 - spread, y + 4, 2 * spread, height - 3, 4), wood.deep)
        easel.solid(paths.box(200 - spread, y, 2 * spread, height - 4, 4), wood, axis="y")


DRAWINGS = {
    "cushion": cushion,
    "throw": throw,
    "rug": rug,
    "towel": towel,
    "bath-mat": bath_mat,
}
