"""Departments, searches and suggestions for programs: what the pages show, as JSON."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from catalog import arrangements, search
from catalog.models import Department
from catalog.tests import factories

pytestmark = pytest.mark.django_db
api = APIClient()


@pytest.fixture(autouse=True)
def shop() -> None:
    """Two lamps and a mug, with what they can be filtered by."""
    arrangements.forget()
    cache.clear()
    house = factories.make_department("House")
    lamps = factories.make_department("Lamps", parent=house)
    factories.make_attribute("material")
    desk = {"department": lamps, "brand": "Lumen", "price_minor": 2500, "popularity": 9.0}
    factories.make_product("Oak desk lamp", attributes={"material": "Oak"}, **desk)
    factories.make_product(
        "Steel lamp", department=lamps, on_hand=0, attributes={"material": "Steel"}
    )
    factories.make_product("Oak mug", department=house, attributes={"material": "Oak"})
    search.refresh_words()


def titles(body: dict[str, list[dict[str, str]]]) -> list[str]:
    return [row["title"] for row in body["results"]]


def test_departments_come_with_their_place_in_the_tree() -> None:
    assert api.get("/api/v1/departments/").json() == [
        {"name": "House", "slug": "house", "url": "/d/house/", "parent": None},
        {"name": "Lamps", "slug": "lamps", "url": "/d/lamps/", "parent": "house"},
    ]


def test_a_department_holds_what_lies_below_it_with_true_counts(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    api.get("/api/v1/departments/house/")
    with django_assert_max_num_queries(3):
        body = api.get("/api/v1/departments/house/?a.material=Oak&sort=price-down").json()

    assert titles(body) == ["Oak desk lamp", "Oak mug"]
    assert (body["total"], body["page"], body["page_count"], body["sort"]) == (
        2,
        1,
        1,
        "price-down",
    )
    (material,) = [facet for facet in body["facets"] if facet["name"] == "a.material"]
    assert material["choices"] == [
        {"value": "Oak", "label": "Oak", "count": 2, "is_selected": True},
        {"value": "Steel", "label": "Steel", "count": 1, "is_selected": False},
    ]
    assert material["range"] is None
    assert body["results"][0]["price"] == {"minor": 2500, "currency": "EUR", "amount": "25.00"}
    assert titles(api.get("/api/v1/departments/house/?in_stock=true&price_to=20").json()) == [
        "Oak mug"
    ]


def test_what_is_measured_is_asked_from_and_to() -> None:
    house = Department.objects.get(slug="house")
    for width in (5.0, 10.0, 12.5):
        factories.make_product(f"Tray {width:g}", department=house, attributes={"Width": width})

    body = api.get("/api/v1/departments/house/?a.width.from=9").json()

    assert sorted(titles(body)) == ["Tray 10", "Tray 12.5"]
    (width,) = [facet for facet in body["facets"] if facet["name"] == "a.width"]
    assert width["range"] == {"low": "5", "high": "12.5", "unit": "", "start": "9", "end": ""}


def test_a_search_says_what_it_understood() -> None:
    body = api.get("/api/v1/search/?q=oka+lanp").json()

    assert body["answer"] == {
        "query": "oak lamp", "typed": "oka lanp", "is_corrected": True, "redirect_to": "",
    }  # fmt: skip
    assert titles(body["listing"])[0] == "Oak desk lamp"
    assert body["listing"]["sort"] == "relevance"
    exact = api.get("/api/v1/search/?q=oka+lanp&exact=true").json()
    assert exact["answer"]["is_corrected"] is False
    assert exact["listing"]["results"] == []


def test_suggestions_are_what_the_search_box_offers() -> None:
    lines = api.get("/api/v1/suggestions/?q=lam").json()

    assert {(line["kind"], line["text"]) for line in lines} >= {
        ("department", "Lamps"),
        ("product", "Oak desk lamp"),
    }
    assert api.get("/api/v1/suggestions/?q=%00").json() == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("", "q"),
        ("q=%20", "q"),
        ("q=lamp&page=0", "page"),
        ("q=lamp&page=two", "page"),
        ("q=lamp&sort=beauty", "sort"),
        ("q=lamp&rating=9", "rating"),
        ("q=lamp&price_to=cheap", "price_to"),
        ("q=lamp&in_stock=perhaps", "in_stock"),
        ("q=lamp&a.width.from=wide", "a.width.from"),
    ],
)
def test_what_is_not_understood_is_named(asked: str, field: str) -> None:
    response = api.get(f"/api/v1/search/?{asked}")

    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "path", ["departments/attic/", "departments/lamps/?page=9", "search/?q=lamp&page=9"]
)
def test_what_is_not_there_is_a_problem(path: str) -> None:
    response = api.get(f"/api/v1/{path}")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
