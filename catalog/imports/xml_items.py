"""XML feeds to records: each ``<item>`` (RSS) or ``<entry>`` (Atom) is one, its elements are its columns."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from xml.parsers import expat

from catalog.imports import files
from catalog.imports.files import UnreadableFile
from catalog.imports.json_array import TOO_LONG
from catalog.imports.json_text import LONGEST_RECORD
from catalog.imports.records import NumberedRecord
from catalog.imports.rejections import Rejection, shown

_ITEMS = {"item", "entry"}
_ENCODING = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)")
_READ_ENCODINGS = {"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252", "cp1252"}  # fmt: skip


def is_xml(path: Path) -> bool:
    """Whether the file begins like XML.

    Raises: UnreadableFile: if it cannot be read at all.
    """
    blocks, _ = files.open_text(path)
    return next(blocks, "").lstrip()[:1] == "<"


def open_items(path: Path) -> tuple[Iterator[NumberedRecord | Rejection], files.TextRemarks]:
    """Open a feed; its items are counted from 1.

    Raises: UnreadableFile: if it is a web page, no well-formed XML, declares entities or holds no item at all;
    the first at once, the others when they are met.
    """
    blocks, remarks = files.open_text(path)
    first = next(blocks, "")
    if re.match(r"\s*<(!doctype\s+html|html)", first, re.IGNORECASE):
        raise UnreadableFile(
            f"{path.name} is a web page, not a table: the address may have asked for a login."
        )
    named = _ENCODING.search(first[:200])
    if named and named[1].lower() not in _READ_ENCODINGS:
        raise UnreadableFile(f"{path.name} is written in {named[1]}: save it as UTF-8.")
    return _items(path.name, chain([first], blocks)), remarks


def _items(file_name: str, blocks: Iterator[str]) -> Iterator[NumberedRecord | Rejection]:
    gathered = _Items()
    parser = gathered.parser()
    try:
        for block in blocks:
            parser.Parse(block, False)
            yield from gathered.take()
        parser.Parse("", True)
    except (expat.ExpatError, ValueError) as error:
        raise UnreadableFile(
            f"{file_name} is no well-formed XML ({error}): nothing of it was imported."
        ) from error
    yield from gathered.take()
    if not gathered.count:
        raise UnreadableFile(
            f"{file_name} is XML without <item> or <entry>: known is the Google Merchant feed."
        )


@dataclass(slots=True)
class _Items:
    """Gathers items while a document is parsed."""

    count: int = 0
    _done: deque[NumberedRecord | Rejection] = field(default_factory=deque)
    _record: dict[str, object] | None = None
    _own: set[str] = field(default_factory=set)
    """Names the item gave with the prefix of product data, which go before those of RSS."""
    _depth: int = 0
    """How deep inside the item: 1 is one of its columns."""
    _texts: list[str] = field(default_factory=list)
    _length: int = 0

    def parser(self) -> expat.XMLParserType:
        """Return a parser that tells this object what it meets."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.EntityDeclHandler = _refuse_entity
        return parser

    def take(self) -> Iterator[NumberedRecord | Rejection]:
        """Yield the items that are whole."""
        while self._done:
            yield self._done.popleft()

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if self._record is None:
            if tag in _ITEMS:
                self._record, self._depth, self._length = {}, 0, 0
                self._own.clear()
            return
        self._depth += 1
        if self._depth == 1:
            self._texts = [given["href"]] if "href" in given else []

    def _words(self, text: str) -> None:
        if self._depth == 1:
            self._length += len(text)
            if self._length <= LONGEST_RECORD:
                self._texts.append(text)

    def _end(self, tag: str) -> None:
        if self._record is None:
            return
        if self._depth == 1:
            self._keep(tag)
        self._depth -= 1
        if self._depth < 0:
            self._close()

    def _keep(self, tag: str) -> None:
        """Add a column; one that comes again makes a list, and g:title goes before title."""
        prefix, _, name = tag.rpartition(":")
        text = "".join(self._texts).strip()
        record = self._record
        if record is None or not text or (name in self._own and not prefix):
            return
        before = record.get(name)
        if before is None or (prefix and name not in self._own):
            record[name] = text
        else:
            record[name] = [*before, text] if isinstance(before, list) else [before, text]
        if prefix:
            self._own.add(name)

    def _close(self) -> None:
        self.count += 1
        record, self._record, self._depth = self._record or {}, None, 0
        if self._length > LONGEST_RECORD:
            self._done.append(Rejection(self.count, "", TOO_LONG, shown(record)))
        else:
            self._done.append(NumberedRecord(self.count, record))


def _refuse_entity(name: str, *_: object) -> None:
    """Refuse what could unfold without measure or read other files."""
    raise ValueError(f"it declares the entity {name}")
