"""Questions and the products that were opened after them, as texts that a sentence model learns from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from catalog.search import vectors
from recommendations.events.searches import Answer


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and one product that was opened after it."""

    query: str
    item_id: int
    text: str
    """What the encoder reads of the product."""


def of_answers(answers: Sequence[Answer]) -> list[Pair]:
    """Return each pair of question and opened product once, of products that are still visible. One query."""
    opened = sorted({(answer.query, item_id) for answer in answers for item_id in answer.opened})
    texts = vectors.texts_of(sorted({item_id for _, item_id in opened}))
    return [Pair(query, item_id, texts[item_id]) for query, item_id in opened if item_id in texts]


def split(pairs: Sequence[Pair], *, held_back: float) -> tuple[list[Pair], list[Pair]]:
    """Return pairs to learn from and pairs held back; a question stands on one side only, and always on the same."""
    learned, held = list[Pair](), list[Pair]()
    for pair in pairs:
        digest = blake2b(pair.query.encode(), digest_size=4).digest()
        side = held if int.from_bytes(digest) / 2**32 < held_back else learned
        side.append(pair)
    return learned, held


def batches(pairs: Sequence[Pair], *, size: int, rng: np.random.Generator) -> Iterator[list[Pair]]:
    """Yield every pair once, in batches where no question and no product stands twice: the others are the wrong answers.

    What finds no company is left out: a batch of one has no wrong answer.
    """
    waiting = [pairs[place] for place in rng.permutation(len(pairs)).tolist()]
    while waiting:
        batch, later = list[Pair](), list[Pair]()
        queries, items = set[str](), set[int]()
        for pair in waiting:
            is_free = pair.query not in queries and pair.item_id not in items
            if len(batch) == size or not is_free:
                later.append(pair)
                continue
            batch.append(pair)
            queries.add(pair.query)
            items.add(pair.item_id)
        if len(batch) > 1:
            yield batch
        waiting = later
