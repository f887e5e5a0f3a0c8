"""A browser is known again by one signed cookie, and by nothing that costs a query."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.contrib.auth import login, logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.signing import Signer
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from accounts.models import User, Visitor
from accounts.signals import visitor_identified
from accounts.visitors import COOKIE, CurrentVisitor, VisitorMiddleware, visitor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    """A person."""
    return User.objects.create_user("ada@example.com", "correct horse battery")


def answer(
    cookie: str | None = None, path: str = "/", response: HttpResponse | None = None
) -> HttpResponse:
    """Send one anonymous request through the middleware."""
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    if cookie is not None:
        request.COOKIES[COOKIE] = cookie
    return VisitorMiddleware(lambda _: response or HttpResponse("page"))(request)


def known(cookie: str) -> UUID:
    """Return the id a cookie stands for."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.COOKIES[COOKIE] = cookie
    return CurrentVisitor(request).id


def test_a_new_browser_gets_a_cookie_that_scripts_cannot_read() -> None:
    morsel = answer().cookies[COOKIE]

    assert morsel["httponly"] is True
    assert morsel["samesite"] == "Lax"
    assert morsel["max-age"] == 390 * 24 * 3600
    assert not morsel["secure"]
    assert known(morsel.value).version == 4


def test_the_cookie_is_sent_over_https_only_where_the_shop_is(settings: Settings) -> None:
    settings.IS_HTTPS = True

    assert answer().cookies[COOKIE]["secure"] is True


def test_a_known_browser_gets_no_second_cookie() -> None:
    cookie = answer().cookies[COOKIE].value

    assert COOKIE not in answer(cookie).cookies


@pytest.mark.parametrize("forged", ["", "x", "0" * 32, f"{'0' * 32}:signature", "é:ü", ":" * 50])
def test_a_forged_cookie_is_a_new_browser(forged: str, client: Client) -> None:
    client.cookies[COOKIE] = forged

    first = known(forged)

    assert first != known(forged)


def test_a_cookie_of_another_shop_is_worth_nothing(settings: Settings) -> None:
    cookie = answer().cookies[COOKIE].value
    was = known(cookie)

    settings.SECRET_KEY = "another shop"

    assert Signer(salt="accounts.visitors").signature(was.hex) != cookie.rpartition(":")[2]


@pytest.mark.parametrize(
    ("path", "response"),
    [
        ("/admin/", HttpResponse("staff")),
        ("/api/v1/products/", HttpResponse("docs")),
        ("/api/v1/products/", JsonResponse({})),
        ("/e/", HttpResponse(status=204, content_type="application/json")),
    ],
)
def test_only_shop_pages_set_it(path: str, response: HttpResponse) -> None:
    assert COOKIE not in answer(path=path, response=response).cookies


def test_shop_pages_are_never_kept_by_a_shared_cache() -> None:
    assert "private" in answer()["Cache-Control"]


def test_looking_around_writes_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    visitor = CurrentVisitor(request)

    with django_assert_num_queries(0):
        assert (visitor.user_id, visitor.is_personalised, visitor.id == visitor.id) == (
            None,
            True,
            True,
        )

    assert Visitor.objects.count() == 0


def test_stored_writes_the_row_once() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    visitor = CurrentVisitor(request)

    assert visitor.stored() == visitor.stored()
    assert [row.id for row in Visitor.objects.all()] == [visitor.id]


def test_sign_in_links_the_browser_and_is_announced(client: Client, ada: User) -> None:
    heard: list[tuple[UUID, int]] = []

    def listen(*, visitor_id: UUID, user_id: int, **_: object) -> None:
        heard.append((visitor_id, user_id))

    client.get("/account/login/")
    me = known(client.cookies[COOKIE].value)
    session_before = client.session.session_key
    visitor_identified.connect(listen)
    try:
        response = client.post(
            "/account/login/", {"login": ada.email, "password": "correct horse battery"}
        )
    finally:
        visitor_identified.disconnect(listen)

    assert response.status_code == 302
    assert heard == [(me, ada.pk)]
    row = Visitor.objects.get(id=me)
    assert (row.user_id, row.linked_at is not None) == (ada.pk, True)
    assert known(client.cookies[COOKIE].value) == me
    assert client.session.session_key != session_before


def test_a_second_person_at_the_browser_does_not_inherit_its_past(
    client: Client, ada: User
) -> None:
    bob = User.objects.create_user("bob@example.com", "battery staple")
    client.get("/account/login/")
    me = known(client.cookies[COOKIE].value)
    Visitor.objects.create(id=me, user=ada)

    client.post("/account/login/", {"login": bob.email, "password": "battery staple"})

    assert Visitor.objects.get(id=me).user_id == ada.pk


def test_sign_out_makes_the_browser_a_stranger(client: Client, ada: User) -> None:
    client.get("/account/login/")
    client.post("/account/login/", {"login": ada.email, "password": "correct horse battery"})
    me = known(client.cookies[COOKIE].value)

    client.post("/account/logout/")

    assert known(client.cookies[COOKIE].value) != me


def test_a_program_that_signs_in_has_no_browser(ada: User) -> None:
    request = HttpRequest()
    request.session = SessionStore()

    login(request, ada)
    logout(request)

    assert Visitor.objects.count() == 0


def test_personalisation_can_be_switched_off_and_stays_off(client: Client) -> None:
    client.get("/account/privacy/")

    response = client.post("/account/privacy/", {})

    assert response.status_code == 302
    assert Visitor.objects.get().is_personalised is False
    later = client.get("/account/privacy/")
    assert visitor_of(later.wsgi_request).is_personalised is False
    assert b"checked" not in later.content.split(b'name="is_personalised"')[1].split(b">")[0]


def test_personalisation_can_be_switched_on_again(client: Client) -> None:
    client.post("/account/privacy/", {})

    client.post("/account/privacy/", {"is_personalised": "on"})

    assert visitor_of(client.get("/account/privacy/").wsgi_request).is_personalised is True
    assert Visitor.objects.get().is_personalised is True


def test_the_choice_follows_the_account_to_another_browser(ada: User) -> None:
    phone, laptop = Client(), Client()
    phone.force_login(ada)
    phone.post("/account/privacy/", {})

    laptop.force_login(ada)

    assert visitor_of(laptop.get("/account/privacy/").wsgi_request).is_personalised is False


def test_nobody_can_choose_for_somebody_else(client: Client, ada: User) -> None:
    client.post("/account/privacy/", {})

    ada.refresh_from_db()
    assert ada.is_personalised is True


def test_the_choice_needs_a_token() -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/account/privacy/", {}).status_code == 403
    assert Visitor.objects.count() == 0


def test_two_browsers_are_two_visitors() -> None:
    assert known(answer().cookies[COOKIE].value) != known(answer().cookies[COOKIE].value)
