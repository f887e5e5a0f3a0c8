"""The demo's supervisor: output with names, restarts, and no process left behind."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storefront.demo_run.supervisor import GivesUp, Program, Supervisor
from storefront.services.running import is_alive, wait_until

POLITE = "import time\nprint('ready', flush=True)\ntime.sleep(60)"
STUBBORN = f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{POLITE}"
WITH_CHILD = (
    "import subprocess, sys, time\n"
    f"child = subprocess.Popen([sys.executable, '-c', {STUBBORN!r}])\n"
    "print('child', child.pid, flush=True)\n"
    "time.sleep(60)"
)


class Heard:
    """The lines a supervisor passed on."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self._told = threading.Condition()

    def __call__(self, name: str, line: str) -> None:
        with self._told:
            self.lines.append((name, line))
            self._told.notify_all()

    def wait_for(self, text: str) -> str:
        """Return the first line that contains a text."""
        with self._told:
            self._told.wait_for(lambda: any(text in line for _, line in self.lines), timeout=20)
        return next(line for _, line in self.lines if text in line)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def supervisor(heard: Heard, tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(heard, folder=tmp_path)
    yield supervisor
    supervisor.hurry()
    supervisor.stop()


def _program(code: str, *, name: str = "web", grace_seconds: float = 5) -> Program:
    return Program(name=name, command=(sys.executable, "-c", code), grace_seconds=grace_seconds)


def test_lines_arrive_one_by_one_under_the_programs_name(
    supervisor: Supervisor, heard: Heard
) -> None:
    supervisor.start(_program("print('one'); print('two')", name="worker"))

    heard.wait_for("two")

    assert heard.lines == [("worker", "one"), ("worker", "two")]


def test_stop_ends_a_polite_program_within_its_grace(supervisor: Supervisor, heard: Heard) -> None:
    supervisor.start(_program(POLITE, grace_seconds=60))
    heard.wait_for("ready")
    (pid,) = supervisor.pids.values()
    started = time.monotonic()

    supervisor.stop()

    assert time.monotonic() - started < 20
    assert not is_alive(pid)
    assert supervisor.pids == {}


def test_stop_kills_a_program_that_will_not_end(supervisor: Supervisor, heard: Heard) -> None:
    supervisor.start(_program(STUBBORN, grace_seconds=0.2))
    heard.wait_for("ready")
    (pid,) = supervisor.pids.values()

    supervisor.stop()

    assert not is_alive(pid)


def test_stop_ends_the_children_of_a_program_too(supervisor: Supervisor, heard: Heard) -> None:
    supervisor.start(_program(WITH_CHILD))
    child = int(heard.wait_for("child").split()[1])
    assert is_alive(child)

    supervisor.stop()

    assert wait_until(lambda: not is_alive(child), timeout_seconds=5)


def test_hurry_cuts_the_grace_short(supervisor: Supervisor, heard: Heard) -> None:
    supervisor.start(_program(STUBBORN, grace_seconds=60))
    heard.wait_for("ready")
    (pid,) = supervisor.pids.values()
    started = time.monotonic()

    supervisor.hurry()
    supervisor.stop()

    assert time.monotonic() - started < 20
    assert not is_alive(pid)


def test_a_program_that_dies_is_named_and_started_again(
    supervisor: Supervisor, heard: Heard
) -> None:
    supervisor.start(_program(POLITE))
    heard.wait_for("ready")
    (killed,) = supervisor.pids.values()
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(killed), timeout_seconds=5)

    supervisor.look()

    assert ("web", "was ended by SIGKILL; starting it again") in heard.lines
    (pid,) = supervisor.pids.values()
    assert pid != killed
    assert is_alive(pid)


def test_the_children_of_a_program_that_died_do_not_outlive_it(
    supervisor: Supervisor, heard: Heard
) -> None:
    supervisor.start(_program(WITH_CHILD))
    child = int(heard.wait_for("child").split()[1])
    (killed,) = supervisor.pids.values()
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(killed), timeout_seconds=5)

    supervisor.look()

    assert wait_until(lambda: not is_alive(child), timeout_seconds=5)


def test_a_program_that_dies_again_and_again_stops_everything_by_name(
    supervisor: Supervisor,
) -> None:
    supervisor.start(_program("raise SystemExit(3)", name="beat"))

    with pytest.raises(GivesUp, match="beat ended with exit code 3, the 6th time within a minute"):
        wait_until(lambda: bool(supervisor.look()), timeout_seconds=30)
