"""The owner adds somebody of the staff with a role, in one form."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_somebody_of_the_staff_is_added_with_a_role(client: Client) -> None:
    client.force_login(User.objects.create_superuser("owner@example.com", "a good password"))
    support, _ = Group.objects.get_or_create(name="Support")
    path = reverse("admin:accounts_user_add")

    assert 'type="checkbox" name="groups"' in " ".join(client.get(path).text.split())
    answer = client.post(
        path,
        {
            "email": "kim@example.com",
            "first_name": "Kim",
            "last_name": "Desk",
            "usable_password": "true",
            "password1": "a way to the lake",
            "password2": "a way to the lake",
            "is_staff": "on",
            "groups": [support.pk],
        },
    )

    assert answer.status_code == 302, answer.text
    kim = User.objects.get(email="kim@example.com")
    assert (kim.is_staff, kim.is_superuser, kim.first_name) == (True, False, "Kim")
    assert list(kim.groups.all()) == [support]
    assert kim.check_password("a way to the lake")


def test_single_rights_are_found_by_name_and_kept(client: Client) -> None:
    client.force_login(User.objects.create_superuser("owner@example.com", "a good password"))
    right = Permission.objects.get(codename="view_product")
    group = Group.objects.create(name="Window dressers")
    path = reverse("admin:auth_group_change", args=[group.pk])

    assert "unfold-admin-autocomplete" in client.get(path).text
    assert client.post(path, {"name": group.name, "permissions": [right.pk]}).status_code == 302

    assert list(group.permissions.all()) == [right]
    assert f'<option value="{right.pk}" selected>' in client.get(path).text
