"""The system account the private servers run under: PostgreSQL refuses to run as root, and rightly."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

FALLBACK_NAME = "nobody"
"""Exists on every Linux and macOS; initdb needs an account with a name."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user and its group, and whether this process must change to it."""

    uid: int
    gid: int
    name: str
    is_other: bool

    @classmethod
    def of_this_process(cls) -> Account:
        """Return the account this process runs under."""
        return cls._of(pwd.getpwuid(os.geteuid()))

    @classmethod
    def for_servers(cls, data: Path) -> Account:
        """Return who runs the servers: this process's user, or for root the data's owner, or nobody."""
        if os.geteuid() != 0:
            return cls.of_this_process()
        if data.exists() and (owner := data.stat().st_uid) != 0:
            return cls._of(pwd.getpwuid(owner))
        return cls.of_name(FALLBACK_NAME)

    @classmethod
    def of_name(cls, name: str) -> Account:
        """Return the account of this name."""
        return cls._of(pwd.getpwnam(name))

    @classmethod
    def _of(cls, entry: pwd.struct_passwd) -> Account:
        return cls(
            uid=entry.pw_uid,
            gid=entry.pw_gid,
            name=entry.pw_name,
            is_other=entry.pw_uid != os.geteuid(),
        )

    def run(
        self, command: Sequence[str | Path], *, timeout_seconds: float
    ) -> subprocess.CompletedProcess[str]:
        """Run a command under this account, away from the caller's folder and environment.

        Raises:
            ImproperlyConfigured: if this process may not change to the account.
        """
        try:
            return self._run(command, timeout_seconds)
        except PermissionError as error:
            raise ImproperlyConfigured(
                f"PostgreSQL does not run as root, and this root may not become {self.name}:"
                " run the command as an ordinary user, or set DATABASE_URL and REDIS_URL."
            ) from error

    def _run(
        self, command: Sequence[str | Path], timeout_seconds: float
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(part) for part in command],
            user=self.uid if self.is_other else None,
            group=self.gid if self.is_other else None,
            extra_groups=[] if self.is_other else None,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout_seconds,
            check=False,
        )

    def can_run(self, program: Path) -> bool:
        """Return whether this account may execute a file, given every folder above it."""
        return self._passes("-x", program)

    def can_enter(self, folder: Path) -> bool:
        """Return whether this account may step into a folder, given every folder above it."""
        return self._passes("-x", folder)

    def own(self, path: Path, mode: int) -> Path:
        """Give one of our own files or folders to this account with a mode."""
        path.chmod(mode)
        if self.is_other:
            os.chown(path, self.uid, self.gid)
        return path

    def make_folder(self, path: Path) -> Path:
        """Make a folder that only this account may use, or return the one made earlier."""
        path.mkdir(mode=0o700, exist_ok=True)
        return self.own(path, 0o700)

    def _passes(self, test: str, path: Path) -> bool:
        # Asked of the system itself: modes alone would miss access lists and mount options.
        answer = self.run(["/bin/sh", "-c", f'test {test} "$1"', "sh", path], timeout_seconds=10)
        return answer.returncode == 0
