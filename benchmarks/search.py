"""How fast search and suggestions are on a large catalogue, made up in a database of its own.

``python -m benchmarks.search`` writes 100,000 products whose words are as unequal as real ones (Zipf), asks questions
of one to three words, one in ten with a typing mistake, and prints what the answer, the whole list (facets and cards)
and the suggestions take inside the process. ``--products 1000,100000`` shows the growth.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")

import django

django.setup()

import numpy as np
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from numpy.typing import NDArray
from rich.console import Console

from benchmarks import tables
from catalog import search
from catalog.listing import search_listing
from catalog.search import suggestions
from catalog.selection import Selection
from storefront.search_evaluation import scratch
from storefront.search_evaluation.misspelling import misspelt

VOCABULARY = 8_000
SEED = 11
GOALS_MS = {"list": 40.0, "suggestions": 10.0}
"""The 95th percentile on two cores."""


def main() -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", default="100000", help="sizes, comma-separated")
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--threads", type=int, default=1, help="connections that ask at once")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report = []
    for size in map(int, options.products.split(",")):
        with scratch.database():
            words = _fill(size)
            report += _measure(size, words, options.questions, options.threads)
    if options.json:
        print(json.dumps(report, indent=2))
        return
    title = f"{options.questions} questions, {options.threads} at once, caches empty"
    Console(width=120).print(tables.of_records(title, report))


def _fill(size: int) -> list[str]:
    """Write products and return the vocabulary, most frequent word first."""
    rng = np.random.default_rng(SEED)
    words = _vocabulary(random.Random(SEED))
    drawings = rng.choice(VOCABULARY, (size, 40), p=_shares())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_brand (name, slug) SELECT 'Brand ' || n, 'brand-' || n FROM generate_series(1, 200) n"
        )
        cursor.execute("SELECT array_agg(id) FROM catalog_brand")
        brands = cursor.fetchone()[0]
        with cursor.copy(
            "COPY catalog_product (title, slug, description, product_type, brand_id, tags, status, published_at, "
            "updated_at, source, external_id, currency, price_minor, has_price_range, is_in_stock, rating_count, "
            "picture, picture_alt, popularity) FROM STDIN"
        ) as copy:
            now = timezone.now()
            for number in range(size):
                said = [words[place] for place in drawings[number]]
                copy.write_row(
                    (
                        " ".join(said[:7]),
                        f"product-{number}",
                        " ".join(said[9:]),
                        said[7],
                        brands[number % 200],
                        "{" + said[8] + "}",
                        "published",
                        now,
                        now,
                        "bench",
                        str(number),
                        "EUR",
                        int(rng.integers(100, 99_999)),
                        False,
                        bool(number % 7),
                        0,
                        "",
                        "",
                        float(rng.exponential(5)),
                    )
                )
        cursor.execute("ANALYZE catalog_product")
    search.refresh_words()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return words


def _shares() -> NDArray[np.float64]:
    """Return how often each word is said (Zipf and Mandelbrot): the most frequent stands on 15 % of the products."""
    weights = 1 / (np.arange(VOCABULARY) + 50.0)
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def _vocabulary(rng: random.Random) -> list[str]:
    """Return pronounceable words, each once."""
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        found[
            "".join(
                rng.choice("bcdfghklmnprstvz") + rng.choice("aeiou")
                for _ in range(rng.randint(2, 4))
            )
        ] = None
    return list(found)


def _questions(words: Sequence[str], count: int) -> list[str]:
    rng, dice = random.Random(SEED + 1), np.random.default_rng(SEED + 1)
    asked = []
    for number in range(count):
        places = dice.choice(VOCABULARY, rng.choice((1, 1, 2, 2, 3)), p=_shares())
        text = " ".join(words[place] for place in places)
        asked.append(misspelt(text, rng) if number % 10 == 9 else text)
    return asked


def _measure(size: int, words: Sequence[str], count: int, threads: int) -> list[dict[str, object]]:
    asked = _questions(words, count)
    now = timezone.now()
    kinds: dict[str, Callable[[str], object]] = {
        "answer": lambda text: search.answer(text, now=now),
        "list": _list,
        "list, asked before": _list,
        "suggestions": lambda text: suggestions.suggest(text[:4], now=now),
        "suggestions, asked before": lambda text: suggestions.suggest(text[:4], now=now),
    }
    rows: list[dict[str, object]] = []
    for kind, ask in kinds.items():
        if not kind.endswith("before"):
            cache.clear()
        spent = _spent(ask, asked, threads)
        rows.append(
            {
                "products": size,
                "what": kind,
                "p50_ms": round(statistics.median(spent), 1),
                "p95_ms": round(spent[int(len(spent) * 0.95)], 1),
                "goal_p95_ms": GOALS_MS.get(kind, ""),
            }
        )
    return rows


def _spent(ask: Callable[[str], object], asked: Sequence[str], threads: int) -> list[float]:
    """Return what each question took in milliseconds, shortest first."""
    if threads == 1:
        return sorted(_timed(ask, text) for text in asked)
    everybody = Barrier(threads)

    def leave(_: int) -> None:
        everybody.wait()
        connection.close()

    with ThreadPoolExecutor(threads) as pool:
        spent = sorted(pool.map(lambda text: _timed(ask, text), asked))
        list(pool.map(leave, range(threads)))
    return spent


def _list(text: str) -> object:
    found = search.answer_lately(text, now=timezone.now())
    selection = Selection.read(QueryDict(f"q={text}"), currency="EUR")
    return search_listing(found, selection=selection, currency="EUR", now=timezone.now())


def _timed(ask: Callable[[str], object], text: str) -> float:
    started = time.perf_counter()
    ask(text)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
