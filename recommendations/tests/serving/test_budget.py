"""What becomes of a model that fails or is late."""

from __future__ import annotations

import time

import pytest

from recommendations import metrics
from recommendations.events.breaker import Breaker
from recommendations.serving.budget import HOPELESS, Budget, guarded

BUDGET_MS = 5


def counted(step: str) -> float:
    return metrics.failures.labels(step=step)._value.get()


class Model:
    """Sleeps, then answers or breaks."""

    def __init__(self, *, seconds: float = 0.0, is_broken: bool = False) -> None:
        self.seconds, self.is_broken, self.asked = seconds, is_broken, 0
        self.breaker = Breaker(rest_seconds=60)

    def ask(self) -> str | None:
        return guarded(
            self._answer,
            kind="ranker",
            name="discover",
            breaker=self.breaker,
            budget=Budget(BUDGET_MS),
        )

    def _answer(self) -> str:
        self.asked += 1
        time.sleep(self.seconds)
        if self.is_broken:
            raise RuntimeError("broken on purpose")
        return "order"


def test_a_late_answer_is_used_and_after_two_the_model_rests() -> None:
    model, before = Model(seconds=2 * BUDGET_MS / 1000), counted("slow_ranker")

    assert [model.ask() for _ in range(3)] == ["order", "order", None]
    assert counted("slow_ranker") == before + 2


def test_a_hopelessly_late_answer_is_used_and_the_model_rests_at_once() -> None:
    model, before = Model(seconds=(HOPELESS + 1) * BUDGET_MS / 1000), counted("skipped_ranker")

    assert [model.ask() for _ in range(3)] == ["order", None, None]
    assert model.asked == 1
    assert counted("skipped_ranker") == before + 2


def test_a_broken_model_answers_nothing_and_is_counted(caplog: pytest.LogCaptureFixture) -> None:
    model, before = Model(is_broken=True), counted("broken_ranker")

    assert [model.ask() for _ in range(3)] == [None, None, None]
    assert model.asked == 2
    assert counted("broken_ranker") == before + 2
    assert [record.message for record in caplog.records] == ["model_failed"] * 2


def test_nobody_is_asked_when_nothing_of_the_budget_is_left() -> None:
    spent = Budget(BUDGET_MS)
    spent.spend(1.0)

    answer = guarded(lambda: "order", kind="source", name="als", breaker=Breaker(), budget=spent)

    assert answer is None
