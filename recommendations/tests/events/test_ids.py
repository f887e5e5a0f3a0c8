from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.events import ids

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
moments = st.integers(0, 2_200 * 365 * 86_400 * 1_000).map(
    lambda tick: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=tick / 10)
)


def test_same_fact_has_the_same_id() -> None:
    assert ids.event_id(NOON, "order", "17") == ids.event_id(NOON, "order", "17")


def test_parts_do_not_run_into_each_other() -> None:
    assert ids.event_id(NOON, "ab", "c") != ids.event_id(NOON, "a", "bc")


def test_new_ids_differ_within_one_millisecond() -> None:
    assert len({ids.new_event_id(NOON) for _ in range(1_000)}) == 1_000


@given(moments, st.text())
def test_ids_are_of_version_seven_and_keep_their_time(moment: datetime, part: str) -> None:
    made = ids.event_id(moment, part)

    assert (made.version, made.variant) == (7, UUID(int=0b10 << 62).variant)
    assert timedelta() <= moment - ids.time_of(made) < timedelta(milliseconds=1)


@given(moments, moments)
def test_bound_divides_earlier_from_later(one: datetime, other: datetime) -> None:
    bound = ids.lowest_id_at(other)

    is_later = ids.milliseconds(one) >= ids.milliseconds(other)
    assert (ids.new_event_id(one) >= bound) == is_later


def test_time_before_the_epoch_is_refused() -> None:
    with pytest.raises(ValueError, match="1969-12-31"):
        ids.new_event_id(datetime(1969, 12, 31, tzinfo=UTC))
