"""The elements of a JSON array, one at a time; a broken one takes no other with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from catalog.imports.files import UnreadableFile
from catalog.imports.json_text import LONGEST_RECORD, Text
from catalog.imports.json_wreck import Wreck
from catalog.imports.rejections import VALUE_LENGTH, shown

SCALAR = r'(?:"(?:[^"\\]|\\.)*"|-?[\d.eE+-]+|true|false|null)'
TOO_LONG = f"is longer than {LONGEST_RECORD:,} signs"
NO_OBJECT = "is no JSON object"
_BETWEEN = re.compile(r"[\s,]+")
_TAIL = re.compile(rf'\s*(?:,\s*"[^"\\]*"\s*:\s*{SCALAR}\s*){{0,20}}\}}\s*')
"""What may follow an array inside of an object."""
_NESTED = re.compile(r"\[\s{0,200}\{")
_LONGEST_TAIL = 4_096
_NOTHING = re.compile(r"\s*\Z")
_LONGEST_WORD = 12
"""Of what stands outside of texts: an error so near to the end of the window may be one of the window."""
_MAY_BE_PART = "stands below a broken record and may be a part of it"
_MOST_DOUBTED = 100
_MANY_NAMES, _NAMES_PER_SIGN = 50, 0.6
"""What has more names, by the length of the longest record, is more than one broken record alone."""
_MOST_IN_VAIN = 16 * LONGEST_RECORD
_VAIN_STEP = 256


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


DECODER = json.JSONDecoder(parse_constant=_no_constant)
_EXTENT = json.JSONDecoder(parse_constant=str, parse_int=str, parse_float=str)
"""Tells where an element ends whose numbers are none."""


def words(error: Exception, start: int = 0) -> str:
    """Return what is wrong with JSON whose text begins at ``start``."""
    if isinstance(error, json.JSONDecodeError):
        return f"is no JSON: {error.msg.lower()} at sign {error.pos - start + 1}"
    if isinstance(error, RecursionError):
        return "is no JSON: nested too deeply"
    return f"is no JSON: {str(error)[:100]}"


@dataclass(frozen=True, slots=True)
class Broken:
    """An element that cannot be read: why, and how it begins."""

    reason: str
    value: str


Element = Mapping[str, object] | Broken


@dataclass(slots=True)
class Elements:
    """Reads an array whose opening bracket is consumed, or objects that follow each other."""

    file_name: str
    text: Text
    is_wrapped: bool
    """Whether the array is a part of an object."""
    count: int = 0
    _margin: str | None = None
    """What stands before the element in its line; None if it does not begin one."""
    _nested: int = 0
    """How many arrays within this one are open."""
    _last: Mapping[str, object] | None = None
    """The record read last."""
    _longest: int = 0
    """How long the longest record was."""
    _was_broken: bool = False
    _doubted: int = 0
    """How many elements were refused since the last record."""
    _in_vain: int = 0
    """How many signs were read for nothing."""

    def read(self) -> Iterator[Element]:
        """Yield each element up to the closing bracket, or to the end without one.

        Raises: UnreadableFile: if the text is so broken that records cannot be told from each other.
        """
        while self._go_on():
            if self.text.window[self.text.at] == "]":
                if self._ends():
                    return
            elif _NESTED.match(self.text.window, self.text.at):
                self._nested += 1
                self.text.at += 1
            else:
                self.count += 1
                yield self._element()

    def _go_on(self) -> bool:
        """Go past blanks and commas; return whether something follows."""
        _, is_line, margin = self.text.skip(_BETWEEN).rpartition("\n")
        self._margin = margin if is_line else None
        return self.text.at < len(self.text.window)

    def _ends(self) -> bool:
        """Whether this bracket ends what is to be read; if not, go past it."""
        if self.is_wrapped and not self._nested and self._is_before_tail():
            return True
        self._nested = max(self._nested - 1, 0)
        self.text.at += 1
        return False

    def _is_before_tail(self) -> bool:
        """Whether what follows may stand behind the array, and all of it does once something was broken."""
        rest = self.text.rest(_LONGEST_TAIL)
        if self._was_broken:
            return rest is not None and (not rest.strip() or _TAIL.fullmatch(rest) is not None)
        start = self.text.at + 1
        return self.text.window[start : start + _LONGEST_TAIL].lstrip()[:1] in {"", ",", "}"}

    def _element(self) -> Element:
        """Read one element and stand behind it."""
        while True:
            try:
                value, end = _decoded(self.text.window, self.text.at)
            except (json.JSONDecodeError, RecursionError) as error:
                if self._is_cut_off(error) and not self._is_too_long() and self.text.read_on():
                    continue
                return self._broken(error)
            is_whole = end < len(self.text.window) or isinstance(value, dict | list)
            if not is_whole and not self._is_too_long() and self.text.read_on():
                continue  # the rest of a number may follow
            length = end - self.text.at
            reason = TOO_LONG if length > LONGEST_RECORD else self._fault(value)
            read = Broken(reason, self._shown()) if reason else value
            self._longest = self._longest if reason else max(self._longest, length)
            self.text.at = end
            return cast("Element", read)

    def _fault(self, value: object) -> str:
        """Return why a value that was read is no record, or nothing.

        Raises: UnreadableFile: if it is the last of many that nobody can tell from parts of a broken record.
        """
        if not isinstance(value, dict):
            return value.reason if isinstance(value, Broken) else NO_OBJECT
        if self._doubted and self._last is not None and not _is_alike(value, self._last):
            self._doubted += 1
            if self._doubted > _MOST_DOUBTED:
                raise UnreadableFile(self._hopeless(_MAY_BE_PART))
            return _MAY_BE_PART
        self._doubted, self._last = 0, value
        return ""

    def _is_cut_off(self, error: Exception) -> bool:
        """Whether the window ends too early, rather than the element being broken."""
        return isinstance(error, json.JSONDecodeError) and (
            error.msg.startswith("Unterminated string")
            or _NOTHING.match(self.text.window, error.pos + _LONGEST_WORD) is not None
        )

    def _is_too_long(self) -> bool:
        return len(self.text.window) - self.text.at > LONGEST_RECORD

    def _shown(self) -> str:
        return shown(self.text.window[self.text.at : self.text.at + VALUE_LENGTH + 1])

    def _broken(self, error: Exception) -> Broken:
        """Go to the next element that can be told from the broken one; return why that is none.

        Raises: UnreadableFile: if there may be further records, but nobody can tell where they begin.
        """
        is_cut_off = self._is_cut_off(error)
        reason = TOO_LONG if is_cut_off and self._is_too_long() else words(error, self.text.at)
        until = len(self.text.window)
        if isinstance(error, json.JSONDecodeError) and not is_cut_off:
            until = error.pos
        self._in_vain += until - self.text.at + _VAIN_STEP
        if self._in_vain > _MOST_IN_VAIN + 2 * self.text.passed:
            raise UnreadableFile(self._hopeless(reason))
        begun, wreck = self._shown(), Wreck(self.text, self._margin)
        is_left = wreck.leave()
        is_larger = self._longest and wreck.n_names > _MANY_NAMES + _NAMES_PER_SIGN * self._longest
        if is_larger or (wreck.swallowed and not is_left):
            raise UnreadableFile(self._hopeless(reason))
        self.text.let_go()
        self._was_broken, self._doubted = True, self._doubted + 1
        return Broken(reason, begun)

    def _hopeless(self, reason: str) -> str:
        return (
            f"{self.file_name}: record {self.count:,} {reason}, and what follows cannot be told from it. "
            "Nothing of the file was imported: write it out again, one record a line."
        )


def _is_alike(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether both have more than half of their names in common, by the one with fewer."""
    return len(one.keys() & other.keys()) * 2 > min(len(one), len(other))


def _decoded(text: str, at: int) -> tuple[object, int]:
    """Return the value that begins here and where it ends; numbers that are none make it broken.

    Raises: json.JSONDecodeError, RecursionError: if it is no JSON.
    """
    try:
        return DECODER.raw_decode(text, at)
    except json.JSONDecodeError:
        raise
    except ValueError as error:
        _, end = _EXTENT.raw_decode(text, at)
        return Broken(words(error), ""), end
