"""Trains ``content``: a sentence vector per product and its nearest neighbours by meaning."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from recommendations.features.encoder import DIMENSIONS
from recommendations.features.item import Items
from recommendations.registry.artefacts import Part
from recommendations.training import top_neighbours

HASH_BYTES = 16
SAMPLED_COLUMN = 16
WAITING = "waiting"
"""Figure of a renewed ``content``: how many new and changed texts it left to the next renewal."""
ENCODED_AT_ONCE = 256
"""Texts between two reports of progress."""


class TextEncoder(Protocol):
    """What turns texts into vectors of unit length."""

    @property
    def digest(self) -> str:
        """Name the encoder: vectors of different encoders must never be compared."""
        ...

    def encode(self, texts: tuple[str, ...]) -> NDArray[np.float32]:
        """Return ``(len(texts), d) float32``."""
        ...


@dataclass(frozen=True, slots=True)
class ContentConfig:
    """How many neighbours are listed."""

    n_neighbours: int = 50
    least_cosine: float = 0.2
    """Below this two texts of all-MiniLM-L6-v2 have nothing to do with each other."""
    block_cells: int = 8_000_000
    """Cosines held at once: 32 MB."""
    most_renewed: int = 1_000
    """Texts encoded in one renewal of the day, the newest products first; the others wait for the next."""


def train(
    items: Items,
    encoder: TextEncoder,
    *,
    previous: Mapping[str, NDArray[Any]] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    config: ContentConfig = ContentConfig(),
) -> Part:
    """Encode the texts that are new or changed since the ``previous`` arrays, then list every item's neighbours."""
    hashes = content_hashes(items.texts, encoder.digest)
    vectors, is_known = _reused(hashes, previous or {})
    wanted = np.flatnonzero(~is_known)
    for start in range(0, len(wanted), ENCODED_AT_ONCE):
        progress(start, len(wanted))
        places = wanted[start : start + ENCODED_AT_ONCE]
        vectors[places] = encoder.encode(tuple(items.texts[place] for place in places))
    progress(len(wanted), len(wanted))
    neighbours, scores = nearest(vectors, config)
    arrays: dict[str, NDArray[Any]] = {
        "item_ids": items.item_ids,
        "hashes": hashes,
        "vectors": vectors,
        "neighbours": neighbours,
        "scores": scores,
    }
    return _part(arrays, n_encoded=len(wanted), encoder=encoder, config=config)


def _part(
    arrays: dict[str, NDArray[Any]], *, n_encoded: int, encoder: TextEncoder, config: ContentConfig
) -> Part:
    """Return the artefact, and how much of it was encoded for it."""
    return Part(
        name="content",
        arrays=arrays,
        config={**asdict(config), "encoder": encoder.digest},
        metrics={
            "rows": float(len(arrays["item_ids"])),
            "encoded": float(n_encoded),
            "covered": float(top_neighbours.covered(arrays["neighbours"])),
        },
    )


def content_hashes(texts: tuple[str, ...], encoder_digest: str) -> NDArray[np.uint8]:
    """Return what decides whether a vector is still true, ``(n, 16) uint8``: the text and the encoder."""
    salt = encoder_digest.encode()
    digests = [
        hashlib.blake2b(text.encode(), digest_size=HASH_BYTES, key=salt).digest() for text in texts
    ]
    return np.frombuffer(b"".join(digests), np.uint8).reshape(-1, HASH_BYTES)


def nearest(
    vectors: NDArray[np.float16], config: ContentConfig
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return each row's nearest rows by cosine, exactly, a block at a time: ``(n, k)`` positions and cosines."""
    n, k = len(vectors), config.n_neighbours
    neighbours = np.full((n, k), top_neighbours.PADDING, np.int32)
    scores = np.zeros((n, k), np.float32)
    for rows, cosines in _blocks(np.arange(n), vectors.astype(np.float32), config):
        neighbours[rows], scores[rows] = _best(cosines, k, config)
    return neighbours, scores


def _blocks(
    rows: NDArray[np.intp], wide: NDArray[np.float32], config: ContentConfig
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
    """Yield some of the rows and their cosines with all ``(n_some, n)``; no row is near itself."""
    at_once = max(1, config.block_cells // max(len(wide), 1))
    for start in range(0, len(rows), at_once):
        block = rows[start : start + at_once]
        cosines = wide[block] @ wide.T
        cosines[np.arange(len(block)), block] = -1
        yield block, cosines


def _best(
    cosines: NDArray[np.float32], k: int, config: ContentConfig
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the columns of each row's ``k`` highest cosines and the cosines, best first."""
    near, columns = np.nonzero(cosines >= _thresholds(cosines, k, config.least_cosine))
    return top_neighbours.table(
        near.astype(np.int32),
        columns.astype(np.int32),
        cosines[near, columns],
        n_items=len(cosines),
        k=k,
    )


def _thresholds(cosines: NDArray[np.float32], k: int, least_cosine: float) -> NDArray[np.float32]:
    """Return a cosine that each row's k best surely reach, and few others do ``(n_rows, 1)``.

    The k best of any part of a row bound the k best of the whole row from below, and sorting a sixteenth
    of it costs a sixteenth: a part of every sixteenth column leaves about 16 k survivors.
    """
    part = cosines[:, ::SAMPLED_COLUMN] if cosines.shape[1] >= 4 * k * SAMPLED_COLUMN else cosines
    place = max(part.shape[1] - k, 0)
    reached = np.partition(part, place, axis=1)[:, place : place + 1]
    return np.maximum(reached, np.float32(least_cosine))


def _reused(
    hashes: NDArray[np.uint8], previous: Mapping[str, NDArray[Any]]
) -> tuple[NDArray[np.float16], NDArray[np.bool_]]:
    """Return vectors to fill and which rows the previous version could fill already."""
    vectors = np.zeros((len(hashes), DIMENSIONS), np.float16)
    is_known = np.zeros(len(hashes), np.bool_)
    if not previous:
        return vectors, is_known
    place = {row.tobytes(): number for number, row in enumerate(previous["hashes"])}
    found = np.array([place.get(row.tobytes(), -1) for row in hashes], np.int64)
    is_known = found >= 0
    vectors[is_known] = previous["vectors"][found[is_known]]
    return vectors, is_known


def extended(
    before: Mapping[str, NDArray[Any]],
    items: Items,
    encoder: TextEncoder,
    config: ContentConfig = ContentConfig(),
) -> Part:
    """Give new and changed items vectors and neighbours, and offer them to the others; the rest stays.

    All items that ``before`` knows stay known. Only rows of changed items are compared with all others, so
    one saved product costs a product of one vector with the matrix. At most ``most_renewed`` texts are taken
    in: a bulk import takes several renewals, and each keeps what those before it did. Until its turn comes
    a new item is unknown, and a changed one keeps what was known of it.
    """
    items, n_waiting = _in_turn(before, items, encoder, most=config.most_renewed)
    item_ids = np.union1d(before["item_ids"], items.item_ids)
    vectors = np.zeros((len(item_ids), DIMENSIONS), np.float16)
    hashes = np.zeros((len(item_ids), HASH_BYTES), np.uint8)
    kept = np.searchsorted(item_ids, before["item_ids"])
    vectors[kept], hashes[kept] = before["vectors"], before["hashes"]
    changed = np.searchsorted(item_ids, items.item_ids)
    if len(changed):
        hashes[changed] = content_hashes(items.texts, encoder.digest)
        vectors[changed] = encoder.encode(items.texts)
    neighbours, scores = _renumbered(before, kept, len(item_ids))
    _compare(changed, vectors, neighbours, scores, config)
    arrays: dict[str, NDArray[Any]] = {
        "item_ids": item_ids,
        "hashes": hashes,
        "vectors": vectors,
        "neighbours": neighbours,
        "scores": scores,
    }
    part = _part(arrays, n_encoded=len(changed), encoder=encoder, config=config)
    return replace(part, metrics={**part.metrics, WAITING: float(n_waiting)})


def _in_turn(
    before: Mapping[str, NDArray[Any]], items: Items, encoder: TextEncoder, *, most: int
) -> tuple[Items, int]:
    """Return the items whose texts ``before`` does not know, the newest ``most`` of them, and how many wait."""
    known = np.zeros((len(items), HASH_BYTES), np.uint8)
    _, here, there = np.intersect1d(
        items.item_ids, before["item_ids"], assume_unique=True, return_indices=True
    )
    known[here] = before["hashes"][there]
    hashes = content_hashes(items.texts, encoder.digest)
    changed = np.flatnonzero((known != hashes).any(axis=1))
    # Ascending numbers: the newest products come last.
    turn = changed[max(len(changed) - most, 0) :]
    chosen = Items(items.item_ids[turn], tuple(items.texts[place] for place in turn.tolist()))
    return chosen, len(changed) - len(turn)


def _renumbered(
    before: Mapping[str, NDArray[Any]], kept: NDArray[np.intp], n_items: int
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the tables of before in the new numbering; new items have empty rows."""
    width = before["neighbours"].shape[1]
    neighbours = np.full((n_items, width), top_neighbours.PADDING, np.int32)
    scores = np.zeros((n_items, width), np.float32)
    old = before["neighbours"]
    is_there = old != top_neighbours.PADDING
    renumbered = np.where(is_there, kept[np.where(is_there, old, 0)], top_neighbours.PADDING)
    neighbours[kept], scores[kept] = renumbered, before["scores"]
    return neighbours, scores


def _compare(
    changed: NDArray[np.intp],
    vectors: NDArray[np.float16],
    neighbours: NDArray[np.int32],
    scores: NDArray[np.float32],
    config: ContentConfig,
) -> None:
    """List the neighbours of changed rows, and put these rows into the lists of others, in place."""
    if not len(changed):
        return
    is_changed = np.zeros(len(neighbours), np.bool_)
    is_changed[changed] = True
    # Out of every list they stood in, then into those where they now belong.
    gone = is_changed[neighbours] & (neighbours != top_neighbours.PADDING)
    neighbours[gone], scores[gone] = top_neighbours.PADDING, 0
    _merge(np.flatnonzero(gone.any(axis=1)), _NOBODY, neighbours, scores)
    for rows, cosines in _blocks(changed, vectors.astype(np.float32), config):
        neighbours[rows], scores[rows] = _best(cosines, neighbours.shape[1], config)
        is_rising = (cosines > scores[:, -1]) & (cosines >= config.least_cosine) & ~is_changed
        place, other = np.nonzero(is_rising)
        rising = (other, rows[place], cosines[place, other])
        _merge(np.unique(other), rising, neighbours, scores)


_Pairs = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]
"""Rows, what is offered to the list of each, and how near it is."""
_NOBODY: _Pairs = (np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.float32))


def _merge(
    rows: NDArray[np.intp],
    offered: _Pairs,
    neighbours: NDArray[np.int32],
    scores: NDArray[np.float32],
) -> None:
    """Put the lists of these rows in order again, with what is offered to them, in place; the last fall out."""
    place, rank = np.nonzero(neighbours[rows] != top_neighbours.PADDING)
    to, items, cosines = offered
    neighbours[rows], scores[rows] = top_neighbours.table(
        np.concatenate([place, np.searchsorted(rows, to)]).astype(np.int32),
        np.concatenate([neighbours[rows[place], rank], items]).astype(np.int32),
        np.concatenate([scores[rows[place], rank], cosines]),
        n_items=len(rows),
        k=neighbours.shape[1],
    )
