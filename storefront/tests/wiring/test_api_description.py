"""The OpenAPI description names every address and builds without a complaint."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

PATHS = {
    "/api/v1/",
    "/api/v1/products/",
    "/api/v1/products/{id}/",
    "/api/v1/departments/",
    "/api/v1/departments/{slug}/",
    "/api/v1/search/",
    "/api/v1/suggestions/",
    "/api/v1/popular-items/",
    "/api/v1/similar-items/{item_id}/",
    "/api/v1/basket-recommendations/",
    "/api/v1/recommend/{user_id}/",
    "/api/v1/events/",
}


def test_every_address_is_described() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)

    validate_schema(schema)
    assert set(schema["paths"]) >= PATHS


def test_the_page_about_the_api_names_every_address() -> None:
    page = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text("utf-8")
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    named = {path.removeprefix("/api/v1/").split("{")[0] for path in paths}

    assert {path for path in named if path and path not in page} == set()


def test_root_lists_the_addresses(client: Client) -> None:
    body = client.get("/api/v1/").json()

    assert body["version"] == "1"
    assert body["links"]["products"].endswith("/api/v1/products/")


def test_every_call_says_how_it_fails() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    calls = [call for calls in schema["paths"].values() for call in calls.values()]
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}

    assert len(calls) > 15
    for call in calls:
        assert call["responses"]["default"]["content"] == {"application/problem+json": problem}
    assert "request_id" in schema["components"]["schemas"]["Problem"]["required"]
