"""What pages read is what the log gives; where it is not, the feature is named."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from recommendations import metrics
from recommendations.events import stream
from recommendations.events.slate_log import LoggedSlate
from recommendations.ranking.purchases import FEATURES
from recommendations.serving import records, skew
from recommendations.serving.skew import Skew
from recommendations.tests.serving import tiny_ranker
from recommendations.tests.serving.tiny_shop import TinyShop

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def described(shop: TinyShop, settings: Any, monkeypatch: pytest.MonkeyPatch) -> LoggedSlate:
    """A ranked slate with the features that the page read, and the log of what led to it."""
    settings.RECOMMENDATION_LOGGED_PERCENT = 100
    settings.RECOMMENDATION_BUDGET_MS = 5_000
    monkeypatch.setattr(records, "DESCRIBED_PERCENT", 100)
    shop.train(parts=[*shop.parts(), tiny_ranker.discover(shop.item_ids)])
    shop.look_around()
    stream.drain(now=timezone.now())
    return LoggedSlate.objects.get(record__has_key="features")


def measured() -> Skew:
    return skew.measure(now=timezone.now(), since=DAY)


def test_pages_read_what_the_log_gives(described: LoggedSlate) -> None:
    before = metrics.features_compared._value.get()

    found = measured()

    n_values = len(described.record["shown"]) * len(FEATURES)
    assert found == Skew(1, n_values, ())
    assert not found.is_worrying
    assert metrics.features_compared._value.get() == before + n_values
    out = StringIO()
    call_command("skew", stdout=out)
    assert out.getvalue() == f"1 slates, {n_values} values, 0.00% differ\n"


def test_without_a_logged_slate_the_command_says_what_helps() -> None:
    out = StringIO()

    call_command("skew", stdout=out)

    assert "look further back with --days" in out.getvalue()


def test_a_feature_computed_otherwise_is_named(described: LoggedSlate) -> None:
    column = FEATURES.index("own_score")
    for row in described.record["features"]:
        row[column] = (row[column] or 0.0) + 1.0
    described.save(update_fields=["record"])
    counted = metrics.features_skewed.labels(feature="own_score")._value
    before = counted.get()

    found = measured()

    n_shown = len(described.record["shown"])
    assert found.by_feature == (("own_score", n_shown),)
    assert found.share == pytest.approx(1 / len(FEATURES))
    assert counted.get() == before + n_shown
    with pytest.raises(CommandError, match="do not see what training sees"):
        call_command("skew", stdout=StringIO())


def test_acts_that_never_reached_the_log_are_found(described: LoggedSlate) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM recommendations_event")

    assert measured().is_worrying


def test_what_came_later_and_old_slates_do_not_count(
    shop: TinyShop, described: LoggedSlate
) -> None:
    client = Client()
    visitor = described.visitor_id
    assert visitor is not None
    client.get(shop.mugs[1].get_absolute_url())
    stream.drain(now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recommendations_event SET visitor_id = %s WHERE item_id = %s",
            [visitor, shop.mugs[1].pk],
        )

    assert measured().by_feature == ()
    assert skew.measure(now=timezone.now() + 3 * DAY, since=DAY) == Skew(0, 0, ())
