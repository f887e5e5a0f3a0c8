"""Where the private servers of one folder keep their data, sockets and logs."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from storefront.services.account import Account
from storefront.services.running import identity

LONGEST_SOCKET_PATH = 100
"""The system allows 107 bytes on Linux and 103 on macOS."""
LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432.lock")
SHARED_TEMP = Path("/var/tmp")  # noqa: S108 - survives a restart, as data must


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one pair of servers, and the account that owns them."""

    folder: Path
    """Records and lock, inside VAR_DIR, owned by whoever runs the commands."""
    home: Path
    """Data and logs: the same folder, or one the servers' account can reach."""
    sockets: Path | None
    """A short folder for unix sockets; None where only a port of 127.0.0.1 will do."""
    account: Account

    @classmethod
    def of(cls, folder: Path) -> Place:
        """Find or make the folders below ``folder``, which exists."""
        account = Account.for_servers(folder / "postgres")
        home = folder
        if account.is_other and not account.can_enter(folder):
            # A folder above is closed to the servers' account and is not ours to open.
            home = _outside_home(folder)
            account = Account.for_servers(home / "postgres")
            home.mkdir(mode=0o711, exist_ok=True)
            home.chmod(0o711)
        return cls(
            folder=folder, home=home, sockets=_socket_folder(folder, account), account=account
        )

    @property
    def lies_outside(self) -> bool:
        """Return whether the data lies elsewhere than the records."""
        return self.home != self.folder


def socket_folder_paths(folder: Path) -> Iterator[Path]:
    """Yield where the sockets of a folder may lie, best first."""
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:10]
    for parent in dict.fromkeys((tempfile.gettempdir(), "/tmp")):  # noqa: S108
        path = Path(parent) / f"shelfwise-{os.geteuid()}-{name}"
        if len(str(path).encode()) + LONGEST_SOCKET_NAME <= LONGEST_SOCKET_PATH:
            yield path


def _socket_folder(folder: Path, account: Account) -> Path | None:
    for path in socket_folder_paths(folder):
        try:
            path.mkdir(mode=0o700, exist_ok=True)
        except OSError:
            continue
        facts = path.lstat()
        is_ours = facts.st_uid in {account.uid, os.geteuid()} and not path.is_symlink()
        if not is_ours or not path.is_dir():
            continue  # somebody else was there first: a shared temp folder is no place of trust
        account.own(path, 0o700)
        if account.can_enter(path):
            return path
    return None


def _outside_home(folder: Path) -> Path:
    """Return a folder under /var/tmp that belongs to this one and to no copy of it."""
    stamp = folder / "home"
    mark = identity(folder)
    if stamp.exists():
        path, _, seen = stamp.read_text(encoding="utf-8").partition("\n")
        if seen.strip() == mark:
            return Path(path)
    path = str(SHARED_TEMP / f"shelfwise-{secrets.token_hex(6)}")
    stamp.write_text(f"{path}\n{mark}\n", encoding="utf-8")
    return Path(path)
