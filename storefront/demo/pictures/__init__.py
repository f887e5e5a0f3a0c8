"""The illustrator: draws every product of the demo shop as an SVG, the same one for the same product."""

from __future__ import annotations

from storefront.demo.pictures.drawing import HEIGHT, WIDTH, Drawing, draw

__all__ = ["HEIGHT", "WIDTH", "Drawing", "draw"]
