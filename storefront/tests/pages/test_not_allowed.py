"""Who may not see a page is told why; staff come in by the same guarded door as everybody."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a good password"


def test_staff_sign_in_on_the_page_of_the_shop(client: Client) -> None:
    User.objects.create_superuser("owner@example.com", PASSWORD)
    asked = client.get("/admin/catalog/product/", follow=True)

    answer = client.post(
        asked.redirect_chain[-1][0], {"login": "owner@example.com", "password": PASSWORD}
    )

    assert asked.redirect_chain[-1][0].startswith("/account/login/?next=")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/catalog/product/")
    assert client.get("/admin/catalog/product/").status_code == 200


def test_a_password_alone_opens_no_staff_area_that_has_a_second_step(client: Client) -> None:
    owner = User.objects.create_superuser("owner@example.com", PASSWORD)
    TOTP.activate(owner, generate_totp_secret())
    said = {"login": "owner@example.com", "password": PASSWORD}

    client.post("/admin/login/", {"username": "owner@example.com", "password": PASSWORD})
    past_the_door = client.get("/admin/")
    second = client.post("/account/login/?next=/admin/", said)

    assert past_the_door.status_code == 302
    assert second["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/admin/").status_code == 302


def test_a_shopper_in_the_staff_area_is_told_who_may_not(client: Client) -> None:
    client.force_login(User.objects.create_user("shopper@example.com", PASSWORD))

    response = client.get("/admin/", follow=True)

    assert response.status_code == 403
    assert "shopper@example.com" in response.text
    assert "This page is for others" in response.text


def test_a_form_without_its_token_asks_to_be_sent_again() -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/cart/add/", {"variant": 1, "quantity": 1})

    assert response.status_code == 403
    assert "Please send this again" in response.text
    assert "Nothing was changed" in response.text
