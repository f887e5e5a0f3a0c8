"""The log knows when it last heard something."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recommendations.events import ids, log, read
from recommendations.vocabulary import EventKind

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _view(happened_at: datetime) -> log.Event:
    return log.Event(
        event_id=ids.new_event_id(happened_at),
        happened_at=happened_at,
        kind=EventKind.VIEW,
        item_id=1,
    )


def test_an_empty_log_has_no_last_moment() -> None:
    assert read.last_moment(until=NOON) is None


def test_the_last_moment_is_that_of_the_newest_event_before_the_bound() -> None:
    log.copy([_view(NOON - timedelta(days=days)) for days in (400, 30, 3)])
    log.copy([_view(NOON + timedelta(hours=1))])

    assert read.last_moment(until=NOON) == NOON - timedelta(days=3)
