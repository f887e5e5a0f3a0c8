"""Small drawings that many products share: a leaf, a paper label."""

from __future__ import annotations

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.paths import at, number
from storefront.demo.pictures.tones import Tones, tones

COFFEE = tones("#4a3427")
_TEA = "#a8682f"
_STEEL = tones("#b9bdc0", "metal")
_GLASS = tones("#cfe0e0", "glass")


def label(easel: Easel, cx: float, cy: float, half: float, height: float) -> None:
    """Stick on a paper label with an abstract mark instead of words."""
    paper = tones("#f5efe2")
    easel.flat(paths.box(cx - half, cy - height, 2 * half, 2 * height, 8), paper)
    accent = easel.main.shade
    kind = easel.dice.roll(4)
    if kind == 0:
        easel.oval(cx, cy - 4, half * 0.42, half * 0.42, accent)
        easel.oval(cx + half * 0.14, cy - 4, half * 0.3, half * 0.42, paper.light)
    elif kind == 1:
        for step in range(3):
            easel.line(
                f"M{at(cx - half * 0.5, cy - 18 + step * 15)}q{at(half * 0.25, -12)} {at(half * 0.5, 0)}t{at(half * 0.5, 0)}",
                accent,
                4,
            )
    elif kind == 2:
        easel.path(f"M{at(cx, cy - 26)}q22 20 0 46q-22 -26 0 -46z", accent)
        easel.line(f"M{at(cx, cy - 18)}v40", paper.light, 2)
    else:
        easel.path(f"M{at(cx - 26, cy + 12)}l18 -32l12 20l8 -10l16 22z", accent)
        easel.oval(cx + 14, cy - 20, 7, 7, accent)
    easel.line(
        f"M{at(cx - half * 0.4, cy + height - 12)}h{number(half * 0.8)}",
        accent,
        2.5,
        opacity=0.5,
    )


def leaf(easel: Easel, x: float, y: float, length: float, turn: float, green: Tones) -> None:
    """Draw one pointed leaf with its rib."""
    marks = (
        f'<path d="M0-20C8-10 9 0 0 20C-9 0-8-10 0-20" fill="{green.base}"/>'
        f'<path d="M0-15V20" stroke="{green.shade}" stroke-width="1.6"/>'
    )
    easel.stamp(marks, x, y, turn=turn, scale=length / 20)
