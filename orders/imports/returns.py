"""Cancellations and returns cancel what they cancel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Cancelled:
    """How much of each sale came back, and how much of each return found its sale. Both ``(n_rows,)``."""

    returned: NDArray[np.int64]
    """Units of the row that were cancelled later; 0 where the row is no sale."""
    found: NDArray[np.int64]
    """Units of the return that cancelled a sale; 0 where the row is no return."""


def cancel(
    *,
    is_sale: NDArray[np.bool_],
    is_return: NDArray[np.bool_],
    customer: NDArray[np.int32],
    code: NDArray[np.int32],
    at: NDArray[np.int64],
    units: NDArray[np.int64],
) -> Cancelled:
    """Let each return cancel the same customer's latest earlier sale of the same code, unit by unit.

    A sale at the very time of the return counts as earlier. ``units`` are positive for both; rows with
    customer -1 match nothing, for nobody knows whose they were. All arrays ``(n_rows,)``.
    """
    returned, found = np.zeros_like(units), np.zeros_like(units)
    key = np.where(customer < 0, -1, customer.astype(np.int64) << 32 | code)
    wanted = np.unique(key[is_return & (key >= 0)])
    rows = np.flatnonzero((is_sale | is_return) & np.isin(key, wanted) & (key >= 0))
    rows = rows[np.lexsort((rows, is_return[rows], at[rows], key[rows]))]
    open_sales: list[int] = []
    current = -1
    for row in rows.tolist():
        if key[row] != current:
            current, open_sales = int(key[row]), []
        if is_sale[row]:
            open_sales.append(row)
            continue
        left = int(units[row])
        while left and open_sales:
            sale = open_sales[-1]
            taken = min(left, int(units[sale] - returned[sale]))
            returned[sale] += taken
            left -= taken
            if returned[sale] == units[sale]:
                open_sales.pop()
        found[row] = units[row] - left
    return Cancelled(returned, found)
