"""Look after the private PostgreSQL and Valkey of this folder."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from storefront import env
from storefront.services import private


class Command(BaseCommand):
    """Start, show, stop or remove the private servers."""

    help = "Start, show, stop or remove this folder's private PostgreSQL and Valkey."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one of four words."""
        parser.add_argument(
            "action",
            choices=("start", "status", "stop", "remove"),
            nargs="?",
            default="status",
            help="remove stops them and deletes their data",
        )

    def handle(self, *args: object, action: str, **options: Any) -> None:
        """Do as asked; without a word, show how things stand."""
        {"start": self._start, "status": self._status, "stop": self._stop, "remove": self._remove}[
            action
        ]()

    def _start(self) -> None:
        kinds = tuple(kind for kind in private.NAMES if not env.text(f"{kind.upper()}_URL"))
        private.ensure(settings.VAR_DIR, kinds)
        self._status()

    def _status(self) -> None:
        for state in private.status(settings.VAR_DIR):
            text = f"running, pid {state.pid}, {state.url}" if state.is_running else "not running"
            self.stdout.write(f"{state.name:<11}{text}\n{'':<11}log: {state.log}")

    def _stop(self) -> None:
        stopped = private.stop(settings.VAR_DIR)
        self.stdout.write(
            f"Stopped {' and '.join(stopped)}." if stopped else "Nothing was running."
        )

    def _remove(self) -> None:
        private.remove(settings.VAR_DIR)
        self.stdout.write("The private servers are stopped and their data is deleted.")
