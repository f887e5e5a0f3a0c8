"""How long the nightly training takes and how much memory it needs, on a large synthetic shop.

    python benchmarks/train.py                 1,000,000 persons, 100,000 items, 10,000,000 events
    python benchmarks/train.py --scale 0.1     a tenth of each

Every source is trained and written to disk, as at night; reading the event log and encoding texts are
left out (texts are encoded once in their life), so items get random vectors of the right shape. The log
has tastes, popular items, visits and orders, so that no matrix is unrealistically empty or dense.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from recommendations.features.encoder import DIMENSIONS
from recommendations.features.item import Items
from recommendations.registry import artefacts
from recommendations.registry.artefacts import Part
from recommendations.training import fit
from recommendations.vocabulary import KIND_CODES, EventKind, Interactions

NOW = datetime(2025, 6, 15, tzinfo=UTC)
MINUTES_ALLOWED, GIB_ALLOWED = 15.0, 4.0
TASTES = 200
EVENTS_PER_VISIT = 4
DAYS = 365


class Stage:
    """Watches the clock and the memory while parts pass through."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, float, float, float]] = []

    def watch(self, parts: Iterator[Part]) -> Iterator[Part]:
        """Pass the parts on, noting what each cost."""
        began, cpu_began = time.perf_counter(), time.process_time()
        for part in parts:
            now, cpu_now = time.perf_counter(), time.process_time()
            self.rows.append((part.name, now - began, cpu_now - cpu_began, peak_gib()))
            yield part
            began, cpu_began = time.perf_counter(), time.process_time()


class RandomEncoder:
    """Gives every text a random direction: the right shape at no cost."""

    digest = "random"

    def encode(self, texts: tuple[str, ...]) -> NDArray[np.float32]:
        """Return unit vectors ``(len(texts), 384)``."""
        drawn = np.random.default_rng(len(texts)).standard_normal(
            (len(texts), DIMENSIONS), np.float32
        )
        unit: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        return unit


def main() -> int:
    """Train, print a table, and return 1 if the night is too short or the machine too small."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0)
    scale = parser.parse_args().scale
    log = synthetic(
        n_persons=int(1_000_000 * scale),
        n_items=int(100_000 * scale),
        n_events=int(10_000_000 * scale),
        rng=np.random.default_rng(7),
    )
    items = Items(
        item_ids=log.items,
        texts=tuple(map(str, range(len(log.items)))),
        shelved_item=np.arange(len(log.items), dtype=np.int32),
        shelved_department=log.items % 300,
    )
    stage, before = Stage(), peak_gib()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        parts = fit.parts(log, items, now=NOW.timestamp(), encoder=RandomEncoder())
        artefacts.write(Path(folder), version="bench", parts=stage.watch(parts), built_at=NOW)
    minutes = (time.perf_counter() - began) / 60
    report(log, stage, minutes=minutes, before=before)
    return int(minutes > MINUTES_ALLOWED or peak_gib() > GIB_ALLOWED)


def synthetic(
    *, n_persons: int, n_items: int, n_events: int, rng: np.random.Generator
) -> Interactions:
    """Return a year of visits: one taste a visit, items by popularity within it, one visit in five buys."""
    n_visits = n_events // EVENTS_PER_VISIT
    activity = rng.lognormal(0, 1.2, n_persons).cumsum()
    person = np.searchsorted(activity / activity[-1], rng.random(n_visits)).astype(np.int32)
    taste = np.where(rng.random(n_visits) < 0.7, person % TASTES, rng.integers(0, TASTES, n_visits))
    at = np.sort(NOW.timestamp() - rng.random(n_visits) ** 1.5 * DAYS * 86_400)
    visit = np.repeat(np.arange(n_visits, dtype=np.int32), EVENTS_PER_VISIT)
    rank = (rng.pareto(0.9, len(visit)) * 3).astype(np.int64) % max(n_items // TASTES, 1)
    item = (rank * TASTES + taste[visit]) % n_items
    is_bought = (visit % 5 == 0) & (np.arange(len(visit)) % EVENTS_PER_VISIT >= 2)
    kind = np.where(is_bought, KIND_CODES[EventKind.PURCHASE], KIND_CODES[EventKind.VIEW])
    return Interactions(
        person=person[visit],
        item=item.astype(np.int32),
        kind=kind.astype(np.int8),
        happened_at=at[visit] + np.arange(len(visit)) % EVENTS_PER_VISIT * 60.0,
        quantity=np.ones(len(visit), np.float32),
        basket=2 * visit + is_bought,
        persons=np.char.add("v", np.arange(n_persons).astype(str)),
        items=np.arange(1, n_items + 1, dtype=np.int64),
    )


def report(log: Interactions, stage: Stage, *, minutes: float, before: float) -> None:
    """Print one line per part, then the whole against what is allowed."""
    table = Table(
        title=f"{len(log.persons):,} persons, {len(log.items):,} items, {len(log):,} events"
    )
    for column in ("part", "seconds", "CPU seconds", "peak GiB so far"):
        table.add_column(column, justify="left" if column == "part" else "right")
    for name, wall, cpu, peak in stage.rows:
        table.add_row(name, f"{wall:.1f}", f"{cpu:.1f}", f"{peak:.2f}")
    console = Console()
    console.print(table)
    console.print(
        f"{minutes:.1f} of {MINUTES_ALLOWED:.0f} minutes, {peak_gib():.2f} of {GIB_ALLOWED:.0f} GiB"
        f" ({before:.2f} before training: the log itself)"
    )


def peak_gib() -> float:
    """Return the most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


if __name__ == "__main__":
    sys.exit(main())
