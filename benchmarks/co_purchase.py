"""From accepted order lines to co-purchase statistics and top-50 lists, with and without reading the CSV.

    python benchmarks/co_purchase.py path/to/online_retail.csv.gz

Prints the seconds of each step, best of ``--repeat`` runs. The columns are those of the Online Retail
files; a line is accepted when its customer is known, nothing is cancelled, quantity and price are above
zero and the code starts with five digits.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

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
    reading, training, lines, part = min(runs, key=lambda run: run[0] + run[1])
    table = Table(title=f"Co-purchase over {lines:,} accepted lines")
    table.add_column("step")
    table.add_column("seconds", justify="right")
    table.add_column(f"anchor {ANCHOR_SECONDS} s", justify="right")
    for name, seconds in (
        ("statistics and top-50 lists", training),
        ("with reading the CSV", reading + training),
    ):
        table.add_row(name, f"{seconds:.2f}", f"{ANCHOR_SECONDS / seconds:.1f}x faster")
    console = Console()
    console.print(table)
    console.print(
        f"{part.metrics['orders']:,.0f} orders, {part.metrics['pairs']:,.0f} significant pairs, "
        f"{part.metrics['covered']:,.0f} of {len(part.arrays['item_ids']):,} products with a list"
    )


def measure(file: Path) -> tuple[float, float, int, co_purchase.Part]:
    """Return the seconds of reading, the seconds of training, the accepted lines and the artefact."""
    started_at = time.perf_counter()
    interactions = accepted_lines(file)
    read_at = time.perf_counter()
    part = co_purchase.train(interactions)
    return (
        read_at - started_at,
        time.perf_counter() - read_at,
        len(interactions),
        part,
    )


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
