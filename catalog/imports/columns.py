"""Whose column is whose: names compared without case, blanks and signs, with known synonyms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from catalog.imports.files import UnreadableFile


@dataclass(frozen=True, slots=True)
class Column:
    """A column we understand: our name, the names others give it, and whether we can do without."""

    name: str
    synonyms: tuple[str, ...] = ()
    is_required: bool = False


def plain(name: str) -> str:
    """Return a column name as it is compared: ``Customer ID`` and ``customer_id`` are one."""
    return re.sub(r"[^0-9a-z]+", "", name.casefold())


def parse_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """Read ``Theirs=ours`` pairs of the command line.

    Raises: UnreadableFile: if a pair has no equals sign.
    """
    mapping = {}
    for pair in pairs:
        theirs, sign, ours = pair.rpartition("=")
        if not sign or not theirs.strip() or not ours.strip():
            raise UnreadableFile(f"--map {pair!r} is not of the form Theirs=Ours.")
        mapping[theirs.strip()] = ours.strip()
    return mapping


def matched(
    header: Sequence[str],
    columns: Sequence[Column],
    mapping: Mapping[str, str],
    *,
    instead: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> dict[str, int]:
    """Return the position of each column of ours that the header holds.

    What the mapping says comes first, then our own name, then the synonyms in their order; the first
    of two equal header names wins. A required column may be missing if one that ``instead`` names
    for it is there.

    Raises: UnreadableFile: if a required column is missing or the mapping names an unknown one.
    """
    positions: dict[str, int] = {}
    for position, name in enumerate(header):
        positions.setdefault(plain(name), position)
    found = _mapped(header, columns, mapping, positions)
    taken = set(found.values())
    for column in columns:
        for name in (column.name, *column.synonyms):
            position = positions.get(plain(name), -1)
            if column.name not in found and position >= 0 and position not in taken:
                found[column.name] = position
                taken.add(position)
    missing = [
        column
        for column in columns
        if column.is_required
        and column.name not in found
        and found.keys().isdisjoint(instead.get(column.name, ()))
    ]
    if missing:
        raise UnreadableFile(_explain_missing(header, columns, missing))
    return found


def _mapped(
    header: Sequence[str],
    columns: Sequence[Column],
    mapping: Mapping[str, str],
    positions: Mapping[str, int],
) -> dict[str, int]:
    names = {
        plain(name): column.name for column in columns for name in (*column.synonyms, column.name)
    }
    found = {}
    for theirs, ours in mapping.items():
        if plain(ours) not in names:
            raise UnreadableFile(
                f"--map {theirs}={ours}: ours are {_listed(column.name for column in columns)}."
            )
        if plain(theirs) not in positions:
            raise UnreadableFile(f"--map {theirs}={ours}: the file has {_listed(header)}.")
        found[names[plain(ours)]] = positions[plain(theirs)]
    return found


def _explain_missing(
    header: Sequence[str], columns: Sequence[Column], missing: Sequence[Column]
) -> str:
    wanted = [
        f"{column.name} (required)" if column.is_required else column.name for column in columns
    ]
    if sum(map(_is_data, header)) * 2 >= len(header):
        return (
            f"The first line, {_listed(header)}, seems to hold data: put a line with the names of the "
            f"columns above it, such as {_listed(column.name for column in columns)}."
        )
    return (
        f"The column {_listed(column.name for column in missing)} is missing. "
        f"The file has {_listed(header)}; known are {_listed(wanted)}. "
        f"Say which column it is with --map Theirs={missing[0].name}."
    )


def _is_data(name: str) -> bool:
    """Whether a cell of the header is a number or a date rather than a name."""
    return name[:1].isdigit() and not any(
        sign.isalpha() for sign in name.replace("T", "").rstrip("Z")
    )


def _listed(names: Iterable[str]) -> str:
    shown = [name[:40] or "(no name)" for name in names]
    return ", ".join(shown[:40]) + (f" and {len(shown) - 40} more" if len(shown) > 40 else "")
