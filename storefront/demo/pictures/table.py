"""Plates, bowls, glasses and carafes."""

from __future__ import annotations

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.paths import at
from storefront.demo.pictures.tones import mix, tones

_STEEL = tones("#b9bdc0", "metal")
_IRON = tones("#3c3e40")
_WOODS = (tones("#a8794c", "wood"), tones("#755039", "wood"), tones("#c49a66", "wood"))


def plate(easel: Easel) -> None:
    """Draw a plate from above, on a second one."""
    radius = 122 + easel.dice.roll(8)
    under = easel.main
    easel.oval(204, 250, radius * 1.18, radius * 0.86, easel.halo("#1f1a14", opacity=0.36))
    easel.solid(
        paths.oval(200, 232, radius, radius * 0.7),
        under.in_shadow(),
    )
    easel.path(
        paths.oval(200, 224, radius, radius * 0.7),
        easel.gradient(((0, under.glow), (0.5, under.base), (1, under.shade)), "xy"),
    )
    rim = 0.7 + 0.06 * easel.dice.roll(3)
    easel.path(
        paths.oval(200, 226, radius * rim, radius * 0.7 * rim),
        easel.gradient(((0, under.shade), (0.5, under.base), (1, under.light)), "xy"),
    )
    easel.path(
        paths.oval(200, 228, radius * (rim - 0.05), radius * 0.7 * (rim - 0.05)),
        easel.gradient(((0, under.base), (1, under.light)), "xy"),
    )
    kind = easel.dice.roll(4)
    if kind == 0:
        _speckles(easel, radius * 0.9, radius * 0.6, 26)
    elif kind == 1:
        easel.line(paths.oval(200, 224, radius - 4, radius * 0.7 - 3), under.deep, 3, opacity=0.8)
    elif kind == 2:
        for step in (0.25, 0.42):
            easel.line(
                paths.oval(200, 228, radius * step, radius * step * 0.7),
                under.shade,
                1.4,
                opacity=0.6,
            )


def _speckles(easel: Easel, rx: float, ry: float, count: int) -> None:
    places = []
    for _ in range(count):
        x = easel.dice.between(-1, 1)
        y = easel.dice.between(-1, 1) * (1 - x * x) ** 0.5
        places.append((200 + x * rx, 224 + y * ry))
    easel.specks(places, easel.main.deep, 3, opacity=0.65)


def bowl(easel: Easel) -> None:
    """Draw a bowl on its foot, open to the viewer."""
    wide, tall = 98 + easel.dice.roll(18), 84 + easel.dice.roll(24)
    top = 312 - tall
    dip = 0.24
    easel.ground(200, 324, wide * 0.9)
    easel.solid(paths.cylinder(200, 306, 322, wide * 0.36, wide * 0.38), easel.main)
    deep = [
        (top, wide),
        (top + tall * 0.45, wide * 0.9),
        (top + tall * 0.8, wide * 0.62),
        (314, wide * 0.36),
    ]
    flared = [(top, wide), (top + tall * 0.5, wide * 0.74), (314, wide * 0.34)]
    body = paths.lathe(200, deep if easel.dice.chance(60) else flared, dip=dip)
    easel.solid(body, easel.main)
    with easel.clip(body):
        kind = easel.dice.roll(4)
        if kind == 0:
            for step in range(4):
                easel.line(
                    f"M80 {top + 34 + step * 13}a120 34 0 0 0 240 0",
                    easel.main.shade,
                    1.6,
                    opacity=0.7,
                )
        elif kind == 1:
            easel.path(
                f"M60 {top + tall * 0.62:.0f}q70 26 140 20t160 -20V400H60z",
                mix("#c9a57f", easel.main.base, 0.2),
                opacity=0.85,
            )
        elif kind == 2:
            dice = easel.dice
            spots = [(100 + dice.roll(200), top + 30 + dice.roll(int(tall))) for _ in range(20)]
            easel.specks(spots, easel.main.deep, 3.2, opacity=0.6)
    inside = easel.main.deep if easel.dice.chance(50) else easel.main.shade
    easel.oval(200, top, wide, wide * dip, easel.main.glow)
    easel.path(
        paths.oval(200, top + 1, wide - 5, (wide - 5) * dip),
        easel.gradient(((0, inside), (1, easel.main.light)), "xy"),
    )


def glass(easel: Easel) -> None:
    """Draw two tumblers, one of them filled."""
    wide, tall = 40 + easel.dice.roll(8), 120 + easel.dice.roll(50)
    taper = 0.72 + 0.09 * easel.dice.roll(4)
    ribs = easel.dice.chance(45)
    for cx, base, level in ((238.0, 306.0, 0.0), (158.0, 324.0, 0.45 + 0.1 * easel.dice.roll(3))):
        _tumbler(easel, cx, base, wide, tall, taper, level=level, ribs=ribs)


def _tumbler(
    easel: Easel,
    cx: float,
    foot: float,
    wide: float,
    tall: float,
    taper: float,
    *,
    level: float,
    ribs: bool,
) -> None:
    top = foot - tall
    easel.ground(cx + 6, foot + 2, wide + 20)
    easel.oval(cx + wide * 0.8, foot + 6, wide * 1.5, 9, easel.halo(easel.main.light, opacity=0.8))
    if level:
        surface = foot - tall * level
        half = wide * (taper + (1 - taper) * level) - 4
        drink = easel.dice.pick(("#dbe9e8", "#e6b96a", "#d98a6a", "#c9d8a8"))
        easel.path(
            paths.cylinder(cx, surface, foot - 10, half, wide * taper - 4), drink, opacity=0.85
        )
        easel.oval(cx, surface, half, half * 0.16, "#fff", opacity=0.5)
    easel.solid(paths.cylinder(cx, top, foot, wide, wide * taper), easel.main)
    easel.path(
        paths.cylinder(cx, foot - 9, foot, wide * taper, wide * taper),
        easel.main.shade,
        opacity=0.4,
    )
    if ribs:
        for step in range(-3, 4):
            easel.line(
                f"M{at(cx + step * wide * 0.27, top + 12)}L{at(cx + step * wide * taper * 0.27, foot - 10)}",
                easel.main.deep,
                1.3,
                opacity=0.35,
            )
    easel.line(paths.oval(cx, top, wide, wide * 0.16), easel.main.deep, 1.6, opacity=0.6)
    easel.path(paths.box(cx - wide * 0.62, top + 18, 6, tall * 0.52, 3), "#fff", opacity=0.6)


def carafe(easel: Easel) -> None:
    """Draw a carafe with a stopper, half full of water."""
    wide, neck = 66 + easel.dice.roll(14), 26 + easel.dice.roll(8)
    easel.ground(206, 326, wide + 24)
    easel.oval(200 + wide * 0.7, 330, wide * 1.3, 10, easel.halo(easel.main.light, opacity=0.8))
    profile = [
        (118, neck + 4),
        (136, neck),
        (176, neck + 2),
        (236, wide * 0.92),
        (296, wide),
        (324, wide * 0.82),
    ]
    water = [(226, wide * 0.78), (250, wide * 0.92), (296, wide - 5), (320, wide * 0.78)]
    easel.path(paths.lathe(200, water, dip=0.12), easel.main.light, opacity=0.85)
    easel.oval(200, 226, wide * 0.78, wide * 0.1, "#fff", opacity=0.55)
    easel.solid(paths.lathe(200, profile), easel.main)
    easel.line(f"M{at(200 - wide * 0.7, 250)}q-6 40 6 62", "#fff", 6, opacity=0.55)
    stopper = easel.dice.pick((tones("#c39b6d"), _WOODS[2], _STEEL))
    easel.solid(paths.cylinder(200, 92, 126, neck * 0.8, neck * 0.68), stopper)
    easel.solid(paths.oval(200, 88, neck * 0.95, 15), stopper)


DRAWINGS = {
    "plate": plate,
    "bowl": bowl,
    "glass": glass,
    "carafe": carafe,
}
