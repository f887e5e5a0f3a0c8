"""What a web process does before its first request."""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection

from catalog.snapshots import Snapshot

logger = logging.getLogger(__name__)


def open_shop() -> None:
    """Read what every page needs; a database that is away delays nothing, the pages ask again."""
    try:
        Snapshot.read_at_opening()
    except DatabaseError as error:
        logger.warning("opened_without_snapshots", extra={"reason": str(error)})
    finally:
        connection.close()
        # A server that loads the shop before it forks must not hand one pool to all its workers.
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL has one
