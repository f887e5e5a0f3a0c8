"""What every candidate source promises: a frozen artefact in, a ranked handful of items out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.vocabulary import Context, ItemId

NO_CAUSE = -1
"""Stands in ``causes`` where no single item explains a proposal."""

RECENT_LIMIT = 20
"""Items of the live session that a source looks at; older ones say little about the next click."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Items a source proposes, best first; the three columns have equal length.

    ``item_ids (n,) int64``, ``scores (n,) float32`` (higher is better, the source's own scale),
    ``causes (n,) int64``: the shopper's item that explains the proposal, :data:`NO_CAUSE` where none does.
    """

    item_ids: NDArray[np.int64]
    scores: NDArray[np.float32]
    causes: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.item_ids)

    @classmethod
    def nothing(cls) -> Self:
        """Return the answer of a source that knows nothing of this context."""
        return cls(
            item_ids=np.empty(0, np.int64),
            scores=np.empty(0, np.float32),
            causes=np.empty(0, np.int64),
        )


class Source(Protocol):
    """One way to propose items. Pure: numpy arrays (memory-mapped) and a context, nothing else.

    A source proposes, it does not decide: stock, visibility, what is in the cart or was bought already
    are checked by the caller. It never proposes the items it was asked about.
    """

    name: ClassVar[str]
    kind_of_reason: ClassVar[str]
    """One of the kinds of :class:`recommendations.vocabulary.Reason`."""

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]) -> Self:
        """Stand on the arrays of one artefact without copying them."""
        ...

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Return at most ``limit`` items for this context, best first."""
        ...


def seeds(context: Context) -> tuple[ItemId, ...]:
    """Return the items an item-to-item source starts from: the page's subject, else the cart, else the session."""
    chosen = context.subject or context.in_cart or context.recent
    return tuple(dict.fromkeys(chosen))[:RECENT_LIMIT]


def never_proposed(context: Context) -> tuple[ItemId, ...]:
    """Return what no source proposes: the page's subject and what lies in the cart."""
    return context.subject + context.in_cart


def find(
    item_ids: NDArray[np.int64], wanted: Sequence[int] | NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the positions of ``wanted`` in the ascending ``item_ids`` and which of them are known at all."""
    asked = np.asarray(wanted, np.int64)
    if len(item_ids) == 0:
        return np.zeros(len(asked), np.intp), np.zeros(len(asked), np.bool_)
    positions = np.minimum(np.searchsorted(item_ids, asked), len(item_ids) - 1)
    return positions, item_ids[positions] == asked


def ranges(
    starts: NDArray[np.int64], rows: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """List the entries of several rows of a compressed table; also say which asked row each belongs to."""
    begins = starts[rows]
    counts = starts[rows + 1] - begins
    owner = np.repeat(np.arange(len(rows)), counts)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    return begins[owner] + within, owner
