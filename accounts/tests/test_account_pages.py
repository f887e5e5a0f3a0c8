"""Signing up, signing in, and a person's own pages."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture
def ada() -> User:
    """A person."""
    return User.objects.create_user("ada@example.com", PASSWORD)


def test_sign_up_makes_an_account_and_signs_in(client: Client) -> None:
    response = client.post("/account/signup/", {"email": "new@example.com", "password1": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, "/account/")
    assert User.objects.get().email == "new@example.com"
    assert client.get("/account/").status_code == 200


def test_sign_up_refuses_a_weak_password_beside_its_field(client: Client) -> None:
    response = client.post(
        "/account/signup/", {"email": "new@example.com", "password1": "password"}
    )

    assert response.status_code == 200
    assert "Please check this:" in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()
    assert User.objects.count() == 0


def test_sign_in_does_not_tell_which_addresses_exist(client: Client, ada: User) -> None:
    wrong = client.post(
        "/account/login/", {"login": ada.email, "password": "wrong"}
    ).content.decode()
    unknown = client.post(
        "/account/login/", {"login": "no@example.com", "password": "wrong"}
    ).content.decode()

    assert "This e-mail address and this password do not belong together." in wrong
    assert "This e-mail address and this password do not belong together." in unknown


def test_a_forgotten_password_is_answered_by_mail(client: Client, ada: User) -> None:
    response = client.post("/account/password/reset/", {"email": ada.email})

    assert response.status_code == 302
    assert [message.to for message in mail.outbox] == [[ada.email]]


@pytest.mark.parametrize("path", ["/account/", "/account/password/change/", "/account/email/"])
def test_own_pages_ask_strangers_to_sign_in(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    "path",
    [
        "/account/",
        "/account/password/change/",
        "/account/email/",
        "/account/privacy/",
        "/account/2fa/",
        "/account/logout/",
    ],
)
def test_own_pages_open_for_their_owner(client: Client, ada: User, path: str) -> None:
    client.force_login(ada)

    assert client.get(path).status_code == 200


def test_the_overview_names_the_person_and_leads_to_everything(client: Client, ada: User) -> None:
    client.force_login(ada)

    content = client.get("/account/").content.decode()

    assert "Signed in as ada@example.com." in content
    for path in (
        "/orders/",
        "/account/privacy/",
        "/account/email/",
        "/account/password/change/",
        "/account/2fa/",
    ):
        assert f'href="{path}"' in content


def test_an_address_is_one_account_however_it_is_written(client: Client, ada: User) -> None:
    client.post("/account/signup/", {"email": "ADA@EXAMPLE.COM", "password1": PASSWORD})

    assert User.objects.count() == 1


def test_signing_out_needs_a_click(client: Client, ada: User) -> None:
    client.force_login(ada)

    client.get("/account/logout/")

    assert client.get("/account/").status_code == 200
