"""What the renewals of the day cost at the size of a large shop: visits, counts, one product saved, a bulk import.

    python -m benchmarks.nearline                 1,000,000 persons, 100,000 items, 10,000,000 events
    python -m benchmarks.nearline --scale 0.1     a tenth of each

The night knows the year up to its last day, which is then renewed without a new product, with one, and with so
many that a renewal takes in all it may. Encoding texts is left out. Prints the processor seconds and megabytes of
each part; a renewal comes every five minutes and 20 seconds after a product was saved, and must be done long
before the next.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rich.console import Console

from benchmarks import large_shop, tables
from benchmarks.large_shop import NOW
from benchmarks.train import RandomEncoder, Stage
from recommendations.features.histories import rows_of
from recommendations.features.item import Items
from recommendations.registry import artefacts
from recommendations.training import content, popularity, renewal, session
from recommendations.training.content import ContentConfig
from recommendations.training.renewal import Arrays
from recommendations.training.touches import DAY_SECONDS
from recommendations.vocabulary import Interactions

SECONDS_ALLOWED = 30.0
"""Of one renewal: half of the minute within which a new product has to be recommendable."""
N_FACTORS, N_NEIGHBOURS = 64, 50


def main() -> int:
    """Renew three times, print a table each, and return 1 if any took too long."""
    given = large_shop.options(__doc__)
    log = large_shop.opened(given.scale, given.data)
    night = NOW.timestamp() - DAY_SECONDS
    is_past = log.happened_at < night
    live = dict(_night(rows_of(log, is_past), night=night))
    today = rows_of(log, ~is_past)
    spent = []
    most = ContentConfig().most_renewed
    for title, n_new in (
        ("nothing saved", 0),
        ("one product saved", 1),
        (f"{2 * most:,} products imported, of which a renewal takes in {most:,}", 2 * most),
    ):
        items = _items(len(log.items) + n_new)
        began, cpu_began = time.perf_counter(), time.process_time()
        stage = _renewed(live, items, today, night=night)
        spent.append(time.process_time() - cpu_began)
        _report(title, stage, wall=time.perf_counter() - began, cpu=spent[-1], n_rows=len(today))
    return int(max(spent) > SECONDS_ALLOWED)


def _items(n: int) -> Items:
    numbers = np.arange(1, n + 1, dtype=np.int64)
    return Items(
        item_ids=numbers,
        texts=tuple(map(str, numbers)),
        shelved_item=np.arange(n, dtype=np.int32),
        shelved_department=numbers % 300,
    )


def _night(log: Interactions, *, night: float) -> Iterator[tuple[str, Arrays]]:
    """Yield what the night knows; texts and factors are random, of the right shape."""
    n, rng = len(log.items), np.random.default_rng(1)
    items, encoder = _items(n), RandomEncoder()
    yield "popularity", popularity.train(log, items, now=night).arrays
    yield "session", session.train(log).arrays
    factors = rng.standard_normal((n, N_FACTORS), np.float32)
    yield (
        "als",
        {
            "item_ids": log.items,
            "factors": factors,
            "gram": factors.T @ factors,
            "is_warm": rng.random(n) < 0.8,
        },
    )
    scores = -np.sort(-rng.random((n, N_NEIGHBOURS), np.float32), axis=1)
    yield (
        "content",
        {
            "item_ids": log.items,
            "hashes": content.content_hashes(items.texts, encoder.digest),
            "vectors": encoder.encode(items.texts).astype(np.float16),
            "neighbours": rng.integers(n, size=(n, N_NEIGHBOURS), dtype=np.int32),
            "scores": scores,
        },
    )


def _renewed(
    live: dict[str, Arrays], items: Items, today: Interactions, *, night: float
) -> list[tuple[str, float, float, float]]:
    """Renew and write to disk; return seconds, processor seconds and megabytes of each part."""
    stage = Stage()
    with tempfile.TemporaryDirectory() as folder:
        parts = renewal.renewed(
            live,
            items,
            today,
            built_at=night,
            now=NOW.timestamp(),
            described=live["content"],
            encoder=RandomEncoder(),
        )
        written = artefacts.write(
            Path(folder), version="update", parts=stage.watch(parts), built_at=datetime.now(UTC)
        )
        sizes = {name: figures["bytes"] / 1e6 for name, figures in written.metrics.items()}
    return [(name, wall, cpu, sizes[name]) for name, wall, cpu, _ in stage.rows]


def _report(
    title: str,
    rows: list[tuple[str, float, float, float]],
    *,
    wall: float,
    cpu: float,
    n_rows: int,
) -> None:
    table = tables.table(
        f"{title}, {n_rows:,} events since the night",
        ("part", "seconds", "CPU seconds", "MB"),
        words={"part"},
    )
    for name, *figures in rows:
        table.add_row(name, *(f"{figure:.1f}" for figure in figures))
    Console().print(table)
    Console().print(f"with writing: {wall:.1f} s, {cpu:.1f} CPU seconds")


if __name__ == "__main__":
    sys.exit(main())
