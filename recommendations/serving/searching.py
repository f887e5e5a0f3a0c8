"""The learned order of searches of the live version, for the catalogue, which knows no models."""

from __future__ import annotations

from recommendations.ranking.search_order import SearchOrder
from recommendations.serving.bundle import bundles


def live() -> SearchOrder | None:
    """Return the order that serves; nothing before one was learned, or where it lost to the usual one. No query."""
    return bundles.live().search_order
