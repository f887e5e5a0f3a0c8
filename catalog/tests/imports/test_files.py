"""Bytes to text: whatever the packing and the encoding, and a clear word where there is nothing to read."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.imports import files
from catalog.imports.files import UnreadableFile


def read(path: Path) -> tuple[str, files.TextRemarks]:
    blocks, remarks = files.open_text(path)
    return "".join(blocks), remarks


def written(tmp_path: Path, data: bytes, name: str = "file.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def zipped(contents: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return packed.getvalue()


def test_a_zip_of_one_file_reads_like_the_file(tmp_path: Path) -> None:
    packed = zipped({"export/p.csv": b"a,b\n1,2\n", "__MACOSX/export/._p.csv": b"\x00"})

    assert read(written(tmp_path, packed, "p.zip"))[0] == "a,b\n1,2\n"


def test_packed_and_plain_read_the_same(tmp_path: Path) -> None:
    plain = written(tmp_path, b"a,b\n1,2\n")
    packed = written(tmp_path, gzip.compress(b"a,b\n1,2\n"), "named-as-it-likes.txt")

    assert read(plain)[0] == read(packed)[0] == "a,b\n1,2\n"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (codecs.BOM_UTF8 + "é,£\n".encode(), "é,£\n"),
        ("é,£\n".encode("utf-16"), "é,£\n"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"no line end", "no line end"),
    ],
)
def test_marks_and_line_ends_are_understood(tmp_path: Path, data: bytes, text: str) -> None:
    assert read(written(tmp_path, data))[0] == text


def test_bytes_that_are_no_utf8_are_read_as_windows_1252_and_counted(tmp_path: Path) -> None:
    mixed = "Café\n".encode() + "Café £5\n".encode("cp1252")

    text, remarks = read(written(tmp_path, mixed))

    assert text == "Café\nCafé £5\n"
    assert remarks.repaired_bytes == 2


def test_signs_cut_by_a_block_border_stay_whole(tmp_path: Path) -> None:
    line = "é" * 99 + "\n"
    repeats = 3 * files.BLOCK_BYTES // len(line.encode())

    text, remarks = read(written(tmp_path, (line * repeats).encode()))

    assert text == line * repeats
    assert remarks.repaired_bytes == 0


def test_blocks_end_at_line_ends(tmp_path: Path) -> None:
    path = written(tmp_path, b"0123456789\n" * 100_000)

    blocks, _ = files.open_text(path)

    assert all(block.endswith("\n") for block in blocks)


def test_a_file_without_line_ends_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = written(tmp_path, b"x" * (3 * files.LONGEST_LINE_BYTES))

    blocks, _ = files.open_text(path)
    lengths = [len(block) for block in blocks]

    assert sum(lengths) == 3 * files.LONGEST_LINE_BYTES
    assert max(lengths) <= files.LONGEST_LINE_BYTES + files.BLOCK_BYTES


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\r\n", "is empty"),
        (gzip.compress(b""), "is empty"),
        (zipped({"xl/workbook.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "Excel workbook"),
        (zipped({"a.csv": b"a,b\n", "b.csv": b"a,b\n"}), "a zip archive of 2 files"),
        (zipped({"a.zip": zipped({"a.csv": b"a,b\n"})}), "a zip archive inside another one"),
        (b"PK\x03\x04rest", "packed but damaged"),
        (b"\x00\x01\x02\x03" * 100, "binary data"),
        (b"\x1f\x8bnot really packed", "damaged"),
    ],
)
def test_what_is_no_text_says_so(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        files.open_text(written(tmp_path, data))


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="There is no file"):
        files.open_text(tmp_path / "absent.csv")
    with pytest.raises(UnreadableFile, match="is a folder"):
        files.open_text(tmp_path)


def test_a_file_cut_in_the_middle_says_so_when_it_is_reached(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b"%d,%d\n" % (n, n * n) for n in range(100_000)))
    path = written(tmp_path, whole[: len(whole) // 2])
    blocks, _ = files.open_text(path)

    with pytest.raises(UnreadableFile, match="ends too early"):
        list(blocks)


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped({"a.csv": data})])
def test_a_packed_file_may_not_unpack_without_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    table = b"a,b\n" * 1_000_000
    plain, packed = written(tmp_path, table, "plain"), written(tmp_path, pack(table), "packed")
    monkeypatch.setattr(files, "UNDOUBTED_BYTES", 1 << 20)

    assert len(read(plain)[0]) == len(table)
    with pytest.raises(UnreadableFile, match="unpacks to more than 1 MiB: split it, or unpack it"):
        read(packed)
    monkeypatch.setattr(files, "MOST_RATIO", 2_000)
    assert len(read(packed)[0]) == len(table)
    monkeypatch.setattr(files, "LARGEST_UNPACKED_BYTES", 3 << 20)
    assert len(read(plain)[0]) == len(table)
    with pytest.raises(UnreadableFile, match="more than 3 MiB"):
        read(packed)
