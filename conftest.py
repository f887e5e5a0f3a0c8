"""What holds for every test: nothing that a process keeps for itself outlives a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalog.snapshots import Snapshot


@pytest.fixture(autouse=True)
def _forget_snapshots() -> Iterator[None]:
    """Let every test see its own database."""
    Snapshot.forget_everything()
    yield
    Snapshot.forget_everything()
