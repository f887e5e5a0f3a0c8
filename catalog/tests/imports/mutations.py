"""Damage that files suffer on their way: cut, doubled, shuffled, mistyped, wrongly encoded."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable

_NASTY = (
    b"", b"\x00", b'"', b'""', b"'", b"\\", b"\xff\xfe", b"\xe9", "\ud83d".encode("utf-8", "surrogatepass"),
    "😀".encode(), b"NaN", b"Infinity", b"-1", b"0", b"1e308", b"9" * 30, b"1.5", b"null", b"true",
    b"{}", b"[]", b"2999-01-01", b"0000-00-00", b"=cmd()", b"<script>x</script>", b"&#0;", b"x" * 400,
    b"\\u0000", b"\\ud83d", b"\r", b"\x1f", b"\x85",
)  # fmt: skip
_SIGNS = b",;\t|\"'\n\r{}[]:\\ \x00"


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return the file with one to six kinds of damage, now and then packed or cut after packing."""
    for _ in range(rng.randint(1, 6)):
        data = rng.choice(_WAYS)(data, rng)
    if rng.random() < 0.1:
        data = gzip.compress(data)
        if rng.random() < 0.3:
            data = data[: rng.randint(0, len(data))]
    return data


def _flip(data: bytes, rng: random.Random) -> bytes:
    if not data:
        return data
    at = rng.randrange(len(data))
    return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randint(0, len(data))]


def _drop(data: bytes, rng: random.Random) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + data[at + rng.randint(0, 40) :]


def _insert(data: bytes, rng: random.Random) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + rng.choice(_NASTY) + data[at:]


def _sign(data: bytes, rng: random.Random) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + bytes([rng.choice(_SIGNS)]) + data[at:]


def _double_line(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    lines.insert(rng.randint(0, len(lines)), rng.choice(lines))
    return b"\n".join(lines)


def _swap_lines(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _replace_cell(data: bytes, rng: random.Random) -> bytes:
    """Put something nasty in the place of one cell or one JSON value."""
    sign = rng.choice([b",", b":", b"\t"])
    cells = data.split(sign)
    if len(cells) > 1:
        cells[rng.randrange(1, len(cells))] = rng.choice(_NASTY)
    return sign.join(cells)


_WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _cut, _drop, _insert, _sign, _double_line, _swap_lines, _replace_cell, _replace_cell,
)  # fmt: skip
