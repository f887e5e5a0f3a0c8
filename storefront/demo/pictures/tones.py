"""Colour arithmetic in OKLCH (Ottosson 2020), where equal steps look equal: light and shade of any colour."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from storefront.demo.colours import COLOURS
from storefront.demo.materials import MATERIALS

NATURAL: dict[str, str] = {
    "oak": COLOURS["oak"], "walnut": COLOURS["walnut"], "birch": COLOURS["birch"], "beech": "#D6B083",
    "bamboo": "#D9BD84", "cork": "#C39B6D", "rattan": "#C8A06A", "seagrass": "#BCA468", "jute": "#BE9F70",
    "stainless steel": COLOURS["steel"], "aluminium": "#C2C6C8", "steel": "#6C7073", "carbon steel": "#9AA0A3",
    "brass": COLOURS["brass"], "copper": COLOURS["copper"], "cast iron": "#3F4143", "leather": COLOURS["cognac"],
    "suede": "#A6825E", "terracotta": COLOURS["terracotta"], "natural rubber": "#4B4B48", "glass": COLOURS["clear"],
    "borosilicate glass": COLOURS["clear"], "recycled glass": "#BFD5C6", "acrylic glass": COLOURS["clear"],
}  # fmt: skip
"""What a material looks like when nobody has coloured it."""

WOODS = frozenset(("oak", "walnut", "birch", "natural"))
METALS = frozenset(("steel", "brass", "copper", "silver", "gold"))
"""Colour names that are materials: they are drawn as such."""


@dataclass(frozen=True, slots=True)
class Tones:
    """One colour in five lights, as ``#rrggbb``, and how its surface takes the light."""

    deep: str
    shade: str
    base: str
    light: str
    glow: str
    finish: str = "matte"

    def on(self, finish: str) -> Tones:
        """Return the same colour on another surface."""
        return replace(self, finish=finish)

    def in_shadow(self) -> Tones:
        """Return the colour one light darker, for what stands behind."""
        return Tones(self.deep, self.deep, self.shade, self.base, self.light, self.finish)


@lru_cache(maxsize=4096)
def tones(colour: str, finish: str = "matte") -> Tones:
    """Return the lights of a colour; shades lean to cool and full, lights to warm and pale, as in daylight."""
    lightness, chroma, hue = to_oklch(colour)
    reach = 0.62 + 0.38 * lightness
    return Tones(
        deep=from_oklch(lightness - 0.19 * reach, chroma * 1.02, _lean(hue, 285, 0.10)),
        shade=from_oklch(lightness - 0.085 * reach, chroma * 1.04, _lean(hue, 285, 0.05)),
        base=colour.lower(),
        light=from_oklch(min(lightness + 0.055, 0.985), chroma * 0.94, _lean(hue, 85, 0.06)),
        glow=from_oklch(min(lightness + 0.13, 0.992), chroma * 0.7, _lean(hue, 85, 0.10)),
        finish=finish,
    )


def surface(colour: str, material: str) -> Tones:
    """Return the lights of a named colour on a material; wood and metal colours keep their own surface."""
    if colour in WOODS:
        return tones(COLOURS[colour], "wood")
    if colour in METALS:
        return tones(COLOURS[colour], "metal")
    finish = MATERIALS[material].finish if material in MATERIALS else "matte"
    if finish in ("wood", "metal", "woven"):
        # Paint covers the grain and takes the shine off metal.
        finish = {"wood": "matte", "metal": "matte"}.get(finish, finish)
    return tones(COLOURS[colour], finish)


def natural(material: str) -> Tones:
    """Return the lights of a material in its own colour."""
    finish = MATERIALS[material].finish if material in MATERIALS else "matte"
    return tones(NATURAL.get(material, COLOURS["oat"]), finish)


def mix(one: str, other: str, share: float) -> str:
    """Return the colour that lies between two, ``share`` of the way to the other."""
    (l1, a1, b1), (l2, a2, b2) = _to_oklab(one), _to_oklab(other)
    return _from_oklab(l1 + (l2 - l1) * share, a1 + (a2 - a1) * share, b1 + (b2 - b1) * share)


@lru_cache(maxsize=4096)
def to_oklch(colour: str) -> tuple[float, float, float]:
    """Return lightness (0–1), chroma (0–0.37) and hue (degrees) of ``#rrggbb``."""
    lightness, a, b = _to_oklab(colour)
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Return ``#rrggbb``; what the screen cannot show is clipped."""
    angle = math.radians(hue)
    return _from_oklab(max(lightness, 0.0), chroma * math.cos(angle), chroma * math.sin(angle))


def _lean(hue: float, towards: float, share: float) -> float:
    return hue + ((towards - hue + 180) % 360 - 180) * share


def _to_oklab(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _from_oklab(lightness: float, a: float, b: float) -> str:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _gamma(channel)):02x}" for channel in channels)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    channel = min(max(channel, 0.0), 1.0)
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
