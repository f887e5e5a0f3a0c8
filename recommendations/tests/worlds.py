"""Tiny worlds with an obvious answer, for the tests of every stage."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from recommendations.features.encoder import DIMENSIONS
from recommendations.features.item import Items
from recommendations.vocabulary import KIND_CODES, EventKind, Interactions

DAY = 86_400.0
NOW = 1_750_000_000.0
"""The moment at which the tiny worlds are looked at."""

EVEN = (20, 22, 24, 26, 28)
ODD = (21, 23, 25, 27, 29)
NEW_EVEN, NEW_ODD = 30, 31
"""Visible since today: nobody touched them, but their text says which group they belong to."""
EVEN_SHELF, ODD_SHELF, WHOLE_SHELF = 2, 3, 1
Row = tuple[str, int, EventKind, float, int]
"""Person, item, kind, days ago, basket."""


def interactions(rows: Iterable[Row]) -> Interactions:
    """Turn (person, item, kind, days ago, basket) rows into a log sorted by time."""
    ordered = sorted(rows, key=lambda row: -row[3])
    persons, person = np.unique(
        [row[0] for row in ordered] or np.empty(0, str), return_inverse=True
    )
    items, item = np.unique(np.array([row[1] for row in ordered], np.int64), return_inverse=True)
    return Interactions(
        person=person.astype(np.int32),
        item=item.astype(np.int32),
        kind=np.array([KIND_CODES[row[2]] for row in ordered], np.int8),
        happened_at=np.array([NOW - row[3] * DAY for row in ordered], np.float64),
        quantity=np.ones(len(ordered), np.float32),
        basket=np.array([row[4] for row in ordered], np.int32),
        persons=persons.astype(str),
        items=items,
    )


def checkerboard(*, persons_per_group: int = 30, seed: int = 5) -> Interactions:
    """People of two tastes: each looks at three items of one group per visit and buys two neighbours of it.

    Within a group the order pairs are fixed (20 with 22, 24 with 26; 28 alone), so complements are known.
    """
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    basket = 0
    for group, members in (("even", EVEN), ("odd", ODD)):
        for number in range(persons_per_group):
            person = f"{group}-{number}"
            days_ago = float(rng.uniform(1, 50))
            for look in rng.choice(members, 3, replace=False):
                rows.append((person, int(look), EventKind.VIEW, days_ago, basket))
                days_ago -= 0.001
            basket += 1
            pair = members[0:2] if number % 2 else members[2:4]
            rows += [(person, item, EventKind.PURCHASE, days_ago, basket) for item in pair]
            if number % 5 == 0:
                rows.append((person, members[4], EventKind.PURCHASE, days_ago - 0.5, basket + 1))
            basket += 2
    return interactions(rows)


def checkerboard_items() -> Items:
    """The shelf of the checkerboard: two departments below one, and one new item in each."""
    ids = np.array(sorted((*EVEN, *ODD, NEW_EVEN, NEW_ODD)), np.int64)
    is_even = ids % 2 == 0
    return Items(
        item_ids=ids,
        texts=tuple(
            f"quiet walnut desk lamp number {item}"
            if item % 2 == 0
            else f"loud crimson garden chair number {item}"
            for item in ids.tolist()
        ),
        shelved_item=np.tile(np.arange(len(ids), dtype=np.int32), 2),
        shelved_department=np.concatenate(
            [np.full(len(ids), WHOLE_SHELF), np.where(is_even, EVEN_SHELF, ODD_SHELF)]
        ).astype(np.int64),
    )


class WordEncoder:
    """A sentence encoder for tests: each word is a fixed random direction, a text their sum."""

    digest = "words-1"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors of unit length, and remember what was asked."""
        self.encoded += texts
        vectors = np.stack([sum(map(_direction, text.split())) for text in texts])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / lengths).astype(np.float32)


def _direction(word: str) -> NDArray[np.float64]:
    return np.random.default_rng(zlib.crc32(word.encode())).standard_normal(DIMENSIONS)
