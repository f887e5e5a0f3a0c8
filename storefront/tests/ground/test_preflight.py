"""What stops a demo before it starts, each with a sentence that says what to do."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from storefront.demo_run import preflight
from storefront.demo_run.preflight import CannotStart

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def taken_port() -> int:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        yield somebody.getsockname()[1]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEMO_PORT", "DEMO_SCALE", "DEMO_HOST"):
        monkeypatch.delenv(name, raising=False)


def test_nothing_asked_for_means_a_small_shop_on_port_8000() -> None:
    wanted = preflight.asked()

    assert wanted == preflight.Asked(host="127.0.0.1", port=8000, scale="small")
    assert wanted.url == "http://localhost:8000/"


def test_a_taken_port_is_refused_with_another_one_to_try(taken_port: int) -> None:
    with pytest.raises(
        CannotStart, match=rf"Port {taken_port} cannot be used .*DEMO_PORT={taken_port + 1}"
    ):
        preflight.check_port("127.0.0.1", taken_port)


def test_a_free_port_is_accepted(taken_port: int) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]

    preflight.check_port("127.0.0.1", free)


@pytest.mark.parametrize("port", ["shop", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PORT", port)

    with pytest.raises(CannotStart, match=f"DEMO_PORT={port} is not a port"):
        preflight.asked()


def test_a_size_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_SCALE", "huge")

    with pytest.raises(CannotStart, match="write small, medium or large"):
        preflight.asked()


@pytest.mark.parametrize("version", [(3, 10), (3, 12), (2, 7)])
def test_another_python_is_refused(version: tuple[int, int]) -> None:
    with pytest.raises(
        CannotStart, match=rf"needs Python 3\.11, \.venv has {version[0]}\.{version[1]}"
    ):
        preflight.check_python(version)


def test_a_short_disk_is_refused_and_a_large_shop_needs_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflight, "PACKAGES_INSTALLED", tmp_path)

    preflight.check_disk(tmp_path, "small", free_bytes=600 * preflight.MEGABYTE)
    with pytest.raises(CannotStart, match="has 600 MB left, a large shop needs about 6000 MB"):
        preflight.check_disk(tmp_path, "large", free_bytes=600 * preflight.MEGABYTE)
    with pytest.raises(CannotStart, match="has 100 MB left, a small shop needs about 500 MB"):
        preflight.check_disk(tmp_path, "small", free_bytes=100 * preflight.MEGABYTE)


def test_before_the_packages_are_there_their_room_counts_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflight, "PACKAGES_INSTALLED", tmp_path / "missing")

    with pytest.raises(CannotStart, match="needs about 2000 MB"):
        preflight.check_disk(tmp_path, "small", free_bytes=600 * preflight.MEGABYTE)


def test_the_script_needs_no_packages_and_says_one_sentence(
    taken_port: int, tmp_path: Path
) -> None:
    answer = subprocess.run(
        # -S: without site-packages, as before anything is installed.
        [sys.executable, "-S", "-E", "storefront/demo_run/preflight.py"],
        cwd=REPOSITORY,
        env={"DEMO_PORT": str(taken_port), "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 1
    assert answer.stderr.startswith(f"shelfwise: Port {taken_port} cannot be used")
    assert answer.stderr.count("\n") == 1
    assert answer.stdout == ""
