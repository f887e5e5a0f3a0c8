from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings

from catalog.snapshots import Snapshot
from recommendations.events import connection
from recommendations.serving import bundle as bundle_module
from recommendations.serving.bundle import NOTHING_TRAINED, bundles
from recommendations.serving.cache import cache
from recommendations.tests.serving.tiny_shop import TinyShop


@pytest.fixture(autouse=True)
def _from_scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test begins with nothing trained, nothing kept, and every breaker closed."""
    monkeypatch.setattr(settings, "ARTEFACTS_DIR", tmp_path)
    monkeypatch.setattr(settings, "RECOMMENDATION_BUDGET_MS", 1_000)
    for server in (connection.events, connection.cache):
        monkeypatch.setattr(server, "breaker", type(server.breaker)())
        server.patient().flushdb()
    Snapshot.forget_everything()
    cache.forget()
    bundles._held, bundles._refused = NOTHING_TRAINED, ("", 0.0)
    for breaker in bundle_module.NOTHING_TRAINED.breakers.values():
        breaker.succeeded()
    yield
    bundles._held = NOTHING_TRAINED
    Snapshot.forget_everything()
    cache.forget()


@pytest.fixture
def shop(db: None) -> TinyShop:
    """Lamps and mugs on their shelves; nothing trained."""
    return TinyShop.open()


@pytest.fixture
def without_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens where Redis should be."""

    def gone(*_: object) -> None:
        return None

    for server in (connection.events, connection.cache):
        monkeypatch.setattr(server, "attempt", gone)


@pytest.fixture
def events_server() -> redis.Redis:
    """The tests' own stream and live sessions."""
    return connection.events.patient()
