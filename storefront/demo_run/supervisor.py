"""Runs programs in the foreground of one terminal: prefixed output, restarts, and nothing left behind.

Every program gets a process group of its own, so that Ctrl-C reaches only the supervisor, which then
ends them in order, and so that a program's own children can be found and ended with it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

MOST_RESTARTS = 5
RESTART_WINDOW_SECONDS = 60.0
KILL_WAIT_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Program:
    """A command to keep running, under a short name."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    grace_seconds: float = 10.0
    """How long it may take to end politely."""


class GivesUp(Exception):
    """A program ended again and again; the message names it."""


@dataclass(slots=True)
class _Running:
    program: Program
    process: subprocess.Popen[str]
    reader: threading.Thread
    ended_at: deque[float]


class Supervisor:
    """Keeps programs running until told to stop; ``say`` receives a name and a line."""

    def __init__(self, say: Callable[[str, str], None], *, folder: Path) -> None:
        """Begin with nothing running; programs will run in ``folder``."""
        self._say = say
        self._folder = folder
        self._running: list[_Running] = []
        self._is_hurried = False

    def start(self, program: Program) -> None:
        """Start a program and pass its output on, line by line."""
        self._running.append(self._launch(program, deque()))

    def look(self) -> None:
        """Start again what has ended by itself.

        Raises:
            GivesUp: if it ended too often.
        """
        for place, running in enumerate(self._running):
            code = running.process.poll()
            if code is None:
                continue
            self._end_group(running)  # what it left behind must not disturb its successor
            now = time.monotonic()
            ended_at = running.ended_at
            ended_at.append(now)
            while now - ended_at[0] > RESTART_WINDOW_SECONDS:
                ended_at.popleft()
            how = _how_it_ended(code)
            if len(ended_at) > MOST_RESTARTS:
                raise GivesUp(
                    f"{running.program.name} {how}, the {len(ended_at)}th time within a minute:"
                    " stopping everything. Its last lines are above."
                )
            self._say(running.program.name, f"{how}; starting it again")
            self._running[place] = self._launch(running.program, ended_at)

    def stop(self) -> None:
        """End every program: politely, then by force; returns when all of them are gone."""
        for running in reversed(self._running):
            with contextlib.suppress(ProcessLookupError):
                running.process.send_signal(signal.SIGTERM)
        for running in reversed(self._running):
            deadline = time.monotonic() + running.program.grace_seconds
            while running.process.poll() is None and time.monotonic() < deadline:
                if self._is_hurried:
                    break
                time.sleep(LOOK_EVERY_SECONDS)
            self._end_group(running)
            running.reader.join(timeout=1)
        self._running.clear()

    def hurry(self) -> None:
        """Leave politeness out of the stop that is under way."""
        self._is_hurried = True

    @property
    def pids(self) -> dict[str, int]:
        """Return the process of each program, by name."""
        return {running.program.name: running.process.pid for running in self._running}

    def _launch(self, program: Program, ended_at: deque[float]) -> _Running:
        process = subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            cwd=self._folder,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **program.environment},
        )
        assert process.stdout is not None  # noqa: S101 - asked for above
        reader = threading.Thread(
            target=self._pass_on, args=(program.name, process.stdout), daemon=True
        )
        reader.start()
        return _Running(program, process, reader, ended_at)

    def _pass_on(self, name: str, output: IO[str]) -> None:
        with output:
            for line in output:
                self._say(name, line.rstrip("\n"))

    def _end_group(self, running: _Running) -> None:
        """Kill what is left of a program's process group, and wait until none of it runs."""
        group = running.process.pid
        deadline = time.monotonic() + KILL_WAIT_SECONDS
        while time.monotonic() < deadline:
            try:
                os.killpg(group, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                # macOS says PermissionError of a group whose last member has ended.
                break
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.process.wait(timeout=LOOK_EVERY_SECONDS)
            time.sleep(LOOK_EVERY_SECONDS)
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.process.wait(timeout=KILL_WAIT_SECONDS)


def _how_it_ended(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
