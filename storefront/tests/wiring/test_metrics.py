"""Metrics count answers by route."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from django.conf import settings
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


def test_the_counters_have_a_folder_before_the_shop_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "var" / "metrics"
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(folder))

    configured = runpy.run_path(str(settings.BASE_DIR / "deploy" / "gunicorn.conf.py"))

    assert folder.is_dir()
    (folder / "counter_1.db").touch()
    configured["on_starting"](None)
    assert list(folder.iterdir()) == []
