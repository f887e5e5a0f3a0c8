"""What the catalogue's search borrows from the live version: the learned order, and what fits a session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from django.http import HttpRequest
from numpy.typing import NDArray

from recommendations.candidates.item_item import ItemItem
from recommendations.candidates.profile import VIEWED_FADING
from recommendations.ranking.search_order import SearchOrder
from recommendations.serving import shopper
from recommendations.serving.bundle import Bundle, bundles
from recommendations.vocabulary import Context

LATELY = 10
"""Looks that make up what a session is about."""
LEAST_SPREAD = 0.05
"""Of cosines on a page: with less, all of it fits the session alike."""
NEIGHBOURS = 500


def live() -> SearchOrder | None:
    """Return the order that serves; nothing before one was learned, or where it lost to the usual one. No query."""
    return bundles.live().search_order


def likes(request: HttpRequest, product_ids: Sequence[int], now: datetime) -> Mapping[int, float]:
    """Return how well products fit the session of whoever asks, 0 to 1; nothing for strangers.

    As the carousels know it: half by what reads like the last looks, half by what people touched who touched the same.
    No query for a shopper whom Redis knows.
    """
    return fitting(shopper.context_of(request, now=now), product_ids, bundles.live())


def fitting(context: Context, product_ids: Sequence[int], bundle: Bundle) -> Mapping[int, float]:
    """Return how well products fit a session, those left out that do not."""
    if not context.is_personalised or not context.recent or not product_ids:
        return {}
    items = np.array(product_ids, np.int64)
    fits = (_alike(context, items, bundle) + _touched(context, items, bundle)) / 2
    fits[np.isin(items, np.array(context.dismissed, np.int64))] = 0.0
    return {int(item): float(fit) for item, fit in zip(items, fits, strict=True) if fit > 0}


def _alike(context: Context, items: NDArray[np.int64], bundle: Bundle) -> NDArray[np.float64]:
    """Return how much more than the page's mean each product reads like the last looks ``(n,)``, 0 to 1."""
    content = bundle.content
    if content is None:
        return np.zeros(len(items))
    recent = np.array(context.recent[:LATELY], np.int64)
    taste = VIEWED_FADING ** np.arange(len(recent)) @ content.vectors_of(recent)
    length = float(np.linalg.norm(taste))
    cosines = content.vectors_of(items) @ taste / (length or 1.0)
    spread = float(cosines.max() - cosines.mean())
    if spread < LEAST_SPREAD:
        return np.zeros(len(items))
    alike: NDArray[np.float64] = np.clip((cosines - cosines.mean()) / spread, 0.0, 1.0)
    return alike


def _touched(context: Context, items: NDArray[np.int64], bundle: Bundle) -> NDArray[np.float64]:
    """Return how strongly people who touched the same touched each product ``(n,)``, 0 to 1 within the page."""
    source = bundle.sources.get(ItemItem.name)
    if source is None:
        return np.zeros(len(items))
    found = source.retrieve(context, limit=NEIGHBOURS)
    scores = dict(zip(found.item_ids.tolist(), found.scores.tolist(), strict=True))
    strength = np.array([max(scores.get(item, 0.0), 0.0) for item in items.tolist()])
    return strength / (strength.max() or 1.0)
