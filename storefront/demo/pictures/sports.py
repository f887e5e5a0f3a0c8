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
    """Draw a mat, rolled for the most part, with a strap."""
    mat = easel.main
    easel.oval(204, 312, 172, 34, easel.halo("#1f1a14", opacity=0.36))
    sheet = paths.polygon([(70, 276), (300, 276), (374, 320), (36, 320)], 4)
    easel.path(paths.polygon([(70, 282), (300, 282), (374, 326), (36, 326)], 4), mat.deep)
    easel.path(sheet, easel.gradient(((0, mat.base), (1, mat.light)), "xy"))
    easel.path(sheet, easel.pattern("cloth", mat))
    roll = paths.box(50, 196, 284, 92, 46)
    easel.solid(roll, mat, axis="y")
    with easel.clip(roll):
        easel.oval(180, 214, 120, 12, mat.glow, opacity=0.5)
    strap = tones(easel.dice.pick(("#f1e6d0", "#97592f", "#33312f")))
    for x in (108, 226):
        easel.path(f"M{x} 196h20q7 46 0 92h-20q7 -46 0 -92z", strap.base)
        easel.path(f"M{x} 196h6q7 46 0 92h-6q7 -46 0 -92z", strap.light)
    easel.solid(paths.oval(312, 242, 30, 46), mat)
    for step in range(4):
        easel.line(paths.oval(312, 242, 24 - step * 6, 37 - step * 9), mat.deep, 2.4, opacity=0.65)


def dumbbell(easel: Easel) -> None:
    """Draw a pair of weights, hexagonal or round."""
    kind = easel.dice.roll(2)
    for x, y in ((24, -62), (-18, 0)):
        with easel.moved(x, y):
            easel.ground(200, 326, 128)
            easel.solid(paths.box(150, 268, 100, 24, 8), _STEEL, axis="y")
            easel.line(
                "".join(f"M{158 + step * 8} 270v20" for step in range(11)),
                _STEEL.deep,
                1.3,
                opacity=0.5,
            )
            for side in (-1, 1):
                cx = 200 + side * 78
                if kind == 0:
                    hexagon = paths.polygon(
                        [
                            (cx - 34, 252),
                            (cx - 20, 234),
                            (cx + 20, 234),
                            (cx + 34, 252),
                            (cx + 34, 308),
                            (cx + 20, 326),
                            (cx - 20, 326),
                            (cx - 34, 308),
                        ],
                        8,
                    )
                    easel.path(
                        hexagon,
                        easel.gradient(
                            ((0, easel.main.light), (0.5, easel.main.base), (1, easel.main.deep)),
                            "y",
                        ),
                    )
                    easel.path(
                        paths.polygon(
                            [(cx - 30, 254), (cx - 18, 239), (cx + 18, 239), (cx + 30, 254)], 4
                        ),
                        easel.main.glow,
                        opacity=0.5,
                    )
                else:
                    easel.solid(paths.box(cx - 28, 232, 56, 94, 20), easel.main, axis="y")
                    easel.solid(paths.box(cx - side * 30 - 9, 246, 18, 66, 7), easel.main, axis="y")
                easel.oval(cx, 280, 12, 12, easel.main.deep, opacity=0.35)


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
    """Draw a helmet from the side, vents and strap."""
    shell = easel.main
    easel.ground(200, 326, 132)
    easel.line("M118 250C130 300 170 322 196 324M256 254C240 296 220 316 196 324", "#33312f", 7)
    easel.solid(paths.box(184, 314, 26, 14, 5), tones("#33312f"))
    inner = "M72 232C92 262 300 266 336 226V250C300 284 96 280 72 250z"
    easel.path(inner, "#2b2a29")
    dome = "M64 232C58 140 130 92 208 92C292 92 348 150 342 222q-1 10 -14 12C250 252 140 252 78 242q-13 -2 -14 -10z"
    easel.path(dome, easel.gradient(((0, shell.glow), (0.45, shell.base), (1, shell.deep)), "xy"))
    with easel.clip(dome):
        for step in range(3):
            y = 136 + step * 34
            easel.path(
                f"M{112 - step * 12} {y + 16}Q{180} {y - 26} {300 + step * 8} {y + 4}Q190 {y - 6} {112 - step * 12} {y + 16}z",
                shell.deep,
                opacity=0.85,
            )
        easel.path("M60 226q140 28 290 -8v40H60z", shell.deep, opacity=0.3)
    if easel.dice.chance(50):
        easel.path("M336 210q36 4 44 22q-30 4 -52 -2z", shell.deep)
    easel.solid(
        paths.oval(84, 232, 13, 10), tones("#b7483f") if easel.dice.chance(50) else tones("#33312f")
    )


def tent(easel: Easel) -> None:
    """Draw a small tent on a patch of grass."""
    cloth = easel.main.on("matte")
    easel.oval(200, 314, 190, 30, tones("#a8b38c").base, opacity=0.55)
    easel.ground(200, 316, 160)
    for x, to in ((60, 28), (340, 372)):
        easel.line(f"M{x} 250L{to} 318", "#6b5a4a", 2)
    if easel.dice.chance(55):
        easel.path("M200 122L332 314H68z", easel.gradient(((0, cloth.light), (1, cloth.base)), "x"))
        easel.path("M200 122L332 314H236z", cloth.shade)
        easel.path("M200 122L236 314H150z", cloth.deep)
        easel.path("M200 122L150 314H124Q176 230 200 122z", cloth.light)
        easel.line("M200 104V124", "#6b5a4a", 4)
    else:
        dome = "M56 314C70 190 130 126 200 126S330 190 344 314z"
        easel.path(
            dome, easel.gradient(((0, cloth.light), (0.5, cloth.base), (1, cloth.deep)), "x")
        )
        easel.line(
            "M82 314C110 170 170 130 200 126C250 134 300 190 322 314", cloth.deep, 4, opacity=0.7
        )
        easel.path("M154 314C150 240 176 196 200 190S250 240 246 314z", cloth.deep)
        easel.path("M154 314C150 240 176 196 200 190C192 236 180 280 172 314z", cloth.glow)
    for x in (52, 96, 300, 352):
        easel.line(f"M{x} 318q-2 -10 -6 -14M{x} 318q0 -12 2 -18M{x} 318q3 -9 8 -12", "#7d8f5d", 2.6)


DRAWINGS = {
    "yoga-mat": yoga_mat,
    "dumbbell": dumbbell,
    "water-bottle": water_bottle,
    "football": football,
    "bike-helmet": bike_helmet,
    "tent": tent,
}
