from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from recommendations.blending import quotas

items = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, "x", "y"])), max_size=20)
most = st.tuples(st.integers(0, 4), st.integers(0, 4))


def test_what_exceeds_its_share_waits_at_the_end() -> None:
    row = _row(
        ["lamp1", "lamp2", "lamp3", "mug1"],
        groups_of=lambda name: (name[:-1],),
        most=(2,),
        limit=4,
    )

    assert row == ["lamp1", "lamp2", "mug1", "lamp3"]


def test_items_without_group_are_never_held_back() -> None:
    row = _row([1, 2, 3], groups_of=lambda _: (None,), most=(1,), limit=2)

    assert row == [1, 2]


@given(items, most, st.integers(0, 20))
def test_a_row_is_as_long_as_it_can_be(
    given_items: list[tuple[str, str | None]], caps: tuple[int, int], limit: int
) -> None:
    row = _row(enumerate(given_items), groups_of=lambda pair: pair[1], most=caps, limit=limit)

    assert len(row) == min(limit, len(given_items))
    assert len({number for number, _ in row}) == len(row)


@given(items, most, st.integers(0, 20))
def test_no_quota_is_broken_while_something_else_could_stand_there(
    given_items: list[tuple[str, str | None]], caps: tuple[int, int], limit: int
) -> None:
    row = _row(enumerate(given_items), groups_of=lambda pair: pair[1], most=caps, limit=limit)

    within = _within(row, caps)
    assert all(not _within([*row[:within], other], caps) > within for other in row[within:])


def _row(items: Any, *, limit: int, **quota: Any) -> list[Any]:
    """What is shown: first those within every quota, then the others."""
    kept, waiting = quotas.spread(items, limit=limit, **quota)
    return [*kept, *waiting][:limit]


def _within(row: list[tuple[int, tuple[str, str | None]]], caps: tuple[int, int]) -> int:
    """How many items from the front break no quota."""
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for place, (_, groups) in enumerate(row):
        for cap, group, count in zip(caps, groups, counts, strict=True):
            if group is not None:
                count[group] += 1
                if cap and count[group] > cap:
                    return place
    return len(row)
