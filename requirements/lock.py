"""Write constraints.txt: the exact version of everything the lists pull in without naming it.

Run by ``make lock`` after a version in a list has changed.
"""

from __future__ import annotations

import re
from importlib.metadata import distributions
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOT_OURS = {"pip", "setuptools", "wheel"}
ELSEWHERE = {
    # Pulled in by other systems or patch releases than the one this file was written on.
    "async-timeout": "5.0.1",
}
HEAD = "# What the lists pull in without naming it. Written by `make lock`; do not edit.\n"


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def named_packages() -> set[str]:
    """Return the packages the lists name themselves."""
    lines = [
        line
        for path in HERE.glob("*.txt")
        if path.name != "constraints.txt"
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return {_key(found[1]) for line in lines if (found := re.match(r"([\w.-]+)(\[.*\])?==", line))}


def installed_packages() -> dict[str, str]:
    """Return what is installed, without the local part of a version (2.13.0+cpu)."""
    return {
        _key(package.name): package.version.partition("+")[0]
        for package in distributions()
        if package.name
    }


if __name__ == "__main__":
    known = ELSEWHERE | installed_packages()
    pinned = sorted(known.keys() - named_packages() - NOT_OURS)
    lines = [f"{name}=={known[name]}\n" for name in pinned]
    (HERE / "constraints.txt").write_text(HEAD + "".join(lines), encoding="utf-8")
