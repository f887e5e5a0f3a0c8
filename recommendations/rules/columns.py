"""The candidates of one row as columns: what rules look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

NONE = -1
"""Stands for a missing department, brand or price."""
Mask = NDArray[np.bool_]


class ItemFacts(NamedTuple):
    """One product at this moment, as the shop's own query reads it; a tuple, as a page makes a hundred of them."""

    item_id: int
    department_id: int | None
    brand_id: int | None
    price_minor: int | None
    is_on_sale: bool
    is_in_stock: bool
    published_at: datetime | None
    rating: float | Decimal | None
    popularity: float


@dataclass(frozen=True, slots=True)
class Columns:
    """``(n,)`` each, in the order in which the candidates stand."""

    item_ids: NDArray[np.int64]
    department_ids: NDArray[np.int64]
    brand_ids: NDArray[np.int64]
    price_minor: NDArray[np.int64]
    """In minor units, :data:`NONE` without a price."""
    is_on_sale: Mask
    is_in_stock: Mask
    age_days: NDArray[np.float64]
    """Since the product came to the shop; infinite where that is not known."""
    rating: NDArray[np.float64]
    """1 to 5, NaN without reviews."""
    popularity: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.item_ids)

    @classmethod
    def of(cls, facts: Iterable[ItemFacts], *, now: datetime) -> Self:
        """Lay facts out as columns."""

        def whole(values: Iterable[int | None]) -> NDArray[np.int64]:
            return np.array([NONE if value is None else value for value in values], np.int64)

        def real(values: Iterable[Any]) -> NDArray[np.float64]:
            return np.array([np.nan if value is None else value for value in values], np.float64)

        told = tuple(zip(*facts, strict=True)) or ((),) * len(ItemFacts._fields)
        columns = dict(zip(ItemFacts._fields, told, strict=True))
        return cls(
            item_ids=whole(columns["item_id"]),
            department_ids=whole(columns["department_id"]),
            brand_ids=whole(columns["brand_id"]),
            price_minor=whole(columns["price_minor"]),
            is_on_sale=np.array(columns["is_on_sale"], np.bool_),
            is_in_stock=np.array(columns["is_in_stock"], np.bool_),
            age_days=real([_age_days(moment, now) for moment in columns["published_at"]]),
            rating=real(columns["rating"]),
            popularity=real(columns["popularity"]),
        )

    def take(self, places: Sequence[int]) -> Columns:
        """Return the candidates of these places, in this order."""
        rows = np.array(places, np.intp)
        return Columns(
            item_ids=self.item_ids[rows],
            department_ids=self.department_ids[rows],
            brand_ids=self.brand_ids[rows],
            price_minor=self.price_minor[rows],
            is_on_sale=self.is_on_sale[rows],
            is_in_stock=self.is_in_stock[rows],
            age_days=self.age_days[rows],
            rating=self.rating[rows],
            popularity=self.popularity[rows],
        )

    def none(self) -> Mask:
        """Return a mask of no candidate."""
        return np.zeros(len(self), np.bool_)


def among(values: NDArray[np.int64], wanted: frozenset[int]) -> Mask:
    """Return which of a row's values ``(n,)`` are wanted; for so few a set is faster than sorting both."""
    return np.fromiter(map(wanted.__contains__, values.tolist()), np.bool_, len(values))


def _age_days(published_at: datetime | None, now: datetime) -> float:
    return np.inf if published_at is None else (now - published_at).total_seconds() / 86_400
