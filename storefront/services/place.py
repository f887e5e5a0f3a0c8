"""Where the private servers of one folder keep their data, sockets and logs."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
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
    def make(cls, folder: Path) -> Place:
        """Return the place of ``folder``, which exists, with everything servers need to start in."""
        account = Account.for_servers(folder / "postgres")
        home = folder
        if account.is_other and not account.can_enter(folder):
            # A folder above is closed to the servers' account and is not ours to open.
            home = _outside_home(folder) or _note_outside_home(folder)
            home.mkdir(mode=0o711, exist_ok=True)
            home.chmod(0o711)
            account = Account.for_servers(home / "postgres")
        sockets = next(
            (path for path in socket_folder_paths(folder) if _make_sockets(path, account)), None
        )
        return cls(folder=folder, home=home, sockets=sockets, account=account)

    @classmethod
    def find(cls, folder: Path) -> Place:
        """Return the place of ``folder`` as it was left, without making anything."""
        home = _outside_home(folder) or folder
        account = Account.for_servers(home / "postgres")
        sockets = next(
            (path for path in socket_folder_paths(folder) if _is_trusted(path, account)), None
        )
        return cls(folder=folder, home=home, sockets=sockets, account=account)

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


def _make_sockets(path: Path, account: Account) -> bool:
    """Make a folder for sockets; return whether the servers can use it."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return False
    if not _is_trusted(path, account):
        return False
    account.own(path, 0o700)
    return account.can_enter(path)


def _is_trusted(path: Path, account: Account) -> bool:
    """Return whether a folder is ours: in a shared temp folder somebody else may have been first."""
    try:
        facts = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid in {account.uid, os.geteuid()}


def _outside_home(folder: Path) -> Path | None:
    """Return the folder under /var/tmp noted for this one, if it was not noted for one it is a copy of."""
    try:
        path, _, noted_for = (folder / "home").read_text(encoding="utf-8").partition("\n")
    except FileNotFoundError:
        return None
    return Path(path) if noted_for.strip() == identity(folder) else None


def _note_outside_home(folder: Path) -> Path:
    home = SHARED_TEMP / f"shelfwise-{secrets.token_hex(6)}"
    (folder / "home").write_text(f"{home}\n{identity(folder)}\n", encoding="utf-8")
    return home
