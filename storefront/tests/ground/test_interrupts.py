"""Signals become one exception, at a moment that suits."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

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


MAKEFILE = """\
run:
\t@exec "{python}" -c 'import time; \\
\tfrom storefront.demo_run import interrupts; \\
\tinterrupts.LOOK_EVERY_SECONDS = 0.05; \\
\tinterrupts.pass_on_from_make(); \\
\tprint("ready", flush=True); \\
\ttime.sleep(60)'
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux shows it")
@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def _heed_interrupts() -> None:
    """Undo what a shell does to its background jobs."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupt_of_make_alone_reaches_what_it_runs(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(MAKEFILE.format(python=sys.executable), "utf-8")
    repository = Path(__file__).resolve().parents[3]
    make = subprocess.Popen(
        ["make", "run"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(repository)},
        preexec_fn=_heed_interrupts,  # noqa: PLW1509 - no thread runs here
    )
    assert make.stdout is not None
    assert make.stdout.readline() == "ready\n"

    make.send_signal(signal.SIGINT)

    _, said = make.communicate(timeout=20)
    assert "KeyboardInterrupt" in said
