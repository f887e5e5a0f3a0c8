"""Why a row was left out, and how often each decision was taken."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

EXAMPLES_KEPT = 3
VALUE_LENGTH = 200
WHOLE_ROW = "(whole row)"
"""Stands for the column where no single one is to blame."""
_NUMBERS = re.compile(r"\d[\d,]*")


@dataclass(frozen=True, slots=True, order=True)
class Rejection:
    """One row that was left out: where it stands, which column, why, and what stood there."""

    row_number: int
    column: str
    reason: str
    value: str = ""


@dataclass(slots=True)
class Decision:
    """One kind of decision: how many rows it touched and where the first of them stand."""

    count: int = 0
    examples: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Decisions:
    """Everything decided while reading, by reason, in the order of first appearance."""

    by_reason: dict[str, Decision] = field(default_factory=dict)

    def add(self, reason: str, row_number: int | None = None, *, count: int = 1) -> None:
        """Count a decision and keep its first row numbers as examples."""
        decision = self.by_reason.setdefault(storable(reason), Decision())
        decision.count += count
        if row_number is not None and len(decision.examples) < EXAMPLES_KEPT:
            decision.examples.append(row_number)

    def add_rejection(self, rejection: Rejection) -> None:
        """Count a row left out; reasons that differ in their numbers only are one."""
        self.add(f"left out: {_NUMBERS.sub('…', rejection.reason)}", rejection.row_number)

    def add_rows(self, reason: str, row_numbers: Iterable[int], *, count: int) -> None:
        """Count a decision over many rows at once; the first numbers become the examples."""
        if not count:
            return
        decision = self.by_reason.setdefault(storable(reason), Decision())
        decision.count += count
        for row_number in row_numbers:
            if len(decision.examples) >= EXAMPLES_KEPT:
                break
            decision.examples.append(int(row_number))

    def count(self, reason: str) -> int:
        """Return how often a decision was taken."""
        decision = self.by_reason.get(reason)
        return decision.count if decision else 0

    def as_json(self) -> dict[str, dict[str, object]]:
        """Return the decisions as they are stored and printed."""
        return {
            reason: {"count": decision.count, "rows": list(decision.examples)}
            for reason, decision in self.by_reason.items()
        }


def storable(text: str) -> str:
    """Return a text as PostgreSQL can keep it: a reason may quote the name of a column, which may hold anything."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "␀").encode("utf-8", "replace").decode("utf-8")


def shown(value: object) -> str:
    """Return a value short enough, and clean enough, to stand in a report."""
    text = storable(str(value))
    return text if len(text) <= VALUE_LENGTH else text[: VALUE_LENGTH - 1] + "…"
