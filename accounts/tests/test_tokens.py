"""Tokens of programs: what they open, how they end, who may make them."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from accounts.models import User

pytestmark = pytest.mark.django_db

OWN = "/api/v1/recommend/{}/"


def made(email: str, **options: int) -> str:
    """Make a token by command."""
    out = StringIO()
    call_command("create_api_token", email, stdout=out, **options)
    return out.getvalue().strip()


def asked(path: str, token: str) -> tuple[int, str]:
    """Ask as a program; return status and detail."""
    response = Client().get(path, headers={"Authorization": f"Bearer {token}"})
    return response.status_code, response.json().get("detail", "")


@pytest.fixture
def ada() -> User:
    """A person."""
    return User.objects.create_user("ada@example.com", "correct horse battery")


def test_a_token_opens_what_its_person_may_see_and_nothing_else(ada: User) -> None:
    eve = User.objects.create_user("eve@example.com", "correct horse battery")
    token = made("ADA@example.com")

    assert asked(OWN.format(ada.pk), token)[0] == 200
    assert asked(OWN.format(eve.pk), token)[0] == 403
    assert not AuthToken.objects.filter(digest__contains=token).exists()
    ada.is_active = False
    ada.save()
    assert asked(OWN.format(ada.pk), token)[0] == 401


@pytest.mark.parametrize("token", ["", "nonsense", "a b", "é", "'; --", "x" * 5_000])
def test_what_is_no_token_is_refused(ada: User, token: str) -> None:
    made(ada.email)

    assert asked(OWN.format(ada.pk), token)[0] == 401


def test_a_token_ends(ada: User) -> None:
    token = made(ada.email, days=1)
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))

    assert asked(OWN.format(ada.pk), token) == (401, "Invalid token.")
    assert not AuthToken.objects.exists()


@pytest.mark.parametrize(
    ("email", "days", "said"),
    [("nobody@example.com", 1, "No active account"), ("ada@example.com", 0, "from 1 to 3,650")],
)
def test_the_command_says_what_is_wrong(ada: User, email: str, days: int, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        made(email, days=days)
    assert not AuthToken.objects.exists()


def test_staff_make_tokens_for_themselves_and_see_them_once(
    admin_client: Client, admin_user: User
) -> None:
    ends = timezone.now() + timedelta(days=30)
    response = admin_client.post(
        "/admin/knox/authtoken/add/",
        {"expiry_0": ends.strftime("%Y-%m-%d"), "expiry_1": "12:00:00", "user": "999"},
        follow=True,
    )

    (token,) = re.findall(r"only this once: (\w+)", response.content.decode())
    assert AuthToken.objects.get().user == admin_user
    assert asked(OWN.format(admin_user.pk), token)[0] == 200
    assert token not in admin_client.get("/admin/knox/authtoken/").content.decode()


def test_a_narrow_role_makes_none(client: Client, ada: User) -> None:
    ada.is_staff = True
    ada.save()
    client.force_login(ada)

    assert client.get("/admin/knox/authtoken/add/").status_code == 403
