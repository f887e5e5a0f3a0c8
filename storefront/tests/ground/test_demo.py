"""The whole demo as a person runs it: built once, opened again, killed in parts, and gone when told so."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from storefront.services import private
from storefront.services.running import free_port, is_alive, wait_until

REPOSITORY = Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 420

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Running:
    """A demo that was started, and what it printed so far."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    var_dir: Path

    def said(self) -> str:
        return self.log.read_text("utf-8", errors="replace")

    def wait_until_open(self) -> None:
        def is_open_or_over() -> bool:
            return "is open after" in self.said() or self.process.poll() is not None

        wait_until(is_open_or_over, timeout_seconds=PATIENCE_SECONDS)
        assert "is open after" in self.said(), self.said()

    def page(self, path: str = "/") -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()

    def programs(self) -> list[psutil.Process]:
        """Return every process that was started for this folder, however deep."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("VAR_DIR") == str(self.var_dir):
                    found.append(process)
            except psutil.Error:
                continue
        return found


@pytest.fixture(scope="module")
def demo_dir() -> Iterator[Path]:
    parent = Path(tempfile.mkdtemp(prefix="shelf demo "))
    parent.chmod(0o755)
    yield parent / "var"
    private.remove(parent / "var")
    shutil.rmtree(parent)


@contextmanager
def _demo(var_dir: Path) -> Iterator[Running]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", private.SAID}
    }
    var_dir.mkdir(parents=True, exist_ok=True)
    port = free_port()
    log = var_dir.parent / f"demo-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={
                **environment,
                "VAR_DIR": str(var_dir),
                "DEMO_PORT": str(port),
                "DEMO_SCALE": "tiny",
            },
        )
    running = Running(process, port, log, var_dir)
    try:
        yield running
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=90)


def _names(processes: list[psutil.Process]) -> list[str]:
    return [" ".join(process.cmdline()) for process in processes]


def test_it_builds_trains_and_serves_and_sigterm_leaves_nothing(demo_dir: Path) -> None:
    with _demo(demo_dir) as demo:
        demo.wait_until_open()
        status, page = demo.page()
        assert status == 200
        assert "<title>" in page
        assert re.search(r"Models, trained by the worker .* \(\S+\)", demo.said())
        assert "owner@example.com" in demo.said()
        assert "shopper@example.com" in demo.said()
        assert len(demo.programs()) >= 7  # itself, web and two, worker and two, beat

        demo.process.send_signal(signal.SIGTERM)

        assert demo.process.wait(timeout=90) == 128 + signal.SIGTERM
        assert _names(demo.programs()) == []
        assert [state.is_running for state in private.status(demo_dir)] == [False, False]


def test_the_second_start_reuses_everything_and_ctrl_c_leaves_nothing(demo_dir: Path) -> None:
    started = time.monotonic()
    with _demo(demo_dir) as demo:
        demo.wait_until_open()
        assert time.monotonic() - started < 40
        assert "trained" not in demo.said()
        assert "✓" not in demo.said()

        demo.process.send_signal(signal.SIGINT)

        assert demo.process.wait(timeout=90) == 128 + signal.SIGINT
        assert _names(demo.programs()) == []
        assert [state.is_running for state in private.status(demo_dir)] == [False, False]


def test_a_program_that_is_killed_comes_back_and_servers_that_ran_before_run_on(
    demo_dir: Path,
) -> None:
    private.ensure(demo_dir, ("database", "redis"))
    with _demo(demo_dir) as demo:
        demo.wait_until_open()
        (web,) = [
            process
            for process in demo.programs()
            if "gunicorn" in " ".join(process.cmdline()) and process.ppid() == demo.process.pid
        ]
        web.kill()

        assert wait_until(
            lambda: "was ended by SIGKILL; starting it again" in demo.said(), timeout_seconds=20
        )
        assert wait_until(lambda: _answers(demo), timeout_seconds=60)

        demo.process.send_signal(signal.SIGTERM)
        demo.process.wait(timeout=90)
        assert _names(demo.programs()) == []
        assert [state.is_running for state in private.status(demo_dir)] == [True, True]
    private.stop(demo_dir)


def test_after_a_demo_was_killed_outright_the_next_one_clears_up_and_stops_its_servers(
    demo_dir: Path,
) -> None:
    with _demo(demo_dir) as killed:
        killed.wait_until_open()
        killed.process.kill()
        killed.process.wait()
        orphans = [process.pid for process in killed.programs()]
        assert orphans

    with _demo(demo_dir) as demo:
        demo.wait_until_open()
        assert "programs of a demo that was killed" in demo.said()
        assert not any(is_alive(pid) for pid in orphans)
        demo.process.send_signal(signal.SIGTERM)
        demo.process.wait(timeout=90)
        assert _names(demo.programs()) == []
        assert [state.is_running for state in private.status(demo_dir)] == [False, False]


def test_it_can_be_stopped_in_the_middle_of_building() -> None:
    parent = Path(tempfile.mkdtemp(prefix="shelf demo "))
    parent.chmod(0o755)
    try:
        with _demo(parent / "var") as demo:
            assert wait_until(lambda: "… Products" in demo.said(), timeout_seconds=PATIENCE_SECONDS)

            demo.process.send_signal(signal.SIGINT)

            assert demo.process.wait(timeout=90) == 128 + signal.SIGINT
            assert "Traceback" not in demo.said()
            assert _names(demo.programs()) == []
            assert [state.is_running for state in private.status(demo.var_dir)] == [False, False]
    finally:
        private.remove(parent / "var")
        shutil.rmtree(parent)


def _answers(demo: Running) -> bool:
    try:
        return demo.page("/health")[0] == 200
    except OSError:
        return False
