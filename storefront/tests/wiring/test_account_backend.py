"""Pages find who is signed in by one prepared read, and nobody who is gone or switched off."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from storefront.account_backend import AccountBackend

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada@example.com", "lovelace", first_name="Ada")


def test_the_account_is_read_whole_in_one_query(
    ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):  # a connection prepares it at its second use
        with django_assert_num_queries(1):
            found = AccountBackend().get_user(ada.pk)

        asked = User.objects.get(pk=ada.pk)
        assert found == asked == ada
        columns = [field.attname for field in User._meta.concrete_fields]
        assert [getattr(found, name) for name in columns] == [
            getattr(asked, name) for name in columns
        ]


def test_nobody_stays_signed_in_who_is_gone_or_switched_off(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    assert client.get("/account/").status_code == 200

    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert AccountBackend().get_user(ada.pk) is None
    assert client.get("/account/").status_code == 302
    assert AccountBackend().get_user(-1) is None


@pytest.mark.parametrize("name", ["email", "username"])
def test_people_sign_in_by_e_mail_whatever_the_form_calls_it(ada: User, name: str) -> None:
    assert authenticate(None, **{name: "ada@example.com", "password": "lovelace"}) == ada
    assert authenticate(None, **{name: "ada@example.com", "password": "babbage"}) is None
