"""The scores of a slate taken apart, as staff read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

STRONGEST = 6
"""Features named for each product; the others stand as one sum."""


@dataclass(frozen=True, slots=True)
class Product:
    """One product: its raw score, and what moved it there from the base."""

    title: str
    raw: float
    strongest: str
    others: str


@dataclass(frozen=True, slots=True)
class TakenApart:
    """Why the ranker scored as it did, or why nobody can say."""

    problem: str
    base: float
    products: tuple[Product, ...]


def taken_apart(record: Mapping[str, Any], titles: Mapping[int, str]) -> TakenApart | None:
    """Return what the worker kept beside a slate; None if nobody asked it yet."""
    kept = record.get("explained")
    if kept is None:
        return None
    if "problem" in kept:
        return TakenApart(kept["problem"], 0.0, ())
    products = (
        Product(
            title=titles.get(int(item_id), item_id),
            raw=told["raw"],
            strongest=" ".join(
                f"{name} {part:+.3f}" for name, part in told["features"][:STRONGEST]
            ),
            others=f"{sum(part for _, part in told['features'][STRONGEST:]):+.3f}",
        )
        for item_id, told in kept["items"].items()
    )
    return TakenApart("", kept["base"], tuple(products))
