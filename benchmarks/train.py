"""How long the nightly training takes and how much memory it needs, on a large synthetic shop.

    python -m benchmarks.train                 1,000,000 persons, 100,000 items, 10,000,000 events
    python -m benchmarks.train --scale 0.1     a tenth of each

Every source and every ranker are trained and written to disk, as at night. Left out are reading the event log,
encoding texts (they are encoded once in their life; items get random vectors, no two alike), the learned order
of searches, the gate, the judgement of the recipe (``train --judge``) and the leaderboard, which has a task of
its own. The log is that of :mod:`benchmarks.large_shop`.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")

import django

django.setup()

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from benchmarks import large_shop, tables
from benchmarks.large_shop import NOW, peak_gib
from recommendations.features.encoder import DIMENSIONS
from recommendations.features.item import Items
from recommendations.registry import artefacts
from recommendations.registry.artefacts import Part
from recommendations.training import fit, rankers
from recommendations.vocabulary import Interactions

MINUTES_ALLOWED, GIB_ALLOWED = 15.0, 4.0
N_KINDS = 300


class Stage:
    """Watches the clock and the memory while parts pass through."""

    def __init__(self, *, tells: bool = False) -> None:
        self.rows: list[tuple[str, float, float, float]] = []
        self.tells = tells
        """Whether each part is told on stderr as soon as it is there: a night is long to wait for."""

    def watch(self, parts: Iterator[Part]) -> Iterator[Part]:
        """Pass the parts on, noting what each cost."""
        began, cpu_began = time.perf_counter(), time.process_time()
        for part in parts:
            now, cpu_now = time.perf_counter(), time.process_time()
            self.rows.append((part.name, now - began, cpu_now - cpu_began, peak_gib()))
            if self.tells:
                told = f"{part.name}: {now - began:.1f} s, {cpu_now - cpu_began:.1f} CPU seconds"
                print(told, file=sys.stderr, flush=True)
            yield part
            began, cpu_began = time.perf_counter(), time.process_time()


class RandomEncoder:
    """Gives every text a random direction around that of its kind: distinct vectors, alike as those of a shelf."""

    digest = "random"

    def encode(self, texts: tuple[str, ...]) -> NDArray[np.float32]:
        """Return unit vectors ``(len(texts), 384)``; two of one kind have a cosine of about a half."""
        numbers = [zlib.crc32(text.encode()) for text in texts]
        kinds = np.random.default_rng(0).standard_normal((N_KINDS, DIMENSIONS), np.float32)
        own = np.random.default_rng(numbers[0]).standard_normal(
            (len(texts), DIMENSIONS), np.float32
        )
        drawn = own + kinds[np.array(numbers) % N_KINDS]
        unit: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        return unit


def main() -> int:
    """Train, print a table, and return 1 if the night is too short or the machine too small."""
    given = large_shop.options(__doc__)
    log = large_shop.opened(given.scale, given.data)
    items = Items(
        item_ids=log.items,
        texts=tuple(map(str, range(len(log.items)))),
        shelved_item=np.arange(len(log.items), dtype=np.int32),
        shelved_department=log.items % 300,
    )
    stage, before = Stage(tells=True), peak_gib()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        parts = chain(
            fit.parts(log, items, now=NOW.timestamp(), encoder=RandomEncoder()),
            rankers.train(log, log.items, now=NOW.timestamp()),
        )
        artefacts.write(Path(folder), version="bench", parts=stage.watch(parts), built_at=NOW)
    minutes = (time.perf_counter() - began) / 60
    report(log, stage, minutes=minutes, before=before)
    return int(minutes > MINUTES_ALLOWED or peak_gib() > GIB_ALLOWED)


def report(log: Interactions, stage: Stage, *, minutes: float, before: float) -> None:
    """Print one line per part, then the whole against what is allowed."""
    table = tables.table(
        f"{len(log.persons):,} persons, {len(log.items):,} items, {len(log):,} events",
        ("part", "seconds", "CPU seconds", "peak GiB so far"),
        words={"part"},
    )
    for name, wall, cpu, peak in stage.rows:
        table.add_row(name, f"{wall:.1f}", f"{cpu:.1f}", f"{peak:.2f}")
    console = Console()
    console.print(table)
    console.print(
        f"{minutes:.1f} of {MINUTES_ALLOWED:.0f} minutes, {peak_gib():.2f} of {GIB_ALLOWED:.0f} GiB"
        f" ({before:.2f} before training: the log itself)"
    )


if __name__ == "__main__":
    sys.exit(main())
