"""What a change of many products would do, line by line, before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

Value = str | int | bool | datetime | list[str] | dict[str, str] | None
Guard = Callable[[Collection[int]], Mapping[int, str]]

MOST_PRODUCTS = 5_000
"""More are better changed by a file, whose import is made for it."""

price_guards: list[Guard] = []
"""Told the ids of articles, each returns those whose price must not change now, with the reason; upper floors add theirs."""


@dataclass(frozen=True, slots=True)
class Line:
    """One product, or one of its articles: what it is now, what it would be, or why it stays."""

    product_id: int
    title: str
    label: str = ""
    """Which article, where the line is about one."""
    before: str = ""
    after: str = ""
    remark: str = ""
    refusal: str = ""
    variant_id: int | None = None
    list_price_id: int | None = None
    """Which price on a list, where the line is about one."""
    changes: Mapping[str, Value] = field(default_factory=dict)
    """Column → new value; empty where the line is refused."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All lines, in the order they are shown."""

    lines: tuple[Line, ...]

    @property
    def changed(self) -> tuple[Line, ...]:
        """The lines that would be written."""
        return tuple(line for line in self.lines if line.changes)

    @property
    def refused(self) -> tuple[Line, ...]:
        """The lines that would stay as they are."""
        return tuple(line for line in self.lines if not line.changes)

    @property
    def fingerprint(self) -> str:
        """Tells whether two plans show the same: every line, every value, every reason."""
        digest = hashlib.sha256()
        for line in self.lines:
            shown = (line.product_id, line.variant_id, line.title, line.label, line.before, line.after,
                     line.remark, line.refusal)  # fmt: skip
            digest.update(repr(shown).encode())
        return digest.hexdigest()


class Edit(Protocol):
    """One way to change many products."""

    def plan(self, product_ids: Collection[int], *, now: datetime) -> Plan:
        """Return what would change at that moment."""

    def __str__(self) -> str:
        """Say in a few words what is done."""


def guarded(variant_ids: Collection[int]) -> dict[int, str]:
    """Return the articles whose price must not change now, with the reason. One query for each guard."""
    found: dict[int, str] = {}
    for guard in price_guards:
        found.update(guard(variant_ids))
    return found


def sorted_plan(lines: Iterable[Line]) -> Plan:
    """Return a plan in which what is refused comes first: it needs somebody's eye."""
    return Plan(tuple(sorted(lines, key=lambda line: not line.refusal)))
