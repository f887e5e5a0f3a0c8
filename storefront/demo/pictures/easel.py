"""The drawing hand: fills outlines with light and shade, always from the upper left, and collects the SVG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from storefront.demo.dice import Dice
from storefront.demo.pictures.paths import Point, at, number
from storefront.demo.pictures.tones import Tones

_Look = TypeVar("_Look")


class Easel:
    """One picture in the making."""

    def __init__(
        self, *, colour: str, material: str, main: Tones, own: Tones, dice: Dice, detail: str = ""
    ) -> None:
        self.detail = detail
        """The value of the trait that the picture shows, empty where that is free."""
        self.colour = colour
        self.material = material
        self.main = main
        """The product's colour on its material."""
        self.own = own
        """The material in its own colour, for frames, legs and handles."""
        self.dice = dice
        self._defs: list[str] = []
        self._shapes: list[str] = []
        self._known: dict[str, str] = {}

    def shown(self, looks: Mapping[str, _Look]) -> _Look:
        """Return the look of the trait's value; any of them where the value is free."""
        free = self.dice.pick(list(looks.values()))
        return looks.get(self.detail, free)

    # --- Plain marks -------------------------------------------------------------------------
    def path(self, d: str, fill: str, *, opacity: float = 1.0) -> None:
        """Fill an outline with one colour."""
        self._shapes.append(f'<path d="{d}" fill="{fill}"{_opacity(opacity)}/>')

    def line(
        self,
        d: str,
        stroke: str,
        width: float,
        *,
        opacity: float = 1.0,
        dash: str = "",
        cap: str = "round",
    ) -> None:
        """Draw a line with round ends."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._shapes.append(
            f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{number(width)}"'
            f' stroke-linecap="{cap}" stroke-linejoin="round"{dashes}{_opacity(opacity)}/>'
        )

    def oval(
        self, cx: float, cy: float, rx: float, ry: float, fill: str, *, opacity: float = 1.0
    ) -> None:
        """Fill an ellipse."""
        self._shapes.append(
            f'<ellipse cx="{number(cx)}" cy="{number(cy)}" rx="{number(rx)}" ry="{number(ry)}"'
            f' fill="{fill}"{_opacity(opacity)}/>'
        )

    def specks(
        self, places: Iterable[Point], colour: str, size: float, *, opacity: float = 1.0
    ) -> None:
        """Dot round specks, as one line of no length each."""
        self.line("".join(f"M{at(x, y)}h0" for x, y in places), colour, size, opacity=opacity)

    def stamp(self, marks: str, x: float, y: float, *, turn: float = 0, scale: float = 1) -> None:
        """Repeat a small drawing (made around 0 0) at a place; it is written once and referred to."""
        name = self._definition("g", "", marks)[5:-1]
        turning = f" rotate({number(turn)})" if turn else ""
        sizing = f" scale({scale:.2g})" if scale != 1 else ""
        self._shapes.append(
            f'<use href="#{name}" transform="translate({at(x, y)}){turning}{sizing}"/>'
        )

    # --- Light and shade ---------------------------------------------------------------------
    def solid(self, d: str, tones: Tones, *, axis: str = "x") -> None:
        """Fill an outline as a rounded body; ``axis`` is the direction in which light turns to shade: x, y or xy."""
        finish = tones.finish
        if finish == "glass":
            self._glass(d, tones)
            return
        self.path(d, self.gradient(_stops(tones), axis))
        if finish == "gloss":
            self.path(d, self._gloss())
        elif finish == "wood":
            self._clipped_overlay(d, self._grain(tones, axis))
        elif finish in ("knit", "cloth", "woven"):
            self.path(d, self.pattern(finish, tones))

    def flat(self, d: str, tones: Tones) -> None:
        """Fill an outline as a flat face in full light."""
        self.path(d, self.gradient(((0, tones.light), (1, tones.base)), "xy"))
        if tones.finish == "wood":
            self._clipped_overlay(d, self._grain(tones, "x"))
        elif tones.finish in ("knit", "cloth", "woven"):
            self.path(d, self.pattern(tones.finish, tones))

    def gradient(self, stops: tuple[tuple[float, str], ...], axis: str = "x") -> str:
        """Return a paint that runs through the stops."""
        direction = {
            "x": 'x2="1"',
            "y": 'x2="0" y2="1"',
            "xy": 'x2="1" y2="1"',
            "yx": 'x1="1" x2="0" y2="1"',
        }[axis]
        marks = "".join(
            f'<stop offset="{number(place)}" stop-color="{colour}"/>' for place, colour in stops
        )
        return self._definition("linearGradient", direction, marks)

    def halo(self, colour: str, *, opacity: float = 1.0) -> str:
        """Return a paint that fades from the centre outwards."""
        marks = (
            f'<stop stop-color="{colour}" stop-opacity="{number(opacity)}"/>'
            f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/>'
        )
        return self._definition("radialGradient", "", marks)

    def pattern(self, kind: str, tones: Tones) -> str:
        """Return a fine texture: weave of cloth, stitches of a knit, plait of a basket."""
        dark, pale = tones.shade, tones.light
        if kind == "knit":
            body = f'<path d="M0 1l4 5l4-5" stroke="{dark}" stroke-width="1.6" fill="none" opacity=".45"/>'
            size = 'width="8" height="7"'
        elif kind == "woven":
            body = (
                f'<path d="M0 3h9M10 10h9" stroke="{pale}" stroke-width="4" opacity=".7"/>'
                f'<path d="M10 3h9M0 10h9" stroke="{dark}" stroke-width="4" opacity=".7"/>'
            )
            size = 'width="20" height="14"'
        else:
            body = f'<path d="M0 1h4M1 0v4" stroke="{dark}" stroke-width=".8" opacity=".28"/>'
            size = 'width="4" height="4"'
        return self._definition("pattern", f'{size} patternUnits="userSpaceOnUse"', body)

    def tube(self, d: str, tones: Tones, width: float) -> None:
        """Draw a round bar along a line: handle, leg, cable."""
        dark, middle, bright = tones.deep, tones.base, tones.light
        self.line(d, dark, width)
        self._shapes.append(f'<g transform="translate({at(-width * 0.09, -width * 0.09)})">')
        self.line(d, middle, width * 0.74)
        self._shapes.append("</g>")
        if width > 5:
            self._shapes.append(f'<g transform="translate({at(-width * 0.2, -width * 0.2)})">')
            self.line(d, bright, width * 0.22)
            self._shapes.append("</g>")

    def rim(
        self,
        cx: float,
        cy: float,
        radius: float,
        tones: Tones,
        *,
        inside: str = "",
        dip: float = 0.16,
        lip: float = 4,
    ) -> None:
        """Draw the opening of a round vessel: its bright lip, and the inside or what fills it."""
        self.oval(cx, cy, radius, radius * dip, tones.light)
        inner = radius - lip
        depth = self.gradient(((0, inside or tones.deep), (1, inside or tones.shade)), "y")
        self.oval(cx, cy + lip * 0.25, inner, inner * dip, depth)

    @contextmanager
    def clip(self, d: str) -> Iterator[None]:
        """Keep what is drawn meanwhile inside an outline."""
        name = self._definition("clipPath", "", f'<path d="{d}"/>')[4:-1]
        self._shapes.append(f'<g clip-path="url({name})">')
        yield
        self._shapes.append("</g>")

    @contextmanager
    def moved(
        self, x: float = 0, y: float = 0, *, scale: float = 1, turn: float = 0, flip: bool = False
    ) -> Iterator[None]:
        """Draw meanwhile at another place, size or angle; scaling and turning is about the middle of the ground."""
        steps = [f"translate({at(200 + x, 330 + y)})"]
        if turn:
            steps.append(f"rotate({number(turn)})")
        if scale != 1 or flip:
            steps.append(f"scale({-scale if flip else scale:g} {scale:g})")
        steps.append("translate(-200 -330)")
        self._shapes.append(f'<g transform="{"".join(steps)}">')
        yield
        self._shapes.append("</g>")

    @contextmanager
    def lent(
        self, *, colour: str, material: str, main: Tones, own: Tones, dice: Dice
    ) -> Iterator[None]:
        """Draw something else meanwhile, in its own colour and material."""
        kept = (self.colour, self.material, self.main, self.own, self.dice, self.detail)
        self.colour, self.material, self.main, self.own = colour, material, main, own
        self.dice, self.detail = dice, ""
        yield
        self.colour, self.material, self.main, self.own, self.dice, self.detail = kept

    def ground(self, cx: float, y: float, rx: float, *, ry: float = 0.0) -> None:
        """Lay the soft shadow of something that stands at y."""
        ry = ry or rx * 0.14
        self.oval(cx + rx * 0.10, y, rx * 1.22, ry * 1.5, self.halo("#1f1a14", opacity=0.34))
        self.oval(cx + rx * 0.03, y, rx * 0.98, ry * 0.8, self.halo("#1f1a14", opacity=0.42))

    def svg(self) -> str:
        """Return the finished picture."""
        defs = f"<defs>{''.join(self._defs)}</defs>" if self._defs else ""
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="800" viewBox="0 0 400 400">'
            f"{defs}{''.join(self._shapes)}</svg>"
        )

    # --- Surfaces ----------------------------------------------------------------------------
    def _definition(self, element: str, attributes: str, body: str) -> str:
        key = f"{element} {attributes} {body}"
        if key not in self._known:
            name = f"{'abcdefghijklmnopqrstuvwxyz'[len(self._known) % 26]}{len(self._known) // 26 or ''}"
            space = " " if attributes else ""
            self._defs.append(f'<{element} id="{name}"{space}{attributes}>{body}</{element}>')
            self._known[key] = f"url(#{name})"
        return self._known[key]

    def _clipped_overlay(self, d: str, marks: str) -> None:
        name = self._definition("clipPath", "", f'<path d="{d}"/>')[4:-1]
        self._shapes.append(f'<g clip-path="url({name})">{marks}</g>')

    def _glass(self, d: str, tones: Tones) -> None:
        self.path(d, tones.base, opacity=0.22)
        self.path(d, self._sheer(tones))
        self.line(d, tones.shade, 1.6, opacity=0.6)

    def _sheer(self, tones: Tones) -> str:
        """Return the paint of clear glass: thick at the edges, hardly there in the middle."""
        marks = (
            f'<stop stop-color="{tones.deep}" stop-opacity=".5"/><stop offset=".1" stop-color="#fff" stop-opacity=".6"/>'
            f'<stop offset=".3" stop-color="{tones.base}" stop-opacity=".08"/>'
            f'<stop offset=".8" stop-color="{tones.base}" stop-opacity=".12"/>'
            f'<stop offset="1" stop-color="{tones.deep}" stop-opacity=".55"/>'
        )
        return self._definition("linearGradient", 'x2="1"', marks)

    def _gloss(self) -> str:
        """Return the window that glazed surfaces mirror: one bright stripe near the light."""
        marks = "".join(
            f'<stop offset="{place}" stop-color="#fff" stop-opacity="{strength}"/>'
            for place, strength in (("0.1", "0"), ("0.15", ".42"), ("0.21", ".42"), ("0.27", "0"))
        )
        return self._definition("linearGradient", 'x2="1" y2=".08"', marks)

    def _grain(self, tones: Tones, axis: str) -> str:
        lines = []
        for step in range(7):
            place = 18 + step * 56 + self.dice.roll(30)
            sway = 4 + self.dice.roll(7)
            if axis == "y":
                lines.append(f"M{place} 0q{sway} 100 0 200t0 200")
            else:
                lines.append(f"M0 {place}q100 {sway} 200 0t200 0")
        return f'<path d="{"".join(lines)}" fill="none" stroke="{tones.shade}" stroke-width="1.6" opacity=".55"/>'


def _stops(tones: Tones) -> tuple[tuple[float, str], ...]:
    """Return where light turns to shade, by surface: metal shows bands, cloth a soft roll."""
    if tones.finish == "metal":
        return (
            (0, tones.shade), (0.14, tones.glow), (0.32, tones.base), (0.6, tones.shade), (0.82, tones.light),
            (1, tones.deep),
        )  # fmt: skip
    return ((0, tones.light), (0.45, tones.base), (0.72, tones.shade), (1, tones.deep))


def _opacity(opacity: float) -> str:
    return "" if opacity >= 1 else f' opacity="{round(opacity, 2):g}"'.replace("0.", ".")
