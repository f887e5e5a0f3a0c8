"""Answers kept for the next who asks the same: in this process, and in Redis for the others.

An entry carries the version and the renewal that made it. One of another version, of a renewal before,
or past its time is stale: it is still good while a single process makes a new one, and when making one fails.
Redis holds what a bounded number of questions can ask: one product, one shelf, one shopper for a quarter of
an hour. Baskets are as many as somebody cares to think of; their answers stay in the process for a minute.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b

from recommendations.events import connection
from recommendations.serving.plan import Anchor, Plan
from recommendations.serving.proposal import Proposal
from recommendations.vocabulary import Context

NEAR_SECONDS = 60.0
NEAR_LENGTH = 4_096
"""About 2 kB each."""
FRESH_SECONDS = 900.0
KEPT_SECONDS = 86_400
LOCK_MS = 5_000

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry and whether it still counts as new."""

    proposal: Proposal
    is_fresh: bool


class Cache:
    """Two shelves: a dictionary at hand, and Redis behind it."""

    def __init__(self, *, clock: Clock = time.time) -> None:
        self._clock = clock
        self._near: dict[tuple[Plan, Context], tuple[float, Proposal]] = {}

    def find(self, plan: Plan, question: Context, *, version: str, update: str = "") -> Kept | None:
        """Return what is kept for a question; looks into Redis only for what is not at hand."""
        held = self._near.get((plan, question))
        now = self._clock()
        if held is not None and held[0] > now and _is_of(held[1], version, update):
            return Kept(held[1], is_fresh=True)
        far = self._from_redis(plan, question)
        if far is None:
            return Kept(held[1], is_fresh=False) if held is not None else None
        made_at, proposal = far
        is_fresh = _is_of(proposal, version, update) and now - made_at < FRESH_SECONDS
        if is_fresh:
            self._hold(plan, question, proposal)
        return Kept(proposal, is_fresh=is_fresh)

    def keep(self, plan: Plan, question: Context, proposal: Proposal) -> None:
        """Keep an answer for the next who asks."""
        self._hold(plan, question, proposal)
        if _is_kept_far(plan, question):
            text = json.dumps({"made_at": self._clock(), "answer": proposal.packed()})
            key = _key(plan, question)
            # What one shopper asked is asked again soon or never; what all ask may stand in when making it
            # fails, unless there is nothing in it.
            is_passing = plan.anchor is Anchor.SHOPPER or not len(proposal.ranked)
            seconds = int(FRESH_SECONDS) if is_passing else KEPT_SECONDS
            connection.cache.attempt(lambda server: server.set(key, text, ex=seconds))

    def may_renew(self, plan: Plan, question: Context) -> bool:
        """Return whether it falls to the caller to make a stale entry new; others go on using it."""
        if plan.anchor is Anchor.SHOPPER or not _is_kept_far(plan, question):
            return True
        key = f"{_key(plan, question)}:lock"
        taken = connection.cache.attempt(lambda server: [server.set(key, 1, nx=True, px=LOCK_MS)])
        return taken is None or bool(taken[0])

    def let_renew(self, plan: Plan, question: Context) -> None:
        """Hand the task of renewing to the next who asks."""
        if not _is_kept_far(plan, question):
            return
        key = f"{_key(plan, question)}:lock"
        connection.cache.attempt(lambda server: server.delete(key))

    def forget(self) -> None:
        """Forget what this process holds, as between two tests."""
        self._near.clear()

    def _hold(self, plan: Plan, question: Context, proposal: Proposal) -> None:
        if len(self._near) >= NEAR_LENGTH:
            self._near.clear()
        kept = replace(proposal, rung="cached")
        self._near[plan, question] = (self._clock() + NEAR_SECONDS, kept)

    def _from_redis(self, plan: Plan, question: Context) -> tuple[float, Proposal] | None:
        if not _is_kept_far(plan, question):
            return None
        key = _key(plan, question)
        text = connection.cache.attempt(lambda server: server.get(key))
        if not text:
            return None
        try:
            entry = json.loads(text)
            proposal = Proposal.unpacked(json.loads(entry["answer"]))
            return float(entry["made_at"]), replace(proposal, rung="cached")
        except (ValueError, KeyError, TypeError):
            return None


def _is_of(proposal: Proposal, version: str, update: str) -> bool:
    """Return whether this version made it, with this renewal over it or one that another process opened since."""
    return proposal.version == version and proposal.update >= update


def _is_kept_far(plan: Plan, question: Context) -> bool:
    """Return whether other processes share an answer.

    A shopper's own without a ranker is made sooner than looked up, and a basket is seldom asked about twice.
    """
    if plan.anchor is Anchor.SHOPPER:
        return bool(plan.rankers)
    return len(question.subject) <= 1


def _key(plan: Plan, question: Context) -> str:
    """Return the name of an entry; one shopper's is a digest, so that nobody stands in it by name."""
    if plan.anchor is Anchor.SHOPPER:
        digest = blake2b(repr((plan, question)).encode(), digest_size=16).hexdigest()
        return f"recommendations:{plan.placement}:shopper:{digest}"
    subject = ",".join(map(str, question.subject))
    return f"recommendations:{plan.placement}:{subject}:{question.department_id or ''}"


cache = Cache()
