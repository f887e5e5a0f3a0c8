"""How a shopper buys: how often, how much at a time, how much of it again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommendations.features.histories import Histories

RECENT_DAYS = 90.0

NAMES = (
    "orders",
    "orders_90d",
    "lines",
    "items",
    "lines_per_order",
    "lines_per_item",
    "days_since_order",
    "days_since_first_order",
    "days_between_orders",
    "shopper_log_quantity",
    "mean_log_buyers",
    "new_share",
)


def habits(histories: Histories, buyers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Describe each shopper ``(n, len(NAMES)) float32``; NaN where the history says nothing.

    ``buyers (n_items,)`` is how many people bought each item lately: a taste for the popular or the rare.
    """
    n, owner = len(histories), histories.owner
    lines = histories.sizes
    orders = np.zeros(n, np.int64)
    np.maximum.at(orders, owner, histories.basket + 1)
    items = histories.table().sizes
    newest, oldest = np.full(n, np.nan), np.full(n, np.nan)
    has_any = lines > 0
    newest[has_any] = histories.age_days[histories.starts[:-1][has_any]]
    oldest[has_any] = histories.age_days[histories.starts[1:][has_any] - 1]
    gaps = np.where(orders > 1, (oldest - newest) / np.maximum(orders - 1, 1), np.nan)
    columns = [
        orders,
        _recent_orders(histories),
        lines,
        items,
        lines / np.maximum(orders, 1),
        lines / np.maximum(items, 1),
        newest,
        oldest,
        gaps,
        _mean(histories, np.log1p(np.maximum(histories.quantity, 0))),
        _mean(histories, np.log1p(buyers[histories.item])),
        _new_share(histories, orders),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _recent_orders(histories: Histories) -> NDArray[np.int64]:
    """Count the orders of the last 90 days."""
    count = np.zeros(len(histories), np.int64)
    recent = histories.age_days <= RECENT_DAYS
    np.maximum.at(count, histories.owner[recent], histories.basket[recent] + 1)
    return count


def _new_share(histories: Histories, orders: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the share of lines after the first order that were new to the shopper, NaN after one order."""
    owner = histories.owner
    # Rows run newest first, so the last row of a shopper and item is the first purchase.
    keys = owner * histories.n_items + histories.item
    order = np.argsort(keys, kind="stable")
    is_first = np.zeros(len(keys), np.bool_)
    is_first[order] = np.diff(keys[order], append=-1) != 0
    later = histories.basket < orders[owner] - 1
    counted = np.bincount(owner[later], minlength=len(histories))
    new = np.bincount(owner[later & is_first], minlength=len(histories))
    share = np.full(len(histories), np.nan)
    np.divide(new, counted, out=share, where=counted > 0)
    return share


def _mean(histories: Histories, values: NDArray[np.floating]) -> NDArray[np.float64]:
    totals = np.bincount(histories.owner, weights=values, minlength=len(histories))
    counts = histories.sizes
    means = np.full(len(histories), np.nan)
    np.divide(totals, counts, out=means, where=counts > 0)
    return means
