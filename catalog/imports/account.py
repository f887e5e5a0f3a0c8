"""The account of one import: what was read, what became of it, what was decided, what it cost."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from catalog.imports.rejections import WHOLE_ROW, Decisions, Rejection

SHOWN_REJECTIONS = 10

Progress = Callable[[str, int], None]
"""Told which stage an import has reached and how many rows it has done."""


def silent(stage: str, done: int) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Account:
    """Filled while an import runs; every row read is accepted or rejected in the end."""

    kind: str
    file_name: str
    layout: str = ""
    source: str = ""
    is_dry_run: bool = False
    run_id: int | None = None
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    counted: str = "rows"
    """What ``created``, ``changed`` and ``unchanged`` count: rows, orders, events."""
    totals: dict[str, int] = field(default_factory=dict)
    """Further figures worth a line: orders, products created, events."""
    columns: dict[str, str] = field(default_factory=dict)
    """The columns of the file as it names them, and what each was read as; nothing where it was left aside."""
    decisions: Decisions = field(default_factory=Decisions)
    first_rejections: list[Rejection] = field(default_factory=list)
    seconds: float = 0.0
    _started: float = field(default_factory=time.perf_counter)

    @property
    def rows_per_second(self) -> float:
        """How fast it went, everything included."""
        return self.rows_read / self.seconds if self.seconds else 0.0

    def note_rejection(self, rejection: Rejection) -> None:
        """Count a rejection; the first few are kept to be shown."""
        self.rows_rejected += 1
        if len(self.first_rejections) < SHOWN_REJECTIONS:
            self.first_rejections.append(rejection)

    def close(self) -> None:
        """Stop the clock.

        Raises: UnevenAccount: if a row is neither accepted nor rejected, which is a fault of ours.
        """
        self.seconds = time.perf_counter() - self._started
        if self.rows_read != self.rows_accepted + self.rows_rejected:
            raise UnevenAccount(
                f"{self.rows_read} rows read, but {self.rows_accepted} accepted "
                f"and {self.rows_rejected} rejected"
            )

    def as_json(self) -> dict[str, object]:
        """Return everything, as ``--json`` prints it."""
        return {
            "kind": self.kind,
            "file": self.file_name,
            "layout": self.layout,
            "source": self.source,
            "dry_run": self.is_dry_run,
            "run": self.run_id,
            "rows": {
                "read": self.rows_read,
                "accepted": self.rows_accepted,
                "rejected": self.rows_rejected,
            },
            "outcome": {
                "of": self.counted,
                "created": self.created,
                "changed": self.changed,
                "unchanged": self.unchanged,
            },
            "totals": dict(self.totals),
            "columns": dict(self.columns),
            "decisions": self.decisions.as_json(),
            "first_rejections": [
                {
                    "row": each.row_number,
                    "column": each.column or WHOLE_ROW,
                    "reason": each.reason,
                    "value": each.value,
                }
                for each in self.first_rejections
            ],
            "seconds": round(self.seconds, 2),
            "rows_per_second": round(self.rows_per_second),
            "peak_mb": round(peak_mb()),
        }


class UnevenAccount(Exception):
    """Rows got lost between reading and writing."""


def peak_mb() -> float:
    """Return the largest memory this process has held, in megabytes of 10^6 bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
