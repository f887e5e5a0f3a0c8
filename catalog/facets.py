"""The filters of a list with true counts: OR inside a facet, AND across facets.

The count beside a value says how many products the list would have with that value in its facet, all other facets
staying as they are. All counts of a page are taken over the whole result, whatever page is shown, from the columns of
the catalogue (``catalog.columns``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog import pricing, tallies
from catalog.models import Attribute, AttributeKind, Brand, FacetValue
from catalog.narrowing import Narrowed, Wishes
from catalog.selection import ATTRIBUTE_PREFIX, RATINGS, Selection
from catalog.snapshots import Snapshot
from catalog.tallies import Tally

MAX_FACETS = 8
"""Attribute facets on one page; the ones that tell most products apart come first."""
MAX_SHOWN = 8
"""Values shown before "more"."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet."""

    value: str
    label: str
    count: int
    is_selected: bool = False

    @property
    def is_available(self) -> bool:
        """Whether choosing it (or leaving it chosen) leads to products."""
        return self.count > 0 or self.is_selected


@dataclass(frozen=True, slots=True)
class Facet:
    """One question a list can be narrowed by."""

    name: str
    """The parameter in the address."""
    title: str
    choices: tuple[Choice, ...]

    @property
    def shown(self) -> tuple[Choice, ...]:
        """The choices that stand open: all that are selected, then the most frequent."""
        return self.choices[: max(MAX_SHOWN, sum(choice.is_selected for choice in self.choices))]

    @property
    def more(self) -> tuple[Choice, ...]:
        """The choices behind "more"."""
        return self.choices[len(self.shown) :]

    @property
    def selected_count(self) -> int:
        """How many are chosen."""
        return sum(choice.is_selected for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Counts:
    """What one list holds in all."""

    total: int
    price_low: int | None
    """Minor units; the cheapest product that all other filters let through."""
    price_high: int | None
    in_stock: int
    facets: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class FacetWords:
    """What the numbers on the products mean."""

    attributes: tuple[Attribute, ...]
    """Those offered as filters, in their order."""
    by_id: Mapping[int, tuple[Attribute, str]]
    by_code: Mapping[str, Mapping[str, int]]
    """Attribute code → value → number."""


def _read_words() -> FacetWords:
    """Read all values that can be filtered by. Two queries."""
    attributes = {
        row.pk: row for row in Attribute.objects.filter(is_facet=True).order_by("position", "name")
    }
    by_id: dict[int, tuple[Attribute, str]] = {}
    by_code: dict[str, dict[str, int]] = {attribute.code: {} for attribute in attributes.values()}
    for id_, attribute_id, value in FacetValue.objects.values_list("id", "attribute_id", "value"):
        if attribute := attributes.get(attribute_id):
            by_id[id_] = (attribute, value)
            by_code[attribute.code][value] = id_
    return FacetWords(tuple(attributes.values()), by_id, by_code)


words = Snapshot(_read_words, ttl_seconds=30)
"""The meaning of the numbers; a number it does not know makes it read anew."""


@receiver([post_save, post_delete], sender=Attribute)
def _attribute_written(**_: object) -> None:
    words.forget()


@dataclass(frozen=True, slots=True)
class Brands:
    """What the numbers of brands mean."""

    by_id: Mapping[int, tuple[str, str]]
    """Address and name."""
    by_slug: Mapping[str, int]


def _read_brands() -> Brands:
    """Read every brand. One query."""
    rows = list(Brand.objects.values_list("id", "slug", "name"))
    return Brands({id_: (slug, name) for id_, slug, name in rows}, {row[1]: row[0] for row in rows})


brands = Snapshot(_read_brands, ttl_seconds=30)


@receiver([post_save, post_delete], sender=Brand)
def _brand_written(**_: object) -> None:
    brands.forget()


def wishes(selection: Selection) -> Wishes:
    """Return what the filters in use demand of a product. No query while brands and values are known."""
    by_code, price_list = words.get().by_code, pricing.in_use()
    known = brands.get().by_slug
    return Wishes(
        brands=tuple(known[slug] for slug in selection.brands if slug in known)
        if selection.brands
        else None,
        price_from=selection.price_from,
        price_to=selection.price_to,
        least_stars=selection.rating * 100 if selection.rating else None,
        in_stock=selection.in_stock,
        values={
            f"{ATTRIBUTE_PREFIX}{code}": tuple(
                by_code[code][value] for value in values if value in by_code[code]
            )
            for code, values in selection.values.items()
            if code in by_code
        },
        price_list=None if price_list is None else price_list.id,
    )


def count(lists: Sequence[Narrowed], selection: Selection) -> Counts:
    """Count a list with all its filters. No query while brands and values are known."""
    by_code = words.get().by_code
    own = {
        name: tuple(by_code[name.removeprefix(ATTRIBUTE_PREFIX)].values())
        for name in dict.fromkeys(name for one in lists for name in one.oks)
        if name.startswith(ATTRIBUTE_PREFIX)
    }
    return _facets(tallies.tally(lists, own, [stars * 100 for stars in RATINGS]), selection)


def _facets(tally: Tally, selection: Selection) -> Counts:
    """Put words to the numbers."""
    if not tally.brands.keys() <= brands.get().by_id.keys():
        brands.forget()
    known = brands.get().by_id
    named = [
        Choice(slug, name, tally.brands[id_], slug in selection.brands)
        for id_, (slug, name) in ((id_, known[id_]) for id_ in tally.brands if id_ in known)
    ]
    ratings = tuple(
        Choice(
            str(stars),
            _("%(stars)s stars and more") % {"stars": stars},
            tally.rated[stars * 100],
            selection.rating == stars,
        )
        for stars in RATINGS
    )
    facets = [Facet("brand", _("Brand"), _most_frequent_first(named))]
    facets += _attribute_facets(tally.values, selection)
    if any(choice.count for choice in ratings):
        facets.append(Facet("rating", _("Rating"), ratings))
    useful = tuple(facet for facet in facets if _is_useful(facet))
    return Counts(tally.total, tally.price_low, tally.price_high, tally.in_stock, useful)


def _attribute_facets(counts: Mapping[int, int], selection: Selection) -> list[Facet]:
    """Turn counts by number into facets, in the order of their attributes."""
    if not counts.keys() <= words.get().by_id.keys():
        words.forget()
    known = words.get()
    by_code: dict[str, dict[str, int]] = {}
    for id_, products_of_value in counts.items():
        if (meaning := known.by_id.get(id_)) is not None:
            attribute, value = meaning
            by_code.setdefault(attribute.code, {})[value] = products_of_value
    found: list[Facet] = []
    useful_count = 0
    for attribute in known.attributes:
        selected = selection.values.get(attribute.code, ())
        if useful_count >= MAX_FACETS and not selected:
            continue  # a whole shop has hundreds of attributes, and nobody reads them all
        products = by_code.get(attribute.code, {})
        is_in_use = any(value in products for value in selected)
        if len(products) > 1 or is_in_use:
            if useful_count < MAX_FACETS or is_in_use:
                found.append(_attribute_facet(attribute, products, selected))
            useful_count += 1
    return found


def _attribute_facet(
    attribute: Attribute, counts: Mapping[str, int], selected: Sequence[str]
) -> Facet:
    label = _labels(attribute)
    choices = [
        Choice(value, label(value), products, value in selected)
        for value, products in counts.items()
    ]
    return Facet(
        f"{ATTRIBUTE_PREFIX}{attribute.code}", attribute.name, _ordered(attribute, choices)
    )


def _labels(attribute: Attribute) -> Callable[[str], str]:
    """Return what writes a value as people of the page's language do."""
    if attribute.kind == AttributeKind.NUMBER:
        unit, language = attribute.unit, get_language()
        return lambda value: _measured(value, unit, language)
    if attribute.kind == AttributeKind.BOOLEAN:
        words = {"yes": _("Yes")}
        return lambda value: words.get(value, _("No"))
    return str


@lru_cache(maxsize=8_192)
def _measured(value: str, unit: str, language: str | None) -> str:
    """Write a number with its unit as people of the page's language do."""
    return f"{number_format(Decimal(value))} {unit}".strip()


def _ordered(attribute: Attribute, choices: Iterable[Choice]) -> tuple[Choice, ...]:
    if attribute.kind == AttributeKind.NUMBER:
        return tuple(sorted(choices, key=lambda choice: float(choice.value)))
    return _most_frequent_first(choices)


def _most_frequent_first(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(
        sorted(choices, key=lambda choice: (not choice.is_selected, -choice.count, choice.label))
    )


def _is_useful(facet: Facet) -> bool:
    """Return whether the facet tells products apart, or is in use."""
    return len(facet.choices) > 1 or facet.selected_count > 0
