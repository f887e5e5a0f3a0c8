"""Staff ask why a ranker scored as it did, and the worker answers."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from recommendations import tasks
from recommendations.events import slate_log
from recommendations.events.slate_log import LoggedSlate
from recommendations.serving import records
from recommendations.tests.serving import tiny_ranker
from recommendations.tests.serving.test_admin import signed_in
from recommendations.tests.serving.tiny_shop import TinyShop

pytestmark = pytest.mark.django_db


@pytest.fixture
def ranked(shop: TinyShop, settings: Any) -> LoggedSlate:
    """A slate of the home page that a ranker ordered."""
    settings.RECOMMENDATION_LOGGED_PERCENT = 100
    settings.RECOMMENDATION_BUDGET_MS = 5_000
    shop.train(parts=[*shop.parts(), tiny_ranker.discover(shop.item_ids)])
    shop.look_around()
    return next(each for each in LoggedSlate.objects.all() if each.record["ranker"])


def test_staff_ask_and_the_worker_answers(ranked: LoggedSlate) -> None:
    owner = signed_in("owner@example.com", is_staff=True, is_superuser=True)
    address = f"/admin/recommendations/loggedslate/{ranked.pk}/replay/"
    assert "Take the scores apart" in owner.get(address).content.decode()

    answer = owner.post(address, follow=True)

    page = answer.content.decode()
    told = LoggedSlate.objects.get(pk=ranked.pk).record["explained"]
    shown = {str(row[0]): row[1] for row in ranked.record["shown"]}
    assert told["items"].keys() == shown.keys()
    for item_id, score in shown.items():
        features = told["items"][item_id]["features"]
        raw = told["base"] + sum(part for _, part in features)
        assert raw == pytest.approx(told["items"][item_id]["raw"], abs=1e-9)
        assert 1 / (1 + np.exp(-raw)) == pytest.approx(score, abs=1e-4)
    strongest = next(iter(told["items"].values()))["features"][0]
    assert f"{strongest[0]} {strongest[1]:+.3f}" in page
    assert "Log-odds of being taken" in page
    assert len(json.dumps(told)) < slate_log.MOST_BYTES * 2


def test_a_slate_that_no_ranker_ordered_is_not_taken_apart(ranked: LoggedSlate) -> None:
    blended = next(each for each in LoggedSlate.objects.all() if not each.record["ranker"])

    assert not tasks.explain_slate(str(blended.pk))

    problem = LoggedSlate.objects.get(pk=blended.pk).record["explained"]["problem"]
    assert "No ranker ordered this slate" in problem


def test_a_slate_too_long_to_keep_whole_is_not_taken_apart(ranked: LoggedSlate) -> None:
    ranked.record = records._shortened(ranked.record)
    ranked.save()

    assert not tasks.explain_slate(str(ranked.pk))

    problem = LoggedSlate.objects.get(pk=ranked.pk).record["explained"]["problem"]
    assert "Only what was shown is kept" in problem


def test_only_staff_may_ask(ranked: LoggedSlate) -> None:
    client = signed_in("ada@example.com", is_staff=True)

    answer = client.post(f"/admin/recommendations/loggedslate/{ranked.pk}/replay/")

    assert answer.status_code == 403
    assert "explained" not in LoggedSlate.objects.get(pk=ranked.pk).record
