"""From accepted order lines to co-purchase statistics and top-50 lists, with and without reading the CSV.

    python -m benchmarks.co_purchase path/to/online_retail.csv.gz

Prints the seconds of each step, best of ``--repeat`` runs. The columns are those of the Online Retail
files; a line is accepted when its customer is known, nothing is cancelled, quantity and price are above
zero and the code starts with five digits.
"""

from __future__ import annotations

import argparse
import itertools
import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rich.console import Console

from benchmarks import tables
from recommendations.registry.artefacts import Part
from recommendations.training import co_purchase
from recommendations.vocabulary import KIND_CODES, EventKind, Interactions

SECONDS_ALLOWED = 0.5
"""For reading and counting on two quiet cores; a self-join of the lines in a database takes 2.8."""


def main() -> None:
    """Read, count and list; print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    runs = [measure(arguments.file) for _ in range(arguments.repeat)]
    reading, training, lines, part = min(runs, key=lambda run: run[0].wall + run[1].wall)
    table = tables.table(
        f"Co-purchase over {lines:,} accepted lines",
        ("step", "seconds", "CPU seconds", f"{SECONDS_ALLOWED} s allowed"),
        words={"step"},
    )
    for name, spent in (
        ("statistics and top-50 lists", training),
        ("with reading the CSV", Spent(reading.wall + training.wall, reading.cpu + training.cpu)),
    ):
        verdict = "met" if spent.wall <= SECONDS_ALLOWED else "missed"
        table.add_row(name, f"{spent.wall:.2f}", f"{spent.cpu:.2f}", verdict)
    console = Console()
    console.print(table)
    console.print(
        f"{part.metrics['orders']:,.0f} orders, {part.metrics['pairs']:,.0f} significant pairs, "
        f"{part.metrics['covered']:,.0f} of {len(part.arrays['item_ids']):,} products with a list"
    )


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the wall and on all cores together."""

    wall: float
    cpu: float


def measure(file: Path) -> tuple[Spent, Spent, int, Part]:
    """Return what reading and training cost, the accepted lines and the artefact."""
    marks = [(time.perf_counter(), time.process_time())]
    interactions = accepted_lines(file)
    marks.append((time.perf_counter(), time.process_time()))
    part = co_purchase.train(interactions, n_threads=len(os.sched_getaffinity(0)))
    marks.append((time.perf_counter(), time.process_time()))
    reading, training = (
        Spent(later[0] - earlier[0], later[1] - earlier[1])
        for earlier, later in itertools.pairwise(marks)
    )
    return reading, training, len(interactions), part


def accepted_lines(file: Path) -> Interactions:
    """Read the file and keep the lines that are sales; who bought, and when, plays no part here."""
    lines = pl.read_csv(
        file,
        columns=["InvoiceNo", "StockCode", "Quantity", "UnitPrice", "CustomerID"],
        schema_overrides={
            "InvoiceNo": pl.String,
            "StockCode": pl.String,
            "CustomerID": pl.String,
            "UnitPrice": pl.Float32,
        },
    ).filter(
        pl.col("CustomerID").is_not_null(),
        pl.col("Quantity") > 0,
        pl.col("UnitPrice") > 0,
        ~pl.col("InvoiceNo").str.starts_with("C"),
        pl.col("StockCode").str.contains(r"^\d{5}"),
    )
    items, item = _numbered(lines["StockCode"].str.to_uppercase())
    _, basket = _numbered(lines["InvoiceNo"])
    return Interactions(
        person=np.zeros(len(lines), np.int32),
        item=item,
        kind=np.full(len(lines), KIND_CODES[EventKind.PURCHASE], np.int8),
        happened_at=np.zeros(len(lines)),
        quantity=lines["Quantity"].to_numpy().astype(np.float32),
        basket=basket,
        persons=np.array(["all customers"]),
        items=np.arange(len(items), dtype=np.int64),
    )


def _numbered(texts: pl.Series) -> tuple[pl.Series, NDArray[np.int32]]:
    """Return the distinct texts, sorted, and the place of each row's text among them ``(n_rows,)``."""
    names = texts.unique().sort()
    return names, texts.cast(pl.Enum(names)).to_physical().to_numpy().astype(np.int32)


if __name__ == "__main__":
    main()
