"""How long the models may take for one page, and what becomes of one that fails or takes longer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from recommendations import metrics
from recommendations.events.breaker import Breaker

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

HOPELESS = 10
"""Whoever takes so many times the whole budget once is not asked a second time before a rest."""


class Budget:
    """What the sources and rankers may spend for all rows of a page; waiting for Redis is another matter."""

    def __init__(self, milliseconds: float) -> None:
        self.seconds = milliseconds / 1000
        self.spent_seconds = 0.0

    @property
    def is_spent(self) -> bool:
        """Whether nothing further should be asked."""
        return self.spent_seconds >= self.seconds

    def spend(self, seconds: float) -> bool:
        """Take off what one call took; return whether that alone was within the whole budget."""
        self.spent_seconds += seconds
        return seconds <= self.seconds


def guarded(
    ask: Callable[[], Answer], *, kind: str, name: str, breaker: Breaker, budget: Budget
) -> Answer | None:
    """Return what a model answers, late or not; None if it rests, fails, or nothing of the budget is left.

    ``kind`` is ``source`` or ``ranker``: what goes wrong is logged and counted as ``broken_source`` and the like.
    """
    if budget.is_spent or not breaker.allows():
        metrics.failures.labels(step=f"skipped_{kind}").inc()
        return None
    began = time.perf_counter()
    try:
        found = ask()
    except Exception:
        breaker.failed()
        metrics.failures.labels(step=f"broken_{kind}").inc()
        logger.exception("model_failed", extra={kind: name})
        return None
    seconds = time.perf_counter() - began
    if budget.spend(seconds):
        breaker.succeeded()
    else:
        breaker.failed(is_hopeless=seconds > HOPELESS * budget.seconds)
        metrics.failures.labels(step=f"slow_{kind}").inc()
    return found
