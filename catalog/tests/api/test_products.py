"""Products for programs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from catalog.models import Product
from catalog.tests import factories

pytestmark = pytest.mark.django_db
api = APIClient()


def test_list_shows_visible_products_most_popular_first(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    quiet_mug = factories.make_product("Quiet mug", popularity=1.0)
    loud_lamp = factories.make_product("Loud lamp", popularity=9.0, brand="Lumen", price_minor=2499)
    factories.make_product("Hidden draft", status="draft")
    factories.make_product("Later", published_at=timezone.now() + timedelta(days=1))

    with django_assert_max_num_queries(2):
        body = api.get("/api/v1/products/").json()

    assert body["count"] == 2
    assert [row["id"] for row in body["results"]] == [loud_lamp.pk, quiet_mug.pk]
    assert body["results"][0]["brand"] == "Lumen"
    assert body["results"][0]["price"] == {"minor": 2499, "currency": "EUR", "amount": "24.99"}
    assert body["results"][1]["brand"] is None


def test_list_narrows_to_a_department_and_what_is_in_stock() -> None:
    kitchen = factories.make_department("Kitchen")
    mugs = factories.make_department("Mugs", parent=kitchen)
    mug = factories.make_product("Mug", department=mugs)
    factories.make_product("Sold out mug", department=mugs, on_hand=0)
    factories.make_product("Lamp", department=factories.make_department("Lamps"))

    body = api.get("/api/v1/products/?department=kitchen&in_stock=true").json()

    assert [row["id"] for row in body["results"]] == [mug.pk]


def test_unknown_department_is_named_in_the_problem() -> None:
    response = api.get("/api/v1/products/?department=attic")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"] == [
        {"field": "department", "message": "There is no department 'attic'.", "code": "invalid"}
    ]


def test_detail_holds_variants_and_attributes(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    lamp = factories.make_product("Desk lamp", attributes={"material": "Oak"}, sku="LAMP-1")
    factories.make_variant(lamp, sku="LAMP-2", on_hand=0, options={"Colour": "Black"})

    with django_assert_max_num_queries(4):
        body = api.get(f"/api/v1/products/{lamp.pk}/").json()

    assert body["attributes"] == {"material": "Oak"}
    assert {row["sku"]: row["is_in_stock"] for row in body["variants"]} == {
        "LAMP-1": True,
        "LAMP-2": False,
    }


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_detail_hides_what_shoppers_may_not_see(status: str) -> None:
    product = factories.make_product("Secret", status=status)

    assert api.get(f"/api/v1/products/{product.pk}/").status_code == 404


def test_products_cannot_be_changed_here() -> None:
    product = factories.make_product("Mug")

    for call in (api.post, api.put, api.patch, api.delete):
        assert call(f"/api/v1/products/{product.pk}/", {"title": "Hacked"}).status_code == 405

    assert Product.objects.get(pk=product.pk).title == "Mug"
