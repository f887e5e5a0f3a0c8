"""What a page really shows, as a contestant: the very code that answers a row, from candidates to variety."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from recommendations.evaluation.scopes import NOTHING, Scope
from recommendations.features.business_time import DAY_SECONDS
from recommendations.features.histories import Histories
from recommendations.features.item import Items
from recommendations.ranking.ranker import Ranker
from recommendations.serving.budget import Budget
from recommendations.serving.bundle import Bundle
from recommendations.serving.plan import PLANS
from recommendations.serving.proposal import propose
from recommendations.training import fit, rankers
from recommendations.vocabulary import (
    KIND_CODES,
    Act,
    Context,
    EventKind,
    Interactions,
    ItemId,
    PersonKey,
    Placement,
)

UNHURRIED_MS = 60_000.0
"""A slow machine must not make a row look worse than it is."""


@dataclass(frozen=True, slots=True)
class Page:
    """The rows "for you" and "buy again", trained as at night and asked as by a page."""

    name: str

    def fit(self, log: Interactions, *, now: float) -> PageRanking:
        """Train every source and every ranker."""
        learned = {
            part.name: Ranker.open(part.name, part.arrays, part.config)
            for part in rankers.train(log, log.items, now=now)
        }
        sources = fit.opened(fit.parts(log, Items.bare(log.items), now=now))
        is_bought = bool((log.kind == KIND_CODES[EventKind.PURCHASE]).all())
        return PageRanking(Bundle.of(self.name, sources, learned), log, now, is_bought)


@dataclass(frozen=True, slots=True)
class PageRanking:
    """Asks shopper by shopper."""

    bundle: Bundle
    log: Interactions
    now: float
    is_bought: bool
    """Whether the acts of the histories are purchases."""

    def rank(
        self, histories: Histories, *, scopes: Sequence[Scope], k: int
    ) -> Mapping[Scope, NDArray[np.int32]]:
        """List what the rows of each scope would show."""
        lists = {scope: np.full((len(histories), k), NOTHING, np.int32) for scope in scopes}
        for row in range(len(histories)):
            for scope, items in self._listed(self._context(histories, row), k=k).items():
                if scope in lists:
                    places = np.searchsorted(self.log.items, items).astype(np.int32)
                    lists[scope][row, : len(places)] = places
        return lists

    def _context(self, histories: Histories, row: int) -> Context:
        acts = slice(histories.starts[row], histories.starts[row + 1])
        item_ids = [ItemId(item) for item in self.log.items[histories.item[acts]].tolist()]
        told = tuple(
            Act(item_id, self.now - days_ago * DAY_SECONDS, self.is_bought, int(quantity))
            for item_id, days_ago, quantity in zip(
                item_ids, histories.age_days[acts], histories.quantity[acts], strict=True
            )
        )
        distinct = tuple(dict.fromkeys(item_ids))
        place = int(histories.person[row])
        return Context(
            person=PersonKey(str(self.log.persons[place]) if place >= 0 else ""),
            recent=() if self.is_bought else distinct,
            purchased=distinct if self.is_bought else (),
            acts=told,
        )

    def _listed(self, context: Context, *, k: int) -> dict[Scope, list[ItemId]]:
        """Return the items of each scope; "everything" is what stands from the top: to buy again, then new."""
        again = self._row(Placement.BUY_AGAIN, context, k=k)
        new = self._row(Placement.FOR_YOU, context, k=k)
        both = list(dict.fromkeys((*again, *new)))[:k]
        return {Scope.OWNED: again, Scope.NEW: new, Scope.ALL: both, Scope.BUT_LAST: both}

    def _row(self, placement: Placement, context: Context, *, k: int) -> list[ItemId]:
        proposal = propose(
            PLANS[placement],
            context,
            bundle=self.bundle,
            budget=Budget(UNHURRIED_MS),
            now=datetime.fromtimestamp(self.now, UTC),
            size=k,
        )
        return list(proposal.item_ids[:k])
