"""A zip of pictures named by SKU: ``MUG.jpg`` first, ``MUG-2.jpg`` second, in any folder."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.core.files.storage import default_storage
from django.db.models import Count
from django.db.models.functions import Lower

from catalog import renditions
from catalog.imports.account import Account, Progress, silent
from catalog.imports.files import UnreadableFile, must_be_there
from catalog.imports.pictures import attaching
from catalog.imports.rejections import Rejection, shown
from catalog.imports.runs import Run, importing
from catalog.models import Variant

MOST_FILES = 20_000
MOST_UNPACKED_BYTES = 4 << 30
MOST_RATIO = 200
"""Pictures are packed already; what unpacks to much more is no picture but a trap."""
COLUMN = "file"
_ADDED_BY_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}
_NUMBERED = re.compile(r"(?P<sku>.+)-(?P<number>[1-9]\d?)")


class Unfit(Exception):
    """A file of the archive that becomes no picture; the message says why."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file of the archive, by its place."""

    number: int
    info: zipfile.ZipInfo

    @property
    def path(self) -> PurePosixPath:
        """Where it lies in the archive."""
        return PurePosixPath(self.info.filename)


@dataclass(frozen=True, slots=True)
class _Article:
    """Whose picture it is; an article of several gets it for itself."""

    product_id: int
    variant_id: int | None


def import_pictures(
    path: Path,
    *,
    is_dry_run: bool = False,
    started_by_id: int | None = None,
    progress: Progress = silent,
) -> Account:
    """Give each product the pictures that are named after its articles; a second time changes nothing.

    Nothing is ever unpacked to a name of the archive's own. All pictures or none are kept.

    Raises: UnreadableFile: if it is no zip archive, or one too large to be harmless.
    """
    with importing(
        kind="pictures", path=path, is_dry_run=is_dry_run, started_by_id=started_by_id
    ) as run:
        run.account.layout, run.account.counted = "zip of pictures", "pictures"
        with _opened(path) as archive:
            _import(archive, run, progress)
    return run.account


def _opened(path: Path) -> zipfile.ZipFile:
    """Open an archive whose table of contents promises no harm."""
    must_be_there(path)
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise UnreadableFile(f"{path.name} is no zip archive, or a damaged one.") from error
    files = archive.infolist()
    unpacked = sum(info.file_size for info in files)
    if len(files) > MOST_FILES:
        raise UnreadableFile(f"{path.name} holds more than {MOST_FILES:,} files: split it.")
    if unpacked > MOST_UNPACKED_BYTES:
        raise UnreadableFile(f"{path.name} unpacks to more than 4 GiB: split it.")
    return archive


def _import(archive: zipfile.ZipFile, run: Run, progress: Progress) -> None:
    account, kept = run.account, list[str]()
    entries = sorted(_entries(archive, account), key=lambda entry: _order(entry.path.stem))
    articles = _articles({name for entry in entries for name in _names(entry.path.stem)})
    refused: list[Rejection] = []
    try:
        for entry in entries:
            account.rows_read += 1
            progress("reading", account.rows_read)
            try:
                picture = _attached(archive, entry, articles)
            except Unfit as error:
                refused.append(Rejection(entry.number, COLUMN, str(error), shown(entry.path)))
                continue
            account.rows_accepted += 1
            account.created += picture is not None
            account.unchanged += picture is None
            if picture is not None:
                kept.append(picture)
        refused.sort()
        for each in refused:
            account.decisions.add_rejection(each)
        run.reject(refused)
    except BaseException:
        _forget(kept)
        raise
    if account.is_dry_run:
        _forget(kept)


def _forget(files: list[str]) -> None:
    """Take back the files, which no transaction takes back."""
    for name in files:
        default_storage.delete(name)


def _entries(archive: zipfile.ZipFile, account: Account) -> Iterator[_Entry]:
    """Yield the files; folders and what systems add are no rows."""
    for number, info in enumerate(archive.infolist(), 1):
        entry = _Entry(number, info)
        if info.is_dir():
            continue
        if "__MACOSX" in entry.path.parts or entry.path.name in _ADDED_BY_SYSTEMS:
            account.decisions.add("file of an operating system: left aside", number)
            continue
        yield entry


def _attached(archive: zipfile.ZipFile, entry: _Entry, articles: dict[str, _Article]) -> str | None:
    """Give an article its picture; return the stored file, or nothing where it had it."""
    _judge(entry)
    article = next(filter(None, (articles.get(name) for name in _names(entry.path.stem))), None)
    if article is None:
        raise Unfit("names no SKU of the shop: call it SKU.jpg or SKU-2.jpg")
    try:
        made = attaching.attach(
            article.product_id, _read(archive, entry), variant_id=article.variant_id
        )
    except renditions.TooLarge as error:
        raise Unfit("has more than 20 MB or 50 million pixels") from error
    except renditions.UnusablePicture as error:
        raise Unfit("is no picture: use JPEG, PNG, WebP, AVIF or GIF") from error
    return None if made is None else str(made.file)


def _judge(entry: _Entry) -> None:
    """Refuse names and sizes that no honest archive has."""
    info = entry.info
    is_outside = entry.path.is_absolute() or ".." in entry.path.parts or "\\" in info.filename
    if is_outside or ":" in info.filename:
        raise Unfit("has a path that leads out of the archive")
    if info.flag_bits & 0x1:
        raise Unfit("is encrypted")
    if info.file_size > renditions.LARGEST_BYTES:
        raise Unfit("has more than 20 MB or 50 million pixels")
    if info.file_size > MOST_RATIO * max(info.compress_size, 1_000):
        raise Unfit("unpacks to far more than a picture does")


def _read(archive: zipfile.ZipFile, entry: _Entry) -> bytes:
    """Unpack one file, never more of it than a picture may have, whatever its header says."""
    try:
        with archive.open(entry.info) as stream:
            data = stream.read(renditions.LARGEST_BYTES + 1)
    except (
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:
        raise Unfit("is damaged") from error
    return data


def _order(stem: str) -> tuple[str, int]:
    """Return the place of a picture among those of its article: the one without a number comes first."""
    found = _NUMBERED.fullmatch(stem)
    return (found["sku"], int(found["number"])) if found else (stem, 0)


def _names(stem: str) -> Iterator[str]:
    """Yield the SKUs that a name may mean, the whole name before the one without its number; case does not matter."""
    yield stem.casefold()
    if found := _NUMBERED.fullmatch(stem):
        yield found["sku"].casefold()


def _articles(names: set[str]) -> dict[str, _Article]:
    """Return the articles of these SKUs. One query for every thousand names."""
    found: dict[str, _Article] = {}
    listed = sorted(names)
    for start in range(0, len(listed), 1_000):
        rows = (
            Variant.objects.annotate(name=Lower("sku"), siblings=Count("product__variants"))
            .filter(name__in=listed[start : start + 1_000])
            .order_by("-pk")
            .values_list("name", "product_id", "pk", "siblings")
        )
        for name, product_id, pk, siblings in rows:
            found[name] = _Article(product_id, pk if siblings > 1 else None)
    return found
