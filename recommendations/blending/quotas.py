"""No shelf and no maker may fill a row: what exceeds its share waits at the end."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def spread(
    items: Iterable[Item],
    *,
    groups_of: Callable[[Item], Sequence[Hashable | None]],
    most: Sequence[int],
    limit: int,
) -> tuple[list[Item], list[Item]]:
    """Return at most ``limit`` items within every quota, and those that have to wait behind them.

    ``groups_of`` names an item's group for each quota (its department, its brand), None for none;
    ``most`` is the highest number of items of one group, 0 for no quota. Order is kept within both parts.
    """
    counts: list[dict[Hashable, int]] = [{} for _ in most]
    quotas = tuple(zip(most, counts, strict=True))
    kept: list[Item] = []
    waiting: list[Item] = []
    for item in items:
        if len(kept) == limit:
            break
        groups = groups_of(item)
        for group, (cap, count) in zip(groups, quotas, strict=True):
            if cap and group is not None and count.get(group, 0) >= cap:
                waiting.append(item)
                break
        else:
            kept.append(item)
            for group, count in zip(groups, counts, strict=True):
                count[group] = count.get(group, 0) + 1
    return kept, waiting
