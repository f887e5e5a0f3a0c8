"""Answers that were worked out a moment ago: only their order is kept, what belongs to them is asked anew."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from django.core.cache import cache

from catalog.search import rules
from catalog.search.answer import Found, answer
from catalog.search.lexical import Hit
from catalog.search.ordering import Ranked

TTL_SECONDS = 30
"""How long a changed rule, price or popularity may take to move a product. A new product is listed at once, behind
those whose order is known."""


def answer_lately(text: str, *, now: datetime, as_typed: bool = False) -> Found:
    """Return the answer to a text, its order at most half a minute old. No query when it is known."""
    digest = blake2b(rules.plain(text).encode(), digest_size=12).hexdigest()
    key = f"search:{'as-typed:' if as_typed else ''}{digest}"
    held = cache.get(key)
    if held is not None:
        query, groups, ids, similar, redirect_to = held
        ranked = tuple(Ranked(Hit(id_, 0, 0.0, 0.0), None, 0.0, 0.0) for id_ in ids)
        needs = tuple(map(tuple, groups))
        return Found(text, query or text, now, ranked, needs, frozenset(similar), redirect_to)
    found = answer(text, now=now, as_typed=as_typed)
    query = found.query if found.is_corrected else ""
    kept = [query, found.needs, found.ids, sorted(found.similar), found.redirect_to]
    cache.set(key, kept, TTL_SECONDS)
    return found
