"""How lists, filters, search and suggestions grow with the catalogue: 1,000 to 100,000 products, forty values each.

``make bench-catalogue`` builds the shops in databases of their own (kept for the next run; ``--fresh`` builds them
anew), serves each with gunicorn (2 workers × 4 threads) and lets wrk ask: alone, and over 8 connections. "New" visits
are all different, so that nothing an earlier answer left behind helps; "again" visits are a hundred addresses asked
over and over.

Two times are set beside each other. "Whole" is the answer as a visitor waits for it, seen by wrk: over 8 connections it
holds the waiting for a core that eight visitors share with one another, the database and wrk. "Server" is what the shop
itself says of each answer (``X-Process-Time``): from the moment a thread begins with the request until the answer is
ready, the waiting of that thread for the database, for Redis and for its turn among the others included.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")

import django

django.setup()

import numpy as np
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rich.console import Console

from benchmarks import catalogue_shop, servers, tables
from catalog.models import Department, FacetValue
from storefront.search_evaluation.misspelling import misspelt

GOALS_MS = {"filtered": 60.0, "search": 40.0, "suggestions": 10.0, "list": 60.0}
"""The 95th percentile at 8 connections on two quiet cores."""
FLAT = 1.2
"""How much slower the largest shop may be than the smallest."""
DISTINCT, REPEATED, PROBED = 6_000, 100, 12


@dataclass(frozen=True, slots=True)
class Row:
    """What one kind of visit costs in one shop."""

    products: int
    visit: str
    alone_p50_ms: float
    alone_p95_ms: float
    per_second: float
    whole_p50_ms: float
    whole_p95_ms: float
    server_p50_ms: float | None
    server_p95_ms: float | None
    goal_p95_ms: float | None
    cpu_ms: float
    of_it_database: float
    queries: int
    errors: int


def main() -> None:
    """Build, ask, print."""
    options = _options()
    servers.require_wrk()
    call_command("collectstatic", interactive=False, verbosity=0)
    rows: list[Row] = []
    for size in map(int, options.products.split(",")):
        with (
            catalogue_shop.shop(size, fresh=options.fresh),
            tempfile.TemporaryDirectory() as folder,
        ):
            for name, draw in KINDS.items():
                if not options.only or name in options.only.split(","):
                    rows += _measure(size, name, draw, Path(folder), options)
                    _tell(rows[-2:])
    if options.json:
        print(json.dumps([_as_dict(row) for row in rows], indent=2))
        return
    _print(rows, options)


def _tell(rows: Sequence[Row]) -> None:
    """Say what was measured so far: the whole takes minutes, and a run may be broken off."""
    for row in rows:
        told = f"whole p95 {row.whole_p95_ms:.1f}, server p95 {row.server_p95_ms}, alone p95 {row.alone_p95_ms:.1f}, "
        told += f"CPU {row.cpu_ms:.1f} ms (database {row.of_it_database:.1f}), {row.errors} errors"
        print(f"{row.products:,} products, {row.visit}: {told}", file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", default="1000,10000,100000", help="sizes, comma-separated")
    parser.add_argument("--seconds", type=int, default=8, help="length of each spell")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--only", default="", help=f"of {', '.join(KINDS)}, comma-separated")
    parser.add_argument("--fresh", action="store_true", help="build the shops anew")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _lists(rng: random.Random) -> str:
    """Return any department, in any order."""
    slug, sort = _department(rng), rng.choice(("newest", "price", "rating", "popular"))
    page = rng.choice((1, 1, 2)) if slug.startswith("family-0") else 1
    return f"/d/{slug}/?{urlencode({'sort': sort, 'page': page})}"


def _filtered(rng: random.Random, slug: str = "") -> str:
    """Return a department with one to four filters in use; large departments are asked as often as small ones."""
    slug = slug or _department(rng)
    family = slug.split("-")[1]
    asked: list[tuple[str, str]] = []
    for name in ("all", f"f{family}"):
        code, values = rng.choice(_facets()[name])
        asked += [(f"a.{code}", value) for value in rng.sample(values, min(2, len(values)))]
    asked += [("brand", f"brand-{rng.randrange(20)}")] if rng.random() < 0.4 else []
    asked += [("in_stock", "1")] if rng.random() < 0.4 else []
    asked += [("rating", "3")] if rng.random() < 0.2 else []
    asked += [("price_to", str(rng.randrange(20, 200)))] if rng.random() < 0.4 else []
    return f"/d/{slug}/?{urlencode(asked)}"


def _largest(rng: random.Random) -> str:
    return _filtered(rng, "family-0")


def _searches(rng: random.Random) -> str:
    """Return one to three words as frequent as they are said; one in ten with a typing mistake."""
    text = _words(rng, rng.choice((1, 1, 2, 2, 3)))
    return f"/search/?q={quote(misspelt(text, rng) if rng.random() < 0.1 else text)}"


def _suggestions(rng: random.Random) -> str:
    """Return the beginning of a question, as far as somebody has typed."""
    text = _words(rng, rng.choice((1, 1, 2)))
    return f"/search/suggestions/?q={quote(text[: rng.randint(2, len(text))])}"


KINDS: dict[str, Callable[[random.Random], str]] = {
    "list": _lists,
    "filtered": _filtered,
    "filtered, largest department": _largest,
    "search": _searches,
    "suggestions": _suggestions,
}
_WORDS = catalogue_shop.vocabulary()
_SHARES = catalogue_shop.zipf(len(_WORDS)).cumsum()
_known: dict[str, list[tuple[str, list[str]]]] = {}


def _words(rng: random.Random, count: int) -> str:
    return " ".join(_WORDS[int(np.searchsorted(_SHARES, rng.random()))] for _ in range(count))


def _department(rng: random.Random) -> str:
    kind = rng.choice(("family", "branch", "leaf"))
    places = {"family": 1, "branch": 2, "leaf": 3}[kind]
    numbers = [rng.randrange(catalogue_shop.FAMILIES)]
    numbers += [rng.randrange(catalogue_shop.BRANCHES) for _ in range(places - 1)]
    return "-".join((kind, *map(str, numbers)))


def _facets() -> dict[str, list[tuple[str, list[str]]]]:
    """Return the filters by family: code and values."""
    if not _known:
        by_code: dict[str, list[str]] = {}
        for code, value in FacetValue.objects.values_list("attribute__code", "value"):
            by_code.setdefault(code, []).append(value)
        for code, values in by_code.items():
            _known.setdefault(code.split("-")[0], []).append((code, values))
    return _known


def _measure(
    size: int,
    name: str,
    draw: Callable[[random.Random], str],
    folder: Path,
    options: argparse.Namespace,
) -> list[Row]:
    """Ask visits of one kind: all new, then a few again."""
    rng = random.Random(name)
    assert Department.objects.exists()  # noqa: S101 - the visits below would all be misses
    new = list(dict.fromkeys(draw(rng) for _ in range(DISTINCT)))
    goal = GOALS_MS.get(name.partition(",")[0])
    rows = []
    for visit, visits in (("new", new), ("again", new[:REPEATED])):
        warm, alone, many = (folder / f"{part}.tsv" for part in ("warm", "alone", "many"))
        third = len(visits) // 3 if visit == "new" else len(visits)
        _write(warm, visits[:third])
        _write(alone, visits[third : 2 * third] or visits)
        _write(many, visits[2 * third :] or visits)
        cache.clear()
        with servers.gunicorn("storefront.wsgi:application") as (address, pid):
            servers.measure(address, pid, warm, seconds=2, connections=options.connections)
            single = servers.measure(
                address, pid, alone, seconds=max(2, options.seconds // 2), connections=1
            )
            load = servers.measure(
                address,
                pid,
                many,
                seconds=options.seconds,
                connections=options.connections,
                is_worked_told=True,
            )
        rows.append(
            Row(
                size, f"{name}, {visit}", single.p50_ms, single.p95_ms, round(load.requests_per_second, 1),
                load.p50_ms, load.p95_ms, load.worked_p50_ms, load.worked_p95_ms, goal, round(load.cpu.total, 2), round(load.cpu.database, 2),
                _queries(visits[:PROBED], is_new=visit == "new"), load.errors + single.errors,
            )
        )  # fmt: skip
    return rows


def _write(file: Path, visits: Sequence[str]) -> None:
    file.write_text("".join(f"{visit}\t\n" for visit in visits))


def _queries(visits: Sequence[str], *, is_new: bool) -> int:
    """Return the most SQL statements that one of the visits needs."""
    client = Client(SERVER_NAME="localhost")
    client.get(visits[-1])  # what every page of the process shares
    worst = 0
    for visit in visits[:-1]:
        if not is_new:
            client.get(visit)
        with CaptureQueriesContext(connection) as captured:
            client.get(visit)
        worst = max(worst, len(captured))
    return worst


def _as_dict(row: Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in Row.__slots__}


def _print(rows: Sequence[Row], options: argparse.Namespace) -> None:
    console = Console(width=170)
    title = f"{options.connections} connections, gunicorn 2 workers × 4 threads"
    console.print(tables.of_records(title, [_as_dict(row) for row in rows]))
    for verdict in verdicts(rows):
        console.print(verdict, highlight=False)


def verdicts(rows: Sequence[Row]) -> list[str]:
    """Say of every goal whether the largest shop reaches it, and by how much it is slower than the smallest."""
    sizes = sorted({row.products for row in rows})
    small = {row.visit: row for row in rows if row.products == sizes[0]}
    found = []
    for row in (row for row in rows if row.products == sizes[-1]):
        if row.goal_p95_ms is not None:
            found += [_against_goal(row, row.goal_p95_ms, *one) for one in _times(row)]
        if len(sizes) > 1:
            before = small[row.visit]
            growth = row.cpu_ms / before.cpu_ms
            found.append(
                f"{_judged(growth <= FLAT)} {row.visit}: from {sizes[0]:,} to {sizes[-1]:,} products CPU × {growth:.2f} "
                f"({FLAT} wanted), whole p95 × {row.whole_p95_ms / before.whole_p95_ms:.2f}, SQL {before.queries} → {row.queries}"
            )
    return found


def _times(row: Row) -> list[tuple[str, float]]:
    """Return the times that a goal is held against, by name."""
    named = (
        ("server", row.server_p95_ms),
        ("whole answer", row.whole_p95_ms),
        ("whole answer, alone", row.alone_p95_ms),
    )
    return [(name, time) for name, time in named if time is not None]


def _against_goal(row: Row, goal_ms: float, name: str, time_ms: float) -> str:
    return f"{_judged(time_ms <= goal_ms)} {row.visit}: {name} p95 {time_ms:.1f} ms, {goal_ms:.0f} ms wanted"


def _judged(is_reached: bool) -> str:
    return "pass  " if is_reached else "missed"


if __name__ == "__main__":
    main()
