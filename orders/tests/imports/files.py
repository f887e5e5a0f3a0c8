"""Small order files, each with the one trap a test is about."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

HEADER = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)
Row = tuple[str, ...]


def line(
    order: str = "536365",
    code: str = "85123A",
    title: str = "WHITE HANGING HEART",
    quantity: int | str = 6,
    at: str = "2010-12-01 08:26:00",
    price: float | str = 2.55,
    customer: str = "17850.0",
    country: str = "United Kingdom",
) -> Row:
    """Return one row of an order file in the Online Retail layout."""
    return (order, code, title, str(quantity), at, str(price), customer, country)


def written(tmp_path: Path, rows: Sequence[Row], header: Sequence[str] = HEADER) -> Path:
    """Write an order file; the header is row 1."""
    path = tmp_path / "orders.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def filler(count: int = 40) -> list[Row]:
    """Return ordinary lines of another customer, so that the file as a whole looks like one of a shop."""
    return [
        line(order=str(600_000 + n), code=str(20_000 + n), title=f"MUG {n}", customer="99")
        for n in range(count)
    ]
