"""Plants for pots."""

from __future__ import annotations

from storefront.demo.pictures import paths
from storefront.demo.pictures.easel import Easel
from storefront.demo.pictures.marks import leaf
from storefront.demo.pictures.paths import at
from storefront.demo.pictures.tones import Tones, tones

_PAPER = tones("#f5efe2")
_STEEL = tones("#aab0b3", "metal")
GREENS = (tones("#5f7b58"), tones("#7d8f5d"), tones("#3f6650"), tones("#8aa37b"))


def plant(easel: Easel, top: float) -> None:
    """Grow one of five plants out of a pot whose rim is at ``top``."""
    green, pale = GREENS[easel.dice.roll(4)], GREENS[(easel.dice.roll(3) + 1) % 4]
    easel.dice.pick((_spears, _round_leaves, _cactus, _herbs, _fern))(easel, top, green, pale)


def _spears(easel: Easel, top: float, green: Tones, pale: Tones) -> None:
    """Draw long upright leaves."""
    for step in range(9):
        lean = (step - 4) * 17
        high = top - 128 + abs(step - 4) * 14
        tone = green if step % 2 else pale
        easel.path(
            f"M196 {top + 6:.0f}Q{200 + lean * 0.2:.0f} {top - 60:.0f} {at(200 + lean, high)}Q{at(208 + lean * 0.5, top - 50)} 208 {top + 6:.0f}z",
            tone.base,
        )


def _round_leaves(easel: Easel, top: float, green: Tones, pale: Tones) -> None:
    """Draw round leaves on stems."""
    for lean, high in ((-52, -84), (50, -96), (-26, -136), (24, -150), (0, -110)):
        easel.line(
            f"M200 {top + 6:.0f}Q{200 + lean * 0.2:.0f} {top - 40:.0f} {at(200 + lean, top + high)}",
            green.shade,
            3,
        )
        _round_leaf(easel, 200 + lean, top + high, 30, lean * 0.5, green if lean > 0 else pale)


def _cactus(easel: Easel, top: float, green: Tones, pale: Tones) -> None:
    """Draw a cactus with a flower."""
    body = paths.closed(
        [(200, top - 130), (232, top - 80), (226, top + 8), (174, top + 8), (168, top - 80)],
        smooth=0.95,
    )
    easel.solid(body, green)
    easel.solid(
        paths.closed([(252, top - 92), (264, top - 66), (232, top - 36), (222, top - 50)]),
        green,
    )
    for step in range(5):
        easel.line(
            f"M{178 + step * 11} {top - 84 + abs(step - 2) * 6}V{top + 4:.0f}",
            green.light,
            1.8,
            dash="2 9",
        )
    easel.oval(200, top - 132, 10, 8, "#e08a73")


def _herbs(easel: Easel, top: float, green: Tones, pale: Tones) -> None:
    """Draw a bush of small leaves."""
    for step in range(16):
        x, y = 140 + easel.dice.roll(120), top - 8 - easel.dice.roll(90)
        leaf(easel, x, y, 17, (x - 200) * 0.8, green if step % 3 else pale)
    easel.line(f"M200 {top + 4:.0f}V{top - 60:.0f}", green.shade, 3)


def _fern(easel: Easel, top: float, green: Tones, pale: Tones) -> None:
    """Draw arching fronds."""
    for lean in (-60, -30, 0, 30, 60):
        easel.line(
            f"M200 {top + 6:.0f}Q{200 + lean * 0.4:.0f} {top - 70:.0f} {at(200 + lean, top - 120 + abs(lean) * 0.5)}",
            green.shade,
            2.4,
        )
        for step in range(5):
            y = top - 30 - step * 20 + abs(lean) * step * 0.1
            x = 200 + lean * (0.12 + step * 0.19)
            leaf(easel, x - 9, y, 11, -55, green)
            leaf(easel, x + 9, y, 11, 55, pale)


def _round_leaf(easel: Easel, x: float, y: float, size: float, turn: float, green: Tones) -> None:
    shape = [
        (x, y - size),
        (x + size * 0.8, y - size * 0.2),
        (x, y + size),
        (x - size * 0.8, y - size * 0.2),
    ]
    easel.path(
        paths.closed(paths.turned(shape, x, y, turn), smooth=0.95),
        easel.gradient(((0, green.light), (1, green.shade)), "xy"),
    )
    easel.line(
        paths.opened(paths.turned([(x, y - size * 0.7), (x, y + size)], x, y, turn)),
        green.deep,
        1.6,
        opacity=0.6,
    )
