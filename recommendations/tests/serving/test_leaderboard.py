"""The nightly contest: kept as rows, shown to staff, and plain about who wins."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from recommendations import tasks
from recommendations.evaluation.baselines import BASELINES
from recommendations.events import ids, log
from recommendations.events.event import Event
from recommendations.management import nightly
from recommendations.registry.models import Leaderboard, ModelVersion
from recommendations.vocabulary import EventKind

pytestmark = pytest.mark.django_db
LIST = "/admin/recommendations/leaderboard/"


def fill_log(now: datetime) -> None:
    """Thirty-two people buy the same product every twenty days."""
    events = []
    for number in range(32):
        for order in range(5):
            at = now - timedelta(days=1 + 20 * order, minutes=number)
            events.append(
                Event(
                    event_id=ids.event_id(at, "order", str(number), str(order)),
                    happened_at=at,
                    kind=EventKind.PURCHASE,
                    visitor_id=uuid5(NAMESPACE_URL, str(number)),
                    item_id=1 + number % 6,
                    order_reference=f"{number}-{order}",
                )
            )
    log.copy(events)


def board(**standing: object) -> Leaderboard:
    now = timezone.now()
    told = {
        "carousel": "buy again", "figure": "recall@20", "lists": 90, "ours": 0.31, "rival": "own count",
        "rivals": 0.35, "difference": -0.04, "low": -0.05, "high": -0.03, "verdict": "loses",
        "sentence": "buy again: the trivial own count is better than ours",
    }  # fmt: skip
    return Leaderboard.objects.create(
        measured_at=now, task="orders", cut=now, until=now, shoppers=90, standings=[told | standing]
    )


def test_a_night_is_kept_with_every_baseline() -> None:
    now = timezone.now()
    fill_log(now)

    (row,) = nightly.measure(now=now)

    assert (row.task, row.shoppers, row.measured_at) == ("orders", 32, now)
    told = [standing["carousel"] for standing in row.standings]
    assert told == ["buy again", "next purchases (method)"]  # nobody discovered anything
    systems = row.report["systems"]
    assert sum(system["is_baseline"] for system in systems) >= 10
    assert [system["name"] for system in systems[-2:]] == [nightly.METHOD, nightly.PAGE]


def test_the_rows_of_the_page_are_told_by_what_the_page_shows() -> None:
    now = timezone.now()
    fill_log(now)

    (row,) = nightly.measure(now=now)

    by_name = {system["name"]: system["figures"] for system in row.report["systems"]}
    again, everything = row.standings
    assert again["ours"] == by_name[nightly.PAGE]["repeat"]["recall@20"]["mean"] == 1.0
    assert everything["ours"] == by_name[nightly.METHOD]["all"]["recall@20"]["mean"]


def test_the_same_moment_twice_is_one_row_and_old_nights_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = timezone.now()
    fill_log(now)
    old = board()
    Leaderboard.objects.filter(pk=old.pk).update(measured_at=now - timedelta(days=9))
    monkeypatch.setattr(nightly, "ROWS_KEPT", 1)
    monkeypatch.setattr(nightly, "BASELINES", BASELINES[:1])

    nightly.measure(now=now)
    nightly.measure(now=now)

    assert list(Leaderboard.objects.values_list("measured_at", flat=True)) == [now]


def test_the_command_without_events_says_so() -> None:
    out = io.StringIO()

    call_command("leaderboard", stdout=out)

    assert "Nobody bought or looked both before and after" in out.getvalue()
    assert Leaderboard.objects.count() == 0


def test_the_task_holds_the_contest_in_silence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    held: list[datetime] = []

    def measure(*, now: datetime) -> list[Leaderboard]:
        held.append(now)
        return []

    monkeypatch.setattr(nightly, "measure", measure)

    tasks.train_leaderboard()

    assert len(held) == 1
    assert capsys.readouterr().out == ""


def test_json_holds_the_standings(monkeypatch: pytest.MonkeyPatch) -> None:
    row = board()
    monkeypatch.setattr(nightly, "measure", lambda *, now: [row])
    out = io.StringIO()

    call_command("leaderboard", "--json", stdout=out)

    assert json.loads(out.getvalue())["orders"][0]["verdict"] == "loses"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(
        User.objects.create_user("owner@example.com", is_staff=True, is_superuser=True)
    )
    return client


def test_admin_says_plainly_that_a_trivial_baseline_wins(staff: Client) -> None:
    row = board()

    page = staff.get(LIST).content.decode()
    detail = staff.get(f"{LIST}{row.pk}/change/").content.decode()

    assert "a trivial baseline wins" in page
    assert "buy again -0.040" in page
    assert "0.350 own count" in detail
    assert "-0.040 (-0.050 – -0.030)" in detail
    assert 'name="_save"' not in detail


def test_admin_shows_what_the_data_allows(staff: Client) -> None:
    version = ModelVersion.objects.create(
        version="v1",
        path="v1",
        trained_at=timezone.now(),
        status="ready",
        readiness=[
            {"source": "als", "what": "events", "found": 2500, "needed": 10000, "share": 0.25}
        ],
    )

    page = staff.get(f"/admin/recommendations/modelversion/{version.pk}/change/").content.decode()

    assert "25%" in page
    assert "2,500" in page
