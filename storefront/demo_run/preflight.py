"""What must be true before a demo starts: the right Python, a free port, room on the disk.

Needs nothing but Python, because ``make demo`` runs it before anything is installed.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

WANTED = (3, 11)
MEGABYTE = 1024 * 1024
ROOM_FOR_PACKAGES = 1500 * MEGABYTE
ROOM_FOR_A_SHOP = {
    "tiny": 300 * MEGABYTE,  # for tests
    "small": 500 * MEGABYTE,
    "medium": 1500 * MEGABYTE,
    "large": 6000 * MEGABYTE,
}
"""Database with its log, pictures and models, rounded up."""
PACKAGES_INSTALLED = Path(".venv/.demo")

TRACES = "demo.json"
"""Where a running demo notes its processes, below VAR_DIR."""


class CannotStart(Exception):
    """The demo cannot start; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the environment asks the demo to be."""

    host: str
    port: int
    scale: str

    @property
    def url(self) -> str:
        """Return the address a person types."""
        host = "localhost" if self.host in {"127.0.0.1", "0.0.0.0"} else self.host  # noqa: S104
        return f"http://{host}:{self.port}/"


def asked() -> Asked:
    """Return host, port and scale as the environment asks for them.

    Raises:
        CannotStart: if one of them makes no sense.
    """
    port = os.environ.get("DEMO_PORT", "") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise CannotStart(f"DEMO_PORT={port} is not a port: write a number below 65536.")
    scale = os.environ.get("DEMO_SCALE", "") or "small"
    if scale not in ROOM_FOR_A_SHOP:
        raise CannotStart(f"DEMO_SCALE={scale} is not a size: write small, medium or large.")
    return Asked(host=os.environ.get("DEMO_HOST", "") or "127.0.0.1", port=int(port), scale=scale)


def check_python(version: tuple[int, int]) -> None:
    """Refuse another Python than the one the versions are locked for."""
    if version != WANTED:
        raise CannotStart(
            f"Shelfwise needs Python {WANTED[0]}.{WANTED[1]}, .venv has {version[0]}.{version[1]}."
            " Remove .venv and run: make demo PYTHON=/path/to/python3.11"
        )


def check_port(host: str, port: int) -> None:
    """Refuse a port that somebody else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"Port {port} cannot be used ({error.strerror}). Stop what uses it, or choose another:"
                f" make demo DEMO_PORT={port + 1 if port < 65535 else 8000}"
            ) from error


def check_disk(folder: Path, scale: str, *, free_bytes: int) -> None:
    """Refuse to begin what would not fit."""
    needed = ROOM_FOR_A_SHOP[scale] + (0 if PACKAGES_INSTALLED.exists() else ROOM_FOR_PACKAGES)
    if free_bytes < needed:
        raise CannotStart(
            f"The disk of {folder} has {free_bytes // MEGABYTE} MB left, a {scale} shop needs about"
            f" {needed // MEGABYTE} MB. Make room, or set VAR_DIR to a folder on another disk."
        )


def check_all(*, with_port: bool = True) -> Asked:
    """Check everything, and return what was asked for.

    Raises:
        CannotStart: with the sentence to show.
    """
    check_python((sys.version_info[0], sys.version_info[1]))
    wanted = asked()
    if with_port:
        check_port(wanted.host, wanted.port)
    folder = var_dir().absolute()
    while not folder.is_dir():
        folder = folder.parent
    check_disk(folder, wanted.scale, free_bytes=shutil.disk_usage(folder).free)
    return wanted


def var_dir() -> Path:
    """Return where the demo keeps what it makes, before any settings are read."""
    return Path(os.environ.get("VAR_DIR", "") or "var")


def main() -> None:
    """Check what can be checked before anything is installed; say in a sentence what is wrong."""
    try:
        # The port may still be held by a demo that was killed: the command itself can tell, and clear up.
        check_all(with_port=not (var_dir() / TRACES).exists())
    except CannotStart as refusal:
        sys.exit(f"shelfwise: {refusal}")


if __name__ == "__main__":
    main()
