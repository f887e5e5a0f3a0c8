"""A shop that exists for one evaluation: its own database, filled by the importer, gone afterwards."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from catalog.imports.files import UnreadableFile
from catalog.imports.products.write import import_products
from catalog.search import vectors
from catalog.search.spelling import refresh_words
from catalog.search.vectors import Encoder
from catalog.snapshots import Snapshot

Progress = Callable[[str, int], None]


@contextmanager
def database() -> Iterator[None]:
    """Work in an empty, migrated database; the shop's own is not touched."""
    name = connection.settings_dict["NAME"]
    _disconnect()
    connection.settings_dict["TEST"]["NAME"] = f"test_evaluate_search_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    Snapshot.forget_everything()
    try:
        yield
    finally:
        _disconnect()
        connection.creation.destroy_test_db(name, verbosity=0)
        Snapshot.forget_everything()


def _disconnect() -> None:
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def fill(
    path: Path,
    *,
    currency: str,
    progress: Progress,
    mapping: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """Import the catalogue file as any shop would; return how many products it brought.

    Raises: UnreadableFile: if it is no catalogue.
    """
    try:
        account = import_products(
            path,
            mapping=dict(mapping),
            source="evaluation",
            currency=currency,
            assumed_units=1,
            counts_words=False,  # below, when all of them are published
            fetches_pictures=False,  # nobody looks at them, and the worker knows another database
            progress=progress,
        )
    except UnreadableFile as error:
        said = str(error).replace("--map ", "--map-catalogue ")
        raise UnreadableFile(f"{path.name}: {said}") from error
    with connection.cursor() as cursor:
        # Drafts are products without a price: an evaluation asks what they are, not what they cost.
        cursor.execute(
            "UPDATE catalog_product SET status = 'published', published_at = now() "
            "WHERE status <> 'published' OR published_at IS NULL"
        )
        cursor.execute("ANALYZE catalog_product")
    refresh_words()
    return account.rows_accepted


def encode(encoder: Encoder, *, now: datetime, progress: Progress) -> None:
    """Give every product its vector."""
    done = 0
    while count := vectors.refresh(encoder, now=now, limit=512):
        done += count
        progress("encoding products", done)


@dataclass(frozen=True, slots=True)
class RememberingEncoder:
    """An encoder that keeps what it encoded in a file, so that a second evaluation is quick."""

    encoder: Encoder
    memory: sqlite3.Connection

    @classmethod
    def beside(cls, encoder: Encoder, folder: Path) -> RememberingEncoder:
        """Remember in a folder, one file an encoder."""
        folder.mkdir(parents=True, exist_ok=True)
        memory = sqlite3.connect(folder / f"{encoder.digest}.sqlite3", isolation_level=None)
        memory.execute("CREATE TABLE IF NOT EXISTS known (text TEXT PRIMARY KEY, vector BLOB)")
        return cls(encoder, memory)

    @property
    def digest(self) -> str:
        """Name the encoder."""
        return self.encoder.digest

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector per text, ``(len(texts), 384) float32``, from memory where it is there."""
        known: dict[str, bytes] = {}
        for text in texts:
            row = self.memory.execute("SELECT vector FROM known WHERE text = ?", (text,)).fetchone()
            if row:
                known[text] = row[0]
        wanted = [text for text in dict.fromkeys(texts) if text not in known]
        fresh = [vector.tobytes() for vector in self.encoder.encode(wanted)]
        rows = list(zip(wanted, fresh, strict=True))
        self.memory.executemany("INSERT OR REPLACE INTO known VALUES (?, ?)", rows)
        known |= dict(rows)
        joined = b"".join(known[text] for text in texts)
        return np.frombuffer(joined, np.float32).reshape(-1, vectors.DIMENSIONS)
