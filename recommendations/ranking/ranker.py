"""A learned ranker as serving holds it: the tables its features come from, the trees, and whose acts it reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.features import acts
from recommendations.features.acts import Reading
from recommendations.features.business_time import Pauses
from recommendations.features.histories import UNKNOWN_PERSON, Histories
from recommendations.ranking import clicks, purchases
from recommendations.ranking.clicks import ClickTables
from recommendations.ranking.purchases import PurchaseTables
from recommendations.ranking.scorer import Scorer, WrongFeatures
from recommendations.vocabulary import Context, PersonKey

MODEL = "model"
BOOSTER = "booster"
"""The same trees as LightGBM's text, which the worker reads to explain a score; a page never does."""


@dataclass(frozen=True, slots=True)
class Ranker:
    """Orders the candidates of one shopper by how likely each is taken."""

    name: str
    item_ids: NDArray[np.int64]
    """``(n,)`` ascending; the items that the tables number."""
    tables: PurchaseTables | ClickTables
    scorer: Scorer
    pauses: Pauses
    reads: Reading
    person_digests: NDArray[np.int64]
    """``(r,)`` ascending :func:`digest_of` the people whom the tables compare with."""
    person_places: NDArray[np.int32]
    """``(r,)`` their positions, so that nobody is their own neighbour."""

    @classmethod
    def open(
        cls, name: str, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]
    ) -> Self:
        """Stand on the arrays of one artefact.

        Raises: WrongFeatures: if it was trained on other features than this code computes.
        """
        names = tuple(map(str, config["feature_names"]))  # type: ignore[call-overload]
        if "reads" not in config:
            raise WrongFeatures(f"{name} does not say what it reads: train again")
        reads = Reading(str(config["reads"]))
        of_visits = reads is Reading.VISIT
        if names != (clicks.FEATURES if of_visits else purchases.FEATURES):
            raise WrongFeatures(f"{name} was trained on other features: train again")
        return cls(
            name=name,
            item_ids=arrays["item_ids"],
            tables=(ClickTables if of_visits else PurchaseTables).open(arrays),
            scorer=Scorer.load(arrays[MODEL].tobytes(), feature_names=names),
            pauses=Pauses(until=arrays["pause_until"], cut=arrays["pause_cut"]),
            reads=reads,
            person_digests=arrays["person_digests"],
            person_places=arrays["person_places"],
        )

    def scores(
        self, context: Context, item_ids: NDArray[np.int64], *, now: float
    ) -> NDArray[np.float32]:
        """Return each item's chance of being taken ``(n,) float32``; NaN for items it never saw."""
        features, is_known = self.features(context, item_ids, now=now)
        scores = np.full(len(item_ids), np.nan, np.float32)
        scores[is_known] = self.scorer.score(features)
        return scores

    def features(
        self, context: Context, item_ids: NDArray[np.int64], *, now: float
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Describe the known ones of these items ``(n_known, n_features)``; also say which are known ``(n,)``."""
        place = np.minimum(np.searchsorted(self.item_ids, item_ids), max(len(self.item_ids) - 1, 0))
        is_known = self.item_ids[place] == item_ids
        known = place[is_known]
        shopper = np.zeros(len(known), np.int64)
        return self.tables.described(self.history(context, now=now), shopper, known), is_known

    def described(
        self, context: Context, item_ids: Sequence[int], *, now: float
    ) -> list[list[float | None]]:
        """Return the features of these items as plain numbers, one row each; None where unknown."""
        asked = np.array(item_ids, np.int64)
        features, is_known = self.features(context, asked, now=now)
        rows = np.full((len(asked), features.shape[1]), np.nan)
        rows[is_known] = features
        return [
            [None if np.isnan(value) else round(float(value), 6) for value in row] for row in rows
        ]

    def has_read(self, context: Context, *, now: float) -> bool:
        """Return whether the shopper did anything that this ranker reads."""
        return bool(acts.of_page(context.acts, self.reads, now=now))

    def history(self, context: Context, *, now: float) -> Histories:
        """Return what the shopper did, as far as this ranker reads it; a visit is seen from its newest look."""
        told = acts.of_page(context.acts, self.reads, now=now)
        if told and self.reads is Reading.VISIT:
            now = float(self.pauses.moved(np.array([told[0].happened_at]))[0])
        return acts.history(
            told, self.item_ids, now=now, pauses=self.pauses, person=self._place_of(context.person)
        )

    def _place_of(self, person: PersonKey) -> int:
        if not person or len(self.person_digests) == 0:
            return UNKNOWN_PERSON
        digest = digest_of(person)
        place = min(int(np.searchsorted(self.person_digests, digest)), len(self.person_digests) - 1)
        is_there = int(self.person_digests[place]) == digest
        return int(self.person_places[place]) if is_there else UNKNOWN_PERSON


def digest_of(person: str) -> int:
    """Return 63 bits that stand for a person where their key must not be written down."""
    return int.from_bytes(blake2b(person.encode(), digest_size=8).digest()) >> 1
