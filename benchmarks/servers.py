"""A gunicorn to measure, and the CPU time that an answer costs in all processes together."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.conf import settings

from storefront.services import private

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Load:
    """What one spell of wrk saw."""

    requests_per_second: float
    p50_ms: float
    p95_ms: float
    errors: int
    cpu: CpuTime
    """CPU milliseconds an answer costs."""
    bytes_per_answer: int
    worked_p50_ms: float | None = None
    """From the request reaching the shop's middleware to the answer being ready, as ``X-Process-Time`` says it; what the
    request waited for a thread and the answer for the wire is left out, what its thread waited for others is in it."""
    worked_p95_ms: float | None = None


@dataclass(frozen=True, slots=True)
class CpuTime:
    """CPU time by kind of process; database and cache are the private ones."""

    web: float
    database: float
    cache: float

    @property
    def total(self) -> float:
        """All three together."""
        return self.web + self.database + self.cache

    def since(self, before: CpuTime, *, scale: float) -> CpuTime:
        """Return what came since an earlier reading, multiplied by ``scale``."""
        return CpuTime(
            web=(self.web - before.web) * scale,
            database=(self.database - before.database) * scale,
            cache=(self.cache - before.cache) * scale,
        )


UNKNOWN = CpuTime(float("nan"), float("nan"), float("nan"))


def require_wrk() -> None:
    """Stop, and say what to install, where there is nothing to measure with."""
    if shutil.which("wrk") is None:
        raise SystemExit(
            "wrk is missing: install it with `apt-get install wrk` or `brew install wrk`."
        )


@contextmanager
def gunicorn(application: str, *, workers: int = 2, threads: int = 4) -> Iterator[tuple[str, int]]:
    """Serve a WSGI application as the shop is served behind a proxy, on a free port; yield address and process id."""
    port = _free_port()
    command = [
        sys.executable, "-m", "gunicorn", application, "--config", "deploy/gunicorn.conf.py",
        "--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", str(threads),
    ]  # fmt: skip
    surroundings = {**os.environ, "LOG_LEVEL": "ERROR", "WEB_KEEPALIVE": "0"}
    process = subprocess.Popen(command, cwd=ROOT, env=surroundings)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def measure(
    address: str,
    pid: int,
    visits: Path,
    *,
    seconds: int,
    connections: int,
    is_worked_told: bool = False,
) -> Load:
    """Let wrk visit for some seconds; return rates, latencies and CPU time an answer, and how long the server worked."""
    before = cpu_seconds(pid)
    command = [
        "wrk", "--threads", "2" if connections > 1 else "1", "--connections", str(connections),
        "--duration", f"{seconds}s", "--timeout", "10s",
        "--script", str(ROOT / "benchmarks/visits.lua"), address, "--", str(visits),
    ]  # fmt: skip
    surroundings = {**os.environ, "WORKED": "1"} if is_worked_told else None
    output = subprocess.run(
        command, capture_output=True, text=True, check=True, env=surroundings
    ).stdout
    after = cpu_seconds(pid)
    seen = json.loads(next(line[5:] for line in output.splitlines() if line.startswith("JSON ")))
    answers = max(seen["requests"], 1)
    return Load(
        requests_per_second=seen["requests"] / seen["seconds"],
        p50_ms=seen["p50_ms"],
        p95_ms=seen["p95_ms"],
        errors=seen["errors"],
        cpu=after.since(before, scale=1000 / answers),
        bytes_per_answer=seen["bytes"] // answers,
        worked_p50_ms=seen["worked_p50_ms"],
        worked_p95_ms=seen["worked_p95_ms"],
    )


def visit_once(address: str, visits: Path) -> Load:
    """Make every visit of the file once, one after the other: what a cold cache costs."""
    latencies = []
    errors = 0
    size = 0
    for line in visits.read_text().splitlines():
        path, _, cookie = line.partition("\t")
        request = urllib.request.Request(
            address + path, headers={"Cookie": cookie} if cookie else {}
        )
        started = time.perf_counter()
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                size += len(answer.read())
        except OSError:
            errors += 1
        latencies.append((time.perf_counter() - started) * 1000)
    latencies.sort()
    return Load(
        requests_per_second=1000 * len(latencies) / sum(latencies),
        p50_ms=latencies[len(latencies) // 2],
        p95_ms=latencies[int(len(latencies) * 0.95)],
        errors=errors,
        cpu=UNKNOWN,
        bytes_per_answer=size // len(latencies),
    )


def cpu_seconds(pid: int) -> CpuTime:
    """Return CPU seconds used so far by the web process and its children, the database and the cache."""
    used = {
        state.name: _cpu_seconds_of(psutil.Process(state.pid))
        for state in private.status(settings.VAR_DIR)
        if state.pid
    }
    return CpuTime(
        web=_cpu_seconds_of(psutil.Process(pid)),
        database=used.get(private.NAMES["database"], 0.0),
        cache=used.get(private.NAMES["redis"], 0.0),
    )


def _cpu_seconds_of(root: psutil.Process) -> float:
    """Return what a process, its living children and those that ended have used."""
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit("gunicorn did not start; its message is above.")
        try:  # the socket listens before a worker has loaded the application
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("gunicorn did not answer within 60 s.")
