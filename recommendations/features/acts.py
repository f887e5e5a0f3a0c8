"""A shopper's acts as the histories that features are made of: one set of rules for the log and for a page.

A page knows a shopper's newest looks and purchases by item and moment, nothing more. So training forgets
what a page cannot know: how long ago a list was cut off, and which session a browser said a look was of.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recommendations.features import histories
from recommendations.features.business_time import Pauses
from recommendations.features.histories import UNKNOWN_PERSON, Histories, rows_of
from recommendations.vocabulary import KIND_CODES, Act, EventKind, Interactions

LOOKS_KEPT = 40
PURCHASES_KEPT = 400
"""A wholesaler's customers buy hundreds of articles; everybody else's list is short."""
VISIT_GAP_SECONDS = 1_800.0
"""A pause of half an hour ends a visit."""

LOOKS = (EventKind.VIEW, EventKind.CART, EventKind.CLICK)


class Reading(enum.StrEnum):
    """Whose acts a ranker reads."""

    TOUCHES = "touches"
    """Looks and purchases."""
    PURCHASES = "purchases"
    VISIT = "visit"
    """The looks of the visit that goes on."""


def of_log(log: Interactions, reading: Reading) -> Interactions:
    """Keep what is read, in baskets by moment: an order is one instant, a visit has no long pause.

    The log is sorted by time; so is the result.
    """
    match reading:
        case Reading.TOUCHES:
            return touches(log)
        case Reading.PURCHASES:
            return purchases(log)
        case Reading.VISIT:
            return looks(log)


def of_page(told: Sequence[Act], reading: Reading, *, now: float) -> tuple[Act, ...]:
    """Keep of a shopper's acts (newest first) what is read at this moment."""
    match reading:
        case Reading.TOUCHES:
            return tuple(told)
        case Reading.PURCHASES:
            return tuple(act for act in told if act.is_purchase)
        case Reading.VISIT:
            return _visit(told, now=now)


def _visit(told: Sequence[Act], *, now: float) -> tuple[Act, ...]:
    """Return the looks since the last long pause; nothing if that is now."""
    visit: list[Act] = []
    later = now
    for act in told:
        if act.is_purchase:
            continue
        if later - act.happened_at > VISIT_GAP_SECONDS:
            break
        visit.append(act)
        later = act.happened_at
    return tuple(visit)


def touches(log: Interactions) -> Interactions:
    """Keep looks and purchases, in baskets by moment."""
    return _kept(log, *LOOKS, EventKind.PURCHASE)


def looks(log: Interactions) -> Interactions:
    """Keep looks only, in visits."""
    return _kept(log, *LOOKS)


def purchases(log: Interactions) -> Interactions:
    """Keep purchases only, in baskets by moment."""
    return _kept(log, EventKind.PURCHASE)


def _kept(log: Interactions, *kinds: EventKind) -> Interactions:
    kept = rows_of(log, np.isin(log.kind, [KIND_CODES[kind] for kind in kinds]))
    return replace(kept, basket=_baskets(kept))


def remembered(log: Interactions) -> Interactions:
    """Keep of each person what a page would know of them: the newest looks and the newest purchases."""
    is_purchase = _is_purchase(log)
    newest_first = np.lexsort((-np.arange(len(log)), is_purchase, log.person))
    keys = log.person[newest_first].astype(np.int64) * 2 + is_purchase[newest_first]
    begins = np.searchsorted(keys, keys)
    limit = np.where(is_purchase[newest_first], PURCHASES_KEPT, LOOKS_KEPT)
    kept = np.zeros(len(log), np.bool_)
    kept[newest_first] = np.arange(len(log)) - begins < limit
    return rows_of(log, kept)


def history(
    acts: Sequence[Act],
    item_ids: NDArray[np.int64],
    *,
    now: float,
    pauses: Pauses,
    person: int = UNKNOWN_PERSON,
) -> Histories:
    """Return one shopper's acts as a history; items that ``item_ids`` (ascending) does not know fall out."""
    log = _log(acts, item_ids, pauses)
    found = histories.of_persons(
        histories.distinct_lines(log), np.zeros(1, np.int64), now=float(np.nextafter(now, np.inf))
    )
    return replace(found, person=np.array([person], np.int32))


def _log(acts: Sequence[Act], item_ids: NDArray[np.int64], pauses: Pauses) -> Interactions:
    """Lay acts (newest first) out as the log of one person, oldest first."""
    asked = np.array([act.item_id for act in reversed(acts)], np.int64)
    place = np.minimum(np.searchsorted(item_ids, asked), max(len(item_ids) - 1, 0))
    known = item_ids[place] == asked if len(item_ids) else np.zeros(len(asked), np.bool_)
    moments = np.array([act.happened_at for act in reversed(acts)], np.float64)
    is_purchase = np.array([act.is_purchase for act in reversed(acts)], np.bool_)
    quantity = np.array([act.quantity for act in reversed(acts)], np.float32)
    order = np.flatnonzero(known)
    order = order[np.lexsort((asked[order], moments[order]))]
    view, purchase = KIND_CODES[EventKind.VIEW], KIND_CODES[EventKind.PURCHASE]
    log = Interactions(
        person=np.zeros(len(order), np.int32),
        item=place[order].astype(np.int32),
        kind=np.where(is_purchase[order], purchase, view).astype(np.int8),
        happened_at=pauses.moved(moments[order]),
        quantity=quantity[order],
        basket=np.full(len(order), -1, np.int32),
        persons=np.array(["shopper"]),
        items=item_ids,
    )
    return replace(log, basket=_baskets(log))


def _baskets(log: Interactions) -> NDArray[np.int32]:
    """Number the baskets of each person: one moment of purchases, looks up to the next long pause."""
    is_purchase = _is_purchase(log)
    order = np.lexsort((log.happened_at, is_purchase, log.person))
    keys = log.person[order].astype(np.int64) * 2 + is_purchase[order]
    pause = np.diff(log.happened_at[order], prepend=-np.inf)
    is_first = np.diff(keys, prepend=-1) != 0
    is_first |= pause > np.where(is_purchase[order], 0.0, VISIT_GAP_SECONDS)
    basket = np.empty(len(log), np.int32)
    basket[order] = np.cumsum(is_first) - 1
    return basket


def _is_purchase(log: Interactions) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = log.kind == KIND_CODES[EventKind.PURCHASE]
    return found
