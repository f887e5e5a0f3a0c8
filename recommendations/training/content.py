"""Trains ``content``: a sentence vector per product and its nearest neighbours by meaning."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from recommendations.features.encoder import DIMENSIONS
from recommendations.features.item import Items
from recommendations.registry.artefacts import Part
from recommendations.training import top_neighbours

HASH_BYTES = 16
SAMPLED_COLUMN = 16
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
    wide = vectors.astype(np.float32)
    block_rows = max(1, config.block_cells // max(n, 1))
    for start in range(0, n, block_rows):
        rows = np.arange(start, min(start + block_rows, n))
        cosines = wide[rows] @ wide.T
        cosines[np.arange(len(rows)), rows] = -1
        near, columns = np.nonzero(cosines >= _thresholds(cosines, k, config.least_cosine))
        values = cosines[near, columns]
        top, ranks = top_neighbours.places_of_top(near.astype(np.int32), values, k=k)
        neighbours[rows[near[top]], ranks] = columns[top]
        scores[rows[near[top]], ranks] = values[top]
    return neighbours, scores


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
    one saved product costs a product of one vector with the matrix.
    """
    item_ids = np.union1d(before["item_ids"], items.item_ids)
    vectors = np.zeros((len(item_ids), DIMENSIONS), np.float16)
    hashes = np.zeros((len(item_ids), HASH_BYTES), np.uint8)
    kept = np.searchsorted(item_ids, before["item_ids"])
    vectors[kept], hashes[kept] = before["vectors"], before["hashes"]
    asked = np.searchsorted(item_ids, items.item_ids)
    now_hashes = content_hashes(items.texts, encoder.digest)
    is_changed = (hashes[asked] != now_hashes).any(axis=1)
    changed = asked[is_changed]
    hashes[asked] = now_hashes
    if len(changed):
        vectors[changed] = encoder.encode(
            tuple(items.texts[place] for place in np.flatnonzero(is_changed))
        )
    neighbours, scores = _renumbered(before, kept, len(item_ids))
    _compare(changed, vectors, neighbours, scores, config)
    arrays: dict[str, NDArray[Any]] = {
        "item_ids": item_ids,
        "hashes": hashes,
        "vectors": vectors,
        "neighbours": neighbours,
        "scores": scores,
    }
    return _part(arrays, n_encoded=len(changed), encoder=encoder, config=config)


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
    wide = vectors.astype(np.float32)
    for row in changed.tolist():
        cosines = wide @ wide[row]
        cosines[row] = -1
        best = np.argsort(-cosines, kind="stable")[: neighbours.shape[1]]
        best = best[cosines[best] >= config.least_cosine]
        neighbours[row], scores[row] = top_neighbours.PADDING, 0
        neighbours[row, : len(best)], scores[row, : len(best)] = best, cosines[best]
        # Out of every list it stood in, then into those where it now belongs.
        for other in np.flatnonzero((neighbours == row).any(axis=1)).tolist():
            _without(row, neighbours[other], scores[other])
        rising = (cosines > scores[:, -1]) & (cosines >= config.least_cosine)
        for other in np.flatnonzero(rising).tolist():
            _insert(row, cosines[other], neighbours[other], scores[other])


def _without(item: int, neighbours: NDArray[np.int32], scores: NDArray[np.float32]) -> None:
    """Take an item out of one list, in place."""
    place = int(np.flatnonzero(neighbours == item)[0])
    neighbours[place:-1], scores[place:-1] = neighbours[place + 1 :], scores[place + 1 :]
    neighbours[-1], scores[-1] = top_neighbours.PADDING, 0


def _insert(
    item: int,
    score: np.float32,
    neighbours: NDArray[np.int32],
    scores: NDArray[np.float32],
) -> None:
    """Put an item into one list where its score belongs, in place; the last falls out."""
    place = int(np.searchsorted(-scores, -score, side="right"))
    neighbours[place + 1 :], scores[place + 1 :] = (
        neighbours[place:-1].copy(),
        scores[place:-1].copy(),
    )
    neighbours[place], scores[place] = item, score
