"""The staff area shows people what they may work on; its looser policy ends at its door."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.test import Client, RequestFactory

from accounts.models import User
from catalog.models import Product
from storefront.staff_area import menu, tabs
from storefront.tests.pages.reading import page

pytestmark = pytest.mark.django_db


def titles(user: User) -> list[str]:
    """Return the entries of a person's menu."""
    request = RequestFactory().get("/admin/")
    request.user = user
    return [str(item["title"]) for group in menu(request) for item in group["items"]]


def test_the_owner_sees_everything_that_is_there() -> None:
    seen = titles(User.objects.create_superuser("owner@example.com", "a good password"))

    assert {"Products", "Departments", "Reviews", "People", "API tokens"} <= set(seen)
    assert "Auth tokens" not in seen


def test_others_see_what_they_may_view_and_nothing_else() -> None:
    analyst = User.objects.create_user("analyst@example.com", "a good password", is_staff=True)
    analyst.user_permissions.add(Permission.objects.get(codename="view_product"))

    assert titles(analyst) == ["Dashboard", "Products"]


def test_only_staff_pages_may_evaluate_and_style_inline(client: Client) -> None:
    shop = client.get("/account/login/")["Content-Security-Policy"]
    client.force_login(User.objects.create_superuser("owner@example.com", "a good password"))
    staff = client.get("/admin/")["Content-Security-Policy"]

    assert "'unsafe-eval'" in staff
    assert "unsafe" not in shop


def test_kept_filters_narrow_their_list_and_say_which_is_open(client: Client) -> None:
    client.force_login(User.objects.create_superuser("owner@example.com", "a good password"))
    Product.objects.create(title="Open mug", slug="open-mug", status="published")
    Product.objects.create(title="Hidden mug", slug="hidden-mug", status="draft")

    seen = page(client.get("/admin/catalog/product/"))
    drafts = next(link for link in seen.all("a") if link.text == "Drafts")
    narrowed = client.get(drafts["href"])

    assert drafts["href"] == "/admin/catalog/product/?status__exact=draft"
    assert [row.title for row in narrowed.context["cl"].result_list] == ["Hidden mug"]
    request = RequestFactory().get(drafts["href"] + "&o=1")
    of_products = next(each for each in tabs(request) if each["models"] == ["catalog.product"])
    assert [item["active"] for item in of_products["items"]] == [False, True, False]


def test_the_front_door_of_the_staff_area_opens(client: Client) -> None:
    client.force_login(User.objects.create_superuser("owner@example.com", "a good password"))

    assert client.get("/admin/").status_code == 200


def test_a_filter_that_nothing_can_hold_is_refused_calmly(admin_client: Client) -> None:
    for query in ("status__exact=%00", "q=%00lamp"):
        response = admin_client.get(f"/admin/catalog/product/?{query}")

        assert response.status_code == 400
        assert "<h1" in response.content.decode()
