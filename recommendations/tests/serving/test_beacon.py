"""What pages report: seen, clicked, refused; once, by our own pages only."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from accounts.visitors import COOKIE
from recommendations import metrics
from recommendations.events import ids, live, models, stream
from recommendations.serving.seal import seal
from recommendations.vocabulary import Candidate, ItemId, Placement, Reason, Slate

pytestmark = pytest.mark.django_db
FROM_US = {"Sec-Fetch-Site": "same-origin"}


def slate(*item_ids: int) -> Slate:
    return Slate(
        slate_id=ids.new_event_id(timezone.now() - timedelta(seconds=5)),
        placement=Placement.FOR_YOU,
        chosen=tuple(
            Candidate(ItemId(item_id), 0.5, Reason("als", "taste")) for item_id in item_ids
        ),
        model_version="one",
        variant="",
        rung="fresh",
    )


def send(client: Client, body: Any, headers: dict[str, str] | None = None) -> int:
    text = body if isinstance(body, str) else json.dumps(body)
    response = client.post(
        "/e/",
        text,
        content_type="application/json",
        headers=FROM_US if headers is None else headers,
    )
    return response.status_code


def written() -> list[tuple[str, int, int]]:
    stream.drain(now=timezone.now())
    rows = models.Event.objects.order_by("kind", "position")
    return list(rows.values_list("kind", "item_id", "position"))


def test_reports_become_events_that_name_their_slate(client: Client) -> None:
    made = slate(7, 8, 9)

    assert send(client, {"slates": [{"slate": seal(made), "seen": [0, 2], "clicked": [2]}]}) == 204

    assert written() == [("click", 9, 2), ("exposure", 7, 0), ("exposure", 9, 2)]
    event = models.Event.objects.get(kind="click")
    assert (event.slate_id, event.placement, event.source, event.model_version) == (
        made.slate_id,
        "for_you",
        "als",
        "one",
    )
    assert event.visitor_id is not None


def test_reports_are_counted_for_the_click_through_rate(client: Client) -> None:
    seen = metrics.reports.labels(placement="for_you", kind="exposure")._value
    clicked = metrics.reports.labels(placement="for_you", kind="click")._value
    before = (seen.get(), clicked.get())

    send(client, {"slates": [{"slate": seal(slate(7, 8, 9)), "seen": [0, 2], "clicked": [2]}]})

    assert (seen.get() - before[0], clicked.get() - before[1]) == (2, 1)


def test_a_report_that_is_nested_without_end_is_refused(client: Client) -> None:
    assert send(client, "[" * 16_000) == 400


def test_twice_is_once(client: Client) -> None:
    body = {"slates": [{"slate": seal(slate(7, 8)), "seen": [0, 0, 1]}]}
    send(client, body)
    stream.drain(now=timezone.now())

    assert send(client, body) == 204

    assert written() == [("exposure", 7, 0), ("exposure", 8, 1)]


def test_refused_product_is_on_the_shoppers_list_at_once(client: Client) -> None:
    visitor = Client()
    visitor.get("/")

    assert send(visitor, {"slates": [{"slate": seal(slate(7)), "dismissed": [0]}]}) == 204

    value = visitor.cookies[COOKIE].value
    person = live.person_key(visitor_id=UUID(value.split(":")[0]), user_id=None)
    assert live.session_of(person, now=timezone.now()).dismissed == (7,)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_other_sites_are_refused(client: Client, headers: dict[str, str]) -> None:
    body = {"slates": [{"slate": seal(slate(7)), "seen": [0]}]}

    assert send(client, body, headers) == 403

    assert written() == []


def test_browser_without_fetch_metadata_is_known_by_its_origin(client: Client) -> None:
    body = {"slates": [{"slate": seal(slate(7)), "seen": [0]}]}

    assert send(client, body, {"Origin": "http://testserver"}) == 204


@pytest.mark.parametrize(
    "body",
    [
        "",
        "nonsense",
        "[]",
        "3",
        "{}",
        {"slates": []},
        {"slates": {}},
        {"slates": [3]},
        {"slates": [{}]},
        {"slates": [{"slate": "forged", "seen": [0]}]},
        {"slates": [{"slate": 3, "seen": [0]}]},
        "\ud800",
        {"slates": [{"slate": "x" * 20_000}]},
    ],
)
def test_what_our_script_would_not_send_is_refused(client: Client, body: Any) -> None:
    text = body if isinstance(body, str) else json.dumps(body)

    response = client.post(
        "/e/",
        text.encode("utf-8", "surrogatepass"),
        content_type="application/json",
        headers=FROM_US,
    )

    assert response.status_code == 400
    assert written() == []


@pytest.mark.parametrize("seen", [[2], [-1], ["0"], [True], [0.0], 0, None, {"0": 0}])
def test_places_that_were_not_shown_are_refused_whole(client: Client, seen: Any) -> None:
    good = {"slate": seal(slate(5)), "seen": [0]}

    status = send(client, {"slates": [good, {"slate": seal(slate(7, 8)), "seen": seen}]})

    assert status == 400
    assert written() == []


def test_only_posts_are_taken(client: Client) -> None:
    assert client.get("/e/").status_code == 405


def test_who_wants_no_personalisation_is_counted_without_a_name() -> None:
    visitor = Client()
    visitor.get("/")
    visitor.post("/account/privacy/", {"is_personalised": ""})

    send(visitor, {"slates": [{"slate": seal(slate(7)), "seen": [0]}]})

    assert written() == [("exposure", 7, 0)]
