"""One cut through time for everyone: what may be learned from on one side, what is to be foretold on the other.

A split by person, or leaving each person's last order out, lets a model learn from other people's futures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from recommendations.features.histories import DAY_SECONDS, rows_of
from recommendations.vocabulary import KIND_CODES, EventKind, Interactions

HORIZONS_WANTED = 3.0
"""A log shorter than so many horizons is asked about its last quarter instead."""


class NothingToEvaluate(Exception):
    """The log has no past, no future, or nobody who is in both."""


@dataclass(frozen=True, slots=True)
class Split:
    """A log and its two sides; rows on neither side (after the horizon) are not looked at."""

    log: Interactions
    is_past: NDArray[np.bool_]
    """``(n_rows,)`` what may be learned from."""
    is_asked: NDArray[np.bool_]
    """``(n_rows,)`` what is to be foretold."""
    now: float
    """The moment of the cut, seconds since 1970."""
    until: float

    @property
    def past(self) -> Interactions:
        """The log as it stood at the cut."""
        return rows_of(self.log, self.is_past)


def at(log: Interactions, *, cut: float, horizon_days: float) -> Split:
    """Cut one log at a moment; the future is the ``horizon_days`` after it.

    Raises: NothingToEvaluate: if either side is empty.
    """
    until = cut + horizon_days * DAY_SECONDS
    split = Split(
        log=log,
        is_past=log.happened_at < cut,
        is_asked=(log.happened_at >= cut) & (log.happened_at < until),
        now=cut,
        until=until,
    )
    if len(log) == 0:
        raise NothingToEvaluate("The log is empty: there is nothing to cut.")
    if not split.is_past.any() or not split.is_asked.any():
        raise NothingToEvaluate(
            f"There is nothing before the cut or nothing within the horizon after it: the log runs from "
            f"{_minute(log.happened_at.min())} to {_minute(log.happened_at.max())}, the cut is "
            f"{_minute(cut)}, the horizon {horizon_days:g} days. Choose others with --cut and --horizon-days."
        )
    return split


def _minute(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M}"


def default_horizon(log: Interactions, *, wanted_days: float) -> float:
    """Return the wanted days, or a quarter of a log that is too short for them; whole days if it has any.

    Raises: NothingToEvaluate: if all happened at one moment.
    """
    span_days = float(np.ptp(log.happened_at)) / DAY_SECONDS
    if span_days == 0:
        raise NothingToEvaluate(
            f"All rows happened at one moment, {_minute(log.happened_at[0])}: nothing lies before anything "
            "else. Is there a column with the time of each? Name it with --map Theirs=Ours."
        )
    if span_days >= HORIZONS_WANTED * wanted_days:
        return wanted_days
    quarter = span_days / 4
    return float(np.floor(quarter)) if quarter >= 1 else quarter


def default_cut(log: Interactions, *, horizon_days: float) -> float:
    """Return the midnight (UTC) from which the log has ``horizon_days`` calendar days left.

    With a horizon of a fraction of a day it is the moment so long before the last one.
    """
    if not float(horizon_days).is_integer():
        last = float(log.happened_at.max(initial=0.0))
        return float(np.nextafter(last, np.inf) - horizon_days * DAY_SECONDS)
    last_day = np.floor(log.happened_at.max(initial=0.0) / DAY_SECONDS)
    return float((last_day - horizon_days + 1) * DAY_SECONDS)


def between(
    past: Interactions,
    past_labels: NDArray[np.str_],
    test: Interactions,
    test_labels: NDArray[np.str_],
) -> Split:
    """Learn from one file and foretell another; items and persons are matched by the names the files give them.

    Baskets of the two files are never the same basket.
    """
    labels, item = np.unique(np.concatenate([past_labels, test_labels]), return_inverse=True)
    persons, person = np.unique(np.concatenate([past.persons, test.persons]), return_inverse=True)
    first_basket = int(past.basket.max(initial=-1)) + 1
    test_basket = np.where(test.basket >= 0, test.basket + first_basket, -1)
    n_past = len(past)
    log = Interactions(
        person=np.concatenate(
            [person[past.person], person[len(past.persons) + test.person]]
        ).astype(np.int32),
        item=np.concatenate([item[past.item], item[len(past_labels) + test.item]]).astype(np.int32),
        kind=np.concatenate([past.kind, test.kind]),
        happened_at=np.concatenate([past.happened_at, test.happened_at]),
        quantity=np.concatenate([past.quantity, test.quantity]),
        basket=np.concatenate([past.basket, test_basket]).astype(np.int32),
        persons=persons,
        items=np.arange(len(labels), dtype=np.int64),
    )
    is_past = np.arange(len(log)) < n_past
    return Split(
        log=log,
        is_past=is_past,
        is_asked=~is_past,
        now=float(np.nextafter(past.happened_at.max(initial=0.0), np.inf)),
        until=float(np.nextafter(test.happened_at.max(initial=0.0), np.inf)),
    )


def by_label(log: Interactions, labels: NDArray[np.str_]) -> tuple[Interactions, NDArray[np.str_]]:
    """Number the items in the order of their names, so that ties fall the same way whatever the file's order."""
    named, item = np.unique(labels, return_inverse=True)
    return replace(log, item=item[log.item].astype(np.int32), items=np.arange(len(named))), named


def of_kinds(log: Interactions, *kinds: EventKind) -> Interactions:
    """Return the rows of these kinds."""
    return rows_of(log, np.isin(log.kind, [KIND_CODES[kind] for kind in kinds]))


def sample(values: NDArray[np.int32], most: int, rng: np.random.Generator) -> NDArray[np.int32]:
    """Return all values, or ``most`` of them drawn without replacement, in ascending order."""
    if len(values) <= most:
        return values
    return np.sort(rng.choice(values, most, replace=False))
