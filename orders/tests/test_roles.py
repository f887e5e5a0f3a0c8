"""Each role sees what it needs and changes only what is its own: every page of selling, every role."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from orders import roles
from orders.models import Order, Promotion
from orders.tests.shop import Shopfloor, Staff

PAGES = sorted(
    model._meta.model_name or ""
    for model in admin.site._registry
    if model._meta.app_label == "orders"
)
CHANGES = {
    "Owner": set(PAGES),
    "Merchandiser": {"promotion", "coupon", "sale"},
    "Support": {"order", "payment", "return", "outboxmessage"},
    "Analyst": set(),
}


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_every_role_sees_every_page_of_selling(staff: Staff, role: str) -> None:
    client = staff(role)

    for page in PAGES:
        path = reverse(f"admin:orders_{page}_changelist")
        assert client.get(path).status_code == 200, page


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_every_role_changes_only_what_is_its_own(staff: Staff, role: str) -> None:
    client = staff(role)
    user = User.objects.get(email=f"{role}@example.org")

    assert client.get("/admin/").status_code == 200
    changes = {page for page in PAGES if user.has_perm(f"orders.change_{page}")}
    assert changes == CHANGES[role]


@pytest.mark.parametrize("role", ["Merchandiser", "Analyst", ""])
def test_an_order_moves_for_support_and_owner_only(
    staff: Staff, shop: Shopfloor, role: str
) -> None:
    order = shop.buy({shop.article("Lamp"): 1}).order
    assert order is not None
    path = reverse("admin:orders_order_cancel_order", args=[order.pk])
    said = {"_form_submitted": "true", "reason": "called"}

    refused = staff(role or "nobody").post(path, said)
    assert refused.status_code == 403
    order.refresh_from_db()
    assert order.status == "paid"

    assert staff("Support").post(path, said).status_code == 204
    order.refresh_from_db()
    assert order.status == "cancelled"


def test_staff_without_a_role_see_nothing_of_selling(staff: Staff) -> None:
    client = staff("nobody")

    assert {
        client.get(reverse(f"admin:orders_{page}_changelist")).status_code for page in PAGES
    } == {403}


def test_the_dry_run_is_for_those_who_see_promotions(staff: Staff) -> None:
    assert staff("Analyst").get("/admin/orders/promotion/dry-run/").status_code == 200
    assert staff("nobody").get("/admin/orders/promotion/dry-run/").status_code == 403
    assert Promotion.objects.count() == Order.objects.count() == 0


def test_rights_that_were_added_by_hand_to_a_role_are_taken_back(staff: Staff) -> None:
    from django.contrib.auth.models import Permission

    analyst = Group.objects.get(name="Analyst")
    analyst.permissions.add(Permission.objects.get(codename="change_order"))

    roles.assign(apps.get_app_config("orders"))

    assert not analyst.permissions.filter(codename="change_order").exists()


def test_who_may_see_orders_downloads_them(staff: Staff, shop: Shopfloor) -> None:
    lamp = shop.article("Lamp")
    order = shop.buy({lamp: 2}).order
    assert order is not None
    path = reverse("admin:orders_order_download")

    header, line = staff("Analyst").get(path).getvalue().decode().splitlines()

    assert header.startswith("order,placed at,")
    assert line.split(",")[0] == order.number
    assert lamp.sku in line
    assert staff("nobody").get(path).status_code == 403
