"""A demo that was killed is cleared up by the next; one that runs is left alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storefront.demo_run import traces
from storefront.demo_run.preflight import CannotStart
from storefront.services.running import is_alive, wait_until


@pytest.fixture
def program() -> Iterator[subprocess.Popen[bytes]]:
    program = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True
    )
    yield program
    program.kill()
    program.wait()


@pytest.fixture
def ended_pid() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    return ended.pid


def _note(path: Path, program: subprocess.Popen[bytes]) -> dict[str, dict[str, object]]:
    traces.note(path, url="http://localhost:1/", pids={"web": program.pid}, owns_services=True)
    told: dict[str, dict[str, object]] = json.loads(path.read_text("utf-8"))
    return told


def test_programs_of_a_killed_demo_are_ended_and_its_servers_taken_over(
    tmp_path: Path, program: subprocess.Popen[bytes], ended_pid: int
) -> None:
    path = tmp_path / "demo.json"
    told = _note(path, program)
    told["owner"]["pid"] = ended_pid
    path.write_text(json.dumps(told), "utf-8")

    left = traces.clear(path)

    assert left == traces.Left(programs=1, owned_services=True)
    assert wait_until(lambda: not is_alive(program.pid), timeout_seconds=5)
    assert not path.exists()


def test_a_demo_that_runs_is_left_alone(tmp_path: Path, program: subprocess.Popen[bytes]) -> None:
    path = tmp_path / "demo.json"
    told = _note(path, program)
    owner = {"pid": program.pid, "started_at": told["programs"][0]["started_at"]}  # type: ignore[index]
    path.write_text(json.dumps({**told, "owner": owner}), "utf-8")

    with pytest.raises(CannotStart, match=r"runs already: http://localhost:1/"):
        traces.clear(path)

    assert is_alive(program.pid)
    assert path.exists()


def test_a_stranger_with_a_recycled_number_is_left_alone(
    tmp_path: Path, program: subprocess.Popen[bytes], ended_pid: int
) -> None:
    path = tmp_path / "demo.json"
    told = _note(path, program)
    told["owner"]["pid"] = ended_pid
    told["programs"][0]["started_at"] = "1"  # type: ignore[index]
    path.write_text(json.dumps(told), "utf-8")

    left = traces.clear(path)

    assert left.programs == 0
    assert is_alive(program.pid)


@pytest.mark.parametrize("text", [None, "", "{", "{}"])
def test_no_notes_or_torn_notes_mean_nothing_was_left(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    if text is not None:
        path.write_text(text, "utf-8")

    assert traces.clear(path) == traces.Left(programs=0, owned_services=False)
