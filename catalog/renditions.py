"""Uploaded pictures made fit for pages: upright, without metadata, in AVIF and WebP at the widths that pages ask for.

A rendered picture is called ``name.1280x960a.webp`` after its largest size; smaller ones lie beside it as
``name.1280x960a.320w.webp``, and the ``a`` says that each has a twin that ends in ``.avif``. The name alone tells which
there are, so that no page has to ask.
"""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import warnings
from pathlib import PurePosixPath
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError, features

from catalog import summaries
from catalog.models import Picture

WIDTHS = (160, 320, 640, 1280)
LARGEST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
QUALITY = {"WEBP": {"quality": 80, "method": 4}, "AVIF": {"quality": 50, "speed": 6}}
"""Much the same to the eye; of a photograph AVIF takes half to three quarters of the bytes."""
_RENDERED = re.compile(r"\.(?P<width>\d+)x(?P<height>\d+)(?P<avif>a?)\.webp$")


class UnusablePicture(Exception):
    """The file is no picture the shop can show."""


class NoPicture(UnusablePicture):
    """It is no picture at all, or of a kind browsers may run."""


class TooLarge(UnusablePicture):
    """It has too many bytes or too many pixels."""


def inspect(stream: IO[bytes], *, n_bytes: int) -> str:
    """Read the head of a file and return its kind, such as ``jpeg``; the pixels are left alone.

    Raises: UnusablePicture: if it is no picture, damaged, or too large to be opened without harm.
    """
    if n_bytes > LARGEST_BYTES:
        raise TooLarge
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(stream, formats=FORMATS)
            is_too_large = image.width * image.height > MOST_PIXELS
            if not is_too_large:
                image.verify()
    except Image.DecompressionBombError as error:
        raise TooLarge from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NoPicture from error
    finally:
        stream.seek(0)
    if is_too_large:
        raise TooLarge
    return (image.format or "").lower()


def render(picture_id: int) -> bool:
    """Put the renditions of an uploaded picture in its place; return whether there was anything to do.

    Raises: UnusablePicture: if the file cannot be read; it stays as it is.
    """
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is None or _RENDERED.search(str(picture.file)):
        return False
    original = str(picture.file)
    with default_storage.open(original, "rb") as stream:
        inspect(stream, n_bytes=default_storage.size(original))
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        image = _upright(stream)
    largest = _fitted(image, min(image.width, WIDTHS[-1]))
    stem = PurePosixPath(original).with_suffix("").as_posix()[:180]
    twin = "a" if knows_avif() else ""
    name = f"{stem}-{secrets.token_hex(4)}.{largest.width}x{largest.height}{twin}.webp"
    for width in WIDTHS:
        if width < largest.width:
            _store(smaller(name, width), _fitted(image, width), has_twin=bool(twin))
    _store(name, largest, has_twin=bool(twin))
    with transaction.atomic():
        replaced = Picture.objects.filter(pk=picture_id, file=original).update(
            file=name, width=largest.width, height=largest.height, digest=digest
        )
        summaries.refresh([picture.product_id])
    if replaced and not Picture.objects.filter(file=original).exists():
        default_storage.delete(original)
    return bool(replaced)


def add_twins(picture_id: int) -> bool:
    """Put AVIF twins beside the renditions of a picture from before there were any; return whether it was one.

    The WebP files stay as they are, under new names that say there are twins; the old ones stay where they are, for
    mails and pages already sent name them.

    Raises: UnusablePicture: if a rendition cannot be read; nothing is changed then.
    """
    picture = Picture.objects.filter(pk=picture_id).first()
    found = _RENDERED.search(str(picture.file)) if picture else None
    if picture is None or found is None or found["avif"] or not knows_avif():
        return False
    before = str(picture.file)
    stem = _RENDERED.sub("", before)[:180]
    name = f"{stem}-{secrets.token_hex(4)}.{found['width']}x{found['height']}a.webp"
    for file, width in sources(before):
        kept = name if file == before else smaller(name, width)
        with default_storage.open(file, "rb") as stream:
            packed, image = stream.read(), _upright(stream)
        default_storage.save(kept, ContentFile(packed))
        _pack(_twin(kept), image, "AVIF")
    with transaction.atomic():
        replaced = Picture.objects.filter(pk=picture_id, file=before).update(file=name)
        summaries.refresh([picture.product_id])
    return bool(replaced)


def overdue(*, after_id: int, limit: int) -> list[int]:
    """Return the ids of pictures without renditions, or with WebP alone, in the order of their ids. One query."""
    unfinished = Picture.objects.filter(file__iregex=r"\.(jpe?g|png|webp|avif|gif)$").exclude(
        file__regex=r"\.\d+x\d+a\.webp$"
    )
    return list(
        unfinished.filter(pk__gt=after_id).order_by("pk").values_list("pk", flat=True)[:limit]
    )


def sources(name: str) -> tuple[tuple[str, int], ...]:
    """Return the stored files of a rendered picture with their widths, smallest first; none for any other file."""
    found = _RENDERED.search(name)
    if found is None:
        return ()
    largest = int(found["width"])
    return (
        *((smaller(name, width), width) for width in WIDTHS if width < largest),
        (name, largest),
    )


def avif_sources(name: str) -> tuple[tuple[str, int], ...]:
    """Return the AVIF twins of a rendered picture's files with their widths; none where there are none."""
    found = _RENDERED.search(name)
    if found is None or not found["avif"]:
        return ()
    return tuple((_twin(file), width) for file, width in sources(name))


def knows_avif() -> bool:
    """Return whether this machine's Pillow writes AVIF."""
    return bool(features.check("avif"))


def smaller(name: str, width: int) -> str:
    """Return what the rendition of that width is called."""
    return f"{name.removesuffix('.webp')}.{width}w.webp"


def _twin(name: str) -> str:
    return f"{name.removesuffix('.webp')}.avif"


def _upright(stream: IO[bytes]) -> Image.Image:
    """Return the first frame, turned as its EXIF says, in colours that WebP knows."""
    try:
        turned = ImageOps.exif_transpose(Image.open(stream, formats=FORMATS))
        has_alpha = turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info
        return turned.convert("RGBA" if has_alpha else "RGB")
    except (OSError, SyntaxError, ValueError) as error:
        raise NoPicture from error


def _fitted(image: Image.Image, width: int) -> Image.Image:
    """Return the picture at a width, its sides in proportion; never larger than it was."""
    if width >= image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _store(name: str, image: Image.Image, *, has_twin: bool) -> None:
    """Write one rendition, and its twin where there are twins; EXIF, colour profiles and comments stay behind."""
    _pack(name, image, "WEBP")
    if has_twin:
        _pack(_twin(name), image, "AVIF")


def _pack(name: str, image: Image.Image, kind: str) -> None:
    """Write one file of that kind."""
    clean = Image.frombytes(image.mode, image.size, image.tobytes())
    packed = io.BytesIO()
    clean.save(packed, kind, **QUALITY[kind])
    default_storage.save(name, ContentFile(packed.getvalue()))
