"""A broken element of a JSON array: where it ends, although its quotes or brackets do not pair."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from catalog.imports.json_text import Text

_OUTSIDE = re.compile(r'["{}\[\],:\n]|[^\s"{}\[\],:]{1,200}')
_INSIDE = re.compile(
    r'\\.|\n|"(?=\s{0,200}[,:}\]])'
    r'|[}\]](?=[\s}\]]{0,8},\s{0,40}(?:\{\s{0,40}"|"[^"\\]{0,50}"\s{0,40}:))',
    re.DOTALL,
)
"""What ends a text: a quote that something follows which may stand there, a line end, or, where the closing quote is
missing, a bracket that another object or a name with its colon follows."""
_OBJECT = re.compile(r'\{\s{0,100}(?:\}|"(?:([^"\\]{0,50})"\s{0,50}:)?)')
"""The beginning of an object, with its first name where that can be read."""
_SPREAD = re.compile(r"\{\s{0,200}\n([ \t]*)")
_LONGEST_MARGIN = 100
_OBJECT_OPEN, _LIST_OPEN, _WORDS = b"{", b"[", b"("
"""Open brackets; the last one is that of a list which does not begin with an object."""


@dataclass(slots=True)
class Wreck:
    """Goes through what is broken, forgiving what it can; every sign is looked at once."""

    text: Text
    margin: str | None
    """What stands before the element in its line; None if it does not begin one."""
    swallowed: int = 0
    """How many objects begin as the element does in its lists of words: records, perhaps, that it took with it."""
    n_names: int = 0
    """How many colons stand outside of texts, one behind each name."""
    _open: bytearray = field(default_factory=bytearray)
    """The brackets that are open."""
    _lists: int = 0
    """How many of them are those of lists, whatever begins them."""
    _before: str = ","
    _key: str | None = None
    _is_quoted: bool = False

    def __post_init__(self) -> None:
        """Find out whether lines tell where elements begin."""
        begins = _OBJECT.match(self.text.window, self.text.at)
        self._key = begins[1] if begins else None
        spread = _SPREAD.match(self.text.window, self.text.at)
        if self.margin is not None and (
            len(self.margin) > _LONGEST_MARGIN or (spread and len(spread[1]) <= len(self.margin))
        ):
            self.margin = None

    def leave(self) -> bool:
        """Go to where the next element or the end of the array seems to be; return False if the text ends before."""
        is_first = True
        while sign := self._next():
            if sign == "\n":
                if self._is_next_line():
                    return True
                continue
            if sign == "{" and self._before != ":":
                self._close_objects()
            place = self.text.at - 1
            if not is_first and not self._open and self._is_outer(sign, place):
                self.text.at = place
                return True
            self._take(sign, place)
            is_first = False
        return False

    def _next(self) -> str:
        """Return the next sign outside of texts, or a word of them; the empty text at the end."""
        while found := self.text.search(_INSIDE if self._is_quoted else _OUTSIDE):
            sign = found.group()
            self.text.at = found.end()
            if not self._is_quoted:
                self.n_names += sign == ":"
                return sign
            self._is_quoted = sign.startswith("\\")
            if sign == "\n":
                return sign
            if sign in {"}", "]"}:
                self.text.at = found.start()
        self.text.at = len(self.text.window)
        return ""

    def _is_next_line(self) -> bool:
        """Whether the line begins as the one of the broken element did; go to its first bracket then."""
        if self.margin is None or not self.text.window.startswith(f"{self.margin}{{", self.text.at):
            return False
        self.text.at += len(self.margin)
        return True

    def _is_outer(self, sign: str, place: int) -> bool:
        """Whether an element begins or the array ends with a sign that no bracket is open before."""
        if sign == "{":
            return self._before != ":" and bool(_OBJECT.match(self.text.window, place))
        return sign == "]"

    def _take(self, sign: str, place: int) -> None:
        if self._before == "[" and sign not in {"{", "]"}:
            self._open[-1:] = _WORDS
        if sign == '"':
            self._is_quoted = self._before in {"{", "[", ",", ":"}
        elif sign == "{":
            if self._open.endswith(_WORDS):
                found = _OBJECT.match(self.text.window, place)
                self.swallowed += bool(found and self._key and found[1] == self._key)
            self._open += _OBJECT_OPEN
        elif sign == "[":
            self._open += _LIST_OPEN
            self._lists += 1
        elif sign in {"}", "]"}:
            self._close(sign)
        self._before = sign if len(sign) == 1 else "word"

    def _close(self, sign: str) -> None:
        """Close the innermost bracket of the kind and all within it; a list that was never opened closes all."""
        is_list = sign == "]"
        if not is_list and len(self._open) == self._lists:
            return
        while self._open:
            was_object = self._open.endswith(_OBJECT_OPEN)
            self._open.pop()
            self._lists -= not was_object
            if was_object != is_list:
                return

    def _close_objects(self) -> None:
        """Close objects that are open where one begins that is no value of theirs."""
        while self._open.endswith(_OBJECT_OPEN):
            self._open.pop()
