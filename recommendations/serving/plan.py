"""What each placement shows: which sources propose, with which weight, and what a good row is."""

from __future__ import annotations

import enum
import functools
from dataclasses import dataclass, replace

from django.conf import settings

from recommendations.rules.classes.bought_before import BoughtBefore
from recommendations.rules.rule_set import RuleSet
from recommendations.vocabulary import Context, ItemId, PersonKey, Placement

SIZE = 12
"""Cards in a row: two screens of a desktop, more than a thumb scrolls through."""
LEAST = 4
"""A row with fewer looks empty and is not shown."""
SPARE = 1.5
"""Half as many again are proposed, because some prove sold out, hidden or shown further up."""
SPARE_BELOW = 3
"""For a row below one that likes the same products: it must fill its places with what the upper row leaves."""
MUCH_SPARE = 5
"""For shoppers who want nothing of some brand or department: much of what is proposed will be left out."""

CONTENT, COLLABORATIVE = settings.CONTENT_WEIGHT, settings.COLLABORATIVE_WEIGHT
POPULARITY, DIVERSITY = settings.POPULARITY_WEIGHT, settings.DIVERSITY_WEIGHT
"""The weighted blend that ranks where no learned ranker is registered; what weighs nothing is not asked."""


class Anchor(enum.Enum):
    """What a row starts from; nothing else of a context changes what is proposed for it."""

    SHOP = enum.auto()
    SHOPPER = enum.auto()
    SUBJECT = enum.auto()
    """The product of the page, or the articles of a cart."""
    LAST_VIEWED = enum.auto()


class Fallback(enum.Enum):
    """What may stand in a row whose own sources said nothing, under a heading that says so."""

    NOTHING = enum.auto()
    POPULAR = enum.auto()
    """Popular in the department of the page, else in the shop."""


@dataclass(frozen=True, slots=True)
class Share:
    """One source and its part of the score."""

    source: str
    weight: float
    group: str = ""
    """Sources of one group speak with one voice; a source without a group speaks for itself."""

    @property
    def voice(self) -> str:
        """The group, or the source itself."""
        return self.group or self.source


@dataclass(frozen=True, slots=True)
class Plan:
    """How one placement is filled."""

    placement: Placement
    shares: tuple[Share, ...]
    anchor: Anchor
    least: int = LEAST
    spare: float = SPARE
    """How many products are proposed for each place."""
    rankers: tuple[str, ...] = ()
    """Learned rankers: the first that has anything to read orders what the sources propose, else their weighted blend."""
    explores: bool = False
    """Whether now and then a place goes to chance."""
    sameness_weight: float = 0.0
    most_of_department: int = 0
    most_of_brand: int = 0
    hides_recent: bool = False
    """Whether what was just looked at stays away."""
    hides_bought: bool = True
    """Whether what was bought before stays away."""
    fallback: Fallback = Fallback.NOTHING

    def __post_init__(self) -> None:
        """Refuse weights that do not say which part of the whole they are, and leave out who has none."""
        total = sum(share.weight for share in self.shares) + self.sameness_weight
        if not 0.999 < total < 1.001:
            raise ValueError(f"the weights of {self.placement} add up to {total}, not to 1")
        counting = tuple(share for share in self.shares if share.weight > 0)
        object.__setattr__(self, "shares", counting)


PLANS: dict[Placement, Plan] = {
    plan.placement: plan
    for plan in (
        Plan(
            Placement.FOR_YOU,
            (
                Share("content", CONTENT),
                Share("als", 0.35 * COLLABORATIVE, "collaborative"),
                Share("item_item", 0.25 * COLLABORATIVE, "collaborative"),
                Share("session", 0.125 * COLLABORATIVE, "collaborative"),
                Share("sequential_rules", 0.125 * COLLABORATIVE, "collaborative"),
                Share("user_knn", 0.15 * COLLABORATIVE, "collaborative"),
                Share("popularity", POPULARITY),
            ),
            Anchor.SHOPPER,
            rankers=("next_look", "discover"),
            explores=True,
            sameness_weight=DIVERSITY,
            most_of_department=4,
            most_of_brand=4,
            hides_recent=True,
            fallback=Fallback.POPULAR,
        ),
        Plan(
            Placement.POPULAR,
            (Share("popularity", 1.0),),
            Anchor.SHOP,
            most_of_department=4,
            fallback=Fallback.POPULAR,
        ),
        Plan(Placement.TRENDING, (Share("trending", 1.0),), Anchor.SHOP, most_of_department=4),
        Plan(Placement.NEW_ARRIVALS, (Share("newest", 1.0),), Anchor.SHOP, most_of_department=3),
        Plan(Placement.RECENTLY_VIEWED, (Share("recent", 1.0),), Anchor.SHOPPER, least=2),
        Plan(
            Placement.BUY_AGAIN,
            (Share("repeat", 0.9), Share("bought", 0.1)),
            Anchor.SHOPPER,
            rankers=("buy_again",),
            least=1,
            hides_bought=False,
        ),
        Plan(
            Placement.BECAUSE_YOU_VIEWED,
            (
                Share("content", CONTENT),
                Share("item_item", COLLABORATIVE),
                Share("substitutes", POPULARITY),
            ),
            Anchor.LAST_VIEWED,
            spare=SPARE_BELOW,
            sameness_weight=DIVERSITY,
            most_of_brand=4,
            hides_recent=True,
        ),
        Plan(
            Placement.SIMILAR_PRODUCTS,
            (
                Share("content", CONTENT),
                Share("substitutes", COLLABORATIVE),
                Share("popularity", POPULARITY),
            ),
            Anchor.SUBJECT,
            sameness_weight=DIVERSITY,
            most_of_brand=6,
            fallback=Fallback.POPULAR,
        ),
        Plan(Placement.BOUGHT_TOGETHER, (Share("co_purchase", 1.0),), Anchor.SUBJECT, least=1),
        Plan(Placement.CART_COMPLEMENTS, (Share("co_purchase", 1.0),), Anchor.SUBJECT, least=2),
    )
}

PAGES: dict[str, tuple[Placement, ...]] = {
    "home": (
        Placement.FOR_YOU,
        Placement.BECAUSE_YOU_VIEWED,
        Placement.TRENDING,
        Placement.NEW_ARRIVALS,
        Placement.RECENTLY_VIEWED,
    ),
    "catalog:product": (
        Placement.BOUGHT_TOGETHER,
        Placement.SIMILAR_PRODUCTS,
        Placement.BECAUSE_YOU_VIEWED,
    ),
    "accounts:overview": (Placement.BUY_AGAIN, Placement.FOR_YOU),
}
"""The rows of a page, by the name of its address, from the top: what an upper row shows, a lower leaves out.
They are asked together and cost one query. A page that is not listed asks row by row."""


def plan_for(placement: Placement, context: Context, *, rules: RuleSet) -> Plan:
    """Return how to fill a placement for this shopper.

    Raises:
        KeyError: if nothing fills that placement.
    """
    return _plan(
        placement,
        # A stranger has no taste yet: the popular row, shared by all strangers.
        is_popular=placement is Placement.FOR_YOU and not (context.recent or context.purchased),
        may_hide_bought=rules.has_class(BoughtBefore.code),
    )


@functools.cache
def _plan(placement: Placement, *, is_popular: bool, may_hide_bought: bool) -> Plan:
    plan = PLANS[placement]
    return replace(
        PLANS[Placement.POPULAR] if is_popular else plan,
        placement=placement,
        hides_bought=plan.hides_bought and may_hide_bought,
    )


def focused(plan: Plan, context: Context) -> Context:
    """Keep of a context what this plan depends on, so that equal questions are equal and share an answer."""
    nobody = PersonKey("")
    match plan.anchor:
        case Anchor.SHOP:
            return Context(person=nobody, department_id=context.department_id)
        case Anchor.SUBJECT:
            return Context(
                person=nobody, subject=context.subject, department_id=context.department_id
            )
        case Anchor.LAST_VIEWED:
            return Context(person=nobody, subject=last_viewed(context))
        case Anchor.SHOPPER:
            return replace(
                context,
                # A ranker keeps shoppers from being their own neighbours, so it has to know who asks.
                person=context.person if plan.rankers else nobody,
                acts=context.acts if plan.rankers else (),
                visitor_id=None,
                user_id=None,
                subject=(),
                market="",
                device="",
                country="",
            )


def last_viewed(context: Context) -> tuple[ItemId, ...]:
    """Return the one product to say "because you viewed" of: not this page's, not bought, not unwanted."""
    spent = {*context.subject, *context.purchased, *context.dismissed, *context.in_cart}
    return next(((item_id,) for item_id in context.recent if item_id not in spent), ())
