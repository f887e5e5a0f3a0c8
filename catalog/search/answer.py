"""THE recipe: from what was typed to the products that answer it, best first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BigIntegerField, F, Func, IntegerField, Q, Value
from django.db.models.functions import Coalesce

from catalog.models import Product, Variant
from catalog.querysets import ProductQuerySet
from catalog.search import lexical, ordering, rules, spelling, vectors
from catalog.search.lexical import Hit
from catalog.search.ordering import Ranked
from catalog.search.question import CONFIGURATION, Question, ask, words_of

ENOUGH = 12
"""Half a page: with fewer products that have all words, those that have some of them or mean the same come along."""
DEPTH = 200
"""Products put in order by score; behind them popularity decides."""
SHORTEST_BEGINNING = 4
"""Signs of an article number from which its beginning is enough."""
SIMILAR = 12
LEAST_COSINE = 0.45
"""Below this a product has little to do with the question (MiniLM; unrelated pairs lie around 0.1)."""

Personal = Callable[[Sequence[int]], Mapping[int, float]]
"""What one shopper's session says of products: id → 0 to 1."""

_ARTICLE_NUMBER = re.compile(r"(?=\S*[\d_./-])[\w./-]{3,80}")
_OPERATORS = re.compile(r'"[^"]+"|(?:^|\s)-\w')


@dataclass(frozen=True, slots=True)
class Found:
    """The products that answer a question, best first, before any filter."""

    typed: str
    query: str
    """What was searched for in the end."""
    now: datetime
    ranked: tuple[Ranked, ...] = ()
    condition: str = ""
    """A tsquery whose products belong to the answer besides the ranked ones."""
    similar: frozenset[int] = field(default_factory=frozenset)
    """Products that have none of the words but mean the same."""
    redirect_to: str = ""

    @property
    def is_corrected(self) -> bool:
        """Whether the words were changed to find something."""
        return self.query != self.typed

    @property
    def ids(self) -> list[int]:
        """The ranked products, best first."""
        return [one.product_id for one in self.ranked]

    @property
    def products(self) -> ProductQuerySet:
        """Everything that belongs to the answer, annotated with ``relevance``, higher is better."""
        visible = Product.objects.visible(now=self.now)
        if not self.ids:
            return visible.none().annotate(relevance=Value(0))
        matches = Q(pk__in=self.ids)
        if self.condition:
            matches |= Q(
                search_text=SearchQuery(self.condition, search_type="raw", config="simple")
            )
        return visible.filter(matches).annotate(relevance=_relevance(self.ids))


def _relevance(ids: Sequence[int]) -> Coalesce:
    """Return a number that falls with the place in the order; 0 for products behind the ranked ones."""
    order = Value(list(reversed(ids)), output_field=ArrayField(BigIntegerField()))
    place = Func(order, F("pk"), function="array_position", output_field=IntegerField())
    return Coalesce(place, Value(0))


def answer(text: str, *, now: datetime, personal: Personal | None = None) -> Found:
    """Return what answers a text; when nothing does, what its words were probably meant to be.

    Two queries for ordinary words, one for vectors, some more when few or no products have all words.
    """
    rule = rules.rule_for(text)
    if rule.redirect_to:
        return Found(text, text, now, redirect_to=rule.redirect_to)
    numbered = _numbered(text, now=now)
    if numbered and numbered[0].is_exact:
        return Found(text, text, now, tuple(ordering.ranked(numbered, {}, None)))
    matched = _match(text, now=now)
    hits = _first(matched.hits, numbered)
    return _ordered(text, matched, hits, rule, now=now, personal=personal)


@dataclass(frozen=True, slots=True)
class Matched:
    """What the words alone brought."""

    question: Question
    hits: list[Hit]
    condition: str


def _match(text: str, *, now: datetime) -> Matched:
    """Ask for all words; where too few products have them, for some of them, and for what was meant."""
    question = ask(text)
    if not question.terms:
        return Matched(question, [], "")
    if _OPERATORS.search(text):
        condition = _with_operators(text)
        return Matched(question, lexical.hits(question, condition, now=now, limit=DEPTH), condition)
    hits = lexical.hits(question, question.every_term, now=now, limit=DEPTH)
    if len(hits) >= ENOUGH or (hits and question.unknown):
        return Matched(question, hits, question.every_term)
    begun = lexical.hits(question, question.begun, now=now, limit=DEPTH)
    if len(begun) >= ENOUGH:
        return Matched(question, _first(hits, begun), question.begun)
    if question.unknown:
        meant = spelling.corrected(text)
        if meant != " ".join(words_of(text)):
            better = _match_meant(meant, now=now)
            if len(better.hits) > 2 * len(begun):
                return better
        if begun:
            return Matched(question, begun, question.begun)
    some = lexical.hits(question, question.some_term, now=now, limit=DEPTH)
    return Matched(question, _first(hits, begun, some), "")


def _match_meant(meant: str, *, now: datetime) -> Matched:
    """Ask for mended words; nothing is mended twice."""
    question = ask(meant)
    every = lexical.hits(question, question.every_term, now=now, limit=DEPTH)
    if len(every) >= ENOUGH:
        return Matched(question, every, question.every_term)
    some = lexical.hits(question, question.some_term, now=now, limit=DEPTH)
    return Matched(question, _first(every, some), "")


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


def _numbered(text: str, *, now: datetime) -> list[Hit]:
    """Return the products with this very article number, or else those whose number begins so. One query, and none
    for what looks like no number.
    """
    if not _ARTICLE_NUMBER.fullmatch(text):
        return []
    ways = {text, text.upper(), text.lower()}
    numbers = Q(sku__in=ways) | (Q(ean=text) & ~Q(ean=""))
    if len(text) >= SHORTEST_BEGINNING:
        for way in ways:
            numbers |= Q(sku__startswith=way)
    rows = (
        Variant.objects.filter(numbers, is_active=True)
        .filter(product__status="published", product__published_at__lte=now)
        .order_by("sku")
        .values_list("product_id", "sku", "ean", "product__popularity")[:DEPTH]
    )
    hits = [
        Hit(product_id, 0, 0.0, popularity, is_exact=sku in ways or ean == text)
        for product_id, sku, ean, popularity in rows
    ]
    exact = [hit for hit in hits if hit.is_exact]
    return _first(exact or hits)


def _ordered(
    text: str,
    matched: Matched,
    hits: list[Hit],
    rule: rules.Rule,
    *,
    now: datetime,
    personal: Personal | None,
) -> Found:
    """Let meaning, demand and staff put the hits in order, and fill a short answer with what means the same."""
    question = matched.question
    encoder = vectors.encoder.get()
    meaning = vectors.of_text(question.text, encoder.digest) if encoder and hits else None
    known = {}
    if encoder and meaning is not None:
        first = [hit.product_id for hit in hits[: ordering.REORDERED]]
        known = vectors.of_products(first, encoder.digest)
    ids = [hit.product_id for hit in hits[: ordering.REORDERED]]
    likes = personal(ids) if personal else None
    ranked = ordering.ranked(hits, known, meaning, personal=likes)
    similar: frozenset[int] = frozenset()
    if encoder and len(ranked) < ENOUGH:
        ranked, similar = _with_similar(ranked, question.text, encoder)
    ranked = _as_staff_say(ranked, rule)
    return Found(text, question.text, now, tuple(ranked), matched.condition, similar)


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
