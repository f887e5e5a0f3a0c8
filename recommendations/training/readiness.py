"""How much data each source needs, and how much of it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from recommendations.training.touches import DAY_SECONDS, by_kind
from recommendations.vocabulary import EventKind, Interactions

NEEDS: Mapping[str, Mapping[str, int]] = {
    "content": {"described products": 2},
    "popularity": {"events": 100},
    "trending": {"events of 7 days": 100},
    "session": {"visits to two products": 500},
    "substitutes": {"visits to two products": 500},
    "co_purchase": {"orders of two products": 200},
    "item_item": {"people with two products": 300},
    "user_knn": {"people with two products": 500},
    "ease": {"people with two products": 1_000},
    "als": {"people with two products": 1_000, "events": 10_000},
    "repeat": {"customers with two orders": 100, "days of orders": 60},
    "rankers": {"customers with two orders": 200, "days of orders": 120},
}
"""Rules of thumb: below these amounts the lists of a source rest on a handful of accidents."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """One source: the amount that it lacks most."""

    source: str
    what: str
    found: int
    needed: int

    @property
    def share(self) -> float:
        """How much of what it needs is there, at most 1."""
        return min(1.0, self.found / self.needed)

    def as_dict(self) -> dict[str, object]:
        """Return JSON values."""
        return {**asdict(self), "share": round(self.share, 3)}


def measured(log: Interactions, *, now: float, described: int) -> tuple[Readiness, ...]:
    """Compare the log with what each source needs; ``described`` products have a text."""
    amounts = _amounts(log, now=now) | {"described products": described}
    found = []
    for source, needs in NEEDS.items():
        what, needed = min(needs.items(), key=lambda need: amounts[need[0]] / need[1])
        found.append(Readiness(source, what, amounts[what], needed))
    return tuple(found)


def _amounts(log: Interactions, *, now: float) -> dict[str, int]:
    bought = by_kind(log, EventKind.PURCHASE)
    touched = by_kind(log, EventKind.VIEW, EventKind.CLICK, EventKind.CART, EventKind.PURCHASE)
    looked = touched & ~bought & (log.basket >= 0)
    ordered = bought & (log.basket >= 0)
    days = (now - log.happened_at) / DAY_SECONDS
    return {
        "events": int(touched.sum()),
        "events of 7 days": int((touched & (days <= 7)).sum()),
        "visits to two products": _with_two(log.basket[looked], log.item[looked]),
        "orders of two products": _with_two(log.basket[ordered], log.item[ordered]),
        "people with two products": _with_two(log.person[touched], log.item[touched]),
        "customers with two orders": _with_two(log.person[ordered], log.basket[ordered]),
        "days of orders": int(np.ptp(days[bought])) if bought.any() else 0,
    }


def _with_two(group: NDArray[np.int32], member: NDArray[np.int32]) -> int:
    """Count the groups with two or more distinct members."""
    if len(group) == 0:
        return 0
    width = int(member.max()) + 1
    keys = group.astype(np.int64) * width + member
    keys.sort()
    groups = keys[np.diff(keys, prepend=-1) != 0] // width
    sizes = np.diff(np.flatnonzero(np.diff(groups, prepend=-1, append=-2)))
    return int((sizes >= 2).sum())
