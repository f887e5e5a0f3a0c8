"""What a learned order reads of a question and the products that answer it. Pure: one row a product.

Features that only one catalogue knows (ids, brands) are left out on purpose: a model must also order products and
answer questions that it never saw.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.search.ordering import Ranked
from catalog.search.question import Question

NAMES = (
    "usual_score", "usual_place", "words", "words_share", "terms_share", "cosine", "cosine_above_page", "demand",
    "popularity", "title_rank", "named_rank", "facts_rank", "description_rank", "title_terms", "named_terms",
    "first_match", "matched_title_share", "title_words", "description_signs", "kind_share", "price", "price_place",
    "stars", "rating_count", "is_in_stock", "days_on_sale", "click_rate", "question_terms", "question_idf",
    "question_numbers", "page_products", "page_complete",
)  # fmt: skip
"""The columns, in order; a model names the ones it was trained on, and others are refused."""

DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database says of one product and a question."""

    title: str
    kind: str
    """Product type, or else the department."""
    field_ranks: tuple[float, float, float, float]
    """``ts_rank`` in title; brand, type and tags; department and attribute values; description."""
    title_terms: int
    """Terms of the question that the title has."""
    named_terms: int
    """Terms that title, brand, type or tags have."""
    description_signs: int
    price_minor: int | None
    stars: float | None
    rating_count: int
    is_in_stock: bool
    published_at: float
    """Seconds since 1970."""


def described(
    question: Question,
    page: Sequence[Ranked],
    facts: Mapping[int, Facts],
    click_rates: Sequence[float],
    *,
    now: float,
) -> NDArray[np.float32]:
    """Describe the products of a page in their usual order ``(len(page), len(NAMES)) float32``; NaN = not known."""
    asked = _of_question(question, page)
    whole = _Page.of(page, facts)
    rows = [
        [*_of_product(question, one, place, facts.get(one.product_id), whole, now), rate, *asked]
        for place, (one, rate) in enumerate(zip(page, click_rates, strict=True), start=1)
    ]
    return np.array(rows, np.float32).reshape(len(page), len(NAMES))


@dataclass(frozen=True, slots=True)
class _Page:
    """What the products of a page have in common."""

    best_words: float
    usual_cosine: float
    kinds: Mapping[str, int]
    prices: NDArray[np.float64]
    """Ascending."""

    @classmethod
    def of(cls, page: Sequence[Ranked], facts: Mapping[int, Facts]) -> _Page:
        cosines = [one.cosine for one in page if one.cosine is not None]
        prices = [known.price_minor for known in facts.values() if known.price_minor is not None]
        return cls(
            best_words=max((one.hit.score for one in page), default=0.0) or 1.0,
            usual_cosine=sum(cosines) / len(cosines) if cosines else math.nan,
            kinds=Counter(known.kind for known in facts.values() if known.kind),
            prices=np.sort(np.array(prices, np.float64)),
        )


def _of_question(question: Question, page: Sequence[Ranked]) -> list[float]:
    terms = len(question.terms)
    words = [word for term in question.terms for word in term.words]
    complete = sum(one.hit.coverage == terms for one in page)
    return [
        terms,
        sum(term.idf for term in question.terms),
        sum(any(sign.isdigit() for sign in word) for word in words),
        len(page),
        complete / max(len(page), 1),
    ]


def _of_product(
    question: Question, one: Ranked, place: int, facts: Facts | None, page: _Page, now: float
) -> list[float]:
    """Return the columns up to the click rate."""
    cosine = math.nan if one.cosine is None else one.cosine
    usual = [
        one.score,
        place,
        one.hit.score,
        one.hit.score / page.best_words,
        one.hit.coverage / max(len(question.terms), 1),
        cosine,
        cosine - page.usual_cosine,
        one.demand,
        math.log1p(max(one.hit.popularity, 0.0)),
    ]
    if facts is None:
        return [*usual, *[math.nan] * (NAMES.index("click_rate") - len(usual))]
    first, share, title_words = _in_title(question, facts.title)
    price = facts.price_minor
    return [
        *usual,
        *facts.field_ranks,
        facts.title_terms,
        facts.named_terms,
        first,
        share,
        title_words,
        math.log1p(facts.description_signs),
        page.kinds.get(facts.kind, 0) / max(sum(page.kinds.values()), 1),
        math.nan if price is None else math.log1p(price),
        math.nan if price is None else _place_of(price, page.prices),
        math.nan if facts.stars is None else facts.stars,
        math.log1p(facts.rating_count),
        facts.is_in_stock,
        (now - facts.published_at) / DAY_SECONDS,
    ]


def _in_title(question: Question, title: str) -> tuple[float, float, int]:
    """Return where in the title the first word of the question stands and which share of the title was asked for (both
    0 to 1), and how many words it has.
    """
    words = title.lower().split()
    stems = tuple(lexeme for term in question.terms for lexeme in term.lexemes)
    matches = [place for place, word in enumerate(words) if stems and word.startswith(stems)]
    n = max(len(words), 1)
    return (matches[0] / n if matches else 1.0), len(matches) / n, len(words)


def _place_of(price: int, prices: NDArray[np.float64]) -> float:
    """Return the share of prices on the page that are lower; equal ones count half."""
    lower = np.searchsorted(prices, price, "left") + np.searchsorted(prices, price, "right")
    return float(lower) / 2 / len(prices)
