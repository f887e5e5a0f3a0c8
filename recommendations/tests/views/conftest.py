"""A tiny shop to look around in."""

from __future__ import annotations

from recommendations.tests.serving.conftest import _from_scratch, shop, without_redis

__all__ = ["_from_scratch", "shop", "without_redis"]
