"""The words that every stage of the recommender shares. Frozen values, no behaviour beyond checks."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, NewType
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

ItemId = NewType("ItemId", int)
"""The primary key of a product; the same number in the log, the frame and every artefact."""

PersonKey = NewType("PersonKey", str)
"""Who acted: ``u<user id>`` once the visitor is known, else ``v<visitor uuid hex>``."""


class EventKind(enum.StrEnum):
    """What a shopper did, or what was shown to them."""

    VIEW = "view"
    CART = "cart"
    UNCART = "uncart"
    PURCHASE = "purchase"
    SEARCH = "search"
    EXPOSURE = "exposure"
    CLICK = "click"
    DISMISS = "dismiss"


KIND_CODES: dict[EventKind, int] = {kind: code for code, kind in enumerate(EventKind)}
"""The int8 code of each kind in :class:`Interactions`."""


class RefusalScope(enum.StrEnum):
    """What "not interested" is said of."""

    ITEM = "item"
    OWNED = "owned"
    """The product again, because the shopper has it."""
    BRAND = "brand"
    DEPARTMENT = "department"


class Placement(enum.StrEnum):
    """Where on the site a carousel stands."""

    FOR_YOU = "for_you"
    POPULAR = "popular"
    TRENDING = "trending"
    NEW_ARRIVALS = "new_arrivals"
    RECENTLY_VIEWED = "recently_viewed"
    BECAUSE_YOU_VIEWED = "because_you_viewed"
    SIMILAR_PRODUCTS = "similar_products"
    BOUGHT_TOGETHER = "bought_together"
    CART_COMPLEMENTS = "cart_complements"
    BUY_AGAIN = "buy_again"


@dataclass(frozen=True, slots=True)
class Interactions:
    """A log as parallel columns, sorted by time; one row is one person touching one item.

    ``person`` and ``item`` are positions into ``persons`` and ``items``; ``basket`` numbers the order
    (or the session, for clicks) that a row belongs to, -1 where there is none.
    Shapes: every column ``(n_rows,)``.
    """

    person: NDArray[np.int32]
    item: NDArray[np.int32]
    kind: NDArray[np.int8]
    happened_at: NDArray[np.float64]
    """Seconds since 1970-01-01 UTC."""
    quantity: NDArray[np.float32]
    basket: NDArray[np.int32]
    persons: NDArray[np.str_]
    """``(n_persons,)`` outside keys, for example :data:`PersonKey`."""
    items: NDArray[np.int64]
    """``(n_items,)`` :data:`ItemId` values, ascending."""

    def __post_init__(self) -> None:
        """Refuse columns of unequal length."""
        lengths = {
            len(column)
            for column in (
                self.person,
                self.item,
                self.kind,
                self.happened_at,
                self.quantity,
                self.basket,
            )
        }
        if len(lengths) != 1:
            raise ValueError(f"interaction columns differ in length: {sorted(lengths)}")

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True, slots=True)
class ArtefactInfo:
    """What the manifest of one artefact says of it."""

    name: str
    version: str
    built_at: str
    digest: str
    n_items: int
    config: dict[str, object]
    metrics: dict[str, float]


@dataclass(frozen=True, slots=True)
class Purchase:
    """One order line of the shopper, by its age: what the replenishment clock reads."""

    item_id: ItemId
    days_ago: float


class Act(NamedTuple):
    """One thing the shopper did with an item, and when: what learned rankers read.

    A tuple, because every page makes a hundred of them, and compares them to find what was kept for its question.
    """

    item_id: ItemId
    happened_at: float
    """Seconds since 1970-01-01 UTC."""
    is_purchase: bool = False
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a recommendation may depend on, read once at the edge of a request."""

    person: PersonKey
    visitor_id: UUID | None = None
    user_id: int | None = None
    recent: tuple[ItemId, ...] = ()
    """Items of the live session, newest first."""
    purchased: tuple[ItemId, ...] = ()
    """Items bought before, newest first."""
    bought: tuple[Purchase, ...] = ()
    """The same with dates, every order of an item by itself; read only where a placement asks for it."""
    acts: tuple[Act, ...] = ()
    """Looks and purchases with their moments, newest first; an item stands here once for each."""
    dismissed: tuple[ItemId, ...] = ()
    """Items the shopper said "not interested" to, or has already."""
    refused_brands: tuple[int, ...] = ()
    refused_departments: tuple[int, ...] = ()
    in_cart: tuple[ItemId, ...] = ()
    subject: tuple[ItemId, ...] = ()
    """The product of a product page, or the products of a basket."""
    department_id: int | None = None
    is_personalised: bool = True
    market: str = ""
    device: str = ""
    country: str = ""
    """Two capital letters, empty where nothing tells; as market and device, rules alone look at it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item is shown: the source that proposed it and the item or group that caused it."""

    source: str
    kind: str
    """One of ``viewed``, ``bought_with``, ``similar_to``, ``taste``, ``popular``, ``trending``, ``new``, ``bought_before``,
    ``popular_in`` (its own department), ``picked`` (by staff)."""
    cause: ItemId | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One item that a source proposes, with the source's own score (higher is better)."""

    item_id: ItemId
    score: float
    reason: Reason
    parts: Mapping[str, float] = field(default_factory=dict)
    """Each source's share of the score, for explanations."""
    propensity: float = 1.0
    """The chance with which it stands where it stands; below 1 where chance may have a place."""


@dataclass(frozen=True, slots=True)
class Move:
    """What one rule of the house did to one item of a slate."""

    rule: str
    """The rule's name, as staff gave it."""
    item_id: ItemId
    did: str
    """One of ``left_out``, ``boosted``, ``buried``, ``sorted``, ``held_back``, ``pinned``, ``not_pinned``."""
    amount: float = 0.0
    """The factor of a boost, the place of a pin, the limit of a quota."""


@dataclass(frozen=True, slots=True)
class Slate:
    """One ordered answer for one placement; what is logged and what is shown are the same object."""

    slate_id: UUID
    placement: Placement
    chosen: tuple[Candidate, ...]
    model_version: str
    variant: str
    rung: str
    """Which step of the fallback ladder answered: ``fresh``, ``blended``
    (no ranker, or it failed), ``cached``, ``stale``, ``category``, ``popular``, ``nothing``."""
    rules_version: str = ""
    trace: tuple[Move, ...] = ()
    """What the rules of the house moved, in the order in which they did."""
