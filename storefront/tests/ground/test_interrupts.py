"""Signals become one exception, at a moment that suits."""

from __future__ import annotations

import os
import signal

import pytest

from storefront.demo_run.interrupts import Interrupted, Interrupts


@pytest.mark.parametrize(
    ("number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_each_way_of_asking_ends_the_block(number: signal.Signals, exit_code: int) -> None:
    interrupts = Interrupts()

    with interrupts.caught(), pytest.raises(Interrupted) as interruption:
        os.kill(os.getpid(), number)

    assert interruption.value.exit_code == exit_code
    assert str(interruption.value) == number.name


def test_a_signal_waits_until_a_held_block_is_through() -> None:
    interrupts = Interrupts()
    noted = []

    def start() -> None:
        with interrupts.held():
            os.kill(os.getpid(), signal.SIGTERM)
            noted.append("the process just started")

    with interrupts.caught(), pytest.raises(Interrupted):
        start()

    assert noted == ["the process just started"]


def test_while_ending_another_signal_only_hurries() -> None:
    interrupts = Interrupts()
    hurried = []

    with interrupts.caught():
        interrupts.from_now_on(lambda: hurried.append(True))
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)

    assert hurried == [True, True]


def test_the_earlier_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGINT)

    with Interrupts().caught():
        assert signal.getsignal(signal.SIGINT) is not before

    assert signal.getsignal(signal.SIGINT) is before
