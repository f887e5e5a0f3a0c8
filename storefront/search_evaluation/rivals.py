"""The ways to answer that are set side by side; the last one is what the shop does."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Product, ProductAttribute
from catalog.search import answer, vectors
from catalog.search.vectors import Encoder

DEPTH = 200
RRF_K = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Buettcher 2009)."""

Rival = Callable[[str], list[int]]
"""A question → product ids, best first."""


def rivals(encoder: Encoder | None, *, now: datetime) -> Mapping[str, Rival]:
    """Return every way by name, cheapest first; without an encoder only those that need none."""
    ways: dict[str, Rival] = {"BM25": plain_bm25(), "words": _Shop(None, now)}
    if encoder is not None:
        ways["meaning"] = lambda query: by_meaning(query, encoder)
        ways["fused"] = lambda query: reciprocal_ranks(ways["words"](query), ways["meaning"](query))
        ways["shop"] = _Shop(encoder, now)
    return ways


@dataclass(frozen=True, slots=True)
class _Shop:
    """The shop's own search, with or without its encoder."""

    encoder: Encoder | None
    now: datetime

    def __call__(self, query: str) -> list[int]:
        if vectors.encoder.get() is not self.encoder:
            vectors.register(lambda: self.encoder)
        return answer(query, now=self.now).ids


def by_meaning(query: str, encoder: Encoder) -> list[int]:
    """Rank every product by the likeness of its vector, nothing else."""
    near = vectors.scan(encoder.encode([query])[0], encoder.digest, limit=DEPTH)
    return [product_id for product_id, _ in near]


def reciprocal_ranks(*answers: list[int]) -> list[int]:
    """Fuse answers by the sum of 1 / (60 + place)."""
    scores: dict[int, float] = {}
    for products in answers:
        for place, product_id in enumerate(products, start=1):
            scores[product_id] = scores.get(product_id, 0.0) + 1 / (RRF_K + place)
    return sorted(scores, key=lambda product_id: (-scores[product_id], product_id))


def plain_bm25() -> Rival:
    """Return plain BM25 by SQLite: title five times, Porter stems, any of the words."""
    facts: dict[int, list[str]] = {}
    for product_id, text in ProductAttribute.objects.exclude(text="").values_list(
        "product_id", "text"
    ):
        facts.setdefault(product_id, []).append(text)
    index = sqlite3.connect(":memory:")
    index.execute(
        "CREATE VIRTUAL TABLE product USING fts5(title, description, facts, "
        "tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    index.executemany(
        "INSERT INTO product (rowid, title, description, facts) VALUES (?, ?, ?, ?)",
        (
            (pk, title, description, " ".join((brand or "", product_type, *facts.get(pk, ()))))
            for pk, title, description, brand, product_type in Product.objects.values_list(
                "pk", "title", "description", "brand__name", "product_type"
            )
        ),
    )

    def ask(query: str) -> list[int]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query))
        rows = index.execute(
            "SELECT rowid FROM product WHERE product MATCH ? "
            "ORDER BY bm25(product, 5.0, 1.0, 1.0), rowid LIMIT ?",
            (words or '""', DEPTH),
        )
        return [row[0] for row in rows]

    return ask
