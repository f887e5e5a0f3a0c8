"""API errors are RFC 9457 problems."""

from __future__ import annotations

import pytest
from rest_framework import exceptions
from rest_framework.test import APIClient

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
