"""The style page is for those who build the shop."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from storefront.tests.pages.reading import card_titles, page

pytestmark = pytest.mark.django_db


def test_strangers_and_shoppers_do_not_see_it(client: Client) -> None:
    assert client.get("/style/").status_code == 404

    client.force_login(User.objects.create_user("ada@example.com", "a good password"))
    assert client.get("/style/").status_code == 404


def test_staff_see_every_state_of_a_card(client: Client) -> None:
    client.force_login(User.objects.create_superuser("owner@example.com", "a good password"))

    root = page(client.get("/style/"))

    assert len(card_titles(root)) == 8
    assert {badge.text for badge in root.all("span", "badge")} >= {
        "Sold out",
        "New",
        "Reduced: −25 %",
    }
