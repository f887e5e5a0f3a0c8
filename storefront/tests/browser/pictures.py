"""Pictures of parts of a page, compared so that only what a person would see counts."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

CLEAR = 40
"""A pixel differs when one of its colours does by more than this, of 255: less is another way of smoothing edges."""
MOST_SPOTS = 8
"""Pixels inside solid spots of at least 3 by 3 that may differ."""
MOST_SHARE = 0.004
"""Part of all pixels that may differ: a letter drawn half a pixel further, not another letter."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How far two pictures of one size are apart; ``mask`` is (height, width) bool."""

    mask: NDArray[np.bool_]
    spots: int

    @property
    def share(self) -> float:
        """Part of all pixels that differ, 0 to 1."""
        return float(self.mask.mean())

    @property
    def is_seen(self) -> bool:
        """Whether somebody would see it."""
        return self.spots > MOST_SPOTS or self.share > MOST_SHARE


def read(shot: bytes) -> Image.Image:
    """Return a screenshot without transparency."""
    return Image.open(io.BytesIO(shot)).convert("RGB")


def compare(before: Image.Image, now: Image.Image) -> Difference:
    """Return where two pictures of one size differ clearly."""
    apart = np.asarray(ImageChops.difference(before, now)).max(axis=2) > CLEAR
    solid = Image.fromarray(apart.astype(np.uint8) * 255).filter(ImageFilter.MinFilter(3))
    return Difference(mask=apart, spots=int((np.asarray(solid) > 0).sum()))


def write(picture: Image.Image, path: Path) -> None:
    """Store a picture in few bytes: the components have few colours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(256, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)


def explain(before: Image.Image, now: Image.Image, path: Path) -> None:
    """Write before, now and, in red, what differs, side by side."""
    width, height = max(before.width, now.width), max(before.height, now.height)
    sheet = Image.new("RGB", (3 * width, height), "white")
    sheet.paste(before, (0, 0))
    sheet.paste(now, (width, 0))
    sheet.paste(now.convert("L"), (2 * width, 0))
    if before.size == now.size:
        mask = Image.fromarray(compare(before, now).mask.astype(np.uint8) * 255)
        sheet.paste((220, 0, 0), (2 * width, 0), mask)
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path, "PNG")
