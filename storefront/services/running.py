"""What is known about a private server that was started, and whether it still answers."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

CONNECT_TIMEOUT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a server listens: a unix socket, or a port of this machine."""

    socket_path: str
    port: int

    def connect(self) -> socket.socket:
        """Return an open connection.

        Raises:
            OSError: if nobody listens.
        """
        if not self.socket_path:
            return socket.create_connection(("127.0.0.1", self.port), CONNECT_TIMEOUT_SECONDS)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(CONNECT_TIMEOUT_SECONDS)
            connection.connect(self.socket_path)
        except OSError:
            connection.close()
            raise
        return connection

    def is_open(self) -> bool:
        """Return whether somebody listens."""
        try:
            self.connect().close()
        except OSError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Running:
    """A server that was ready when this was written: its process, its address, its folder."""

    pid: int
    url: str
    endpoint: Endpoint
    home: str
    folder: str
    """Identity of the folder the record lies in; a copied folder carries another."""

    def is_answering(self) -> bool:
        """Return whether the process lives and takes connections: well below a millisecond."""
        return is_alive(self.pid) and self.endpoint.is_open()


def record(path: Path, running: Running) -> None:
    """Write the record so that a reader sees all of it or nothing; it may hold a password."""
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(running)), encoding="utf-8")
    draft.replace(path)


def recorded(path: Path) -> Running | None:
    """Return the record, or None if there is none that belongs to this folder."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        endpoint = Endpoint(**fields.pop("endpoint"))
        running = Running(endpoint=endpoint, **fields)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None
    return running if running.folder == identity(path.parent) else None


def identity(folder: Path) -> str:
    """Return what tells a folder from its copy, and stays when the folder is renamed."""
    facts = folder.stat()
    return f"{facts.st_dev}-{facts.st_ino}"


def exists(pid: int) -> bool:
    """Return whether the system knows the number, be it only as a process that ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def is_alive(pid: int) -> bool:
    """Return whether a process with this number runs."""
    return exists(pid) and not _is_zombie(pid)


def command_of(pid: int) -> str:
    """Return the command line of a process, or nothing when it is gone."""
    proc = Path(f"/proc/{pid}/cmdline")
    if proc.parent.parent.joinpath("self").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return ""
    return _ask_ps(pid, "command=")


def started_at(pid: int) -> str:
    """Return a text that tells a living process from any other that had or will have its number."""
    if not is_alive(pid):
        return ""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return _ask_ps(pid, "lstart=")
    return facts.rpartition(")")[2].split()[19]  # field 22: clock ticks since the system started


def wait_until(is_so: Callable[[], bool], *, timeout_seconds: float) -> bool:
    """Return whether a fact came true in time, looking every 20 ms."""
    deadline = time.monotonic() + timeout_seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _ask_ps(pid: int, column: str) -> str:
    answer = subprocess.run(
        ["ps", "-p", str(pid), "-o", column], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()


def _is_zombie(pid: int) -> bool:
    """Return whether a process has ended but nobody took note: in a container without an init."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] == "Z"
