"""Soft things: cushions, throws, rugs, towels, mats."""

from __future__ import annotations

from storefront.demo.pictures import paths
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
    kind = easel.dice.roll(5)
    if kind == 0:
        for step in range(9):
            easel.line(
                f"M{60 + step * 34} {cy - tall - 10:.0f}q8 {tall} 0 {2 * tall + 20}",
                accent,
                7,
                opacity=0.75,
            )
    elif kind == 1:
        for step in range(4):
            easel.line(
                f"M60 {cy - tall * 0.6 + step * tall * 0.42:.0f}q140 22 280 0",
                accent,
                5,
                opacity=0.7,
            )
    elif kind == 2:
        easel.line(
            f"M{at(200, cy - tall)}v{2 * tall}M{at(70, cy)}h260", cover.deep, 2.4, opacity=0.55
        )
        easel.oval(200, cy, 7, 6, cover.deep)
        easel.oval(199, cy - 1, 4.6, 4, cover.light)
    elif kind == 3:
        for row in range(3):
            for column in range(4):
                x, y = 116 + column * 56 + (row % 2) * 22, cy - tall * 0.55 + row * tall * 0.55
                easel.path(f"M{at(x, y - 13)}q12 13 0 26q-12 -13 0 -26z", accent, opacity=0.75)


def throw(easel: Easel) -> None:
    """Draw a folded blanket whose front edge hangs in a fringe."""
    wool = easel.main.on("knit")
    easel.ground(200, 324, 142)
    stripes = easel.dice.roll(3)
    accent = easel.dice.pick(("#f3ead8", easel.main.deep, mix(easel.main.base, "#c4714f", 0.6)))
    for step in range(4):
        y = 288 - step * 38
        layer = paths.box(76 + step * 3, y - 8, 248 - step * 5, 44, 21)
        easel.solid(layer, wool, axis="y")
        easel.line(f"M{at(90 + step * 3, y + 33)}h{220 - step * 6}", wool.deep, 2, opacity=0.45)
    front = "M118 150C150 142 230 142 262 150C270 210 262 270 268 306H112C120 260 112 200 118 150z"
    easel.solid(front, wool, axis="xy")
    with easel.clip(front):
        for step in range(2 + stripes):
            easel.path(f"M100 {222 + step * 24}q90 9 180 0v9q-90 9 -180 0z", accent, opacity=0.85)
    fringe = "".join(f"M{114 + step * 8} 305q{(step % 3) - 1} 9 0 17" for step in range(20))
    easel.line(fringe, wool.base, 3)


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
    kind, count = easel.dice.roll(3), 3 + easel.dice.roll(2)
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
    """Draw a mat lying flat: looped, or wooden slats."""
    easel.oval(204, 292, 176, 52, easel.halo("#1f1a14", opacity=0.34))
    outline = paths.polygon([(92, 216), (308, 216), (366, 316), (34, 316)], 12)
    thick = paths.polygon([(92, 228), (308, 228), (366, 328), (34, 328)], 12)
    if easel.own.finish == "wood":
        wood = easel.own
        for step in range(9):
            y = 220 + step * 11 + step * 0.6
            spread = 108 + step * 7
            easel.solid(paths.box(200 - spread, y, 2 * spread, 10 + step * 0.4, 3), wood, axis="y")
        return
    easel.path(thick, easel.main.deep)
    easel.path(outline, easel.gradient(((0, easel.main.glow), (1, easel.main.base)), "xy"))
    easel.path(outline, easel.pattern("knit", easel.main))
    with easel.clip(outline):
        if easel.dice.chance(50):
            easel.line(
                paths.polygon([(104, 228), (296, 228), (340, 304), (60, 304)], 8),
                easel.main.light,
                6,
                opacity=0.9,
            )
        else:
            for step in range(6):
                easel.line(f"M20 {228 + step * 17}H380", easel.main.light, 6, opacity=0.65)


DRAWINGS = {
    "cushion": cushion,
    "throw": throw,
    "rug": rug,
    "towel": towel,
    "bath-mat": bath_mat,
}
