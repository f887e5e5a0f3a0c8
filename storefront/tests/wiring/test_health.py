"""The two health addresses tell the truth."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from storefront import health


@pytest.mark.parametrize("path", ["/health", "/health/"])
def test_alive_asks_nobody(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert response.json()["status"] == "healthy"
    assert response.json()["checks"] == {}


@pytest.mark.django_db
def test_ready_is_degraded_without_a_model(client: Client) -> None:
    response = client.get("/health/ready")

    body = response.json()
    assert response.status_code == 200
    assert body["status"] == "degraded"
    assert set(body) == {"status", "timestamp", "version", "environment", "checks"}
    assert body["checks"]["database"]["status"] == "healthy"
    assert body["checks"]["cache"]["status"] == "healthy"
    assert body["checks"]["ml_engine"]["models_loaded"] == []


@pytest.mark.django_db
def test_ready_answers_503_without_the_database(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> dict[str, object]:
        raise OperationalError("no such server")

    monkeypatch.setattr(health, "_ask_database", gone)

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["status"] == "unhealthy"
    assert response.json()["checks"]["database"]["error"] == "OperationalError"
    assert "no such server" not in response.text


def test_health_refuses_to_be_posted_to(client: Client) -> None:
    assert client.post("/health").status_code == 405
