"""What a shopper seems to like, in words that they can read and correct."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

TOUCHES = 20
"""As many of the newest looks and purchases count."""
FADING = 0.9
"""An older look counts a tenth less than the one after it."""
LIKED_SHARE = 0.25
"""A department or brand is liked when it holds a quarter of the attention …"""
LIKED_TOUCHES = 2
"""… and was turned to more than once."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One product that the shopper looked at or bought."""

    item_id: int
    department_id: int | None
    brand_id: int | None
    price_minor: int | None


@dataclass(frozen=True, slots=True)
class Inclination:
    """One department or brand, the share of attention it holds (0 to 1), and what shows it."""

    group_id: int
    share: float
    item_ids: tuple[int, ...]

    @property
    def is_liked(self) -> bool:
        """Whether it is more than a passing look."""
        return self.share >= LIKED_SHARE and len(self.item_ids) >= LIKED_TOUCHES


@dataclass(frozen=True, slots=True)
class Taste:
    """Departments and brands by the attention they hold, and the middle half of the prices looked at."""

    departments: tuple[Inclination, ...] = ()
    brands: tuple[Inclination, ...] = ()
    price_from_minor: int | None = None
    price_to_minor: int | None = None

    @property
    def liked_departments(self) -> frozenset[int]:
        """Departments that the shopper keeps coming back to."""
        return frozenset(each.group_id for each in self.departments if each.is_liked)

    @property
    def liked_brands(self) -> frozenset[int]:
        """Brands that the shopper keeps coming back to."""
        return frozenset(each.group_id for each in self.brands if each.is_liked)


def taste_of(touches: Iterable[Touch]) -> Taste:
    """Return the taste that touches show, the newest first; each product counts once."""
    newest = list({touch.item_id: touch for touch in touches}.values())[:TOUCHES]
    prices = sorted(touch.price_minor for touch in newest if touch.price_minor is not None)
    return Taste(
        departments=_inclinations(newest, lambda touch: touch.department_id),
        brands=_inclinations(newest, lambda touch: touch.brand_id),
        price_from_minor=prices[len(prices) // 4] if prices else None,
        price_to_minor=prices[(len(prices) * 3) // 4] if prices else None,
    )


def _inclinations(
    newest: Sequence[Touch], group_of: Callable[[Touch], int | None]
) -> tuple[Inclination, ...]:
    weights: dict[int, float] = defaultdict(float)
    item_ids: dict[int, list[int]] = defaultdict(list)
    for age, touch in enumerate(newest):
        group = group_of(touch)
        if group is not None:
            weights[group] += FADING**age
            item_ids[group].append(touch.item_id)
    total = sum(FADING**age for age in range(len(newest)))
    strongest = sorted(weights, key=lambda group: -weights[group])
    return tuple(
        Inclination(group, weights[group] / total, tuple(item_ids[group])) for group in strongest
    )
