"""How fast a product file comes into the shop, how much memory that takes, and what a second run writes.

``make bench-import`` writes a table of 1,000,000 articles - titles and descriptions of words as unequal as real ones,
brands, departments, four attributes, one row in ten a variant of the one before, one row in two hundred with a price
that is none - into an empty shop of its own, by the very command a shop would run, twice. The second run must write
no row of the catalogue. What a shop's worker does after a large import is measured by itself: the words are counted,
and the products of frequent ones written down. ``--rows 100000`` for a tenth.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")

import django

django.setup()

import numpy as np
import psutil
from django.conf import settings
from django.db import connection
from numpy.typing import NDArray
from rich.console import Console

from benchmarks import tables
from catalog.tasks import refresh_search_words
from orders.tests.concurrency.server import database_environment
from storefront.search_evaluation import scratch
from storefront.services import private

ROWS = 1_000_000
ROWS_PER_SECOND_WANTED, MEGABYTES_ALLOWED = 3_000, 300
SEED = 5
SETTINGS = "benchmarks.import_settings"
_SLICE = 10_000
_WORDS, _BRANDS, _DEPARTMENTS = 20_000, 800, 240
_MATERIALS = ("oak", "beech", "steel", "glass", "wool", "linen", "cotton", "leather")
_SIZES = ("S", "M", "L", "XL")
HEADER = (
    "id", "group", "sku", "ean", "title", "description", "brand", "category", "price", "compare_at_price",
    "stock", "published", "size", "material", "weight kg", "power w", "washable",
)  # fmt: skip
_WRITTEN = (
    "catalog_product", "catalog_variant", "catalog_productattribute", "catalog_stock", "orders_stockmovement",
    "orders_pricechange", "catalog_brand", "catalog_department", "catalog_attribute",
)  # fmt: skip


def rows(n_rows: int, *, seed: int = SEED) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a made-up catalogue, a slice of it in memory at a time."""
    rng = np.random.default_rng(seed)
    words = np.array(_words(rng))
    weights = 1 / (np.arange(len(words)) + 50.0)
    shares = weights / weights.sum()
    for first in range(0, n_rows, _SLICE):
        size = min(_SLICE, n_rows - first)
        drawn = words[rng.choice(len(words), (size, 30), p=shares)]
        dice = rng.integers(0, 2**31, (size, 9))
        for place in range(size):
            yield _row(first + place, drawn[place], [int(die) for die in dice[place]])


def _row(number: int, said: NDArray[np.str_], dice: list[int]) -> tuple[object, ...]:
    """Make one row out of words and dice."""
    is_variant = number % 10 in {8, 9}
    product = number - (number % 10 - 8) if is_variant else number
    cents = 199 + dice[0] % 90_000
    return (
        number,
        f"G{product}" if is_variant else "",
        f"SKU-{number:07d}",
        _ean(number),
        f"{' '.join(said[:5]).capitalize()} {product}",
        f"{' '.join(said[5:])}.",
        f"Brand {dice[1] % _BRANDS}",
        f"Shop {dice[2] % 12} > Shelf {dice[2] % _DEPARTMENTS}",
        "ask us" if number % 200 == 199 else f"{cents / 100:.2f}",
        f"{cents * 1.25 / 100:.2f}" if dice[3] % 5 == 0 else "",
        dice[4] % 200,
        "no" if dice[5] % 50 == 0 else "yes",
        _SIZES[number % 4] if is_variant else "",
        _MATERIALS[dice[6] % len(_MATERIALS)],
        dice[7] % 900 / 10,
        dice[8] % 60 * 5,
        "yes" if dice[8] % 3 else "no",
    )


def _ean(number: int) -> str:
    digits = f"{400_000_000_000 + number}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def _words(rng: np.random.Generator) -> list[str]:
    """Return pronounceable words, each once."""
    found: dict[str, None] = {}
    while len(found) < _WORDS:
        syllables = rng.integers(0, 75, rng.integers(2, 5))
        word = "".join("bcdfghklmnprstv"[each // 5] + "aeiou"[each % 5] for each in syllables)
        found[word] = None
    return list(found)


def write(path: Path, n_rows: int) -> None:
    """Write the file."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        writer.writerows(rows(n_rows))


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command: its report, its CPU time and the database's."""

    report: dict[str, dict[str, int]]
    seconds: float
    cpu_seconds: float
    database_cpu_seconds: float
    written: int
    """Rows inserted, updated or deleted in the tables of the catalogue."""

    @property
    def rows_per_second(self) -> float:
        """Start of the process and reading of the libraries included."""
        return self.report["rows"]["read"] / self.seconds


def run(path: Path) -> Run:
    """Run the command once, in a process of its own."""
    before, cpu, database = _rows_written(), _cpu_of_children(), _cpu_of_database()
    began = time.perf_counter()
    command = [
        sys.executable,
        "manage.py",
        "import_products",
        str(path),
        "--json",
        "--source",
        "bench",
    ]
    output = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env={**os.environ, **database_environment(), "DJANGO_SETTINGS_MODULE": SETTINGS},
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    seconds = time.perf_counter() - began
    return Run(
        report=json.loads(output),
        seconds=seconds,
        cpu_seconds=_cpu_of_children() - cpu,
        database_cpu_seconds=_cpu_of_database() - database,
        written=_rows_written() - before,
    )


@dataclass(frozen=True, slots=True)
class Words:
    """What the worker has to do when the import is over."""

    count: int
    seconds: float
    database_cpu_seconds: float


def count_words() -> Words:
    """Do it here."""
    database, began = _cpu_of_database(), time.perf_counter()
    count = refresh_search_words()
    return Words(count, time.perf_counter() - began, _cpu_of_database() - database)


def _rows_written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE relname = ANY(%s)",
            [list(_WRITTEN)],
        )
        return int(cursor.fetchone()[0])


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _cpu_of_database() -> float:
    """Return CPU seconds of the private database so far, ended connections included."""
    for state in private.status(settings.VAR_DIR):
        if state.pid and state.name == private.NAMES["database"]:
            root = psutil.Process(state.pid)
            times = [each.cpu_times() for each in (root, *root.children())]
            return (
                sum(t.user + t.system for t in times)
                + times[0].children_user
                + times[0].children_system
            )
    return float("nan")


def main() -> int:
    """Write, import twice, print; return 1 if it is too slow, too large, or writes twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, scratch.database():
        path = Path(folder) / "products.csv"
        write(path, options.rows)
        megabytes = path.stat().st_size / 1e6
        runs = {"first": run(path)}
        words = count_words()
        runs["again"] = run(path)
    table = tables.table(
        f"{options.rows:,} rows, {megabytes:,.0f} MB; load {os.getloadavg()[0]:.1f}",
        ("run", "rows/s", "s", "CPU s", "database CPU s", "peak MB", "rejected", "created", "changed", "rows written"),
        words={"run"},
    )  # fmt: skip
    for name, each in runs.items():
        report = each.report
        table.add_row(
            name, f"{each.rows_per_second:,.0f}", f"{each.seconds:.0f}", f"{each.cpu_seconds:.0f}",
            f"{each.database_cpu_seconds:.0f}", f"{report['peak_mb']:,}", f"{report['rows']['rejected']:,}",
            f"{report['outcome']['created']:,}", f"{report['outcome']['changed']:,}", f"{each.written:,}",
        )  # fmt: skip
    console = Console(width=120, highlight=False)
    console.print(table)
    console.print(
        f"then, in a shop, the worker: {words.count:,} words counted in {words.seconds:.0f} s, "
        f"{words.database_cpu_seconds:.0f} of them CPU of the database"
    )
    is_slow = runs["first"].rows_per_second < ROWS_PER_SECOND_WANTED
    is_large = any(int(each.report["peak_mb"]) > MEGABYTES_ALLOWED for each in runs.values())  # type: ignore[call-overload]
    return int(is_slow or is_large or runs["again"].written > 0)


if __name__ == "__main__":
    sys.exit(main())
