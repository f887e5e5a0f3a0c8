"""What the demo prints: whole lines, under the right name, and a frame at the end."""

from __future__ import annotations

import contextlib
import io
import os
from typing import IO, cast

import pytest
from rich.console import Console

from storefront.demo_run.screen import Outlet, Screen


@pytest.fixture
def paper() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def screen(paper: io.StringIO) -> Screen:
    return Screen(Console(file=paper, width=60))


@pytest.fixture
def terminal(paper: io.StringIO) -> Screen:
    return Screen(Console(file=paper, width=60, force_terminal=True, color_system="standard"))


def test_a_programs_lines_carry_its_name_in_one_column(screen: Screen, paper: io.StringIO) -> None:
    screen.pass_on("web", "listening")
    screen.pass_on("worker", "ready")

    assert paper.getvalue() == "   web │ listening\nworker │ ready\n"


def test_a_line_is_neither_wrapped_nor_read_as_markup(screen: Screen, paper: io.StringIO) -> None:
    line = "[red]GET[/red] /" + "x" * 100

    screen.pass_on("web", line)

    assert paper.getvalue() == f"   web │ {line}\n"


def test_a_programs_own_colours_are_dropped_where_there_is_no_terminal(
    screen: Screen, paper: io.StringIO
) -> None:
    screen.pass_on("beat", "\x1b[31mred\x1b[0m")

    assert paper.getvalue() == "  beat │ red\n"


def test_names_are_coloured_apart_on_a_terminal(terminal: Screen, paper: io.StringIO) -> None:
    terminal.pass_on("web", "a")
    terminal.pass_on("worker", "b")

    web, worker = paper.getvalue().splitlines()
    assert web.startswith("\x1b[36m")
    assert worker.startswith("\x1b[35m")


def test_a_step_says_that_it_began_and_what_came_of_it(screen: Screen, paper: io.StringIO) -> None:
    with screen.step("Tables") as step:
        step.report("catalog.0001_initial", 1, 2)
        step.result = "2 migrations"

    began, ended = paper.getvalue().splitlines()
    assert began == "… Tables"
    assert ended.startswith("✓ Tables (2 migrations), ")


def test_a_step_on_a_terminal_shows_how_far_it_is(terminal: Screen, paper: io.StringIO) -> None:
    with terminal.step("Tables") as step:
        step.report("catalog.0001_initial", 1, 2)

    assert "Tables" in paper.getvalue()
    assert "catalog.0001_initial 1/2" in paper.getvalue()


def test_a_step_that_fails_is_not_called_done(screen: Screen, paper: io.StringIO) -> None:
    with pytest.raises(RuntimeError), screen.step("Tables"):
        raise RuntimeError

    assert "✓" not in paper.getvalue()


def test_the_frame_lines_up_what_a_person_needs(screen: Screen, paper: io.StringIO) -> None:
    screen.frame("Open", [("Shop", "http://localhost:8000/"), ("Shopper", "a@b  secret")])

    text = paper.getvalue()
    assert "Shop     http://localhost:8000/" in text
    assert "Shopper  a@b  secret" in text
    assert "Open" in text.splitlines()[0]


def test_a_closed_terminal_does_not_stop_what_must_still_be_done() -> None:
    read_end, write_end = os.pipe()
    stream = os.fdopen(write_end, "w", buffering=1)
    screen = Screen(Console(file=cast(IO[str], Outlet(stream)), width=60))
    screen.say("heard")
    assert os.read(read_end, 100) == b"heard\n"

    os.close(read_end)
    screen.say("to nobody")
    with screen.step("Tables"):
        screen.pass_on("web", "still here")
    with contextlib.suppress(BrokenPipeError):
        stream.close()
