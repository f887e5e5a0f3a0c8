"""The private servers of one VAR_DIR: found, started once however many ask, stopped, removed.

A server outlives the command that started it, so that the next command is quick; ``make stop`` or
``manage.py services stop`` ends it. What is known about it lies in ``VAR_DIR/services``.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from storefront.services import running
from storefront.services.place import Place, socket_folder_paths

SAID = "SHELFWISE_SERVICES_SAID"
"""Set once the line about the servers was printed: child processes inherit it and keep quiet."""
NAMES: Mapping[str, str] = {"database": "PostgreSQL", "redis": "Valkey"}


_started_here: set[str] = set()


@dataclass(frozen=True, slots=True)
class State:
    """One server as people want to read it."""

    name: str
    is_running: bool
    pid: int
    url: str
    log: str


def ensure(var_dir: Path, kinds: tuple[str, ...]) -> dict[str, str]:
    """Return the addresses of the servers, started if they do not run; says so in one line."""
    folder = _folder(var_dir)
    found = _found(folder, kinds)
    if len(found) == len(kinds):
        _say_once(f"using the private {_listed(kinds)} of {_shown(var_dir)}")
        return found
    with _locked(folder):
        # Another command may have started them while this one waited.
        found = _found(folder, kinds)
        started = tuple(kind for kind in kinds if kind not in found)
        if started:
            place = Place.make(folder)
            for kind in started:
                server = _launcher(kind).start(place)
                running.record(_record(folder, kind), server)
                found[kind] = server.url
                _started_here.add(kind)
    did = f"started a private {_listed(started)} in" if started else "using the private servers of"
    _say_once(f"{did} {_shown(var_dir)} (`manage.py services stop` ends them)")
    return found


def started_by_this_process() -> bool:
    """Return whether this process had to start a server; who started it may end it again."""
    return bool(_started_here)


def addresses(var_dir: Path, kinds: tuple[str, ...]) -> dict[str, str]:
    """Return the addresses the servers have or would have, without starting anything."""
    folder = _folder(var_dir)
    sockets = next(socket_folder_paths(folder), Path("/"))
    urls = {}
    for kind in kinds:
        known = running.recorded(_record(folder, kind))
        urls[kind] = known.url if known else _launcher(kind).planned_url(sockets)
    return urls


def status(var_dir: Path) -> tuple[State, ...]:
    """Return what runs."""
    folder = _folder(var_dir)
    states = []
    for kind, name in NAMES.items():
        known = running.recorded(_record(folder, kind))
        is_running = known is not None and known.is_answering()
        states.append(
            State(
                name=name,
                is_running=is_running,
                pid=known.pid if known and is_running else 0,
                url=known.url if known and is_running else "",
                log=_log(Path(known.home) if known else folder, kind),
            )
        )
    return tuple(states)


def stop(var_dir: Path) -> tuple[str, ...]:
    """Stop the servers; return the names of those that ran."""
    folder = _folder(var_dir)
    with _locked(folder):
        place = Place.find(folder)
        stopped = tuple(name for kind, name in NAMES.items() if _stop(kind, folder, place))
        if place.sockets:
            shutil.rmtree(place.sockets, ignore_errors=True)
    return stopped


def remove(var_dir: Path) -> None:
    """Stop the servers and delete their data, wherever it lies."""
    stop(var_dir)
    folder = _folder(var_dir)
    place = Place.find(folder)
    if place.lies_outside:
        shutil.rmtree(place.home)
    shutil.rmtree(folder)


def _folder(var_dir: Path) -> Path:
    folder = var_dir.resolve() / "services"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _found(folder: Path, kinds: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for kind in kinds:
        known = running.recorded(_record(folder, kind))
        if known is not None and known.is_answering():
            found[kind] = known.url
    return found


def _record(folder: Path, kind: str) -> Path:
    return folder / f"{kind}.json"


def _launcher(kind: str) -> ModuleType:
    """Return the module that starts one kind; imported only when something must be started."""
    if kind == "database":
        from storefront.services import postgres  # noqa: PLC0415

        return postgres
    from storefront.services import valkey  # noqa: PLC0415

    return valkey


def _log(home: Path, kind: str) -> str:
    return str(home / ("postgres.log" if kind == "database" else "valkey/valkey.log"))


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the system drops it when the holder dies."""
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _stop(kind: str, folder: Path, place: Place) -> bool:
    launcher = _launcher(kind)
    path = _record(folder, kind)
    known = running.recorded(path)
    pids = set(launcher.living(place))
    if known and known.is_answering():
        pids.add(known.pid)
    for pid in pids:
        launcher.end(pid)
    path.unlink(missing_ok=True)
    if known and known.endpoint.socket_path:
        # Its sockets carry the name of the folder as it was called when it started.
        shutil.rmtree(Path(known.endpoint.socket_path).parent, ignore_errors=True)
    return bool(pids)


def _listed(kinds: tuple[str, ...]) -> str:
    return " and ".join(NAMES[kind] for kind in kinds)


def _shown(var_dir: Path) -> str:
    """Return a folder as short as it can be written from here."""
    with contextlib.suppress(ValueError):
        return str(var_dir.resolve().relative_to(Path.cwd()))
    return str(var_dir)


def _say_once(line: str) -> None:
    if SAID not in os.environ:
        os.environ[SAID] = "1"
        print(f"shelfwise: {line}", file=sys.stderr, flush=True)  # noqa: T201 - before logging exists
