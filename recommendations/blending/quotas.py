"""No shelf and no maker may fill a row: what exceeds its share waits at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def spread(
    items: Iterable[Item],
    *,
    groups_of: Callable[[Item], Sequence[Hashable | None]],
    most: Sequence[int],
    limit: int,
) -> list[Item]:
    """Return at most ``limit`` items: first those within every quota, then, if room is left, the others.

    ``groups_of`` names an item's group for each quota (its department, its brand), None for none;
    ``most`` is the highest number of items of one group, 0 for no quota. Order is kept within both parts.
    """
    counts: list[Counter[Hashable]] = [Counter() for _ in most]
    kept: list[Item] = []
    waiting: list[Item] = []
    for item in items:
        if len(kept) == limit:
            break
        groups = groups_of(item)
        if any(
            cap and group is not None and count[group] >= cap
            for cap, group, count in zip(most, groups, counts, strict=True)
        ):
            waiting.append(item)
            continue
        for group, count in zip(groups, counts, strict=True):
            count[group] += 1
        kept.append(item)
    return (kept + waiting)[:limit]
