"""Things for moving: mats, weights, balls, helmets, tents."""

from __future__ import annotations

import math

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.paths import at
from storefront.demo.pictures.tones import tones

_TOYS = ("#b7483f", "#e3bb4e", "#44698f", "#94a98a", "#e08a73", "#2f6d70", "#f1eee7")
_WOOD = tones("#d9b88a", "wood")
_STEEL = tones("#b9bdc0", "metal")


def yoga_mat(easel: Easel) -> None:
    """Draw a mat, rolled for the most part, with straps or a carrying band."""
    mat = easel.main
    easel.oval(204, 312, 172, 34, easel.halo("#1f1a14", opacity=0.36))
    sheet = paths.polygon([(70, 276), (300, 276), (374, 320), (36, 320)], 4)
    easel.path(paths.polygon([(70, 282), (300, 282), (374, 326), (36, 326)], 4), mat.deep)
    easel.path(sheet, easel.gradient(((0, mat.base), (1, mat.light)), "xy"))
    easel.path(sheet, easel.pattern("cloth", mat))
    size = 38 + easel.dice.roll(12)
    top = 288 - 2 * size
    roll = paths.box(50, top, 284, 2 * size, size)
    easel.solid(roll, mat, axis="y")
    accent = easel.dice.pick((mat.glow, mat.deep, "#f1e6d0"))
    with easel.clip(roll):
        kind = easel.dice.roll(4)
        if kind == 0:
            easel.path("M62 180h14v120H62zM268 180h10v120h-10z", accent, opacity=0.8)
        elif kind == 1:
            easel.line(
                "".join(f"M{70 + step * 26} {top}l24 {2 * size}" for step in range(9)),
                accent,
                2.4,
                opacity=0.5,
            )
        easel.oval(180, top + 16, 120, 10, mat.glow, opacity=0.5)
    strap = tones(easel.dice.pick(("#f1e6d0", "#97592f", "#33312f", "#cc9a35")))
    if easel.dice.chance(45):
        easel.tube(f"M118 {top + 4}C118 {top - 66} 246 {top - 66} 246 {top + 4}", strap, 11)
    for x in (108, 236):
        easel.path(f"M{x} {top}h20q7 {size} 0 {2 * size}h-20q7 -{size} 0 -{2 * size}z", strap.base)
        easel.path(f"M{x} {top}h6q7 {size} 0 {2 * size}h-6q7 -{size} 0 -{2 * size}z", strap.light)
    easel.solid(paths.oval(312, 288 - size, size * 0.66, size), mat)
    spiral = "".join(
        paths.oval(312, 288 - size, size * (0.53 - step * 0.13), size * (0.8 - step * 0.2))
        for step in range(4)
    )
    easel.line(spiral, mat.deep, 2.4, opacity=0.65)


def dumbbell(easel: Easel) -> None:
    """Draw a pair of weights: hexagonal, round or moulded in one piece."""
    kind, size = easel.dice.roll(3), 40 + easel.dice.roll(12)
    bar = _STEEL if easel.dice.chance(60) else easel.main
    ring = easel.dice.pick((easel.main.deep, easel.main.glow, "#c1a055", "#f1eee7"))
    poses = (((24, -62, 0), (-18, 0, 0)), ((40, -74, -24), (-12, 0, 0)))[easel.dice.roll(2)]
    for x, y, turn in poses:
        with easel.moved(x, y, turn=turn):
            easel.ground(200, 326, 128)
            easel.solid(paths.box(148, 270, 104, 22, 9), bar, axis="y")
            if bar.finish == "metal":
                easel.line(
                    "".join(f"M{160 + step * 9} 271v20" for step in range(10)),
                    _STEEL.deep,
                    1.3,
                    opacity=0.5,
                )
            for side in (-1, 1):
                _weight(easel, 200 + side * 78, side, kind, size)
                easel.oval(200 + side * 78, 281, 12, 12, ring, opacity=0.8)


def water_bottle(easel: Easel) -> None:
    """Draw a drinking bottle with a cap and loop."""
    wide = 46 + easel.dice.roll(10)
    easel.ground(200, 328, wide + 16)
    cap = easel.dice.pick(
        (tones("#33312f"), tones("#d9bd84", "wood"), _STEEL, tones(easel.main.deep))
    )
    kind = easel.dice.roll(3)
    easel.line("M180 92C180 52 220 52 220 92", cap.shade, 9)
    easel.solid(paths.cylinder(200, 84, 122, 30, 32), cap)
    profile = (
        [(120, 28), (136, 30), (166, wide), (312, wide), (326, wide - 6)],
        [(120, 36), (136, wide), (312, wide), (326, wide - 6)],
        [(120, 26), (150, 28), (196, wide), (240, wide * 0.9), (290, wide), (326, wide * 0.86)],
    )[kind]
    body = paths.lathe(200, profile)
    if easel.main.finish == "glass":
        easel.path(
            paths.lathe(200, [(190, wide * 0.9), (310, wide - 6), (320, wide - 10)]),
            "#dbe9e8",
            opacity=0.9,
        )
    easel.solid(
        body,
        easel.main if easel.main.finish in ("glass", "metal") else easel.main.on("gloss"),
    )
    with easel.clip(body):
        art = easel.dice.roll(4)
        if art == 0:
            easel.path("M100 262q50 18 100 6t100 6v140H100z", easel.main.deep, opacity=0.45)
        elif art == 1:
            easel.path(paths.cylinder(200, 206, 218, 90, 90), easel.main.glow, opacity=0.8)
            easel.path(paths.cylinder(200, 226, 230, 90, 90), easel.main.glow, opacity=0.8)
        elif art == 2:
            easel.path("M130 330l46 -70l26 40l22 -28l52 70z", easel.main.glow, opacity=0.55)


def football(easel: Easel) -> None:
    """Draw a ball with its panels."""
    ball = easel.main
    easel.ground(204, 326, 106)
    cx, cy, radius = 200, 212, 114
    outline = paths.oval(cx, cy, radius, radius)
    easel.path(outline, easel.gradient(((0, ball.glow), (0.5, ball.base), (1, ball.deep)), "xy"))
    dark = easel.dice.pick(("#33312f", "#2f4260", "#2f6d70", "#b7483f"))
    turn = easel.dice.roll(36)
    with easel.clip(outline):
        centre = [
            (
                cx - 12 + 38 * math.sin(math.radians(turn + k * 72)),
                cy - 10 - 38 * math.cos(math.radians(turn + k * 72)),
            )
            for k in range(5)
        ]
        easel.path(paths.polygon(centre, 4), dark)
        seams: list[str] = []
        for k, (x, y) in enumerate(centre):
            angle = math.radians(turn + k * 72)
            far = (cx - 12 + 82 * math.sin(angle), cy - 10 - 82 * math.cos(angle))
            seams.append(f"M{at(x, y)}L{at(*far)}")
            for spread in (-26, 26):
                side = math.radians(turn + k * 72 + spread)
                edge = (cx - 12 + 108 * math.sin(side), cy - 10 - 108 * math.cos(side))
                seams.append(f"M{at(*far)}L{at(*edge)}")
            mid = math.radians(turn + k * 72)
            patch = [
                (
                    cx - 6 + r * math.sin(mid + math.radians(a)),
                    cy - 5 - r * math.cos(mid + math.radians(a)),
                )
                for r, a in ((100, -14), (100, 14), (134, 18), (134, -18))
            ]
            easel.path(paths.polygon(patch, 4), dark)
        easel.line("".join(seams), ball.deep, 2.6, opacity=0.8)
        easel.oval(cx - 44, cy - 56, 50, 38, "#fff", opacity=0.22)
        easel.path(f"M{cx - 130} {cy + 70}q130 60 260 -50v120h-260z", "#1f1a14", opacity=0.14)


def bike_helmet(easel: Easel) -> None:
    """Draw a helmet from the side: with vents, as a plain bowl, or two-coloured."""
    shell = easel.main
    easel.ground(200, 326, 132)
    easel.line("M118 250C130 300 170 322 196 324M256 254C240 296 220 316 196 324", "#33312f", 7)
    easel.solid(paths.box(184, 314, 26, 14, 5), tones("#33312f"))
    easel.path("M72 232C92 262 300 266 336 226V250C300 284 96 280 72 250z", "#2b2a29")
    dome = "M64 232C58 140 130 92 208 92C292 92 348 150 342 222q-1 10 -14 12C250 252 140 252 78 242q-13 -2 -14 -10z"
    easel.path(dome, easel.gradient(((0, shell.glow), (0.45, shell.base), (1, shell.deep)), "xy"))
    accent = easel.dice.pick((shell.deep, "#f1eee7", "#33312f", shell.glow))
    vents = 2 + easel.dice.roll(3)
    with easel.clip(dome):
        kind = easel.dice.roll(3)
        if kind == 0:
            for step in range(vents):
                y = 134 + step * 96 / vents
                easel.path(
                    f"M{112 - step * 12} {y + 16:.0f}Q180 {y - 26:.0f} {300 + step * 8} {y + 4:.0f}Q190 {y - 6:.0f} {112 - step * 12} {y + 16:.0f}z",
                    shell.deep,
                    opacity=0.85,
                )
        elif kind == 1:
            holes = [(150 + step * 36, 128 + abs(step - 1.5) * 12) for step in range(vents + 1)]
            easel.specks(holes, shell.deep, 15, opacity=0.9)
        else:
            easel.path("M60 196C140 150 270 150 350 190V260H60z", accent, opacity=0.9)
        easel.path("M60 226q140 28 290 -8v40H60z", shell.deep, opacity=0.3)
        easel.oval(150, 130, 60, 24, "#fff", opacity=0.2)
    if easel.dice.chance(50):
        easel.path("M336 210q36 4 44 22q-30 4 -52 -2z", shell.deep)
    easel.solid(
        paths.oval(84, 232, 13, 10), tones(easel.dice.pick(("#b7483f", "#33312f", "#e3bb4e")))
    )


def tent(easel: Easel) -> None:
    """Draw a small tent on a patch of grass: ridge, dome or tunnel."""
    easel.oval(200, 314, 190, 30, "#a8b38c", opacity=0.55)
    easel.ground(200, 316, 160)
    easel.line("M60 250L28 318M340 250L372 318", "#6b5a4a", 2)
    easel.dice.pick((_ridge, _dome, _tunnel))(
        easel, easel.dice.pick((easel.main.glow, "#f1e6d0", "#c4714f", easel.main.deep))
    )
    for x in (52, 96, 300, 352):
        easel.line(f"M{x} 318q-2 -10 -6 -14M{x} 318q0 -12 2 -18M{x} 318q3 -9 8 -12", "#7d8f5d", 2.6)


def _weight(easel: Easel, cx: float, side: int, kind: int, size: float) -> None:
    low, high = 281 - size, 281 + size
    if kind == 0:
        cut = size * 0.4
        outline = [
            (cx - 34, low + cut),
            (cx - 20, low),
            (cx + 20, low),
            (cx + 34, low + cut),
            (cx + 34, high - cut),
            (cx + 20, high),
            (cx - 20, high),
            (cx - 34, high - cut),
        ]
        paint = easel.gradient(
            ((0, easel.main.light), (0.5, easel.main.base), (1, easel.main.deep)), "y"
        )
        easel.path(paths.polygon(outline, 8), paint)
        easel.path(
            paths.polygon(
                [
                    (cx - 30, low + cut),
                    (cx - 18, low + 5),
                    (cx + 18, low + 5),
                    (cx + 30, low + cut),
                ],
                4,
            ),
            easel.main.glow,
            opacity=0.5,
        )
    elif kind == 1:
        easel.solid(paths.box(cx - 28, low, 56, 2 * size, 20), easel.main, axis="y")
        easel.solid(
            paths.box(cx - side * 30 - 9, low + 14, 18, 2 * size - 28, 7), easel.main, axis="y"
        )
    else:
        ball = [(cx - 34, 281.0), (cx, low), (cx + 34, 281.0), (cx, high)]
        easel.solid(paths.closed(ball, smooth=1.15), easel.main, axis="y")


def _ridge(easel: Easel, inside: str) -> None:
    cloth, top = easel.main, 108 + easel.dice.roll(30)
    easel.path(f"M200 {top}L332 314H68z", easel.gradient(((0, cloth.light), (1, cloth.base)), "x"))
    easel.path(f"M200 {top}L332 314H236z", cloth.shade)
    easel.path(f"M200 {top}L240 314H150z", cloth.deep)
    easel.path(f"M200 {top}L150 314H122Q176 230 200 {top}z", inside)
    easel.path(f"M200 {top}L240 314H262Q216 230 200 {top}z", inside, opacity=0.8)
    easel.line(f"M200 {top - 18}V{top + 2}", "#6b5a4a", 4)


def _dome(easel: Easel, inside: str) -> None:
    cloth, top = easel.main, 112 + easel.dice.roll(36)
    easel.path(
        f"M56 314C70 190 130 {top} 200 {top}S330 190 344 314z",
        easel.gradient(((0, cloth.light), (0.5, cloth.base), (1, cloth.deep)), "x"),
    )
    easel.line(
        f"M82 314C110 170 170 {top + 4} 200 {top}C250 {top + 8} 300 190 322 314",
        inside,
        5,
        opacity=0.8,
    )
    easel.path("M150 314C146 240 172 196 198 190S248 240 246 314z", cloth.deep)
    easel.path("M150 314C146 240 172 196 198 190C190 236 178 280 170 314z", inside)


def _tunnel(easel: Easel, inside: str) -> None:
    cloth, top = easel.main, 150 + easel.dice.roll(26)
    easel.path(
        f"M150 314C150 {top} 190 {top} 230 {top}C300 {top} 352 220 358 314z",
        easel.gradient(((0, cloth.base), (1, cloth.deep)), "x"),
    )
    easel.line(f"M262 {top + 6}C300 210 306 270 306 314", inside, 5, opacity=0.8)
    easel.path(
        f"M44 314C44 {top - 18} 100 {top - 20} 140 {top - 20}S236 {top} 236 314z",
        easel.gradient(((0, cloth.light), (1, cloth.shade)), "x"),
    )
    easel.path("M92 314C92 224 116 196 140 196S190 226 190 314z", cloth.deep)
    easel.path("M92 314C92 224 116 196 140 196C128 240 122 280 118 314z", inside)


DRAWINGS = {
    "yoga-mat": yoga_mat,
    "dumbbell": dumbbell,
    "water-bottle": water_bottle,
    "football": football,
    "bike-helmet": bike_helmet,
    "tent": tent,
}
