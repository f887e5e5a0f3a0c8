"""JSON to records: one object a line, one array of objects, or an array wrapped in an object."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog.imports import files
from catalog.imports.rejections import Rejection, shown

LONGEST_RECORD = 1 << 22
"""A record beyond 4 Mi signs is refused: it would be read into memory as a whole."""

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class NumberedRecord:
    """One object: for JSON lines numbered by the line of the file, in an array counted from 1."""

    row_number: int
    record: Record


def is_json(path: Path) -> bool:
    """Whether the file begins like JSON.

    Raises: files.UnreadableFile: if it cannot be read at all.
    """
    blocks, _ = files.open_text(path)
    return next(blocks, "").lstrip()[:1] in {"{", "["}


def open_records(path: Path) -> tuple[Iterator[NumberedRecord | Rejection], files.TextRemarks]:
    """Open a JSON file; broken records come as rejections, in their place.

    Raises: files.UnreadableFile: if it cannot be read at all.
    """
    blocks, remarks = files.open_text(path)
    first = next(blocks, "")
    start = first.lstrip()
    wrapped = None if _FIRST_OF_MANY.match(start) else _WRAPPED.match(start)
    if start.startswith("[") or wrapped:
        text = start[wrapped.end() if wrapped else 1 :]
        return _array(text, blocks), remarks
    if _SPREAD.match(start):
        return _array(start, blocks), remarks
    return _lines(first, blocks), remarks


_SCALAR = r'(?:"(?:[^"\\]|\\.)*"|-?[\d.eE+-]+|true|false|null)'
_WRAPPED = re.compile(
    rf'\{{\s*(?:"[^"\\]*"\s*:\s*{_SCALAR}\s*,\s*){{0,20}}'
    r'"(?:products|items|data|results|records|rows|catalog|catalogue)"\s*:\s*\['
)
"""The way to an array inside of an object, past counts and words that stand before it."""
_FIRST_OF_MANY = re.compile(r"\{.*\}[ \t]*\n\s*\{")
"""One object a line, and another one below."""
_SPREAD = re.compile(r"\{[ \t]*\n")
"""One object over several lines."""


def _lines(first: str, blocks: Iterator[str]) -> Iterator[NumberedRecord | Rejection]:
    """Read one object a line."""
    number = 0
    block: str | None = first
    while block is not None:
        for line in block.split("\n")[: -1 if block.endswith("\n") else None]:
            number += 1
            if line and not line.isspace():
                yield _record(line, number)
        block = next(blocks, None)


def _record(text: str, number: int) -> NumberedRecord | Rejection:
    """Read one object, or say why it is none."""
    if len(text) > LONGEST_RECORD:
        return Rejection(number, "", f"is longer than {LONGEST_RECORD:,} signs", shown(text))
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return Rejection(number, "", f"is no JSON: {_words(error)}", shown(text))
    if not isinstance(value, dict):
        return Rejection(number, "", "is no JSON object", shown(text))
    return NumberedRecord(number, value)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _words(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.lower()} at sign {error.pos + 1}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)[:100]


_SIGNS = re.compile(r'["\\{}\[\],]')


def _array(text: str, blocks: Iterator[str]) -> Iterator[NumberedRecord | Rejection]:
    """Read the elements of an array, whose opening bracket is consumed, one at a time."""
    number = 0
    for element in _Cutter(text, blocks).elements():
        if element.strip():
            number += 1
            yield _record(element.strip(), number)


@dataclass(slots=True)
class _Cutter:
    """Cuts the text of an array at its outer commas, whatever stands between them."""

    text: str
    blocks: Iterator[str]
    start: int = 0
    """Where the element begins that is being read."""
    at: int = 0
    depth: int = 0

    def elements(self) -> Iterator[str]:
        """Yield the text of each element up to the closing bracket, or to the end without one."""
        while sign := self._next_sign():
            if sign in "{[":
                self.depth += 1
            elif sign in "}]":
                self.depth -= 1
            if self.depth < 0 or (sign == "," and self.depth == 0):
                yield self.text[self.start : self.at - 1]
                self.start = self.at
            if self.depth < 0:
                return
        yield self.text[self.start :]

    def _next_sign(self) -> str:
        """Return the next bracket or comma outside of quotes; the empty text at the end."""
        quoted = False
        while True:
            found = _SIGNS.search(self.text, self.at)
            if found is None or (found.group() == "\\" and found.end() >= len(self.text)):
                self.at = found.start() if found else len(self.text)
                if not self._read_on():
                    return ""
                continue
            self.at = found.end()
            if found.group() == "\\":
                self.at += 1
            elif found.group() == '"':
                quoted = not quoted
            elif not quoted:
                return found.group()

    def _read_on(self) -> bool:
        """Append the next block, unless there is none or the element is beyond all measure."""
        if len(self.text) - self.start > LONGEST_RECORD:
            return False
        more = next(self.blocks, "")
        self.text, self.at = self.text[self.start :] + more, self.at - self.start
        self.start = 0
        return bool(more)
