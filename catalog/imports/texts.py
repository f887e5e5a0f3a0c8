"""Columns of texts, each distinct text kept once: lean in memory, and read only once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catalog.imports.flat import Rows
from catalog.imports.rejections import Rejection

UNREADABLE = int(np.iinfo(np.int64).min)
"""Stands in a column of numbers where the text was none."""


class _Numbered(dict[str, int]):
    """Gives each distinct text a number, in the order of appearance."""

    def __missing__(self, text: str) -> int:
        number = len(self)
        self[text] = number
        return number


@dataclass(frozen=True, slots=True)
class TextColumn:
    """One column: the distinct texts, and which of them stands in each row."""

    texts: tuple[str, ...]
    rows: NDArray[np.int32]
    """``(n_rows,)`` positions into ``texts``."""

    def each(self, read: Callable[[str], int]) -> NDArray[np.int64]:
        """Return ``read(text)`` of every row; each distinct text is read once. Shape ``(n_rows,)``."""
        return np.fromiter(map(read, self.texts), np.int64, len(self.texts))[self.rows]

    def holds(self, test: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Return whether the test holds in every row. Shape ``(n_rows,)``."""
        return np.fromiter(map(test, self.texts), np.bool_, len(self.texts))[self.rows]

    def cleaned(self, clean: Callable[[str], str]) -> TextColumn:
        """Return the column with its texts cleaned and equal ones made one."""
        numbered = _Numbered()
        new = np.fromiter((numbered[clean(text)] for text in self.texts), np.int32, len(self.texts))
        return TextColumn(tuple(numbered), new[self.rows])

    def text(self, row: int) -> str:
        """Return what stands in a row."""
        return self.texts[int(self.rows[row])]

    def joined(self, other: TextColumn, join: Callable[[str, str], str]) -> TextColumn:
        """Return one column out of two, ``join(mine, theirs)`` in every row; each distinct pair is joined once."""
        width = max(len(other.texts), 1)
        pairs, rows = np.unique(
            self.rows.astype(np.int64) * width + other.rows, return_inverse=True
        )
        texts = tuple(join(self.texts[pair // width], other.texts[pair % width]) for pair in pairs)
        return TextColumn(texts, rows.astype(np.int32)).cleaned(lambda text: text)

    @classmethod
    def same(cls, text: str, n_rows: int) -> TextColumn:
        """Return a column that holds one text everywhere."""
        return cls((text,), np.zeros(n_rows, np.int32))


@dataclass(slots=True)
class TextColumns:
    """Columns of texts that grow row by row or block by block."""

    names: Sequence[str]
    row_numbers: array[int] = field(default_factory=lambda: array("q"))
    _texts: dict[str, _Numbered] = field(init=False)
    _rows: dict[str, array[int]] = field(init=False)

    def __post_init__(self) -> None:
        """Start every column empty."""
        self._texts = {name: _Numbered() for name in self.names}
        self._rows = {name: array("i") for name in self.names}

    def append(self, row_number: int, cells: Mapping[str, str]) -> None:
        """Add one row; a column it lacks gets the empty text."""
        self.row_numbers.append(row_number)
        for name in self.names:
            self._rows[name].append(self._texts[name][cells.get(name, "")])

    def extend(self, row_numbers: Iterable[int], cells: Mapping[str, Iterable[str]]) -> None:
        """Add many rows at once, column by column."""
        self.row_numbers.extend(row_numbers)
        for name in self.names:
            self._rows[name].extend(map(self._texts[name].__getitem__, cells[name]))

    def finished(self) -> tuple[NDArray[np.int64], dict[str, TextColumn]]:
        """Return the row numbers and the columns."""
        columns = {
            name: TextColumn(tuple(self._texts[name]), np.array(self._rows[name], dtype=np.int32))
            for name in self.names
        }
        return np.array(self.row_numbers, dtype=np.int64), columns


def read_columns(table: Rows, positions: Mapping[str, int]) -> tuple[TextColumns, list[Rejection]]:
    """Read the columns at these positions of a whole table; return them and the broken rows."""
    grown, broken = TextColumns(tuple(positions)), []
    for batch in table.batches():
        broken += batch.rejections
        if batch.rows:
            cells = list(zip(*batch.rows, strict=True))
            wanted = {name: cells[position] for name, position in positions.items()}
            grown.extend(batch.row_numbers, wanted)
    return grown, broken
