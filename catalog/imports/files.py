"""Bytes to text: packed or plain, whatever the encoding, one block at a time."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import re
import threading
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

BLOCK_BYTES = 1 << 18
LONGEST_LINE_BYTES = 1 << 22
"""A line beyond 4 MiB is cut, so that a file without line ends cannot fill the memory."""
LARGEST_UNPACKED_BYTES, UNDOUBTED_BYTES = 20 << 30, 1 << 30
MOST_RATIO = 200
"""Tables shrink to a tenth or a fiftieth; what grows beyond this, and beyond a GiB, is no table but a trap."""

_PACKED, _ZIPPED = b"\x1f\x8b", b"PK\x03\x04"
_OTHER_FORMATS = {
    _ZIPPED: "a zip archive inside another one: unpack it",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook: save the sheet as CSV",
    b"%PDF": "a PDF document",
    b"PAR1": "a Parquet file: write it out as CSV first",
    b"BZh": "a bzip2 archive: unpack it or pack it with gzip",
    b"\xfd7zXZ": "an xz archive: unpack it or pack it with gzip",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}

_DAMAGED = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)
"""What unpacking may raise; the last two stand for a way of packing unknown here, and for a password."""
_BY_THE_WAY = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$)")
"""What computers put into archives beside the files they were asked to pack."""


class UnreadableFile(Exception):
    """The file as a whole cannot be imported; the message says what to do."""


@dataclass(slots=True)
class TextRemarks:
    """What had to be forgiven while decoding."""

    encoding: str = "utf-8"
    repaired_bytes: int = 0
    """Bytes that were no UTF-8 and were read as Windows-1252."""


_repairs = threading.local()


def _read_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Decode the bytes that are no UTF-8 as Windows-1252 and count them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    _repairs.count = getattr(_repairs, "count", 0) + error.end - error.start
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("shelfwise-cp1252", _read_as_cp1252)


class _Utf8OrCp1252(codecs.BufferedIncrementalDecoder):
    """Decodes UTF-8 and reads each byte that is none as Windows-1252, as mixed exports need it."""

    def __init__(self, remarks: TextRemarks) -> None:
        super().__init__("shelfwise-cp1252")
        self.remarks = remarks

    def _buffer_decode(self, data: ReadableBuffer, errors: str, final: bool) -> tuple[str, int]:
        _repairs.count = 0
        decoded = codecs.utf_8_decode(data, errors, final)
        self.remarks.repaired_bytes += _repairs.count
        return decoded


def open_text(path: Path) -> tuple[Iterator[str], TextRemarks]:
    """Open a file for reading as blocks of whole lines, line ends turned into ``\\n``.

    Gzip and a zip of one file are recognised by their first bytes, UTF-8 and UTF-16 by their byte order marks.

    Raises: UnreadableFile: if it is missing, empty or no text at all.
    """
    head = _head(path)
    remarks = TextRemarks()
    decoder: codecs.IncrementalDecoder = _Utf8OrCp1252(remarks)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        remarks.encoding = "utf-16"
        decoder = codecs.getincrementaldecoder("utf-16")("replace")
    elif b"\x00" in head[:1024] and head[:1024].count(b"\x00") > len(head[:1024]) // 8:
        raise UnreadableFile(
            f"{path.name} holds binary data, not a table: export it as CSV or JSON."
        )
    return _blocks(path, decoder), remarks


def digest(path: Path) -> str:
    """Return the SHA-256 of the file as it lies on disk, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def must_be_there(path: Path) -> None:
    """Make sure that there is a file.

    Raises: UnreadableFile: if there is nothing, or a folder.
    """
    if not path.exists():
        raise UnreadableFile(f"There is no file {path}: check the name.")
    if not path.is_file():
        raise UnreadableFile(f"{path} is a folder: name one file in it.")


def _head(path: Path) -> bytes:
    """Return the first unpacked bytes, or say why there are none."""
    must_be_there(path)
    try:
        with _unpacked(path) as stream:
            head = stream.read(4096)
    except PermissionError as error:
        raise UnreadableFile(f"{path} may not be read by this user.") from error
    except _DAMAGED as error:
        raise UnreadableFile(f"{path.name} is packed but damaged: {error}.") from error
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableFile(f"{path.name} is empty: nothing to import.")
    for magic, what in _OTHER_FORMATS.items():
        if head.startswith(magic):
            raise UnreadableFile(f"{path.name} is {what}.")
    return head


def _unpacked(path: Path) -> IO[bytes]:
    with path.open("rb") as stream:
        magic = stream.read(4)
    if magic == _ZIPPED:
        return _only_file(path)
    return cast("IO[bytes]", gzip.open(path)) if magic[:2] == _PACKED else path.open("rb")


def _only_file(path: Path) -> IO[bytes]:
    """Open the one file of a zip archive; a workbook is a zip archive, too, and is named as one."""
    archive = zipfile.ZipFile(path)
    names = [
        each.filename
        for each in archive.infolist()
        if not each.is_dir() and not _BY_THE_WAY.search(each.filename)
    ]
    if any(name.startswith(("xl/", "[Content_Types].xml")) for name in names):
        raise UnreadableFile(f"{path.name} is an Excel workbook: save the sheet as CSV.")
    if len(names) != 1:
        raise UnreadableFile(
            f"{path.name} is a zip archive of {len(names)} files: unpack it and hand in one of them."
        )
    return archive.open(names[0])


def _blocks(path: Path, decoder: codecs.IncrementalDecoder) -> Iterator[str]:
    """Yield text that ends at a line end, about a quarter of a MiB each."""
    newlines = io.IncrementalNewlineDecoder(None, translate=True)
    rest, first = "", True
    with _unpacked(path) as stream:
        for data in _pieces(stream, path):
            text = newlines.decode(decoder.decode(data, not data), not data)
            if first and text:
                text, first = text.removeprefix("\ufeff"), False
            whole = rest + text
            cut = len(whole) if not data else whole.rfind("\n") + 1
            if not cut and len(whole) > LONGEST_LINE_BYTES:
                cut = len(whole)
            if cut:
                yield whole[:cut]
            rest = whole[cut:]


def _pieces(stream: IO[bytes], path: Path) -> Iterator[bytes]:
    """Yield the bytes and, last, an empty piece.

    Raises: UnreadableFile: if the file is damaged, or packed and grows beyond all measure.
    """
    on_disk, size = path.stat().st_size, 0
    most = min(LARGEST_UNPACKED_BYTES, max(UNDOUBTED_BYTES, MOST_RATIO * on_disk))
    most = max(most, on_disk)  # a plain file is as large as it is
    while True:
        try:
            data = stream.read(BLOCK_BYTES)
        except _DAMAGED as error:
            raise UnreadableFile(
                f"{path.name} ends too early or is damaged ({error}): copy it again."
            ) from error
        size += len(data)
        if size > most:
            raise UnreadableFile(
                f"{path.name} unpacks to more than {most >> 20:,} MiB: "
                "split it, or unpack it and hand in the plain file."
            )
        yield data
        if not data:
            return
