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
    block_rows: int = 1_024


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
    return Part(
        name="content",
        arrays={
            "item_ids": items.item_ids,
            "hashes": hashes,
            "vectors": vectors,
            "neighbours": neighbours,
            "scores": scores,
        },
        config={**asdict(config), "encoder": encoder.digest},
        metrics={
            "rows": float(len(items)),
            "encoded": float(len(wanted)),
            "covered": float(top_neighbours.covered(neighbours)),
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
    n = len(vectors)
    k = config.n_neighbours
    neighbours = np.full((n, k), top_neighbours.PADDING, np.int32)
    scores = np.zeros((n, k), np.float32)
    wide = vectors.astype(np.float32)
    listed = min(k, n - 1)
    for start in range(0, n if listed > 0 else 0, config.block_rows):
        rows = np.arange(start, min(start + config.block_rows, n))
        cosines = wide[rows] @ wide.T
        cosines[np.arange(len(rows)), rows] = -1
        top = np.argpartition(-cosines, listed - 1, axis=1)[:, :listed]
        values = np.take_along_axis(cosines, top, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        values = np.take_along_axis(values, order, axis=1)
        is_near = values >= config.least_cosine
        neighbours[rows, :listed] = np.where(
            is_near, np.take_along_axis(top, order, axis=1), top_neighbours.PADDING
        )
        scores[rows, :listed] = np.where(is_near, values, 0)
    return neighbours, scores


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
