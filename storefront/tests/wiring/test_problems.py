"""API errors are RFC 9457 problems."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from rest_framework import exceptions
from rest_framework.test import APIClient

from accounts.models import User
from storefront.problems import problem_response


@pytest.mark.django_db
def test_unknown_product_is_a_problem_with_the_request_id() -> None:
    response = APIClient().get("/api/v1/products/999999/")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["title"] == "Not Found"
    assert response.json()["request_id"] == response["X-Request-Id"]


def test_field_errors_name_the_field_with_its_path() -> None:
    error = exceptions.ValidationError({"events": [{}, {"kind": ["Unknown kind."]}]})

    response = problem_response(error, {})

    assert response is not None
    assert response.data["errors"] == [
        {"field": "events[1].kind", "message": "Unknown kind.", "code": "invalid"}
    ]


def test_an_unknown_exception_is_left_to_django() -> None:
    assert problem_response(RuntimeError("secret"), {}) is None


@pytest.fixture
def program(db: None) -> Client:
    """A program without cookies that sees failures as a server would send them."""
    return Client(raise_request_exception=False)


def _is_problem(response: HttpResponse, status: int) -> bool:
    assert response.headers["Content-Type"] == "application/problem+json", response.content[:200]
    said = json.loads(response.content)
    assert said["request_id"] == response.headers["X-Request-Id"]
    assert said["detail"]
    return (response.status_code, said["status"]) == (status, status)


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing/", "/api/v2/products/"])
def test_an_address_that_is_none_is_a_problem(program: Client, path: str) -> None:
    assert _is_problem(program.get(path), 404)


def test_an_address_of_the_shop_that_is_none_stays_a_page(program: Client) -> None:
    response = program.get("/nothing/")

    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/html")


def test_a_call_for_another_host_is_a_problem(program: Client) -> None:
    assert _is_problem(program.get("/api/v1/products/", headers={"Host": "evil.example"}), 400)
    page = program.get("/", headers={"Host": "evil.example"})
    assert (page.status_code, page.headers["Content-Type"]) == (400, "text/html; charset=utf-8")


@pytest.mark.parametrize("address", ["basket-recommendations/", "events/", "cart/lines/"])
def test_a_body_that_is_too_large_is_a_problem(program: Client, address: str) -> None:
    body = json.dumps({"text": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})

    response = program.post(
        f"/api/v1/{address}", body, "application/json", headers={"Idempotency-Key": "large"}
    )

    assert _is_problem(response, 413)
    assert b"1,048,576 bytes" in response.content


@pytest.mark.parametrize("address", ["basket-recommendations/", "events/", "cart/lines/"])
def test_a_body_that_is_nested_without_end_is_a_problem(program: Client, address: str) -> None:
    response = program.post(
        f"/api/v1/{address}", "[" * 100_000, "application/json", headers={"Idempotency-Key": "deep"}
    )

    assert _is_problem(response, 400)


def test_a_sign_no_text_can_hold_is_a_problem(program: Client) -> None:
    assert _is_problem(program.get("/api/v1/products/?department=%00"), 400)


def test_the_description_speaks_json_of_its_problems(program: Client) -> None:
    response = program.get("/api/v1/schema/", headers={"Accept": "application/xml"})

    assert _is_problem(response, 406)


def test_a_method_that_is_none_is_told_before_a_key_is_asked_for(program: Client) -> None:
    assert _is_problem(program.delete("/api/v1/cart/"), 405)


def test_strangers_are_told_to_sign_in_and_others_that_they_may_not(program: Client) -> None:
    stranger = program.get("/api/v1/recommend/1/")
    assert _is_problem(stranger, 401)
    assert stranger.headers["WWW-Authenticate"].startswith("Session")

    program.force_login(User.objects.create_user("shopper@example.com"))
    assert _is_problem(program.get("/api/v1/recommend/999999/"), 403)


def test_a_failure_is_a_problem_that_tells_nothing_from_within(
    program: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr("recommendations.api.views.recommend", fail)

    response = program.get("/api/v1/popular-items/")

    assert _is_problem(response, 500)
    assert b"swordfish" not in response.content
    assert b"Traceback" not in response.content
