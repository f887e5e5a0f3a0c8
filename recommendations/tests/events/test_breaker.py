from __future__ import annotations

from recommendations.events.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(failures_to_open=2, rest_seconds=5, clock=clock)
    breaker.failed()
    breaker.failed()
    return breaker


def test_one_failure_does_not_open() -> None:
    breaker = Breaker(failures_to_open=2, rest_seconds=5, clock=Clock())

    breaker.failed()

    assert breaker.allows()
    assert not breaker.is_open


def test_one_hopeless_failure_opens_it() -> None:
    breaker = Breaker(failures_to_open=2, rest_seconds=5, clock=Clock())

    breaker.failed(is_hopeless=True)

    assert breaker.is_open
    assert not breaker.allows()


def test_failures_in_a_row_open_it_for_the_rest() -> None:
    clock = Clock()
    breaker = opened(clock)

    clock.now = 4.9

    assert breaker.is_open
    assert not breaker.allows()


def test_after_the_rest_one_caller_looks() -> None:
    clock = Clock()
    breaker = opened(clock)

    clock.now = 5.0

    assert [breaker.allows() for _ in range(3)] == [True, False, False]


def test_an_answer_closes_it() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 5.0
    breaker.allows()

    breaker.succeeded()

    assert [breaker.allows() for _ in range(3)] == [True, True, True]


def test_another_failure_starts_the_rest_again() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 5.0
    breaker.allows()

    breaker.failed()

    clock.now = 9.9
    assert not breaker.allows()
    clock.now = 10.0
    assert breaker.allows()
