"""A tiny shop for rules that meet the database."""

from __future__ import annotations

from recommendations.tests.serving.conftest import _from_scratch, shop

__all__ = ["_from_scratch", "shop"]
