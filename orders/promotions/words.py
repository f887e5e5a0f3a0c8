"""The words promotions are made of. Frozen values: the engine needs no database and no clock."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


class BenefitKind(enum.StrEnum):
    """How a promotion reduces what it is aimed at."""

    PERCENT = "percent"
    AMOUNT = "amount"
    FIXED_PRICE = "fixed_price"
    BUY_X_GET_Y = "buy_x_get_y"
    BUNDLE = "bundle"
    TIERED = "tiered"
    FREE_DELIVERY = "free_delivery"


class Reason(enum.StrEnum):
    """Why a promotion applied, or did not."""

    APPLIED = "applied"
    SWITCHED_OFF = "switched_off"
    NOT_STARTED = "not_started"
    ENDED = "ended"
    OTHER_CURRENCY = "other_currency"
    OTHER_MARKET = "other_market"
    OTHER_CHANNEL = "other_channel"
    COUPON_MISSING = "coupon_missing"
    NOT_IN_GROUP = "not_in_group"
    NOT_FIRST_ORDER = "not_first_order"
    USED_UP = "used_up"
    USED_BY_CUSTOMER = "used_by_customer"
    NO_MATCHING_ARTICLES = "no_matching_articles"
    BELOW_MINIMUM = "below_minimum"
    TOO_FEW_UNITS = "too_few_units"
    EXCLUDED = "excluded"
    NO_EFFECT = "no_effect"


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One article as promotions see it; ``key`` tells it apart (a variant's id)."""

    key: int
    product_id: int
    unit_price_minor: int
    quantity: int
    department_id: int | None = None
    brand_id: int | None = None

    @property
    def value_minor(self) -> int:
        """Price times quantity."""
        return self.unit_price_minor * self.quantity


@dataclass(frozen=True, slots=True)
class Customer:
    """What promotions may know of who buys."""

    groups: frozenset[str] = frozenset()
    is_first_order: bool | None = None
    """``None`` while nobody knows: then it is given the benefit of the doubt, and checked when the e-mail is there."""


@dataclass(frozen=True, slots=True)
class Basket:
    """A cart, its buyer, and the moment."""

    lines: tuple[BasketLine, ...]
    currency: str
    now: datetime
    market: str = ""
    channel: str = "web"
    customer: Customer = field(default_factory=Customer)
    coupons: frozenset[str] = frozenset()
    """Codes that the shopper entered, in capitals."""


@dataclass(frozen=True, slots=True)
class Target:
    """The articles a promotion is aimed at; empty means all."""

    products: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()
    """With every department below."""
    brands: frozenset[int] = frozenset()

    def matches(self, line: BasketLine) -> bool:
        """Return whether a line is one of them: any product, any department or any brand named."""
        if not (self.products or self.departments or self.brands):
            return True
        return (
            line.product_id in self.products
            or line.department_id in self.departments
            or line.brand_id in self.brands
        )


@dataclass(frozen=True, slots=True)
class Conditions:
    """When a promotion holds. Periods are half-open: ``starts_at <= now < ends_at``."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    currency: str = ""
    markets: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    is_first_order_only: bool = False
    needs_coupon: bool = False
    min_value_minor: int = 0
    min_quantity: int = 0


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a promotion gives; each kind reads the parts it needs."""

    kind: BenefitKind
    percent: Decimal = Decimal(0)
    amount_minor: int = 0
    buy: int = 0
    get: int = 0
    bundle: Mapping[int, int] = field(default_factory=dict)
    """Product ids and how many of each make one bundle."""
    tiers: tuple[tuple[int, Decimal], ...] = ()
    """Value of the articles in minor units from which a percentage holds."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """One rule: aim, conditions, benefit, and where it stands among the others."""

    promotion_id: int
    name: str
    benefit: Benefit
    target: Target = field(default_factory=Target)
    conditions: Conditions = field(default_factory=Conditions)
    priority: int = 0
    """Higher goes first."""
    exclusivity_group: str = ""
    """Of the promotions in a group the first that has an effect applies alone."""
    coupon: str = ""
    """The entered code that opened it, when it needs one."""
    coupon_id: int | None = None
    is_on: bool = True
    uses_left: int | None = None
    customer_uses_left: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one promotion, and why."""

    promotion: Promotion
    reason: Reason
    discounts: Mapping[int, int] = field(default_factory=dict)
    """Minor units by line key."""
    frees_delivery: bool = False
    detail: str = ""

    @property
    def is_applied(self) -> bool:
        """Whether it changed what the cart costs."""
        return self.reason is Reason.APPLIED

    @property
    def amount_minor(self) -> int:
        """What it took off the articles."""
        return sum(self.discounts.values())


@dataclass(frozen=True, slots=True)
class Outcome:
    """All verdicts, in the order the promotions were tried, and their sum."""

    verdicts: tuple[Verdict, ...] = ()

    @property
    def applied(self) -> tuple[Verdict, ...]:
        """Those that changed what the cart costs."""
        return tuple(verdict for verdict in self.verdicts if verdict.is_applied)

    @property
    def discounts(self) -> dict[int, int]:
        """Minor units by line key, over all promotions."""
        total: dict[int, int] = {}
        for verdict in self.applied:
            for key, amount in verdict.discounts.items():
                total[key] = total.get(key, 0) + amount
        return total

    @property
    def frees_delivery(self) -> bool:
        """Whether delivery costs nothing."""
        return any(verdict.frees_delivery for verdict in self.applied)
