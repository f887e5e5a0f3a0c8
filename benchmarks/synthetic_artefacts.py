"""Artefacts as large as a night at a given size writes them, with random content of the right shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommendations.features import demand
from recommendations.features.acts import Reading
from recommendations.features.business_time import DAY_SECONDS
from recommendations.features.encoder import DIMENSIONS
from recommendations.features.tables import Table
from recommendations.ranking import clicks, purchases
from recommendations.ranking.purchases import PurchaseTables
from recommendations.ranking.ranker import MODEL
from recommendations.registry import artefacts
from recommendations.registry.artefacts import Part
from recommendations.training import click_tables, ranker, sequential_rules
from recommendations.training.als import AlsConfig
from recommendations.training.purchase_tables import PurchaseTablesConfig
from recommendations.training.ranker import Examples, RankerConfig
from recommendations.training.sequential_rules import SequentialRulesConfig
from recommendations.vocabulary import KIND_CODES, EventKind, Interactions

Arrays = dict[str, NDArray[Any]]
PER_PERSON = 5
"""Items of an active person's history, on average."""
ACTIVE_SHARE = 0.2
"""Of all people, those who touched anything in the last 45 days."""
SESSIONS_PER_PERSON = 1.0
LOOKS_PER_VISIT = 4


def write(root: Path, *, n_items: int, n_people: int, now: datetime) -> Path:
    """Write a version of every part the personal row reads; return its folder."""
    parts = _parts(n_items, n_people, now.timestamp(), np.random.default_rng(3))
    return artefacts.write(root, version="bench", parts=parts, built_at=now).path


def _parts(n: int, n_people: int, now: float, rng: np.random.Generator) -> Iterator[Part]:
    item_ids = np.arange(1, n + 1, dtype=np.int64)
    vectors = rng.standard_normal((n, DIMENSIONS), np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    yield Part("content", {**_neighbours(item_ids, rng), "vectors": vectors.astype(np.float16)})
    for name in ("substitutes", "item_item", "co_purchase"):
        yield Part(name, _neighbours(item_ids, rng))
    shelves = _shelves(item_ids, rng)
    extra: Arrays = {
        "half_lives_days": np.array([7], np.float32),
        "faded": np.ones((n, 1), np.float32),
    }
    yield Part("popularity", {**shelves, **extra})
    yield Part("trending", shelves)
    factors = _factors(n, AlsConfig().n_factors, rng)
    als: Arrays = {"item_ids": item_ids, "factors": factors, "gram": factors.T @ factors}
    yield Part("als", als, {"regularization": 10.0, "confidence": 2.0})
    n_sessions = int(n_people * SESSIONS_PER_PERSON)
    yield Part("session", _sessions(item_ids, n_sessions, rng), {"n_neighbours": 300, "n_last": 6})
    looks = _looks(item_ids, n_sessions, now)
    yield sequential_rules.train(looks)
    people = _people(item_ids, int(n_people * ACTIVE_SHARE), rng)
    yield Part("user_knn", people, {"n_neighbours": 100, "n_profile": 50})
    yield Part(
        "discover",
        _ranker(item_ids, n_people, rng),
        {"feature_names": purchases.FEATURES, "reads": Reading.TOUCHES.value},
    )
    yield Part(
        "next_look",
        _next_look(looks, now, rng),
        {"feature_names": clicks.FEATURES, "reads": Reading.VISIT.value},
    )


def _factors(n: int, n_factors: int, rng: np.random.Generator) -> NDArray[np.float32]:
    return (rng.standard_normal((n, n_factors), np.float32) * 0.3).astype(np.float32)


def _popular(rng: np.random.Generator, n: int, size: int) -> NDArray[np.int32]:
    """Draw items, low numbers more often: half of all draws fall on a quarter of the items."""
    drawn: NDArray[np.int32] = (n * rng.random(size) ** 2).astype(np.int32)
    return drawn


def _neighbours(item_ids: NDArray[np.int64], rng: np.random.Generator) -> Arrays:
    n = len(item_ids)
    scores = -np.sort(-rng.random((n, 50), np.float32), axis=1)
    return {
        "item_ids": item_ids,
        "neighbours": _popular(rng, n, n * 50).reshape(n, 50),
        "scores": scores,
    }


def _shelves(item_ids: NDArray[np.int64], rng: np.random.Generator) -> Arrays:
    ranked = rng.permutation(len(item_ids))[:300].astype(np.int32)
    return {
        "item_ids": item_ids,
        "scores": rng.random(len(item_ids), np.float32),
        "department_ids": np.empty(0, np.int64),
        "shelf_starts": np.array([0, len(ranked)], np.int64),
        "ranked": ranked,
    }


def _sessions(item_ids: NDArray[np.int64], n_sessions: int, rng: np.random.Generator) -> Arrays:
    n = len(item_ids)
    item = _popular(rng, n, n_sessions * 4)
    session = np.repeat(np.arange(n_sessions, dtype=np.int32), 4)
    order = np.lexsort((session, item))
    starts = np.searchsorted(item[order], np.arange(n + 1))
    # The newest 1,000 of each item, as training keeps them.
    behind = np.repeat(starts[1:], np.diff(starts)) - np.arange(len(order))
    kept = behind <= 1_000
    counts = np.concatenate([[0], np.cumsum(kept)])
    return {
        "item_ids": item_ids,
        "item_starts": counts[starts].astype(np.int64),
        "item_sessions": session[order][kept],
        "session_starts": np.arange(n_sessions + 1, dtype=np.int64) * 4,
        "session_items": item,
        "idf": np.log(n_sessions / np.maximum(np.diff(starts), 1)).astype(np.float32),
    }


def _people(item_ids: NDArray[np.int64], n_people: int, rng: np.random.Generator) -> Arrays:
    n = len(item_ids)
    item = _popular(rng, n, n_people * PER_PERSON)
    person = np.repeat(np.arange(n_people, dtype=np.int32), PER_PERSON)
    order = np.lexsort((person, item))
    starts = np.searchsorted(item[order], np.arange(n + 1))
    kept = np.arange(len(order)) - starts[item[order]] < 500
    counts = np.concatenate([[0], np.cumsum(kept)])
    return {
        "item_ids": item_ids,
        "rarity": rng.random(n, np.float32) + 1,
        "item_starts": counts[starts].astype(np.int64),
        "item_people": person[order][kept],
        "item_weights": rng.random(int(kept.sum()), np.float32),
        "person_starts": np.arange(n_people + 1, dtype=np.int64) * PER_PERSON,
        "person_items": item,
        "person_weights": rng.random(len(item), np.float32),
    }


def _ranker(
    item_ids: NDArray[np.int64],
    n_people: int,
    rng: np.random.Generator,
) -> Arrays:
    n, config = len(item_ids), PurchaseTablesConfig()
    factors = _factors(n, config.n_factors, rng)
    n_seen = min(config.most_people, n_people)
    head = min(config.head, n)
    people = np.arange(n_seen, dtype=np.int32)
    tables = PurchaseTables(
        demand=rng.random((n, len(demand.NAMES)), np.float32) * 50,
        idf=rng.random(n, np.float32) * 8,
        people=people,
        people_of_item=_random_table(rng, n, n_seen, n_seen * 20),
        bought_lately=_random_table(rng, n_seen, n, n_seen * 5),
        ease=_head_table(rng, head, config.ease_neighbours, n),
        lately=_random_table(rng, n, n, n * config.neighbours),
        factors=factors,
        gram=(factors.T @ factors + np.eye(config.n_factors)).astype(np.float32),
        confidence=config.confidence,
    )
    return {
        "item_ids": item_ids,
        **tables.arrays(),
        **_trees(purchases.FEATURES, rng),
        "person_digests": np.arange(n_seen, dtype=np.int64),
        "person_places": people,
    }


def _looks(item_ids: NDArray[np.int64], n_visits: int, now: float) -> Interactions:
    """Make up visits of four looks each, as many as a night reads of them."""
    rng = np.random.default_rng(4)
    n_visits = min(n_visits, SequentialRulesConfig().most_looks // LOOKS_PER_VISIT)
    n = n_visits * LOOKS_PER_VISIT
    begins = np.repeat(np.sort(now - rng.random(n_visits) * 30 * DAY_SECONDS), LOOKS_PER_VISIT)
    happened_at = begins + np.tile(np.arange(LOOKS_PER_VISIT) * 40.0, n_visits)
    order = np.argsort(happened_at, kind="stable")
    return Interactions(
        person=np.repeat(np.arange(n_visits, dtype=np.int32), LOOKS_PER_VISIT)[order],
        item=_popular(rng, len(item_ids), n)[order],
        kind=np.full(n, KIND_CODES[EventKind.VIEW], np.int8),
        happened_at=happened_at[order],
        quantity=np.ones(n, np.float32),
        basket=np.repeat(np.arange(n_visits, dtype=np.int32), LOOKS_PER_VISIT)[order],
        persons=np.arange(n_visits).astype(str),
        items=item_ids,
    )


def _next_look(looks: Interactions, now: float, rng: np.random.Generator) -> Arrays:
    return {
        "item_ids": looks.items,
        **click_tables.build(looks, now=now).arrays(),
        **_trees(clicks.FEATURES, rng),
        "person_digests": np.empty(0, np.int64),
        "person_places": np.empty(0, np.int32),
    }


def _trees(feature_names: Sequence[str], rng: np.random.Generator) -> Arrays:
    """Grow a hundred trees on noise, as deep as real ones."""
    features = rng.random((20_000, len(feature_names)), np.float32)
    is_taken = rng.random(20_000) < features[:, 0] ** 2
    booster = ranker.learn(
        [Examples(features, is_taken, is_taken)], feature_names, RankerConfig(rounds=100)
    )
    return {
        MODEL: np.frombuffer(ranker.exported(booster), np.uint8),
        "pause_until": np.empty(0),
        "pause_cut": np.empty(0),
    }


def _random_table(rng: np.random.Generator, n_rows: int, n_columns: int, n_entries: int) -> Table:
    rows, columns = _popular(rng, n_rows, n_entries), rng.integers(n_columns, size=n_entries)
    return Table.of(rows, columns, rng.random(n_entries, np.float32), (n_rows, n_columns))


def _head_table(rng: np.random.Generator, head: int, per_row: int, n: int) -> Table:
    rows = np.repeat(np.arange(head), per_row)
    columns = rng.integers(head, size=len(rows))
    values = rng.random(len(rows), np.float32) - np.float32(0.3)
    return Table.of(rows, columns, values, (n, n))
