"""Folders that private servers may be started in, and removed with everything in them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storefront.services import private


@pytest.fixture
def var_dir(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder every account may enter, with a space in its path; its servers end with the test."""
    monkeypatch.delenv(private.SAID, raising=False)
    parent = Path(tempfile.mkdtemp(prefix="shelf "))
    parent.chmod(0o755)
    yield parent / "var"
    private.remove(parent / "var")
    shutil.rmtree(parent)


@pytest.fixture
def closed_var_dir(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same below a folder that only its owner may enter."""
    monkeypatch.delenv(private.SAID, raising=False)
    parent = Path(tempfile.mkdtemp(prefix="shelf "))
    yield parent / "var"
    private.remove(parent / "var")
    shutil.rmtree(parent)
