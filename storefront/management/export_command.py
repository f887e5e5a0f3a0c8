"""What the export commands share: a file that is whole or not there, packed where its name says so."""

from __future__ import annotations

import gzip
import os
from abc import abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser


class ExportCommand(BaseCommand):
    """Writes lines to a file, or to standard output when the file is ``-``."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument(
            "file", help="where to write; packed if it ends in .gz; - for the screen"
        )

    def handle(self, *args: object, **options: Any) -> None:
        """Write beside the file and put it in its place when it is whole."""
        if options["file"] == "-":
            for line in self.lines(options):
                self.stdout.write(line, ending="")
            return
        path = Path(options["file"])
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with _opened(beside, is_packed=path.suffix == ".gz") as stream:
                stream.writelines(self.lines(options))
            beside.replace(path)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror or error}.") from error
        finally:
            beside.unlink(missing_ok=True)
        self.stderr.write(f"Wrote {path} ({path.stat().st_size:,} bytes).")

    @abstractmethod
    def lines(self, options: dict[str, Any]) -> Iterator[str]:
        """Yield the text of the file."""


def checked_origin(text: str) -> str:
    """Return the address of the shop without a slash at its end.

    Raises: CommandError: if it is none.
    """
    origin = urlsplit(text)
    if origin.scheme not in {"https", "http"} or not origin.hostname:
        raise CommandError("--origin is the address of the shop, such as https://shop.example.")
    return text.rstrip("/")


def _opened(path: Path, *, is_packed: bool) -> IO[str]:
    if is_packed:
        return cast("IO[str]", gzip.open(path, "wt", encoding="utf-8", newline=""))
    return path.open("w", encoding="utf-8", newline="")
