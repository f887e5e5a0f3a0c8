"""Which words begin as somebody has begun to type, and which products are called so: looked up in memory.

``refresh_words`` writes the words with their products down (:mod:`catalog.search.beginnings_sql`); every process reads that
once and finds a beginning by bisection. Products that changed since are looked at beside it, so a new product is offered
within seconds and one that lost a word no longer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from numpy.typing import NDArray

from catalog.models import Product, SearchBeginnings
from catalog.search import beginnings_sql
from catalog.search.changes import changed_since
from catalog.snapshots import Snapshot

MOST_CHANGED = 2_000
"""Changed products looked at beside the words; of more the latest are, until the words are counted anew."""
_LAST_SIGN = "\U0010ffff"


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Texts in the order of their signs, each with how often it is used; kept as one text, for there are many."""

    text: str
    """One a line."""
    starts: NDArray[np.int64]
    """Where each begins, one entry more than texts."""
    counts: NDArray[np.int32]

    @classmethod
    def read(cls, text: str, counts: NDArray[np.int32]) -> Words:
        """Take texts in order, one a line."""
        lengths = [len(line) + 1 for line in text.split("\n")] if len(counts) else []
        return cls(text, np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))), counts)

    def __len__(self) -> int:
        """Return how many."""
        return len(self.counts)

    def __getitem__(self, place: int) -> str:
        """Return one text."""
        return self.text[self.starts[place] : self.starts[place + 1] - 1]

    def stretch(self, begun: str) -> slice:
        """Return the places of all texts that begin so."""
        places = range(len(self))
        first = bisect_left(places, begun, key=self.__getitem__)
        return slice(first, bisect_left(places, begun + _LAST_SIGN, lo=first, key=self.__getitem__))

    def place(self, text: str) -> int | None:
        """Return the place of a text, or nothing when it is not there."""
        place = bisect_left(range(len(self)), text, key=self.__getitem__)
        return place if place < len(self) and self[place] == text else None

    def most_used(self, begun: str, *, limit: int) -> list[str]:
        """Return the texts that begin so and are used most, most used first, then in the order of their signs."""
        stretch = self.stretch(begun)
        counts = self.counts[stretch]
        used = int(np.count_nonzero(counts))
        order = np.argsort(-counts, kind="stable")[: min(limit, used)]
        return [self[stretch.start + place] for place in order.tolist()]


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """What products are called that changed since the words were written down."""

    changes: frozenset[tuple[int, str, int]] = frozenset()
    """Products, transactions and how often they changed in them."""
    words: Mapping[int, Sequence[str]] = field(default_factory=dict)
    pairs: Sequence[tuple[str, int]] = ()
    """Words with the products that are called so, in order."""

    def begun(self, beginning: str) -> set[int]:
        """Return the products with a word that begins so."""
        found, place = set[int](), bisect_left(self.pairs, (beginning, 0))
        while place < len(self.pairs) and self.pairs[place][0].startswith(beginning):
            found.add(self.pairs[place][1])
            place += 1
        return found

    def with_any(self, words: Sequence[str]) -> set[int]:
        """Return the products with one of the words."""
        wanted = set(words)
        return {id_ for id_, own in self.words.items() if not wanted.isdisjoint(own)}


@dataclass(frozen=True, slots=True, eq=False)
class Beginnings:
    """The words of the catalogue with the products that are called so."""

    version: int
    seen: str
    """What of PostgreSQL's transactions is in it (``pg_snapshot``)."""
    words: Words
    lexemes: NDArray[np.int32]
    """Words of one number have one stem; 0 for stop words."""
    starts: NDArray[np.int64]
    """Where the products of each word begin in ``places``, one entry more than words."""
    places: NDArray[np.int32]
    """Products by demand, the most wanted is 0."""
    product_ids: NDArray[np.int64]
    """By place."""
    by_lexeme: NDArray[np.int64]
    """Places of words, ordered by lexeme."""
    gone: NDArray[np.bool_]
    """Places of products that changed."""
    changed: Changed = field(default_factory=Changed)

    def knows(self, words: Sequence[str]) -> bool:
        """Return whether the catalogue has every word, be it as a stop word."""
        return all(self.words.place(word) is not None for word in words)

    def completed(self, beginning: str, *, limit: int) -> list[str]:
        """Return the words that begin so, those of most products first."""
        return self.words.most_used(beginning, limit=limit)

    def products(self, whole: Sequence[str], last: str, *, limit: int) -> list[int]:
        """Return the most wanted products that have all whole words, in any form, and one that begins with the last.

        Changed products come along whatever their demand: it is known to whoever reads them.
        """
        stretch = self.words.stretch(last)
        fitting = self.places[self.starts[stretch.start] : self.starts[stretch.stop]]
        changed = self.changed.begun(last)
        for word in whole:
            same = self._forms(word)
            if same is None:
                continue
            having = np.zeros(len(self.product_ids), np.bool_)
            for place in same:
                having[self.places[self.starts[place] : self.starts[place + 1]]] = True
            fitting = fitting[having[fitting]]
            changed &= self.changed.with_any([self.words[place] for place in same])
        if len(self.changed.changes):
            fitting = fitting[~self.gone[fitting]]
        best = _smallest(fitting, limit)
        return [*self.product_ids[best].tolist(), *changed]

    def _forms(self, word: str) -> list[int] | None:
        """Return the places of all forms of a word; nothing for a stop word, which every product may have."""
        place = self.words.place(word)
        if place is None:
            return []
        lexeme = self.lexemes[place]
        if lexeme == 0:
            return None
        first, end = np.searchsorted(self.lexemes, [lexeme, lexeme + 1], sorter=self.by_lexeme)
        return [int(one) for one in self.by_lexeme[first:end]]


def _smallest(places: NDArray[np.int32], limit: int) -> NDArray[np.int32]:
    """Return the smallest different places, ascending; a product may be called so by several words."""
    size = 4 * limit
    if len(places) > size:
        edge = np.partition(places, size)[size]
        few = np.unique(places[places <= edge])
        if len(few) >= limit:
            return few[:limit]
    return np.unique(places)[:limit]


def _read() -> Beginnings | None:
    """Read what is written, or keep what is known of it, and look at what changed since. Two queries, more after changes."""
    version = beginnings_sql.version()
    if version is None:
        return None
    known = _known[0] if _known and _known[0].version == version else _whole(version)
    if known is None:
        return None
    found = _with_changes(known)
    _known[:] = [found]
    return found


_known: list[Beginnings] = []
"""One, or none before the first question."""


def _whole(version: int) -> Beginnings | None:
    row = SearchBeginnings.objects.filter(pk=version).first()
    if row is None:  # written anew a moment ago
        return None
    counts, lexemes, place_counts, places = (
        np.frombuffer(column, ">i4").astype(np.int32)
        for column in (row.product_counts, row.lexemes, row.place_counts, row.places)
    )
    product_ids = np.frombuffer(row.product_ids, ">i8").astype(np.int64)
    return Beginnings(
        version,
        row.seen,
        Words.read(row.words, counts),
        lexemes,
        np.concatenate(([0], np.cumsum(place_counts, dtype=np.int64))),
        places,
        product_ids,
        np.argsort(lexemes, kind="stable"),
        np.zeros(len(product_ids), np.bool_),
    )


def _with_changes(known: Beginnings) -> Beginnings:
    """Return the same with what changed since it was written."""
    counted = Counter(changed_since(known.seen, limit=MOST_CHANGED))
    changes = frozenset((id_, xact, count) for (id_, xact), count in counted.items())
    if changes == known.changed.changes:
        return known
    ids = {id_ for id_, *_ in changes}
    new = {id_ for id_, *_ in changes - known.changed.changes}
    words = {id_: own for id_, own in known.changed.words.items() if id_ in ids and id_ not in new}
    words |= dict(beginnings_sql.called(sorted(new)))
    pairs = sorted((word, id_) for id_, own in words.items() for word in own)
    return Beginnings(
        known.version, known.seen, known.words, known.lexemes, known.starts, known.places, known.product_ids,
        known.by_lexeme, np.isin(known.product_ids, list(ids)), Changed(changes, words, pairs),
    )  # fmt: skip


current = Snapshot(_read, ttl_seconds=2)
"""The words of this process: at most two seconds behind the catalogue."""


def forget() -> None:
    """Read everything anew at the next question."""
    _known.clear()


Snapshot.forgotten_too.append(forget)


@receiver([post_save, post_delete], sender=Product)
def _product_written(**_: object) -> None:
    """Offer a changed product at once, at least in the process that changed it."""
    current.forget()
