"""Events from programs: checked, counted once, and only for oneself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from recommendations.events.models import Event, Refusal

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/events/"


@pytest.fixture
def api() -> APIClient:
    return APIClient()


def _view(**changes: Any) -> dict[str, Any]:
    happened_at = (timezone.now() - timedelta(minutes=3)).isoformat()
    return {"id": "tap-1", "kind": "view", "item_id": 7, "happened_at": happened_at, **changes}


def test_a_batch_is_written_once_however_often_it_is_sent(api: APIClient) -> None:
    user = User.objects.create_user("ada@example.com")
    api.force_login(user)
    batch = {"events": [_view(), _view(id="tap-2", kind="cart", quantity=2)]}

    first = api.post(ADDRESS, batch)
    second = api.post(ADDRESS, batch)

    assert first.status_code == second.status_code == 202
    assert first.json() == {"received": 2, "new": 2}
    assert second.json() == {"received": 2, "new": 0}
    written = Event.objects.order_by("kind")
    assert [(row.kind, row.item_id, row.quantity, row.user_id) for row in written] == [
        ("cart", 7, 2, user.pk),
        ("view", 7, 1, user.pk),
    ]


def test_a_bad_event_is_named_and_nothing_is_written(api: APIClient) -> None:
    batch = {"events": [_view(), _view(id="tap-2", kind="teleport")]}

    response = api.post(ADDRESS, batch)

    assert response.status_code == 400
    assert [error["field"].split(".")[0] for error in response.json()["errors"]] == ["events[1]"]
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "purchase"}, "kind"),
        ({"visitor_id": str(uuid4())}, "visitor_id"),
        ({"user_id": 1}, "user_id"),
        ({"order_reference": "A-1"}, "order_reference"),
    ],
)
def test_shoppers_cannot_speak_for_others_nor_report_purchases(
    api: APIClient, changes: dict[str, Any], field: str
) -> None:
    response = api.post(ADDRESS, {"events": [_view(**changes)]})

    assert response.status_code == 400
    assert response.json()["errors"][0]["field"].split(".")[-1] == field
    assert Event.objects.count() == 0


def test_staff_may_report_a_purchase_for_somebody(api: APIClient) -> None:
    api.force_login(User.objects.create_user("staff@example.com", is_staff=True))
    visitor = uuid4()

    response = api.post(
        ADDRESS,
        {"events": [_view(kind="purchase", visitor_id=str(visitor), order_reference="A-1")]},
    )

    assert response.status_code == 202
    assert Event.objects.get().visitor_id == visitor


@pytest.mark.parametrize("asked_by", ["browser", "account"])
def test_events_of_who_wants_no_personalisation_have_no_name(api: APIClient, asked_by: str) -> None:
    api.force_login(User.objects.create_user("ada@example.com"))
    if asked_by == "browser":
        api.post("/account/privacy/", {"is_personalised": ""}, format="multipart")
        User.objects.update(is_personalised=True)
    else:
        User.objects.update(is_personalised=False)

    response = api.post(ADDRESS, {"events": [_view(), _view(id="tap-2", kind="dismiss")]})

    assert response.status_code == 202
    written = Event.objects.order_by("kind").values_list("kind", "visitor_id", "user_id")
    assert list(written) == [("dismiss", None, None), ("view", None, None)]
    assert Refusal.objects.count() == 0


def test_what_staff_report_of_who_wants_no_personalisation_has_no_name(api: APIClient) -> None:
    api.force_login(User.objects.create_user("staff@example.com", is_staff=True))
    ada = User.objects.create_user("ada@example.com", is_personalised=False)
    bob = User.objects.create_user("bob@example.com")
    bought = [
        _view(id=name, kind="purchase", user_id=user.pk, order_reference=name)
        for name, user in (("A-1", ada), ("B-1", bob))
    ]

    response = api.post(ADDRESS, {"events": bought})

    assert response.status_code == 202
    written = Event.objects.order_by("order_reference")
    assert list(written.values_list("user_id", "order_reference")) == [(None, ""), (bob.pk, "B-1")]


@pytest.mark.parametrize("days", [-8, 1])
def test_times_that_cannot_be_true_are_refused(api: APIClient, days: int) -> None:
    moment = (timezone.now() + timedelta(days=days)).isoformat()

    response = api.post(ADDRESS, {"events": [_view(happened_at=moment)]})

    assert response.status_code == 400
    assert Event.objects.count() == 0


def test_a_search_needs_its_words_and_other_kinds_a_product(api: APIClient) -> None:
    wordless, thingless = _view(kind="search"), _view(id="tap-2")
    del thingless["item_id"]

    response = api.post(ADDRESS, {"events": [wordless, thingless]})

    fields = {error["field"].split(".")[-1] for error in response.json()["errors"]}
    assert response.status_code == 400
    assert fields == {"query", "item_id"}


def test_batches_have_a_size_limit(api: APIClient) -> None:
    batch = {"events": [_view(id=f"tap-{number}") for number in range(501)]}

    assert api.post(ADDRESS, batch).status_code == 400
    assert Event.objects.count() == 0
