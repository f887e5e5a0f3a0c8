"""What somebody typed, as PostgreSQL can be asked for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.search import synonyms
from catalog.search.words import words_of
from catalog.statements import Statement

CONFIGURATION = "shop_search"
"""The text search configuration of the document trigger: stems of ``SEARCH_LANGUAGE``, no accents (``language.py``)."""
MAX_ALTERNATIVES = 6

Needs = tuple[tuple[str, ...], ...]
"""What a product must have: of each group one condition (tsquery)."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that was asked for: a word, or what staff say is the same."""

    words: tuple[str, ...]
    lexemes: tuple[str, ...]
    """All of these, or all of one of the alternatives."""
    idf: float
    """How much it tells: ln(1 + (N - n + 0.5) / (n + 0.5)), n of N products having it."""
    alternatives: tuple[tuple[str, ...], ...] = ()
    product_count: int = 0
    """How many products have it, at most: those of several words are counted together."""

    @property
    def condition(self) -> str:
        """The term as a tsquery that a product must fulfil; that of one lexeme is the lexeme itself."""
        ways = [way for way in (self.lexemes, *self.alternatives) if way]
        if len(ways) == 1 and len(ways[0]) == 1:
            return quoted(ways[0][0])
        return " | ".join(f"({' & '.join(map(quoted, way))})" for way in ways)

    @property
    def any_lexeme(self) -> str:
        """The term as a tsquery that ranks what fulfils it."""
        return " | ".join(map(quoted, self._every_lexeme))

    def within(self, fields: str) -> str:
        """The term as a tsquery that only looks at some fields, named by their weights: ``AB``."""
        return " | ".join(f"{quoted(lexeme)}:{fields}" for lexeme in self._every_lexeme)

    @property
    def _every_lexeme(self) -> tuple[str, ...]:
        alternatives = (lexeme for way in self.alternatives for lexeme in way)
        return tuple(dict.fromkeys((*self.lexemes, *alternatives)))


@dataclass(frozen=True, slots=True)
class Question:
    """The terms of a text, and what ranking must know of the catalogue."""

    text: str
    terms: tuple[Term, ...]
    title_bytes: float = 60.0
    description_bytes: float = 100.0
    unknown: tuple[str, ...] = ()
    """Words that no product uses."""

    @property
    def every_term(self) -> Needs:
        """What products have that have all terms."""
        return tuple((term.condition,) for term in self.terms)

    @property
    def some_term(self) -> Needs:
        """What products have that have at least one term."""
        return (tuple(dict.fromkeys(term.condition for term in self.terms)),) if self.terms else ()

    @property
    def begun(self) -> Needs:
        """What products have that have all terms, the last one perhaps not typed to its end."""
        *others, last = self.terms
        begun = f"{quoted(last.words[-1].lower())}:*"
        if not others:
            return ((last.condition, begun),)
        # Asked for as one: what begins so is much, what has the other terms besides is little.
        every = " & ".join(f"({term.condition})" for term in others)
        return ((f"{every} & ({last.condition} | {begun})",),)


def quoted(lexeme: str) -> str:
    """Return a lexeme as a tsquery spells it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def ask(text: str) -> Question:
    """Turn a text into a question. One query; none for a text without words."""
    words = words_of(text)
    if not words:
        return Question(text, ())
    spans = synonyms.spans(words)
    everything = [*words, *(word for span in spans for way in span.ways for word in words_of(way))]
    known = _look_up(list(dict.fromkeys(everything)))
    terms = [
        term
        for span in spans
        if (term := _term(words[span.start : span.end], span.ways, known)) is not None
    ]
    return Question(
        text,
        tuple(terms),
        title_bytes=known.title_bytes,
        description_bytes=known.description_bytes,
        unknown=tuple(word for word in words if known.is_unknown(word)),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What the catalogue knows about some words."""

    lexemes: dict[str, list[tuple[str, int]]]
    """Word → its lexemes, each with the number of products that have it; none for a stop word."""
    product_count: int
    title_bytes: float
    description_bytes: float

    def is_unknown(self, word: str) -> bool:
        found = self.lexemes.get(word, [])
        return bool(found) and not any(count for _, count in found)


def _look_up(words: list[str]) -> _Known:
    rows = _LOOK_UP.rows(words=words, configuration=CONFIGURATION)
    lexemes: dict[str, list[tuple[str, int]]] = {}
    for word, lexeme, count, *_ in rows:
        if lexeme is not None:
            lexemes.setdefault(word, []).append((lexeme, count))
    products, title_bytes, description_bytes = rows[0][3:] if rows else (0, 60.0, 100.0)
    return _Known(lexemes, products, max(title_bytes, 1.0), max(description_bytes, 1.0))


_LOOK_UP = Statement("""
SELECT typed.word, part.lexeme, coalesce(entry.product_count, 0),
       coalesce(whole.product_count, 0), coalesce(whole.title_bytes, 60), coalesce(whole.description_bytes, 100)
FROM unnest(%(words)s::text[]) WITH ORDINALITY AS typed (word, place)
LEFT JOIN LATERAL unnest(to_tsvector(%(configuration)s::regconfig, typed.word)) AS part ON true
LEFT JOIN catalog_searchlexeme AS entry ON entry.lexeme = part.lexeme
LEFT JOIN (SELECT * FROM catalog_searchstatistics LIMIT 1) AS whole ON true
ORDER BY typed.place, part.positions
""")


def _term(words: Sequence[str], ways: Sequence[str], known: _Known) -> Term | None:
    """Return the term of a span of words, or nothing where only stop words stand."""
    found = [pair for word in words for pair in known.lexemes.get(word, [])]
    alternatives = []
    count = min((count for _, count in found), default=0)
    for way in ways[:MAX_ALTERNATIVES]:
        others = [pair for word in words_of(way) for pair in known.lexemes.get(word, [])]
        if others:
            alternatives.append(tuple(lexeme for lexeme, _ in others))
            count += min(other for _, other in others)
    if not found and not alternatives:
        return None
    n = max(known.product_count, count, 1)
    idf = math.log(1 + (n - count + 0.5) / (count + 0.5))
    lexemes = tuple(dict.fromkeys(lexeme for lexeme, _ in found))
    return Term(tuple(words), lexemes, idf, tuple(alternatives), count)
