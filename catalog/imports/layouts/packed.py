"""Attributes that a table packs into one cell: ``colour:blue|wood:oak`` or ``colour=blue,wood=oak``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.imports.products.row import AttributeValue
from catalog.imports.products.understood import attribute, shown_name

MOST = 100
"""As many as a table may have further columns."""
_NAMED = re.compile(r"\s*([^:=|]{1,120}?)\s*[:=]\s*(.*\S)\s*", re.DOTALL)
_BETWEEN_EQUATIONS = re.compile(r"[,;]\s*(?=[\w .-]{1,120}=)")


def unpacked(cell: str) -> Iterator[AttributeValue]:
    """Yield the attributes of a cell, each name once; several values of one name stand side by side.

    Pairs are parted by ``|`` or line ends, pairs with an equals sign also by commas; what has no name is left out.
    """
    parts = re.split(r"[|\n]", cell)
    if len(parts) == 1:
        parts = _BETWEEN_EQUATIONS.split(cell)
    found: dict[str, dict[str, None]] = {}
    for part in parts:
        if pair := _NAMED.fullmatch(part):
            found.setdefault(shown_name(pair[1]), {})[pair[2]] = None
    for name in list(found)[:MOST]:
        if one := attribute(name, ", ".join(found[name])):
            yield one
