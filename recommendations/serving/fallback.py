"""The ladder of answers: kept, fresh, stale, popular on this shelf, popular in the shop, nothing.

Whatever goes wrong here, a page is served; what was shown instead is logged and counted.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from recommendations import metrics
from recommendations.serving.budget import Budget
from recommendations.serving.bundle import UNTRAINED, Bundle
from recommendations.serving.cache import Cache
from recommendations.serving.plan import SIZE, Anchor, Fallback, Plan, Share, focused
from recommendations.serving.proposal import Proposal, propose
from recommendations.vocabulary import Context

logger = logging.getLogger(__name__)
LISTS = frozenset(source.name for source in UNTRAINED)
"""What the shop or the shopper's own past lists: read sooner than an answer is looked up, and never older than its list."""


def answer(
    plan: Plan,
    context: Context,
    *,
    bundle: Bundle,
    cache: Cache,
    budget: Budget,
    now: datetime,
    size: int = SIZE,
) -> Proposal:
    """Return the best answer that can be had in time; it may be empty."""
    if size <= SIZE:
        trained = _kept_or_fresh(plan, context, bundle=bundle, cache=cache, budget=budget, now=now)
    else:  # a program that asks for more than a page shows; what is kept would be too short
        question = focused(plan, context)
        trained = propose(plan, question, bundle=bundle, budget=budget, now=now, size=size)
    if len(trained.ranked) < plan.least and plan.fallback is Fallback.POPULAR:
        return popular(plan, context, bundle=bundle, now=now, size=size) or trained
    return trained


def _kept_or_fresh(
    plan: Plan,
    context: Context,
    *,
    bundle: Bundle,
    cache: Cache,
    budget: Budget,
    now: datetime,
) -> Proposal:
    question = focused(plan, context)
    nothing = Proposal.nothing(bundle.version)
    if plan.anchor is Anchor.LAST_VIEWED and not question.subject:
        return nothing
    is_kept = not all(share.source in LISTS for share in plan.shares)
    kept = (
        cache.find(plan, question, version=bundle.version, update=bundle.update)
        if is_kept
        else None
    )
    if kept is not None and kept.is_fresh:
        return kept.proposal
    stale = None
    if kept is not None and len(kept.proposal.ranked) >= plan.least:
        stale = replace(kept.proposal, rung="stale")
        if not cache.may_renew(plan, question):
            return stale
    try:
        proposal = propose(plan, question, bundle=bundle, budget=budget, now=now)
    except Exception:
        metrics.failures.labels(step="propose").inc()
        logger.exception("recommendation_failed", extra={"placement": plan.placement})
        return stale or nothing
    if proposal.is_whole and bundle.version and is_kept:
        cache.keep(plan, question, proposal)
    elif stale is not None:
        cache.let_renew(plan, question)
    is_good = proposal.is_whole or len(proposal.ranked) >= plan.least
    return proposal if is_good or stale is None else stale


def popular(
    plan: Plan, context: Context, *, bundle: Bundle, now: datetime, size: int = SIZE
) -> Proposal | None:
    """Return the best sellers of the department, else of the shop; they need no training and no Redis."""
    best_sellers = replace(
        plan, shares=(Share("bestsellers", 1.0),), rankers=(), sameness_weight=0.0
    )
    department_id = context.department_id
    for rung, shelf in (("category", department_id), ("popular", None)):
        if rung == "category" and shelf is None:
            continue
        question = replace(context, department_id=shelf)
        no_hurry = Budget(float("inf"))
        proposal = propose(
            best_sellers, question, bundle=bundle, budget=no_hurry, now=now, size=size
        )
        if len(proposal.ranked) >= plan.least:
            return replace(proposal, rung=rung)
    return None
