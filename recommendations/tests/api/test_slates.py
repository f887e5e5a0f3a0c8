"""Recommendations for programs, on a shop whose best known fact is what sells."""

from __future__ import annotations

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Product
from catalog.tests import factories
from recommendations.events import ids, live, log, refusals
from recommendations.events.log import Event
from recommendations.vocabulary import EventKind, RefusalScope

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> APIClient:
    return APIClient()


@pytest.fixture
def shelf() -> list[Product]:
    lamps = factories.make_department("Lamps")
    mugs = factories.make_department("Mugs")
    return [
        factories.make_product(
            f"Article {number}",
            department=lamps if number % 2 else mugs,
            popularity=float(100 - number),
        )
        for number in range(12)
    ]


def test_popular_items_come_most_popular_first(api: APIClient, shelf: list[Product]) -> None:
    body = api.get("/api/v1/popular-items/?limit=5").json()

    assert [row["item_id"] for row in body["items"]] == [product.pk for product in shelf[:5]]
    assert [row["position"] for row in body["items"]] == [0, 1, 2, 3, 4]
    assert body["placement"] == "popular"
    assert body["rung"] == "popular"
    assert body["items"][0]["product"]["title"] == "Article 0"
    assert body["items"][0]["reason"]["kind"] == "popular"


def test_similar_items_never_hold_the_product_itself(api: APIClient, shelf: list[Product]) -> None:
    body = api.get(f"/api/v1/similar-items/{shelf[0].pk}/").json()

    assert shelf[0].pk not in [row["item_id"] for row in body["items"]]
    assert body["placement"] == "similar_products"


def test_similar_items_of_an_unknown_product_are_a_404_problem(api: APIClient) -> None:
    response = api.get("/api/v1/similar-items/999999/")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("limit", ["0", "51", "many"])
def test_limits_out_of_range_are_refused_by_name(api: APIClient, limit: str) -> None:
    response = api.get(f"/api/v1/popular-items/?limit={limit}")

    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["limit"]


def test_basket_names_the_unknown_product(api: APIClient, shelf: list[Product]) -> None:
    body = {"items": [shelf[0].pk, 999_999]}

    response = api.post("/api/v1/basket-recommendations/", body)

    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"field": "items", "message": "No product has the id 999999.", "code": "invalid"}
    ]


def test_basket_answer_leaves_the_basket_out(api: APIClient, shelf: list[Product]) -> None:
    response = api.post("/api/v1/basket-recommendations/", {"items": [shelf[0].pk]})

    assert response.status_code == 200
    assert shelf[0].pk not in [row["item_id"] for row in response.json()["items"]]


def test_personal_slate_is_for_the_person_and_for_staff(
    api: APIClient, shelf: list[Product]
) -> None:
    ada = User.objects.create_user("ada@example.com")
    bob = User.objects.create_user("bob@example.com")
    staff = User.objects.create_user("staff@example.com", is_staff=True)
    address = f"/api/v1/recommend/{ada.pk}/"
    answers = {}

    for name, who in {"stranger": None, "bob": bob, "ada": ada, "staff": staff}.items():
        api.force_authenticate(who)
        answers[name] = api.get(address).status_code

    assert answers == {"stranger": 401, "bob": 403, "ada": 200, "staff": 200}


def test_profile_is_for_the_person_and_for_staff(api: APIClient, shelf: list[Product]) -> None:
    ada = User.objects.create_user("ada@example.com")
    bob = User.objects.create_user("bob@example.com")
    staff = User.objects.create_user("staff@example.com", is_staff=True)
    answers = {}

    for name, who in {"stranger": None, "bob": bob, "ada": ada, "staff": staff}.items():
        api.force_authenticate(who)
        answers[name] = api.get(f"/api/v1/profile/{ada.pk}/").status_code
    unknown = api.get("/api/v1/profile/999999/").status_code

    assert answers == {"stranger": 401, "bob": 403, "ada": 200, "staff": 200}
    assert unknown == 404


def test_profile_tells_what_was_looked_at_and_refused(api: APIClient, shelf: list[Product]) -> None:
    ada = User.objects.create_user("ada@example.com")
    api.force_authenticate(ada)
    person = live.person_key(visitor_id=None, user_id=ada.pk)
    now = timezone.now()
    log.record_now(
        [
            Event(
                event_id=ids.new_event_id(now),
                happened_at=now,
                kind=EventKind.VIEW,
                user_id=ada.pk,
                item_id=shelf[0].pk,
            )
        ]
    )
    refusals.refuse(person, scope=RefusalScope.ITEM, target_id=shelf[1].pk)

    told = api.get(f"/api/v1/profile/{ada.pk}/").json()

    assert told["is_personalised"]
    assert [each["item_id"] for each in told["profile"]["used"]] == [shelf[0].pk]
    assert told["profile"]["unwanted"] == [
        {"scope": "item", "target_id": shelf[1].pk, "name": shelf[1].title}
    ]
    assert told["features"]["total_interactions"] == 1


def test_who_switched_recommendations_off_has_no_profile(api: APIClient) -> None:
    ada = User.objects.create_user("ada@example.com", is_personalised=False)
    api.force_authenticate(ada)

    told = api.get(f"/api/v1/profile/{ada.pk}/").json()

    assert told == {
        "user_id": ada.pk,
        "is_personalised": False,
        "profile": None,
        "features": None,
    }
