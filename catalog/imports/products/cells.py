"""What one cell of a table holds several of: category paths and tags, read and written."""

from __future__ import annotations

import re
from collections.abc import Sequence

PARTING_COMMA = re.compile(r"(?<!\\),")
"""A comma between the parts of a list; one that belongs to a part has a backslash before it."""


def first_path(text: str) -> str:
    """Return the first of several category paths between commas, or the only one.

    A comma parts paths only where each of them has steps: "Home > Lamps, Sale > Lamps"; in "Food, Tea & Co > Tea" it
    belongs to a name, and so does one with a backslash before it.
    """
    parts = PARTING_COMMA.split(text)
    is_list = len(parts) > 1 and all(">" in part for part in parts)
    return (parts[0] if is_list else text).replace("\\,", ",")


def written_path(text: str) -> str:
    """Return a category path so that :func:`first_path` reads it as it is."""
    return text if first_path(text) == text else text.replace(",", "\\,")


def tag_words(text: str) -> list[str]:
    """Return the tags of a cell: between vertical bars, or, where there is none, commas or semicolons."""
    return text.split("|") if "|" in text else re.split("[,;]", text)


def written_tags(words: Sequence[str]) -> str:
    """Return a cell that :func:`tag_words` reads as these tags."""
    cell = "|".join(words)
    return f"{cell}|" if re.search("[,;]", cell) and "|" not in cell else cell
