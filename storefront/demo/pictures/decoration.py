"""Things that stand and hang: vases, candles, clocks, frames."""

from __future__ import annotations

import math

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.marks import leaf
from storefront.demo.pictures.paths import at
from storefront.demo.pictures.tones import tones

_PAPER = tones("#f5efe2")


def vase(easel: Easel) -> None:
    """Draw a vase of one of six outlines with a few stems."""
    kind = easel.dice.roll(6)
    wide, top = 62 + easel.dice.roll(18), 128 + easel.dice.roll(36)
    easel.ground(202, 328, wide + 14)
    tall = 322 - top
    profiles = (
        [
            (top, 16),
            (top + tall * 0.3, 15),
            (top + tall * 0.6, wide),
            (306, wide * 0.86),
            (324, wide * 0.5),
        ],
        [
            (top, wide * 0.6),
            (top + tall * 0.14, wide * 0.46),
            (top + tall * 0.5, wide),
            (324, wide * 0.5),
        ],
        [(top, wide * 0.46), (top + tall * 0.3, wide * 0.5), (324, wide * 0.82)],
        [
            (top, wide * 0.9),
            (top + tall * 0.2, wide * 0.62),
            (top + tall * 0.7, wide * 0.78),
            (324, wide * 0.54),
        ],
        [
            (top, 20),
            (top + tall * 0.18, 18),
            (top + tall * 0.34, wide * 0.9),
            (top + tall * 0.7, wide),
            (324, wide * 0.46),
        ],
        [(top, wide * 0.55), (324, wide * 0.55)],
    )
    profile = profiles[kind]
    _stems(easel, top, profile[0][1])
    if easel.main.finish == "glass":
        easel.path(
            paths.lathe(
                200, [(top + tall * 0.55, wide * 0.7), (300, wide * 0.72), (320, wide * 0.42)]
            ),
            easel.main.light,
            opacity=0.6,
        )
    body = paths.lathe(200, profile)
    easel.solid(body, easel.main)
    if easel.main.finish != "glass":
        with easel.clip(body):
            _vase_glaze(easel, top, tall)
    easel.rim(200, top, profile[0][1], easel.main, lip=3)


def _vase_glaze(easel: Easel, top: float, tall: float) -> None:
    kind = easel.dice.roll(5)
    if kind == 0:
        easel.path(
            f"M80 {top + tall * 0.66:.0f}q60 22 120 0t120 4V400H80z", easel.main.deep, opacity=0.5
        )
    elif kind == 1:
        for step in range(11):
            easel.line(f"M{115 + step * 17} {top}V330", easel.main.shade, 2.4, opacity=0.7)
    elif kind == 2:
        for step in range(9):
            easel.line(
                f"M90 {top + 14 + step * tall * 0.1:.0f}q110 16 220 0",
                easel.main.shade,
                1.8,
                opacity=0.6,
            )
    elif kind == 3:
        dice = easel.dice
        spots = [(120 + dice.roll(160), top + dice.roll(int(tall))) for _ in range(24)]
        easel.specks(spots, easel.main.deep, 3.4, opacity=0.6)


def _stems(easel: Easel, top: float, neck: float) -> None:
    greens = (tones("#7d8f5d"), tones("#5f7b58"), tones("#a3a878"))
    blooms = ("#e3b9ac", "#f1eee7", "#e3bb4e", "#e08a73", "#b3a1c9")
    bloom, kind = easel.dice.pick(blooms), easel.dice.roll(4)
    if kind == 3:
        return
    for step in range(3):
        sway = (step - 1) * (20 + easel.dice.roll(16))
        tip_x, tip_y = 200 + sway, top - 70 - easel.dice.roll(26) + abs(sway) * 0.4
        green = greens[easel.dice.roll(3)]
        easel.line(
            f"M{200 + (step - 1) * neck * 0.3:.0f} {top + 8:.0f}Q200 {top - 30:.0f} {at(tip_x, tip_y)}",
            green.shade,
            2.6,
        )
        if kind == 0:
            for bud in range(4):
                side = 1 if bud % 2 else -1
                leaf(
                    easel,
                    tip_x * 0.75 + 50 + side * 10 - bud,
                    tip_y + 8 + bud * 15,
                    15,
                    side * 50 + sway,
                    green,
                )
            leaf(easel, tip_x, tip_y - 4, 15, sway, green)
        elif kind == 1:
            for petal in range(5):
                angle = petal * 1.2566
                easel.oval(tip_x + 9 * math.cos(angle), tip_y + 9 * math.sin(angle), 9, 9, bloom)
            easel.oval(tip_x, tip_y, 6, 6, tones(bloom).deep)
        else:
            easel.path(
                paths.closed(
                    [
                        (tip_x, tip_y - 34),
                        (tip_x + 10, tip_y - 8),
                        (tip_x, tip_y + 8),
                        (tip_x - 10, tip_y - 8),
                    ]
                ),
                "#d9c69d",
            )
            easel.line(f"M{at(tip_x, tip_y - 26)}v30", "#bfa873", 1.6)


def candle(easel: Easel) -> None:
    """Draw a candle in a jar, lit, with a plain label."""
    wide, tall = 58 + easel.dice.roll(14), 108 + easel.dice.roll(40)
    top = 322 - tall
    easel.ground(200, 326, wide + 22)
    easel.oval(200, top - 30, 120, 100, easel.halo("#ffe3a6", opacity=0.8))
    body = paths.cylinder(200, top, 322, wide, wide)
    kind = easel.dice.roll(3)
    if kind == 0:
        wax = tones("#f4ead6")
        easel.solid(paths.cylinder(200, top + 20, 316, wide - 4, wide - 4), wax)
        easel.oval(200, top + 20, wide - 4, wide * 0.15, wax.glow)
        easel.solid(body, tones(easel.main.base, "glass"))
    else:
        easel.solid(
            body,
            easel.main.on("gloss" if kind == 1 else "matte"),
        )
        easel.rim(200, top, wide, easel.main, inside="#f6ecd9", lip=5)
    easel.flat(paths.box(200 - wide * 0.5, top + tall * 0.42, wide, tall * 0.36, 4), _PAPER)
    easel.line(
        f"M{at(200 - wide * 0.26, top + tall * 0.54)}h{wide * 0.52:.0f}M{at(200 - wide * 0.16, top + tall * 0.62)}h{wide * 0.32:.0f}",
        easel.main.shade,
        3,
    )
    wick = top + (16 if kind == 0 else 2)
    easel.line(f"M200 {wick}v-16", "#4a3c30", 3)
    easel.path(f"M200 {wick - 46}q15 22 0 34q-15 -12 0 -34z", "#ffb547")
    easel.path(f"M200 {wick - 32}q8 12 0 19q-8 -7 0 -19z", "#fff1c4")


def wall_clock(easel: Easel) -> None:
    """Draw a round clock hanging on the wall."""
    radius = 112 + easel.dice.roll(10)
    cx, cy = 200, 206
    easel.oval(cx + 12, cy + 16, radius + 14, radius + 14, easel.halo("#1f1a14", opacity=0.5))
    easel.solid(paths.oval(cx, cy, radius, radius), easel.main, axis="xy")
    is_pale = easel.dice.chance(60) or easel.colour == "white"
    dial, ink = (
        (tones("#f7f3ea"), "#33312f") if is_pale else (tones(easel.main.light), easel.main.deep)
    )
    face = easel.gradient(((0, dial.shade), (0.12, dial.base), (1, dial.glow)), "xy")
    easel.path(paths.oval(cx, cy, radius - 13, radius - 13), face)
    _hour_marks(easel, radius, ink)
    hands = easel.dice.roll(3)
    easel.line(f"M{cx + 8} {cy + 5}L{cx - 48} {cy - 30}", ink, (7, 5, 9)[hands])
    easel.line(f"M{cx - 8} {cy + 8}L{cx + 42} {cy - 68}", ink, (5, 4, 6)[hands])
    easel.line(
        f"M{cx - 4} {cy - 22}L{cx + 12} {cy + 74}",
        easel.dice.pick(("#b7483f", "#cc9a35", ink)),
        2.4,
    )
    easel.oval(cx, cy, 7, 7, ink)


def picture_frame(easel: Easel) -> None:
    """Draw a framed print leaning on the wall."""
    wide, tall = (86, 112) if easel.dice.chance(70) else (118, 88)
    top, cy = 322 - 2 * tall, 322 - tall
    easel.ground(206, 324, wide + 18)
    easel.path(paths.box(200 - wide + 9, top + 6, 2 * wide, 2 * tall, 3), "#1f1a14", opacity=0.14)
    easel.solid(paths.box(200 - wide, top, 2 * wide, 2 * tall, 3), easel.main, axis="xy")
    edge = 11
    easel.path(
        paths.box(200 - wide + edge, top + edge, 2 * (wide - edge), 2 * (tall - edge), 1),
        easel.main.deep,
    )
    mount = paths.box(
        200 - wide + edge + 2, top + edge + 2, 2 * (wide - edge) - 2, 2 * (tall - edge) - 2, 1
    )
    easel.path(mount, "#f7f2e7")
    inner = paths.box(200 - wide + 38, top + 40, 2 * wide - 76, 2 * tall - 80, 1)
    with easel.clip(inner):
        _print(easel, cy)
    with easel.clip(mount):
        easel.path(
            f"M{at(200 - wide, top)}h{wide * 0.9:.0f}l{-wide * 1.1:.0f} {2 * tall}h-80z",
            "#fff",
            opacity=0.2,
        )


def _print(easel: Easel, cy: float) -> None:
    colours = easel.dice.draw(
        ("#c4714f", "#94a98a", "#cc9a35", "#2f4260", "#e3b9ac", "#2f6d70", "#d6c3a1"), 3
    )
    easel.path("M0 0H400V400H0z", "#ece2cf")
    kind = easel.dice.roll(4)
    if kind == 0:
        easel.oval(200, cy - 16, 36, 36, colours[0])
        easel.path(f"M90 {cy + 20:.0f}q60 -34 110 0t110 -4v120H90z", colours[1])
        easel.path(f"M90 {cy + 50:.0f}q60 -20 110 4t110 -8v120H90z", colours[2])
    elif kind == 1:
        easel.path(f"M150 {cy + 60:.0f}V{cy:.0f}a50 50 0 0 1 100 0v60z", colours[0])
        easel.path(f"M172 {cy + 60:.0f}V{cy + 4:.0f}a28 28 0 0 1 56 0v56z", colours[2])
    elif kind == 2:
        for step in range(4):
            leaf(easel, 178, cy + 34 - step * 24, 18, -50, tones(colours[1]))
            leaf(easel, 222, cy + 26 - step * 24, 18, 50, tones(colours[1]))
        easel.line(f"M200 {cy + 60:.0f}V{cy - 60:.0f}", tones(colours[1]).shade, 3)
    else:
        for step, colour in enumerate(colours):
            easel.oval(176 + step * 24, cy - 20 + step * 22, 32, 32, colour, opacity=0.85)


def _hour_marks(easel: Easel, radius: float, ink: str) -> None:
    kind = easel.shown({"none": 0, "strokes": 1, "dots": 2})
    rays = [
        (math.sin(math.radians(hour * 30)), math.cos(math.radians(hour * 30))) for hour in range(12)
    ]
    outer = radius - 21
    if kind == 1:
        inner = (radius - 36, radius - 28)
        strokes = "".join(
            f"M{at(200 + inner[hour % 3 > 0] * x, 206 - inner[hour % 3 > 0] * y)}L{at(200 + outer * x, 206 - outer * y)}"
            for hour, (x, y) in enumerate(rays)
        )
        easel.line(strokes, ink, 4)
    elif kind == 2:
        easel.specks([(200 + outer * x, 206 - outer * y) for x, y in rays], ink, 5)
        easel.specks([(200 + outer * x, 206 - outer * y) for x, y in rays[::3]], ink, 9)


DRAWINGS = {
    "vase": vase,
    "candle": candle,
    "wall-clock": wall_clock,
    "picture-frame": picture_frame,
}
