"""The Makefile explains itself and finds the right Python, in a folder with a space in its name."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


def _make(
    *arguments: str, folder: Path, path: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env={"PATH": path or "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "a shop"
    folder.mkdir()
    shutil.copy(REPOSITORY / "Makefile", folder)
    return folder


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_make_alone_lists_every_target_a_person_may_call() -> None:
    text = (REPOSITORY / "Makefile").read_text("utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text.replace("\\\n", " "), flags=re.MULTILINE)

    answer = _make(folder=REPOSITORY)

    assert answer.returncode == 0
    listed = re.findall(r"^  make ([a-z-]+) +\S", answer.stdout, flags=re.MULTILINE)
    assert sorted(listed) == sorted(phony.split())


@pytest.fixture
def only_old_python(tmp_path: Path) -> str:
    """A PATH with the few tools the Makefile uses and a Python that is too old."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("make", "sh", "rm"):
        (folder / tool).symlink_to(str(shutil.which(tool)))
    _script(folder / "python3", 'if [ "$1" = --version ]; then echo Python 3.9.2; else exit 1; fi')
    return str(folder)


def test_an_old_python_is_named_with_what_to_do(copy: Path, only_old_python: str) -> None:
    answer = _make(".venv/bin/python", folder=copy, path=only_old_python)

    assert answer.returncode != 0
    assert "needs Python 3.11, and here is Python 3.9.2" in answer.stderr
    assert "make PYTHON=/path/to/python3.11 demo" in answer.stderr
    assert not (copy / ".venv").exists()


def test_a_python_that_is_named_is_taken(copy: Path, only_old_python: str, tmp_path: Path) -> None:
    named = tmp_path / "my python"
    # Says yes to the question for its version, and makes something like an environment.
    _script(named, 'if [ "$1" = -m ]; then /bin/mkdir -p .venv/bin; : > .venv/bin/python; fi')

    answer = _make(".venv/bin/python", f"PYTHON={named}", folder=copy, path=only_old_python)

    assert answer.returncode == 0, answer.stderr
    assert (copy / ".venv" / "bin" / "python").exists()
