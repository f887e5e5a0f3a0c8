"""Metrics count answers by route."""

from __future__ import annotations

import pytest
from django.test import Client
from prometheus_client import REGISTRY


def _count(route: str, status: str) -> float:
    labels = {"method": "GET", "route": route, "status": status}
    return REGISTRY.get_sample_value("http_requests_total", labels) or 0.0


def test_every_answer_is_counted_under_its_route(client: Client) -> None:
    before = _count("^health/?$", "200")

    client.get("/health")
    client.get("/health/")

    assert _count("^health/?$", "200") == before + 2


@pytest.mark.django_db
def test_raw_paths_never_become_labels(client: Client) -> None:
    client.get("/no-such-page/")

    text = client.get("/metrics").text

    assert "no-such-page" not in text
    assert 'route="unrouted",status="404"' in text


def test_metrics_are_prometheus_text(client: Client) -> None:
    response = client.get("/metrics")

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain")
    assert "http_request_duration_seconds_bucket" in response.text
