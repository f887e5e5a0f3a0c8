"""Run ``pip install`` with one bar instead of a page of lines; what pip says is shown if it fails.

Called by the Makefile with the arguments of ``pip install``; needs nothing but Python.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

HERE = Path(__file__).resolve().parent
WIDTH = 30
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--progress-bar=off")


def expected_packages(arguments: list[str]) -> int:
    """Return how many packages an installation will about collect, from the lists it names."""
    names: set[str] = set()
    waiting = [Path(argument) for argument in arguments if argument.endswith(".txt")]
    if waiting:
        waiting.append(HERE / "constraints.txt")
    while waiting:
        path = waiting.pop()
        for line in path.read_text(encoding="utf-8").splitlines():
            if found := re.match(r"-r\s+(\S+)", line):
                waiting.append(path.parent / found[1])
            elif found := re.match(r"[\w.-]+", line):
                names.add(found[0].lower())
    return max(len(names), 1)


def show(done: int, total: int, what: str) -> None:
    """Draw the bar over itself; without a terminal say nothing."""
    if sys.stderr.isatty():
        filled = min(WIDTH, WIDTH * done // total)
        bar = "#" * filled + "." * (WIDTH - filled)
        sys.stderr.write(f"\r\033[K  [{bar}] {what[:40]}")
        sys.stderr.flush()


def main(arguments: list[str]) -> int:
    """Install, and return pip's own verdict."""
    total = expected_packages(arguments)
    started = time.monotonic()
    last_words: deque[str] = deque(maxlen=25)
    done = 0
    with subprocess.Popen(
        [*PIP, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        assert pip.stdout is not None  # noqa: S101 - asked for above
        for line in pip.stdout:
            last_words.append(line.rstrip())
            if found := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line):
                done += 1
                show(done, total, found[1])
            elif line.startswith("Installing collected packages"):
                show(total, total, "unpacking")
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    if pip.returncode != 0:
        sys.stderr.write("\n".join([*last_words, ""]))
        return pip.returncode
    sys.stderr.write(f"  installed in {time.monotonic() - started:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
