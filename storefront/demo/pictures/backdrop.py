"""What stands behind a product: a tinted wall and floor, an arch, light through a window."""

from __future__ import annotations

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.tones import from_oklch, to_oklch, tones


def plain(easel: Easel) -> None:
    """Paint a seamless backdrop, brighter where the light falls, in a tint that belongs to the product."""
    wall, floor, glow = _palette(easel)
    easel.path("M0 0H400V400H0z", easel.gradient(((0, wall), (0.66, wall), (1, floor)), "y"))
    easel.oval(150, 130, 250, 230, easel.halo(glow, opacity=0.75))


def arch(easel: Easel) -> None:
    """Paint a wall with a soft niche behind the product."""
    wall, floor, glow = _palette(easel)
    easel.path("M0 0H400V400H0z", wall)
    lightness, chroma, hue = to_oklch(wall)
    niche = from_oklch(lightness - 0.055, chroma * 1.35, hue)
    kind = easel.dice.roll(3)
    if kind == 0:
        easel.path(
            "M72 332V182a128 128 0 0 1 256 0V332z", easel.gradient(((0, niche), (1, wall)), "y")
        )
    elif kind == 1:
        easel.oval(200, 196, 142, 142, easel.gradient(((0, niche), (1, wall)), "xy"))
    else:
        easel.path("M0 0H262L118 332H0z", glow, opacity=0.5)
    easel.path("M0 332H400V400H0z", easel.gradient(((0, floor), (1, wall)), "y"))


def room(easel: Easel) -> None:
    """Paint a wall, a table top and the light of a window."""
    wall, floor, glow = _palette(easel)
    easel.path("M0 0H400V400H0z", easel.gradient(((0, glow), (1, wall)), "yx"))
    lean = 20 + easel.dice.roll(50)
    for x in (60, 150):
        easel.path(f"M{x} 0h70l{lean} 210h-70z", "#fff", opacity=0.2)
    lightness, chroma, hue = to_oklch(floor)
    top = from_oklch(lightness - 0.02, chroma + 0.012, hue)
    easel.path("M0 296H400V400H0z", easel.gradient(((0, top), (1, floor)), "y"))
    easel.path("M0 296H400v5H0z", "#fff", opacity=0.22)


def table_top(easel: Easel) -> None:
    """Paint a table seen from above, with the light of a window across it."""
    _wall, floor, glow = _palette(easel)
    easel.path("M0 0H400V400H0z", easel.gradient(((0, glow), (1, floor)), "xy"))
    lean = 40 + easel.dice.roll(60)
    for x in (30, 170):
        easel.path(f"M{x} 0h86l{-lean} 400h-86z", "#fff", opacity=0.2)


def _palette(easel: Easel) -> tuple[str, str, str]:
    """Return wall, floor and glow: pale for dark and full colours, a little deeper for pale ones."""
    lightness, _, _ = to_oklch(easel.main.base)
    turn = easel.dice.pick((0.0, 0.0, 25.0, -25.0, 160.0, 60.0))
    level = 0.862 if lightness > 0.8 else 0.898 if lightness > 0.62 else 0.922
    hue = _calm(easel, turn)
    wall = from_oklch(level, 0.024, hue)
    floor = from_oklch(level - 0.045, 0.03, hue)
    return wall, floor, from_oklch(min(level + 0.055, 0.97), 0.014, hue)


def _calm(easel: Easel, turn: float) -> float:
    """Return a hue near the product's (turned by degrees), drawn towards sand and sage: no pink or violet walls."""
    _, chroma, hue = to_oklch(easel.main.base)
    hue = (85.0 if chroma < 0.02 else hue + turn) % 360
    if hue < 55 or hue > 300:
        hue = 55.0 + easel.dice.roll(30)
    return min(hue, 235.0)


def sprig(easel: Easel, x: float, y: float) -> None:
    """Stand a small bottle with a branch somewhere in the back."""
    easel.oval(x + 4, y, 34, 6, easel.halo("#1f1a14", opacity=0.35))
    easel.solid(
        paths.lathe(x, [(y - 62, 9), (y - 46, 9), (y - 30, 22), (y - 4, 19)]), tones("#efe6d6")
    )
    green = from_oklch(0.56, 0.06, 135)
    pale = from_oklch(0.66, 0.06, 130)
    easel.line(f"M{x} {y - 60}q4 -60 26 -104", from_oklch(0.5, 0.04, 110), 2.4)
    for step in range(5):
        left, up = x + 1 + step * 5, y - 72 - step * 19
        for side in (-1, 1):
            tip = [
                (left, up),
                (left + side * 12, up - 12),
                (left + side * 25, up - 11),
                (left + side * 14, up + 1),
            ]
            easel.path(paths.closed(tip, smooth=0.8), green if side < 0 else pale)


def twig(easel: Easel) -> None:
    """Lay a twig into the corner of a table top."""
    green, pale = from_oklch(0.58, 0.06, 135), from_oklch(0.68, 0.06, 130)
    easel.line("M404 74Q352 92 310 36", from_oklch(0.52, 0.04, 110), 2.4)
    for x, y, turn in (
        (384, 82, 70),
        (362, 78, 130),
        (352, 66, 30),
        (338, 66, 150),
        (328, 46, 40),
        (312, 38, 160),
    ):
        marks = f'<path d="M0-22C10-12 10 0 0 18C-10 0-10-12 0-22" fill="{green if turn > 100 else pale}"/>'
        easel.stamp(marks, x, y, turn=turn)
