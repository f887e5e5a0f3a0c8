"""Delimited text to rows: delimiter guessed, broken rows told apart from good ones."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from catalog.imports import files
from catalog.imports.rejections import Rejection, shown

LONGEST_FIELD = 1 << 17
DELIMITERS = ",\t;|"
_SAMPLE_LINES = 50
_SAID = re.compile(rf'"?sep=([{DELIMITERS}])"?\s*', re.IGNORECASE)
"""The line with which spreadsheet programs say how a file is delimited."""
_OPEN_QUOTE = "opens a quote that is never closed"

csv.field_size_limit(LONGEST_FIELD)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some good rows, each with as many cells as the header, and the rows that were broken."""

    row_numbers: Sequence[int]
    """The line of the file each row begins on; the header is line 1."""
    rows: list[list[str]]
    rejections: list[Rejection]


@dataclass(slots=True)
class Table:
    """An opened table: its header, and its rows to be read once."""

    header: tuple[str, ...]
    delimiter: str
    remarks: files.TextRemarks
    lines: _Lines

    def batches(self) -> Iterator[Batch]:
        """Read the rows, a block of the file at a time."""
        while self.lines.refill():
            yield self._well_formed() or self._row_by_row()

    def rows(self) -> Iterator[tuple[int, list[str], str]]:
        """Yield each row: its line, its cells, and what is wrong with it or nothing.

        A row whose quotes do not pair has its line as the only cell.
        """
        while self.lines.refill():
            yield from self._records()

    def _well_formed(self) -> Batch | None:
        """Return the waiting lines as one batch if nothing at all is odd about them."""
        waiting = self.lines.waiting
        if self.lines.is_odd:
            return None
        try:
            rows = list(csv.reader(waiting, delimiter=self.delimiter))
        except csv.Error:
            return None
        if len(rows) != len(waiting) or set(map(len, rows)) != {len(self.header)}:
            return None
        first = self.lines.number + 1
        self.lines.skip_waiting()
        return Batch(range(first, first + len(rows)), rows, [])

    def _row_by_row(self) -> Batch:
        """Read the waiting lines with care, and those below that their last record needs."""
        numbers, rows, rejections = [], [], []
        for number, cells, reason in self._records():
            if reason:
                text = shown(self.delimiter.join(cells))
                rejections.append(Rejection(number, "", reason, text))
            else:
                numbers.append(number)
                rows.append(cells)
        return Batch(numbers, rows, rejections)

    def _records(self) -> Iterator[tuple[int, list[str], str]]:
        """Yield (line number, cells, what is wrong with them or nothing) until no line waits."""
        width, lines = len(self.header), self.lines
        reader = csv.reader(lines, delimiter=self.delimiter)
        while lines.waiting:
            lines.taken.clear()
            number = lines.number + 1
            try:
                cells = next(reader)
            except csv.Error as error:
                yield number, [self._resume_after_first(number)], _words_of(error)
                reader = csv.reader(lines, delimiter=self.delimiter)
                continue
            if len(lines.taken) > 1 and self._is_swallowed(cells):
                yield number, [self._resume_after_first(number)], _OPEN_QUOTE
                reader = csv.reader(lines, delimiter=self.delimiter)
            elif any("\x00" in cell for cell in cells):
                yield number, cells, "holds a NUL byte"
            elif len(cells) == width:
                yield number, cells, ""
            elif any(cell.strip() for cell in cells):
                yield number, *self._ragged(cells)

    def _is_swallowed(self, cells: list[str]) -> bool:
        """Whether an open quote made one record out of several lines."""
        try:
            list(csv.reader(self.lines.taken, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return True
        return len(cells) != len(self.header) or self._are_rows_by_themselves()

    def _are_rows_by_themselves(self) -> bool:
        """Whether each line has a cell for every name: two inch signs in tables that quote nothing look like a pair."""
        wanted = len(self.header) - 1
        return self.delimiter == "\t" and all(
            line.count("\t") == wanted and not line.startswith("\t") for line in self.lines.taken
        )

    def _ragged(self, cells: list[str]) -> tuple[list[str], str]:
        """Forgive the empty cells some exports add at the end; refuse any other wrong width."""
        width = len(self.header)
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            return cells[:width], ""
        return cells, f"has {len(cells)} cells where the header has {width}"

    def _resume_after_first(self, number: int) -> str:
        """Give back all lines but the first of the broken record; return that one."""
        first, *others = self.lines.taken or [""]
        self.lines.give_back(others, number)
        return first.rstrip("\n")


@dataclass(slots=True)
class _Lines:
    """Lines of text with their numbers, some of which can be given back."""

    blocks: Iterator[str]
    number: int = 0
    taken: list[str] = field(default_factory=list)
    """The lines handed out since the list was last cleared."""
    waiting: deque[str] = field(default_factory=deque)
    is_odd: bool = False
    """Whether the last block holds a NUL byte or an odd number of quotes."""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if not self.refill():
            raise StopIteration
        line = self.waiting.popleft()
        self.number += 1
        self.taken.append(line)
        return line

    def refill(self) -> bool:
        """Read the next block once no line waits; return whether any line does."""
        while not self.waiting:
            block = next(self.blocks, None)
            if block is None:
                return False
            self.is_odd = "\x00" in block or block.count('"') % 2 == 1
            self.waiting.extend(io.StringIO(block, newline="\n"))
        return True

    def skip_waiting(self) -> None:
        """Count the waiting lines as read."""
        self.number += len(self.waiting)
        self.waiting.clear()

    def give_back(self, lines: list[str], number: int) -> None:
        """Put lines back so that they are handed out again, after line ``number``."""
        self.waiting.extendleft(reversed(lines))
        self.number = number


def open_table(
    path: Path, names: Sequence[str] = (), *, delimiters: Sequence[str] = DELIMITERS
) -> Table:
    """Open a CSV, TSV, semicolon or pipe file; the first line that is not blank is the header.

    ``names`` are the columns of a file without one: its first line is a row then. The one of the ``delimiters`` that
    fits best is taken.

    Raises: files.UnreadableFile: if there is no header with two columns or more.
    """
    blocks, remarks = files.open_text(path)
    lines = _Lines(blocks)
    sample = list(islice(lines, _SAMPLE_LINES))
    said = _SAID.fullmatch(sample[0]) if sample else None
    lines.give_back(sample[1:] if said else sample, 1 if said else 0)
    delimiter = said[1] if said else _delimiter(sample, delimiters)
    if names:
        _must_fit(names, sample, delimiter, path)
        return Table(tuple(names), delimiter, remarks, lines)
    header: list[str] = []
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        while not any(cell.strip() for cell in header):
            header = next(reader)
    except (StopIteration, csv.Error) as error:
        raise files.UnreadableFile(f"{path.name} has no header line.") from error
    if any("\x00" in name for name in header):
        raise files.UnreadableFile(f"{path.name} holds binary data, not a table.")
    return Table(tuple(name.strip() for name in header), delimiter, remarks, lines)


def _must_fit(names: Sequence[str], sample: list[str], delimiter: str, path: Path) -> None:
    """Make sure that the first row has a cell for each name.

    Raises: files.UnreadableFile: if it has more or fewer.
    """
    first = next((line for line in sample if line.strip()), "")
    width = len(next(csv.reader([first], delimiter=delimiter), []))
    if width != len(names):
        raise files.UnreadableFile(
            f"--columns names {len(names)} columns, the first line of {path.name} has {width}: "
            f"{first.strip()[:80]}. Name each of them in order, - for those of no use."
        )


def _delimiter(sample: list[str], delimiters: Sequence[str]) -> str:
    """Return the sign that splits the most lines into the same number of cells as the header."""

    def fit(delimiter: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(sample, delimiter=delimiter) if cells]
        if not widths or widths[0] < 2:
            return (0, 0)
        return (Counter(widths)[widths[0]], widths[0])

    try:
        return max(delimiters, key=fit)
    except csv.Error:
        return max(delimiters, key=(sample[0] if sample else "").count)


def _words_of(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"holds a cell longer than {LONGEST_FIELD:,} signs, or a quote that is never closed"
    return str(error)
