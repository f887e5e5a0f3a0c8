"""Who wins which view: one system against the best trivial baseline, said so that nobody can misread it."""

from __future__ import annotations

import enum
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from recommendations.evaluation.contest import Contest, Result
from recommendations.evaluation.intervals import Interval

Views = Mapping[str, Mapping[str, str]]
"""By task: which views of a contest are told of, and what each is called."""
RECIPE: Views = {
    "orders": {"all": "next purchases", "discover": "discoveries", "repeat": "repeats"},
    "clicks": {"all": "next click"},
}
"""What a recipe of candidates and trees is judged by. Buying again and discovering are gated apart."""
PAGE: Views = {
    "orders": {"discover": "for you", "repeat": "buy again"},
    "clicks": {"discover": "for you, in a visit"},
}
"""What the rows of a page are judged by; "for you" never shows what was just looked at or bought."""
LEAST_LISTS = 30
"""Fewer lists decide nothing, whatever the interval says."""


class Verdict(enum.StrEnum):
    """What a paired interval allows to say."""

    WINS = "wins"
    OPEN = "open"
    LOSES = "loses"
    TOO_FEW = "too few"


@dataclass(frozen=True, slots=True)
class Standing:
    """One view: what we reach, what the best rival reaches, and the paired difference."""

    carousel: str
    figure: str
    lists: int
    ours: float
    rival: str
    rivals: float
    difference: float
    low: float
    high: float
    verdict: Verdict

    @property
    def sentence(self) -> str:
        """Say who wins."""
        said = {
            Verdict.WINS: f"ours is better than {self.rival}",
            Verdict.OPEN: f"no sure difference to {self.rival}",
            Verdict.LOSES: f"the trivial {self.rival} is better than ours",
            Verdict.TOO_FEW: f"{self.lists} lists decide nothing, it takes {LEAST_LISTS}",
        }[self.verdict]
        return (
            f"{self.carousel}: {said} ({self.figure} {self.ours:.3f} against {self.rivals:.3f}, "
            f"difference {self.difference:+.3f}, 95 % {self.low:+.3f} to {self.high:+.3f})"
        )

    def as_dict(self) -> dict[str, object]:
        """Return JSON values; what cannot be measured is null."""
        return {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name, value in asdict(self).items()
        } | {"sentence": self.sentence}


def standings(contest: Contest, *, ours: str, views: Views = RECIPE) -> tuple[Standing, ...]:
    """Set one system against the best baseline of each of the views; empty without rivals."""
    by_name = {result.system: result for result in contest.results}
    told = views[contest.task.name]
    return tuple(_standings(contest, by_name, ours, told)) if ours in by_name else ()


def _standings(
    contest: Contest, by_name: Mapping[str, Result], ours: str, told: Mapping[str, str]
) -> Iterator[Standing]:
    figure = contest.headline
    for view, carousel in told.items():
        if view not in contest.references:
            continue
        rival = contest.references[view]
        difference = by_name[ours].against[view][figure]
        yield Standing(
            carousel=carousel,
            figure=figure,
            lists=contest.n_lists[view],
            ours=by_name[ours].figures[view][figure].mean,
            rival=rival,
            rivals=by_name[rival].figures[view][figure].mean,
            difference=difference.mean,
            low=difference.low,
            high=difference.high,
            verdict=_verdict(difference, contest.n_lists[view]),
        )


def _verdict(difference: Interval, n_lists: int) -> Verdict:
    if n_lists < LEAST_LISTS:
        return Verdict.TOO_FEW
    if not difference.excludes_zero:
        return Verdict.OPEN
    return Verdict.WINS if difference.mean > 0 else Verdict.LOSES
