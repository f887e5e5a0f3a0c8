"""The SQL that finds and scores the products of one term: BM25F inside PostgreSQL, sent as bytes.

``ts_rank`` with a single field switched on counts the frequency in that field: 1 / 1.645 for one occurrence, a little
more for each further one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

TITLE, NAMED, DESCRIPTION = 5.0, 2.0, 1.0
"""Weights of the title; of brand, department, product type and tags; of the description. Departments further above and
attribute values let a product be found but do not rank it: most of them say what it goes with, not what it is."""
TITLE_LENGTH, DESCRIPTION_LENGTH = 0.3, 0.75
"""How much the length of a field counts (b of BM25)."""
SATURATION = 1.2
"""k1 of BM25: how soon more of the same word no longer helps."""
ONE_OCCURRENCE = 1.64493406685
"""What ``ts_rank`` divides by (pi squared / 6)."""
SCORED, MATCHED = "scored", "matched"

Value = str | float | list[int] | None
Asked = tuple[str, list[Value]]
"""SQL and its parameters."""
Scored = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Products and their BM25F without idf, each ``(n,)``; no scores where products only had to match."""

_FROM = """FROM catalog_product WHERE search_text @@ %s::tsquery AND status = 'published' AND published_at IS NOT NULL
           AND (%s::bigint[] IS NULL OR id = ANY(%s::bigint[]))"""


def matched(condition: str, *, only: Sequence[int] | None) -> Asked:
    """Ask which products fulfil a condition: one row with their ids."""
    ids = None if only is None else list(only)
    sql = f"SELECT '{MATCHED}', %s, string_agg(int8send(id), ''), NULL::bytea {_FROM}"
    return sql, [condition, condition, ids, ids]


def scored(
    lexemes: str, title_bytes: float, description_bytes: float, *, only: Sequence[int] | None
) -> Asked:
    """Ask which products have any of the lexemes: one row with their ids and BM25F without idf."""
    ids = None if only is None else list(only)
    sql = f"""
        SELECT '{SCORED}', %s, string_agg(int8send(id), ''), string_agg(float8send({_SCORE}), '') {_FROM}
        """
    mass: list[Value] = [lexemes, title_bytes, lexemes, lexemes, description_bytes]
    return sql, [lexemes, *mass, lexemes, ids, ids]


def unpacked(product_ids: bytes | None, scores: bytes | None) -> Scored:
    """Read one row of bytes that PostgreSQL sent; nothing stands for none."""
    return (
        np.frombuffer(product_ids or b"", ">i8").astype(np.int64),
        np.frombuffer(scores or b"", ">f8").astype(np.float64),
    )


_SCORE = (
    f"({SATURATION + 1} * (1 - {SATURATION} / ({SATURATION} + {ONE_OCCURRENCE} * ("
    f"{TITLE} * ts_rank('{{0,0,0,1}}', search_text, %s::tsquery)"
    f" / ({1 - TITLE_LENGTH} + {TITLE_LENGTH} * pg_column_size(title) / %s)"
    f" + {NAMED} * ts_rank('{{0,0,1,0}}', search_text, %s::tsquery)"
    f" + {DESCRIPTION} * ts_rank('{{1,0,0,0}}', search_text, %s::tsquery)"
    f" / ({1 - DESCRIPTION_LENGTH} + {DESCRIPTION_LENGTH} * pg_column_size(description) / %s)))))::float8"
)
