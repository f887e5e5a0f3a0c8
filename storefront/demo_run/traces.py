"""What a running demo notes about itself, so that the next one can clear up after one that was killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from storefront.demo_run.preflight import CannotStart
from storefront.services.running import started_at


@dataclass(frozen=True, slots=True)
class Left:
    """What a killed demo left: programs, ended by now, and perhaps private servers nobody will stop."""

    programs: int
    owned_services: bool


def note(path: Path, *, url: str, pids: Mapping[str, int], owns_services: bool) -> None:
    """Write down who we are and which processes are ours."""
    draft = path.with_suffix(".new")
    draft.write_text(
        json.dumps(
            {
                "url": url,
                "owns_services": owns_services,
                "owner": {"pid": os.getpid(), "started_at": started_at(os.getpid())},
                "programs": [{"pid": pid, "started_at": started_at(pid)} for pid in pids.values()],
            }
        ),
        encoding="utf-8",
    )
    draft.replace(path)


def clear(path: Path) -> Left:
    """End the programs a killed demo left running, and forget it.

    Raises:
        CannotStart: if that demo still runs.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        owner, programs = told["owner"], told["programs"]
    except (FileNotFoundError, ValueError, KeyError):
        return Left(programs=0, owned_services=False)
    if owner["pid"] != os.getpid() and _is_still(owner):
        raise CannotStart(
            f"A demo of this folder runs already: {told['url']} (pid {owner['pid']}). Stop it first, or"
            " give the second one a folder of its own: make demo VAR_DIR=/tmp/second DEMO_PORT=8001"
        )
    left = [program for program in programs if _is_still(program)]
    for program in left:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program["pid"], signal.SIGKILL)
    path.unlink()
    return Left(programs=len(left), owned_services=bool(told.get("owns_services")))


def _is_still(process: Mapping[str, object]) -> bool:
    """Return whether a process is the one that was noted, not a stranger with its number."""
    now = started_at(int(str(process["pid"])))
    return bool(now) and now == process["started_at"]
