"""What to draw, and drawing it."""

from __future__ import annotations

from dataclasses import dataclass

from storefront.demo.colours import COLOURS

WIDTH = 800
HEIGHT = 800
"""Pixels; every picture is square."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole input of one picture; equal drawings are one file."""

    archetype: str
    material: str
    colour: str
    shape: int
    """Which of several proportions and details."""
    view: int
    """0 the product alone, 1 in use, 2 another side or colour."""

    @property
    def path(self) -> str:
        """Where the file stands below the media folder."""
        material = self.material.replace(" ", "-").replace("é", "e") or "plain"
        name = f"{self.colour}-{material}-{self.shape}-{self.view}.svg"
        return f"products/demo/{self.archetype}/{name}"


def draw(drawing: Drawing) -> str:
    """Return the SVG of a drawing."""
    colour = COLOURS[drawing.colour]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#F3F0EA"/>'
        '<ellipse cx="400" cy="640" rx="220" ry="26" fill="#000" opacity=".12"/>'
        f'<rect x="230" y="240" width="340" height="400" rx="70" fill="{colour}"/></svg>'
    )
