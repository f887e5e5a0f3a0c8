"""The next click: what followed in the most similar recent sessions.

VMIS-kNN (Kersbergen, Sprangers and Schelter 2022, "Serenade", algorithm 2), vectorised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.candidates.base import Retrieved, find, never_proposed, ranges
from recommendations.vocabulary import Context


@dataclass(frozen=True, slots=True)
class Session:
    """Nearest recent sessions vote for their items. Sessions are numbered by time: a higher one is newer."""

    name: ClassVar[str] = "session"
    kind_of_reason: ClassVar[str] = "viewed"

    item_ids: NDArray[np.int64]
    """``(n,)`` ascending."""
    item_starts: NDArray[np.int64]
    """``(n + 1,)`` where each item's sessions begin in ``item_sessions``."""
    item_sessions: NDArray[np.int32]
    """Ascending, the newest 1,000 of each item."""
    session_starts: NDArray[np.int64]
    """``(n_sessions + 1,)`` where each session's items begin in ``session_items``."""
    session_items: NDArray[np.int32]
    """Distinct positions into ``item_ids``."""
    idf: NDArray[np.float32]
    """``(n,)`` log(sessions / sessions with the item)."""
    n_neighbours: int
    n_last: int

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]) -> Self:
        """Stand on the arrays of the artefact ``session``."""
        return cls(
            item_ids=arrays["item_ids"],
            item_starts=arrays["item_starts"],
            item_sessions=arrays["item_sessions"],
            session_starts=arrays["session_starts"],
            session_items=arrays["session_items"],
            idf=arrays["idf"],
            n_neighbours=int(str(config["n_neighbours"])),
            n_last=int(str(config["n_last"])),
        )

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose what sessions like this one went on to."""
        last = list(dict.fromkeys(context.recent or context.subject))[: self.n_last]
        positions, is_known = find(self.item_ids, last)
        ages = np.flatnonzero(is_known)
        if len(ages) == 0:
            return Retrieved.nothing()
        positions = positions[ages]
        sessions, similarity, newest_match = self._neighbours(positions, ages, len(last))
        if len(sessions) == 0:
            return Retrieved.nothing()
        # λ of the paper: a match with the last click says more than one six clicks ago.
        votes = similarity * np.maximum(0.0, 1 - 0.1 * (ages[newest_match] + 1))
        entries, owner = ranges(self.session_starts, sessions)
        items = self.session_items[entries]
        is_kept = ~np.isin(items, self._excluded(context, positions[0]))
        found, place = np.unique(items[is_kept], return_inverse=True)
        share = votes[owner[is_kept]]
        scores = np.bincount(place, weights=share, minlength=len(found)) * self.idf[found]
        causes = np.empty(len(found), np.int64)
        rising = np.argsort(share, kind="stable")
        causes[place[rising]] = self.item_ids[positions[newest_match[owner[is_kept][rising]]]]
        order = np.argsort(-scores, kind="stable")[:limit]
        return Retrieved(
            item_ids=self.item_ids[found[order]],
            scores=scores[order].astype(np.float32),
            causes=causes[order],
        )

    def _neighbours(
        self, positions: NDArray[np.intp], ages: NDArray[np.intp], n_session: int
    ) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.intp]]:
        """Return the nearest sessions, their similarity, and the index of the newest click they share.

        Similarity is the sum of π = 1 - age / length over the shared clicks, linear as in the paper.
        """
        entries, owner = ranges(self.item_starts, positions)
        found, place = np.unique(self.item_sessions[entries], return_inverse=True)
        weights = 1 - ages / n_session
        similarity = np.bincount(place, weights=weights[owner], minlength=len(found)).astype(float)
        newest_match = np.full(len(found), len(positions), np.intp)
        np.minimum.at(newest_match, place, owner)
        # Ties go to the newer session.
        nearest = np.lexsort((-found, -similarity))[: self.n_neighbours]
        return found[nearest].astype(np.intp), similarity[nearest], newest_match[nearest]

    def _excluded(self, context: Context, last_click: np.intp) -> NDArray[np.intp]:
        """Return the positions of what is never proposed: subject, cart, and the item just clicked."""
        positions, is_known = find(self.item_ids, never_proposed(context))
        return np.append(positions[is_known], last_click)
