"""Writes the drawings of the products into the media folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from storefront.demo.pictures import Drawing, draw
from storefront.demo.progress import Progress


def write_pictures(drawings: Iterable[Drawing], *, progress: Progress) -> int:
    """Draw every picture that the folder does not hold yet; equal drawings are drawn once."""
    wanted = sorted(set(drawings), key=lambda drawing: drawing.path)
    media = Path(settings.MEDIA_ROOT)
    for folder in {(media / drawing.path).parent for drawing in wanted}:
        folder.mkdir(parents=True, exist_ok=True)
    for done, drawing in enumerate(wanted, start=1):
        (media / drawing.path).write_text(draw(drawing), encoding="utf-8")
        if done % 100 == 0 or done == len(wanted):
            progress("Pictures", done, len(wanted))
    return len(wanted)
