"""What the shop thinks a shopper likes, and from what it thinks so, in names instead of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from catalog.departments import tree
from catalog.models import Brand, Product
from catalog.money import Money
from recommendations.events.models import Refusal
from recommendations.features.taste import Inclination
from recommendations.serving import house, shelf
from recommendations.vocabulary import Context, RefusalScope


@dataclass(frozen=True, slots=True)
class Leaning:
    """A department or brand, and how much of the attention it holds, in percent."""

    name: str
    percent: int
    item_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Used:
    """A product that shapes what is recommended."""

    product: Product
    was_bought: bool

    @property
    def item_ids(self) -> tuple[int, ...]:
        """Itself: what to forget so that it no longer counts."""
        return (self.product.pk,)


@dataclass(frozen=True, slots=True)
class Unwanted:
    """Something that was refused."""

    scope: RefusalScope
    target_id: int
    name: str


@dataclass(frozen=True, slots=True)
class ShopperProfile:
    """All that recommendations to one shopper are made from."""

    departments: tuple[Leaning, ...]
    brands: tuple[Leaning, ...]
    price_from: Money | None
    price_to: Money | None
    used: tuple[Used, ...]
    unwanted: tuple[Unwanted, ...]

    @property
    def kinds(self) -> tuple[tuple[str, tuple[Leaning, ...]], ...]:
        """Departments and brands under their titles."""
        return ((gettext("Departments"), self.departments), (gettext("Brands"), self.brands))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known yet."""
        return not self.used and not self.unwanted


def profile_of(context: Context, *, now: datetime) -> ShopperProfile:
    """Return the profile of a shopper. Five queries."""
    touched = house.touched(context)
    on_shelf = shelf.look(touched, context=context, now=now)
    taste = house.taste_on(on_shelf, context)
    brand_ids = [each.group_id for each in taste.brands]
    brand_names = dict(Brand.objects.filter(pk__in=brand_ids).values_list("pk", "name"))
    department_names = {pk: each.name for pk, each in tree().by_id.items()}
    used = [
        Used(on_shelf[item_id].product, item_id not in context.recent)
        for item_id in touched
        if item_id in on_shelf
    ]
    currency = used[0].product.currency if used else ""
    return ShopperProfile(
        departments=_leanings(taste.departments, department_names),
        brands=_leanings(taste.brands, brand_names),
        price_from=_money(taste.price_from_minor, currency),
        price_to=_money(taste.price_to_minor, currency),
        used=tuple(used),
        unwanted=tuple(_unwanted(context, department_names)),
    )


def _leanings(found: Sequence[Inclination], names: dict[int, str]) -> tuple[Leaning, ...]:
    return tuple(
        Leaning(names[each.group_id], round(each.share * 100), each.item_ids)
        for each in found
        if each.group_id in names
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return Money(minor, currency) if minor is not None and currency else None


def _unwanted(context: Context, department_names: dict[int, str]) -> list[Unwanted]:
    rows = Refusal.objects.filter(person=context.person).order_by("-pk")
    said = [(RefusalScope(scope), target) for scope, target in rows.values_list("scope", "target_id")]  # fmt: skip
    items = [target for scope, target in said if scope in {RefusalScope.ITEM, RefusalScope.OWNED}]
    brands = [target for scope, target in said if scope is RefusalScope.BRAND]
    titles = dict(Product.objects.filter(pk__in=items).values_list("pk", "title"))
    names = {
        RefusalScope.ITEM: titles,
        RefusalScope.OWNED: titles,
        RefusalScope.BRAND: dict(Brand.objects.filter(pk__in=brands).values_list("pk", "name")),
        RefusalScope.DEPARTMENT: department_names,
    }
    return [Unwanted(scope, target, names[scope][target]) for scope, target in said if target in names[scope]]  # fmt: skip
