from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storefront.demo.scales import scale_named
from storefront.demo.seed import World, draw_world

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def small_world() -> World:
    """The small shop, drawn in memory once: 1,200 products with their whole history."""
    return draw_world(scale_named("small"), seed=7, now=NOW)
