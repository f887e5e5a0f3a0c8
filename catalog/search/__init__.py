"""Finds products by what somebody typed: start reading at :func:`catalog.search.answer.answer`.

question (words, synonyms) → lexical (who has them: BM25F in PostgreSQL) → spelling (when nobody has) → vectors (what
they mean) → ordering (words, meaning, demand) → rules (what staff say).
"""

from __future__ import annotations

from catalog.search import frequent
from catalog.search.answer import Found, answer
from catalog.search.lately import answer_lately
from catalog.search.spelling import corrected, refresh_words

__all__ = ["Found", "answer", "answer_lately", "corrected", "frequent", "refresh_words"]
