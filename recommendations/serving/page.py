"""All rows of one page: asked together, checked in one query, no product twice."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from recommendations import metrics
from recommendations.rules.book import rules_now
from recommendations.serving import fallback, records, shelf
from recommendations.serving.budget import Budget
from recommendations.serving.bundle import Bundle, bundles
from recommendations.serving.cache import cache
from recommendations.serving.house import House, needed
from recommendations.serving.plan import PAGES, SIZE, Anchor, Plan, last_viewed, plan_for
from recommendations.serving.proposal import Proposal
from recommendations.serving.recommend import choose
from recommendations.serving.shelf import Facts
from recommendations.serving.shopper import STRANGER, context_of
from recommendations.vocabulary import Context, ItemId, Placement, Slate


@dataclass(frozen=True, slots=True)
class Row:
    """A slate that was found worth showing, with the facts of its cards."""

    slate: Slate
    cards: tuple[Facts, ...]
    anchor: Facts | None
    """The product a heading names: what was viewed last, the only article of a cart."""
    subject: tuple[ItemId, ...]

    @property
    def row_id(self) -> str:
        """What tells the row from the others of its page."""
        return "-".join(map(str, (self.slate.placement, *self.subject[:1])))


@dataclass(slots=True)
class Page:
    """The rows of one request. The first one asked for brings the others of its page along."""

    shopper: Context
    now: datetime
    name: str = ""
    """The name of the page's address."""
    _subject: tuple[ItemId, ...] = ()
    _rows: dict[tuple[Placement, tuple[ItemId, ...]], Row | None] = field(default_factory=dict)
    _shown: set[int] = field(default_factory=set)
    _spent_seconds: float = 0.0

    @classmethod
    def of(cls, request: HttpRequest | None, *, now: datetime) -> Page:
        """Return the page of a request; asking again gives the same one."""
        if request is None:
            return cls(STRANGER, now)
        page: Page | None = getattr(request, "_recommendations", None)
        if page is None:
            match = request.resolver_match
            page = cls(context_of(request, now=now), now, match.view_name if match else "")
            request._recommendations = page  # type: ignore[attr-defined]
        return page

    def leave_out(self, item_ids: Iterable[ItemId]) -> None:
        """Keep products that the page shows elsewhere out of its rows."""
        self._shown.update(item_ids)

    def row(
        self,
        placement: Placement,
        *,
        subject: tuple[ItemId, ...] = (),
        department_id: int | None = None,
    ) -> Row | None:
        """Return one row, or None where nothing good is known. At most one query for all rows of a page.

        Raises:
            KeyError: if nothing fills that placement.
        """
        self._subject = subject = subject or self._subject
        key = (placement, subject)
        if key not in self._rows:
            began = time.perf_counter()
            row_names = PAGES.get(self.name, ())
            together = row_names if placement in row_names else (placement,)
            self._fill(together, subject, department_id)
            self._spent_seconds += time.perf_counter() - began
            metrics.seconds.observe(self._spent_seconds)
        return self._rows[key]

    def _fill(
        self,
        placements: Sequence[Placement],
        subject: tuple[ItemId, ...],
        department_id: int | None,
    ) -> None:
        bundle, rules = bundles.live(), rules_now()
        context = replace(self.shopper, subject=subject, department_id=department_id)
        plans = [plan_for(placement, context, rules=rules) for placement in placements]
        budget = Budget(settings.RECOMMENDATION_BUDGET_MS)
        proposals = [
            fallback.answer(plan, context, bundle=bundle, cache=cache, budget=budget, now=self.now)
            for plan in plans
        ]
        anchors = {plan.placement: _anchor(plan, context) for plan in plans}
        wanted: set[int] = {each for proposal in proposals for each in proposal.item_ids}
        wanted.update(anchor for anchor in anchors.values() if anchor is not None)
        if wanted:
            for plan in plans:
                wanted |= needed(plan, context, rules=rules)
        on_shelf = shelf.look(wanted, context=context, now=self.now)
        house = House.of(context, on_shelf=on_shelf, rules=rules, now=self.now)
        for plan, proposal in zip(plans, proposals, strict=True):
            anchor = on_shelf.get(anchors[plan.placement] or 0)
            self._rows[plan.placement, subject] = self._row(
                plan, proposal, house, bundle=bundle, anchor=anchor
            )

    def _row(
        self,
        plan: Plan,
        proposal: Proposal,
        house: House,
        *,
        bundle: Bundle,
        anchor: Facts | None,
    ) -> Row | None:
        if plan.anchor is Anchor.LAST_VIEWED and anchor is None:
            return None
        slate = choose(proposal, plan, house, bundle=bundle, shown=self._shown)
        if not slate.chosen:
            return None
        records.note(
            slate,
            proposal=proposal,
            plan=plan,
            house=house,
            bundle=bundle,
            shown=self._shown,
            size=SIZE,
        )
        item_ids = [chosen.item_id for chosen in slate.chosen]
        self._shown.update(item_ids)
        cards = tuple(house.on_shelf[item_id] for item_id in item_ids)
        return Row(slate, cards, anchor, house.context.subject)


def _anchor(plan: Plan, context: Context) -> ItemId | None:
    """Return the product whose name the heading needs."""
    if plan.anchor is Anchor.LAST_VIEWED:
        return next(iter(last_viewed(context)), None)
    if plan.placement is Placement.CART_COMPLEMENTS and len(context.subject) == 1:
        return context.subject[0]
    return None
