"""Every rival asked every question, clean and with a mistake in it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from recommendations.training.judgements import Judgements
from recommendations.training.judgements import names as product_names
from recommendations.training.search_order import Verdict
from storefront.search_evaluation import reranked
from storefront.search_evaluation.misspelling import misspelt
from storefront.search_evaluation.rivals import Rival
from storefront.search_evaluation.scores import Scores, mean, score
from storefront.search_evaluation.scratch import Progress


class NothingToEvaluate(Exception):
    """No question can be scored; the message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rival reached."""

    name: str
    scores: Scores
    by_words: Mapping[str, Scores]
    """By the number of words of the question: 1, 2, 3+."""
    misspelt: Scores

    @property
    def kept(self) -> float:
        """Share of the clean nDCG that is left with a mistake in each question."""
        return self.misspelt.ndcg / self.scores.ndcg if self.scores.ndcg else 0.0


@dataclass(frozen=True, slots=True)
class Contest:
    """The figures of one evaluation and what they rest on."""

    products: int
    queries: int
    judged_pairs: int
    unanswerable: int
    strangers: int
    """Judged pairs whose product is not in the catalogue."""
    outcomes: tuple[Outcome, ...]
    re_ranked: Verdict | None = None
    """How the learned order stands against the usual one; nothing where there are too few questions."""


def compete(
    judgements: Judgements,
    rivals: Mapping[str, Rival],
    *,
    seed: int,
    now: datetime,
    progress: Progress,
) -> Contest:
    """Ask every rival everything, and last a learned order that is trained on the other questions.

    Raises: NothingToEvaluate: if no judged product is in the catalogue or none is relevant.
    """
    names = product_names()
    known = set(names.values())
    judged, strangers = {}, 0
    for query, grades in judgements.by_query.items():
        kept = {product: grade for product, grade in grades.items() if product in known}
        strangers += len(grades) - len(kept)
        if any(kept.values()):
            judged[query] = kept
    if not judged:
        raise NothingToEvaluate(
            "No question has a relevant product in this catalogue: the judgements call products "
            f"{_some(judgements.by_query)}, the catalogue {', '.join(sorted(known)[:3]) or 'none'}. Name the column "
            "of the same ids with --map Theirs=product or with --map-catalogue Theirs=external_id."
        )
    rng = random.Random(seed)  # noqa: S311 - mistakes, not secrets
    mistaken = {query: misspelt(query, rng) for query in judged}
    progress("learning an order", 0)
    learned = reranked.learn(judged, mistaken, names, now=now)
    outcomes = list[Outcome]()
    ways: dict[str, tuple[Rival, ...]] = {name: (rival,) for name, rival in rivals.items()}
    if learned is not None:
        ways["re-ranked"] = learned.rivals
    for name, each in ways.items():
        progress(f"asking {name}", len(outcomes))
        asked = [_asked(name, rival, judged, mistaken, names) for rival in each]
        outcomes.append(_averaged(asked))
    return Contest(
        products=len(names),
        queries=len(judged),
        judged_pairs=sum(map(len, judged.values())),
        unanswerable=len(judgements.by_query) - len(judged),
        strangers=strangers,
        outcomes=tuple(outcomes),
        re_ranked=learned.verdict if learned else None,
    )


def _asked(
    name: str,
    rival: Rival,
    judged: Mapping[str, Mapping[str, float]],
    mistaken: Mapping[str, str],
    names: Mapping[int, str],
) -> Outcome:
    clean = {query: _answer(rival, query, names) for query in judged}
    wrong = {query: _answer(rival, mistaken[query], names) for query in judged}
    return _outcome(name, judged, clean, wrong)


def _averaged(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the mean of what the same way reached several times."""
    return Outcome(
        name=outcomes[0].name,
        scores=mean([one.scores for one in outcomes]),
        by_words={
            length: mean([one.by_words[length] for one in outcomes])
            for length in outcomes[0].by_words
        },
        misspelt=mean([one.misspelt for one in outcomes]),
    )


def _answer(rival: Rival, query: str, names: Mapping[int, str]) -> list[str]:
    return [names[product_id] for product_id in rival(query)]


def _outcome(
    name: str,
    judged: Mapping[str, Mapping[str, float]],
    clean: Mapping[str, list[str]],
    wrong: Mapping[str, list[str]],
) -> Outcome:
    each = {query: score(clean[query], grades) for query, grades in judged.items()}
    by_words: dict[str, list[Scores]] = {}
    for query, scores in each.items():
        by_words.setdefault(_length(query), []).append(scores)
    return Outcome(
        name=name,
        scores=mean(list(each.values())),
        by_words={length: mean(by_words[length]) for length in sorted(by_words)},
        misspelt=mean([score(wrong[query], grades) for query, grades in judged.items()]),
    )


def _length(query: str) -> str:
    words = len(query.split())
    return str(words) if words < 3 else "3+"


def _some(by_query: Mapping[str, Mapping[str, float]]) -> str:
    """Name some judged products."""
    return ", ".join(sorted({product for grades in by_query.values() for product in grades})[:3])
