"""A web worker opens what was trained when it starts, not when somebody asks."""

from __future__ import annotations

import runpy

import pytest
from django.conf import settings

from recommendations.serving.bundle import Bundles, bundles


def test_a_worker_follows_the_registry_from_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    followed: list[Bundles] = []
    monkeypatch.setattr(Bundles, "watch", lambda one: followed.append(one))  # noqa: PLW0108 - a method
    configured = runpy.run_path(str(settings.BASE_DIR / "deploy" / "gunicorn.conf.py"))

    configured["post_worker_init"](None)

    assert followed == [bundles]
