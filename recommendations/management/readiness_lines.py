"""What the data allows, as sentences for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

DAY_0_SHARE = 0.1
"""While no source that learns from behaviour has even this share, the shop is at day 0."""
WITHOUT_BEHAVIOUR = frozenset({"content", "popularity"})


def sentences(readiness: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Say whether it is day 0, and which sources have less data than they need."""
    if not readiness:
        return
    behaviour = [each for each in readiness if each["source"] not in WITHOUT_BEHAVIOUR]
    if all(each["share"] < DAY_0_SHARE for each in behaviour):
        yield (
            "Day 0: nothing can be learned from behaviour yet; rows come from texts, new arrivals and "
            "best-sellers."
        )
    lacking = [each for each in readiness if each["share"] < 1]
    if not lacking:
        yield "Every source has the data it needs."
    for each in lacking:
        yield (
            f"{each['source']} is {each['share']:.0%} ready: {each['found']:,} of "
            f"{each['needed']:,} {each['what']}."
        )
