"""THE recipe: from what was typed to the products that answer it, best first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from catalog import columns
from catalog.columns import Columns, Part
from catalog.search import learned, lexical, ordering, part_numbers, rules, spelling, vectors
from catalog.search.lexical import Hit
from catalog.search.ordering import Ranked
from catalog.search.postings import Index
from catalog.search.question import CONFIGURATION, Needs, Question, ask
from catalog.search.words import words_of

ENOUGH = 12
"""Half a page: with fewer products that have all words, those that have some of them or mean the same come along."""
DEPTH = 200
"""Products put in order by score; behind them popularity decides."""
SIMILAR = 12
LEAST_COSINE = 0.45
"""Below this a product has little to do with the question (MiniLM; unrelated pairs lie around 0.1)."""

_OPERATORS = re.compile(r'"[^"]+"|(?:^|\s)-\w')


@dataclass(frozen=True, slots=True)
class Found:
    """The products that answer a question, best first, before any filter."""

    typed: str
    query: str
    """What was searched for in the end."""
    now: datetime
    ranked: tuple[Ranked, ...] = ()
    needs: Needs = ()
    """What products have that belong to the answer besides the ranked ones."""
    similar: frozenset[int] = field(default_factory=frozenset)
    """Products that have none of the words but mean the same."""
    redirect_to: str = ""
    catalogue: Columns | None = field(default=None, compare=False, repr=False)
    """What it was looked up in a moment ago, for whoever goes on to list it."""

    @property
    def is_corrected(self) -> bool:
        """Whether the words were changed to find something."""
        return self.query != self.typed

    @property
    def ids(self) -> list[int]:
        """The ranked products, best first."""
        return [one.product_id for one in self.ranked]

    def scope(self, catalogue: Columns) -> Answered:
        """Return everything that belongs to the answer. One query for terms this process has not met yet."""
        index = Index(catalogue)
        index.read(condition for group in self.needs for condition in group)
        return Answered(self, index)


@dataclass(frozen=True, slots=True)
class Answered:
    """The products of an answer as the scope of a list."""

    found: Found
    index: Index

    def rows(self, part: Part) -> NDArray[np.int64]:
        """Return the rows of the ranked products and of all others that fulfil the needs."""
        fits = np.zeros(len(part), np.bool_)
        if self.found.needs and self.found.ids:
            fits = self.index.matching(part, self.found.needs)
        fits[part.rows_of(np.array(self.found.ids, np.int64))] = True
        return np.flatnonzero(fits)


def answer(
    text: str, *, now: datetime, as_typed: bool = False, tried: rules.Rule | None = None
) -> Found:
    """Return what answers a text; when nothing does, what its words were probably meant to be, unless ``as_typed``.
    A rule that is ``tried`` counts instead of what staff decided.

    Two queries for ordinary words, a third for such as this process has not met yet, one for vectors, one for a learned
    order, some more when few or no products have all words.
    """
    rule = tried or rules.rule_for(text)
    if rule.redirect_to:
        return Found(text, text, now, redirect_to=rule.redirect_to)
    numbered = part_numbers.hits(text, now=now)
    if numbered.is_answer:
        return Found(text, text, now, tuple(ordering.ranked(numbered.hits, {}, None)))
    index = Index(columns.current())
    matched = _match(text, index, now=now, as_typed=as_typed)
    rule = tried or rules.rule_for(text, matched.question.text)
    if rule.redirect_to:
        return Found(text, matched.question.text, now, redirect_to=rule.redirect_to)
    hits = _with_numbered(matched.hits, numbered)
    found = _ordered(text, matched, hits, rule, now=now)
    return replace(found, catalogue=index.catalogue)


def usual_page(text: str, *, now: datetime) -> tuple[Question, list[Ranked]]:
    """Return a question as it was understood and the first products that answer it, in the order that is not learned:
    what a learned order reads, and what it must beat. As many queries as :func:`answer`.
    """
    numbered = part_numbers.hits(text, now=now)
    matched = _match(text, Index(columns.current()), now=now, as_typed=False)
    ranked, _ = _usual(matched.question, _with_numbered(matched.hits, numbered))
    return matched.question, ranked[: ordering.REORDERED]


@dataclass(frozen=True, slots=True)
class Matched:
    """What the words alone brought."""

    question: Question
    hits: list[Hit]
    needs: Needs


def _match(text: str, index: Index, *, now: datetime, as_typed: bool) -> Matched:
    """Ask for all words; where too few products have them, for some of them, and for what was meant."""
    question = ask(text)
    if not question.terms:
        return Matched(question, [], ())

    def found(needs: Needs) -> list[Hit]:
        return lexical.hits(question, needs, index, now=now, limit=DEPTH)

    if _OPERATORS.search(text):
        said: Needs = ((_with_operators(text),),)
        return Matched(question, found(said), said)
    hits = found(question.every_term)
    if len(hits) >= ENOUGH or (hits and question.unknown):
        return Matched(question, hits, question.every_term)
    begun = found(question.begun)
    if len(begun) >= ENOUGH:
        return Matched(question, _first(hits, begun), question.begun)
    if question.unknown and not as_typed:
        meant = spelling.corrected(text)
        if meant != " ".join(words_of(text)):
            better = _match_meant(meant, index, now=now)
            if len(better.hits) > 2 * len(begun):
                return better
    if question.unknown and begun:
        return Matched(question, begun, question.begun)
    return Matched(question, _first(hits, begun, found(question.some_term)), ())


def _match_meant(meant: str, index: Index, *, now: datetime) -> Matched:
    """Ask for mended words; nothing is mended twice."""
    question = ask(meant)
    every = lexical.hits(question, question.every_term, index, now=now, limit=DEPTH)
    if len(every) >= ENOUGH:
        return Matched(question, every, question.every_term)
    some = lexical.hits(question, question.some_term, index, now=now, limit=DEPTH)
    return Matched(question, _first(every, some), ())


def _first(*lists: Sequence[Hit]) -> list[Hit]:
    """Return all hits of several lists, each once, earlier lists first."""
    found: dict[int, Hit] = {}
    for hits in lists:
        for hit in hits:
            found.setdefault(hit.product_id, hit)
    return list(found.values())[:DEPTH]


def _with_operators(text: str) -> str:
    """Return the tsquery of a text that says what must stand together or be absent. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT websearch_to_tsquery(%s::regconfig, %s)::text", [CONFIGURATION, text]
        )
        return str(cursor.fetchone()[0])


def _with_numbered(hits: Sequence[Hit], numbered: part_numbers.Numbered) -> list[Hit]:
    """Return hits with the products of that article number before them, or behind them those whose number begins so."""
    exact = [hit for hit in numbered.hits if hit.is_exact]
    return _first(exact, hits, numbered.hits)


def _ordered(
    text: str, matched: Matched, hits: list[Hit], rule: rules.Rule, *, now: datetime
) -> Found:
    """Let meaning, demand, what was learned and staff put the hits in order, and fill a short answer with what means
    the same.
    """
    question = matched.question
    ranked, encoder = _usual(question, hits)
    ranked = learned.reordered(ranked, question, now=now)
    similar: frozenset[int] = frozenset()
    if encoder and len(ranked) < ENOUGH:
        ranked, similar = _with_similar(ranked, question.text, encoder)
    ranked = _as_staff_say(ranked, rule)
    return Found(text, question.text, now, tuple(ranked), matched.needs, similar)


def _usual(question: Question, hits: list[Hit]) -> tuple[list[Ranked], vectors.Encoder | None]:
    """Put hits in the order that is not learned; also return the encoder that took part. One query with an encoder."""
    encoder = vectors.encoder.get()
    meaning = vectors.of_text(question.text, encoder.digest) if encoder and hits else None
    known = {}
    if encoder and meaning is not None:
        first = [hit.product_id for hit in hits[: ordering.REORDERED]]
        known = vectors.of_products(first, encoder.digest)
    return ordering.ranked(hits, known, meaning), encoder


def _with_similar(
    ranked: list[Ranked], text: str, encoder: vectors.Encoder
) -> tuple[list[Ranked], frozenset[int]]:
    """Append what means the same where words brought little. One query."""
    meaning = vectors.of_text(text, encoder.digest)
    if meaning is None:
        return ranked, frozenset()
    there = {one.product_id for one in ranked}
    near = [
        Ranked(Hit(product_id, 0, 0.0, 0.0), cosine, 0.0, cosine)
        for product_id, cosine in vectors.neighbours(meaning, encoder.digest, limit=SIMILAR)
        if cosine >= LEAST_COSINE and product_id not in there
    ]
    return ranked + near, frozenset(one.product_id for one in near)


def _as_staff_say(ranked: list[Ranked], rule: rules.Rule) -> list[Ranked]:
    """Put pinned products first, in the order of their places, and buried ones last."""
    if not rule.pinned and not rule.buried:
        return ranked
    by_id = {one.product_id: one for one in ranked}
    pinned = [
        by_id.get(id_) or Ranked(Hit(id_, 0, 0.0, 0.0), None, 0.0, 0.0) for id_ in rule.pinned
    ]
    others = [one for one in ranked if one.product_id not in set(rule.pinned)]
    kept = [one for one in others if one.product_id not in rule.buried]
    return pinned + kept + [one for one in others if one.product_id in rule.buried]
