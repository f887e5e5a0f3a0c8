"""The candidates of one row as columns: what rules look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

NONE = -1
"""Stands for a missing department, brand or price."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One product at this moment, as the shop's own query reads it."""

    item_id: int
    department_id: int | None
    brand_id: int | None
    price_minor: int | None
    is_on_sale: bool
    is_in_stock: bool
    published_at: datetime | None
    rating: float | None
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
    def of(cls, facts: list[ItemFacts], *, now: datetime) -> Self:
        """Lay facts out as columns."""

        def whole(values: list[int | None]) -> NDArray[np.int64]:
            return np.array([NONE if value is None else value for value in values], np.int64)

        def real(values: list[Any]) -> NDArray[np.float64]:
            return np.array(values, np.float64)

        return cls(
            item_ids=whole([each.item_id for each in facts]),
            department_ids=whole([each.department_id for each in facts]),
            brand_ids=whole([each.brand_id for each in facts]),
            price_minor=whole([each.price_minor for each in facts]),
            is_on_sale=np.array([each.is_on_sale for each in facts], np.bool_),
            is_in_stock=np.array([each.is_in_stock for each in facts], np.bool_),
            age_days=real([_age_days(each.published_at, now) for each in facts]),
            rating=real([np.nan if each.rating is None else each.rating for each in facts]),
            popularity=real([each.popularity for each in facts]),
        )

    def none(self) -> Mask:
        """Return a mask of no candidate."""
        return np.zeros(len(self), np.bool_)


def _age_days(published_at: datetime | None, now: datetime) -> float:
    return np.inf if published_at is None else (now - published_at).total_seconds() / 86_400
