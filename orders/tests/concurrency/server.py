"""A real web server on the test database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

GUARDED = "storefront.wsgi:application"
UNGUARDED = "orders.tests.concurrency.unguarded:application"


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, and its processes."""

    port: int
    process: subprocess.Popen[bytes]

    def is_up(self) -> bool:
        """Return whether it answers."""
        try:
            probe = HTTPConnection("127.0.0.1", self.port, timeout=5)
            probe.request("GET", "/health")
            return probe.getresponse().status == 200
        except OSError:
            return False

    def comes_up(self, *, within_seconds: float) -> bool:
        """Wait until it answers; return whether it did in time."""
        deadline = time.monotonic() + within_seconds
        while not self.is_up():
            if time.monotonic() > deadline or self.process.poll() is not None:
                return False
            time.sleep(0.05)
        return True


@contextmanager
def serving(
    application: str = GUARDED,
    *,
    workers: int = 2,
    threads: int = 8,
    preloads: bool = False,
    **environment: str,
) -> Iterator[Server]:
    """Run gunicorn as long as the block lasts; leaves no process behind.

    ``preloads`` imports the shop once, before the workers are forked: one that is killed is back at once.
    """
    port = _free_port()
    command = [
        sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}",
        "--workers", str(workers), "--threads", str(threads), "--worker-class", "gthread",
        "--graceful-timeout", "2", "--timeout", "60", "--log-level", "warning",
        *(["--preload"] if preloads else []),
    ]  # fmt: skip
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env={**os.environ, **database_environment(), **environment},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        server = Server(port=port, process=process)
        try:
            if not server.comes_up(within_seconds=60):
                log.seek(0)
                raise RuntimeError(log.read().decode(errors="replace"))
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=10)


def racing(
    application: str, *, threads: int = 8, **environment: Any
) -> AbstractContextManager[Server]:
    """Serve an application for races: pooled connections, workers that are back at once when killed."""
    return serving(application, threads=threads, preloads=True, DB_POOL_SIZE="12", **environment)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def database_environment() -> dict[str, str]:
    """Point a child at the databases of this test run."""
    facts = connection.settings_dict
    user = quote(facts["USER"], safe="")
    password = quote(facts["PASSWORD"], safe="")
    host = quote(facts["HOST"], safe="")
    port = f"&port={facts['PORT']}" if facts["PORT"] else ""
    url = f"postgresql://{user}:{password}@/{facts['NAME']}?host={host}{port}"
    return {
        "DATABASE_URL": url,
        "REDIS_URL": settings.REDIS_URL,
        "DJANGO_SETTINGS_MODULE": "storefront.settings_test",
        "RATE_LIMIT_ENABLED": "false",
        "PYTHONPATH": str(Path(settings.BASE_DIR)),
    }
