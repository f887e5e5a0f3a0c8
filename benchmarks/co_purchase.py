"""From accepted order lines to co-purchase statistics and top-50 lists, with and without reading the CSV.

    python benchmarks/co_purchase.py path/to/online_retail.csv.gz

Prints the seconds of each step, best of ``--repeat`` runs. The columns are those of the Online Retail
files; a line is accepted when its customer is known, nothing is cancelled, quantity and price are above
zero and the code starts with five digits.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from recommendations.registry.artefacts import Part
from recommendations.training import co_purchase
from recommendations.vocabulary import KIND_CODES, EventKind, Interactions

ANCHOR_SECONDS = 2.8
"""What the counting may take at most; a self-join of the lines in a database takes longer."""


def main() -> None:
    """Read, count and list; print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    runs = [measure(arguments.file) for _ in range(arguments.repeat)]
    reading, training, lines, part = min(runs, key=lambda run: run[0].wall + run[1].wall)
    table = Table(title=f"Co-purchase over {lines:,} accepted lines")
    table.add_column("step")
    for column in ("seconds", "CPU seconds", f"anchor {ANCHOR_SECONDS} s"):
        table.add_column(column, justify="right")
    for name, spent in (
        ("statistics and top-50 lists", training),
        ("with reading the CSV", Spent(reading.wall + training.wall, reading.cpu + training.cpu)),
    ):
        ratio = f"{ANCHOR_SECONDS / spent.wall:.1f}x faster"
        table.add_row(name, f"{spent.wall:.2f}", f"{spent.cpu:.2f}", ratio)
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
    part = co_purchase.train(interactions)
    marks.append((time.perf_counter(), time.process_time()))
    reading, training = (
        Spent(later[0] - earlier[0], later[1] - earlier[1])
        for earlier, later in itertools.pairwise(marks)
    )
    return reading, training, len(interactions), part


def accepted_lines(file: Path) -> Interactions:
    """Read the file and keep the lines that are sales."""
    columns = ["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"]
    lines = pl.read_csv(
        file,
        columns=columns,
        schema_overrides={"InvoiceNo": pl.String, "StockCode": pl.String, "CustomerID": pl.String},
    )
    lines = lines.filter(
        pl.col("CustomerID").is_not_null(),
        ~pl.col("InvoiceNo").str.starts_with("C"),
        pl.col("Quantity") > 0,
        pl.col("UnitPrice") > 0,
        pl.col("StockCode").str.contains(r"^\d{5}"),
    ).with_columns(
        pl.col("StockCode").str.to_uppercase().cast(pl.Categorical).to_physical().alias("code"),
        pl.col("InvoiceNo").cast(pl.Categorical).to_physical().alias("order"),
        pl.col("CustomerID").cast(pl.Categorical).to_physical().alias("customer"),
        pl.col("InvoiceDate").str.to_datetime().dt.epoch("s").alias("at"),
    )
    item_ids, item = np.unique(lines["code"].to_numpy(), return_inverse=True)
    _, person = np.unique(lines["customer"].to_numpy(), return_inverse=True)
    _, basket = np.unique(lines["order"].to_numpy(), return_inverse=True)
    return Interactions(
        person=person.astype(np.int32),
        item=item.astype(np.int32),
        kind=np.full(len(lines), KIND_CODES[EventKind.PURCHASE], np.int8),
        happened_at=lines["at"].to_numpy().astype(np.float64),
        quantity=lines["Quantity"].to_numpy().astype(np.float32),
        basket=basket.astype(np.int32),
        persons=np.array([f"c{number}" for number in range(int(person.max()) + 1)]),
        items=item_ids.astype(np.int64),
    )


if __name__ == "__main__":
    main()
