"""What products and questions mean: sentence vectors, made by an encoder that an upper floor brings along."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Protocol

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from catalog.models import SearchVector
from catalog.snapshots import Snapshot
from catalog.statements import Statement

DESCRIPTION_SIGNS = 300
"""The beginning of a description says what a thing is; the rest says what else could be said."""
ENCODED_AT_ONCE = 256
DIMENSIONS = 384
SCANNED_AT_ONCE = 4_096
"""Vectors widened to four bytes a number at a time: 6 MB, where all of a large shop would be 150."""


class Encoder(Protocol):
    """Turns texts into vectors of unit length."""

    @property
    def digest(self) -> str:
        """Name the encoder."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector per text, ``(len(texts), 384) float32``."""
        ...


Bring = Callable[[], Encoder | None]
_registered: list[Bring] = []


def register(bring: Bring) -> None:
    """Say where the encoder comes from; ``bring`` returns nothing as long as there is none."""
    _registered[:] = [bring]
    encoder.forget()
    of_text.cache_clear()


def _brought() -> Encoder | None:
    return _registered[0]() if _registered else None


encoder = Snapshot(_brought, ttl_seconds=60, at_opening=False)
"""The encoder of this process, or nothing: search then ranks by words alone."""


@lru_cache(maxsize=4096)
def of_text(text: str, digest: str) -> NDArray[np.float32] | None:
    """Return the vector of a question ``(384,)`` by the encoder of that name, or nothing when it is gone."""
    known = encoder.get()
    if known is None or known.digest != digest:
        return None
    vector: NDArray[np.float32] = known.encode([text])[0]
    return vector


def of_products(product_ids: Sequence[int], digest: str) -> dict[int, NDArray[np.float16]]:
    """Return the vectors there are of these products, by this encoder. One query."""
    rows = _OF_PRODUCTS.rows(ids=list(product_ids), encoder=digest)
    return {product_id: np.frombuffer(vector, np.float16) for product_id, vector in rows}


_OF_PRODUCTS = Statement("""
SELECT product_id, vector FROM catalog_searchvector WHERE product_id = ANY(%(ids)s::bigint[]) AND encoder = %(encoder)s
""")


def refresh(known: Encoder, *, now: datetime, limit: int = 2_000) -> int:
    """Encode products whose words are new or changed, at most ``limit`` of them; return how many were looked at."""
    with connection.cursor() as cursor:
        cursor.execute(
            _STALE, {"encoder": known.digest, "signs": DESCRIPTION_SIGNS, "limit": limit}
        )
        stale = cursor.fetchall()
    for start in range(0, len(stale), ENCODED_AT_ONCE):
        _encode(stale[start : start + ENCODED_AT_ONCE], known, now=now)
    return len(stale)


def _encode(rows: Sequence[tuple[int, str, str]], known: Encoder, *, now: datetime) -> None:
    """Write the vectors of one batch; rows whose text is as before are only marked as looked at."""
    hashes = [
        hashlib.blake2b(text.encode(), digest_size=16, key=known.digest.encode()).hexdigest()
        for _, text, _ in rows
    ]
    changed = [place for place, row in enumerate(rows) if row[2] != hashes[place]]
    vectors = known.encode([rows[place][1] for place in changed]).astype(np.float16)
    if changed:
        SearchVector.objects.bulk_create(
            [
                SearchVector(
                    product_id=rows[place][0],
                    encoder=known.digest,
                    text_hash=hashes[place],
                    vector=vector.tobytes(),
                    encoded_at=now,
                )
                for place, vector in zip(changed, vectors, strict=True)
            ],
            update_conflicts=True,
            unique_fields=["product"],
            update_fields=["encoder", "text_hash", "vector", "encoded_at"],
        )
        _index([rows[place][0] for place in changed], vectors)
    same = {row[0] for row in rows} - {rows[place][0] for place in changed}
    SearchVector.objects.filter(product_id__in=same).update(encoded_at=now)


_TEXT = """concat_ws('. ', product.title, nullif(product.product_type, ''),
                 nullif(left(product.description, %(signs)s), ''))"""
_STALE = f"""
SELECT product.id, {_TEXT},
       CASE WHEN known.encoder = %(encoder)s THEN known.text_hash ELSE '' END
FROM catalog_product AS product LEFT JOIN catalog_searchvector AS known ON known.product_id = product.id
WHERE product.status = 'published'
  AND (known.product_id IS NULL OR known.encoder <> %(encoder)s OR known.encoded_at < product.updated_at)
ORDER BY product.id LIMIT %(limit)s
"""  # noqa: S608 - our own text
_TEXTS = f"""
SELECT product.id, {_TEXT} FROM catalog_product AS product
WHERE product.status = 'published' AND (%(ids)s::bigint[] IS NULL OR product.id = ANY(%(ids)s::bigint[]))
ORDER BY hashint8(product.id), product.id LIMIT %(limit)s
"""  # noqa: S608 - our own text


def texts_of(product_ids: Sequence[int]) -> dict[int, str]:
    """Return what the encoder reads of the published ones of these products. One query."""
    return _texts(list(product_ids), limit=len(product_ids))


def sample_of_texts(*, limit: int) -> dict[int, str]:
    """Return what the encoder reads of some published products, always the same ones. One query."""
    return _texts(None, limit=limit)


def _texts(product_ids: list[int] | None, *, limit: int) -> dict[int, str]:
    with connection.cursor() as cursor:
        wanted = {"ids": product_ids, "limit": limit, "signs": DESCRIPTION_SIGNS}
        cursor.execute(_TEXTS, wanted)
        return dict(cursor.fetchall())


def has_index() -> bool:
    """Whether PostgreSQL itself finds neighbours (pgvector). One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'catalog_searchvector'::regclass "
            "AND attname = 'meaning' AND NOT attisdropped)"
        )
        return bool(cursor.fetchone()[0])


index = Snapshot(has_index, ttl_seconds=600, at_opening=False)


def _index(product_ids: Sequence[int], vectors: NDArray[np.float16]) -> None:
    """Write the vectors into the column that pgvector searches, where there is one."""
    if not index.get():
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE catalog_searchvector SET meaning = %s::halfvec WHERE product_id = %s",
            [(spelled(vector), id_) for id_, vector in zip(product_ids, vectors, strict=True)],
        )


def spelled(vector: NDArray[np.floating]) -> str:
    """Return a vector as pgvector reads it."""
    return f"[{','.join(f'{number:.5g}' for number in vector.tolist())}]"


def neighbours(vector: NDArray[np.float32], digest: str, *, limit: int) -> list[tuple[int, float]]:
    """Return the published products nearest in meaning with their cosines, nearest first. One query, or none."""
    if not index.get():
        return scan(vector, digest, limit=limit)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT product_id, 1 - (meaning <=> %s::halfvec) FROM catalog_searchvector "
            "WHERE encoder = %s ORDER BY meaning <=> %s::halfvec LIMIT %s",
            [text := spelled(vector), digest, text, limit],
        )
        return [(id_, float(cosine)) for id_, cosine in cursor.fetchall()]


def _read_matrix() -> tuple[NDArray[np.int64], NDArray[np.float16], NDArray[np.str_]]:
    """Read every vector, for a PostgreSQL without pgvector: 768 bytes a product. One query."""
    rows = list(SearchVector.objects.values_list("product_id", "vector", "encoder"))
    ids = np.array([row[0] for row in rows], np.int64)
    matrix = np.frombuffer(b"".join(bytes(row[1]) for row in rows), np.float16)
    return ids, matrix.reshape(-1, DIMENSIONS), np.array([row[2] for row in rows])


matrix = Snapshot(_read_matrix, ttl_seconds=300, at_opening=False)


def scan(vector: NDArray[np.float32], digest: str, *, limit: int) -> list[tuple[int, float]]:
    """Return the products nearest in meaning by looking at every vector. No query once they are read."""
    ids, rows, encoders = matrix.get()
    if not len(ids):
        return []
    cosines = np.full(len(ids), -1.0, np.float32)
    for start in range(0, len(ids), SCANNED_AT_ONCE):
        some = slice(start, start + SCANNED_AT_ONCE)
        np.copyto(
            cosines[some], rows[some].astype(np.float32) @ vector, where=encoders[some] == digest
        )
    # Ties at the edge are all looked at, so that the first of them is always the same.
    edge = (
        np.partition(cosines, len(cosines) - limit)[len(cosines) - limit]
        if limit < len(cosines)
        else -1.0
    )
    near = np.flatnonzero(cosines >= edge)
    best = near[np.argsort(-cosines[near], kind="stable")][:limit]
    return [(int(ids[place]), float(cosines[place])) for place in best if cosines[place] > -1]
