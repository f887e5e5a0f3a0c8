"""The filters of a list with true counts: OR inside a facet, AND across facets.

The count beside a value says how many products the list would have with that value in its facet, all other facets
staying as they are. All counts of a page are taken over the whole result, whatever page is shown, from the columns of
the catalogue (``catalog.columns``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog import pricing, tallies
from catalog.columns import Columns
from catalog.facet_words import brands, words
from catalog.models import Attribute, AttributeKind
from catalog.narrowing import Narrowed, Wishes
from catalog.ranges import Bounds, Range, in_order, number_of, range_of
from catalog.selection import ATTRIBUTE_PREFIX, RATINGS, Selection
from catalog.tallies import Tally

MAX_FACETS = 8
"""Attribute facets on one page: in the order of staff, and where that is the same those first that most products of the
list answer."""
MAX_SHOWN = 8
"""Values shown before "more"."""
MAX_NUMBERS = 24
"""Values of a measured attribute to choose from, the most frequent; from and to reach all of them."""


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
    range: Range | None = None
    """Where the values are measured."""

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
        """How many are chosen, a range counting as one."""
        is_bounded = self.range is not None and bool(self.range.words)
        return sum(choice.is_selected for choice in self.choices) + is_bounded


@dataclass(frozen=True, slots=True)
class Counts:
    """What one list holds in all."""

    total: int
    price_low: int | None
    """Minor units; the cheapest product that all other filters let through."""
    price_high: int | None
    in_stock: int
    facets: tuple[Facet, ...]


def wishes(selection: Selection, catalogue: Columns) -> Wishes:
    """Return what the filters in use demand of a product. No query while brands and values are known."""
    if selection.ranges and words.get().newest < _newest_value(catalogue):
        words.forget()  # a value that came since may lie between
    price_list = pricing.in_use()
    known = brands.get().by_slug
    return Wishes(
        brands=tuple(known[slug] for slug in selection.brands if slug in known)
        if selection.brands
        else None,
        price_from=selection.price_from,
        price_to=selection.price_to,
        least_stars=selection.rating * 100 if selection.rating else None,
        in_stock=selection.in_stock,
        values=_wished_values(selection),
        price_list=None if price_list is None else price_list.id,
    )


def _newest_value(catalogue: Columns) -> int:
    """Return the highest number of a value that products have."""
    return max(
        (int(part.value_ids[-1]) for part in catalogue.parts if len(part.value_ids)), default=0
    )


def _wished_values(selection: Selection) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the values that each attribute may have: those chosen, and those that lie between."""
    known = words.get()
    found: dict[str, tuple[int, ...]] = {}
    for code, values in selection.values.items():
        if (by_value := known.by_code.get(code)) is not None:
            chosen = tuple(by_value[value] for value in values if value in by_value)
            found[f"{ATTRIBUTE_PREFIX}{code}"] = chosen
    for code, bounds in selection.ranges.items():
        if (measured := known.measured.get(code)) is not None:
            numbers, ids = measured
            name = f"{ATTRIBUTE_PREFIX}{code}"
            between = ids[bounds.holding(numbers)].tolist()
            found[name] = tuple(dict.fromkeys([*found.get(name, ()), *between]))
    return found


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
    for attribute in _most_answered_first(known.attributes, by_code):
        selected = selection.values.get(attribute.code, ())
        bounds = selection.ranges.get(attribute.code) if _is_measured(attribute) else None
        if useful_count >= MAX_FACETS and not selected and not bounds:
            continue  # a whole shop has hundreds of attributes, and nobody reads them all
        products = by_code.get(attribute.code, {})
        is_in_use = bounds is not None or any(value in products for value in selected)
        if len(products) > 1 or is_in_use:
            if useful_count < MAX_FACETS or is_in_use:
                found.append(_attribute_facet(attribute, products, selected, bounds))
            useful_count += 1
    return found


def _most_answered_first(
    attributes: Iterable[Attribute], counts: Mapping[str, Mapping[str, int]]
) -> list[Attribute]:
    """Return attributes in the order of staff; among equals by how many products have a value, then by name."""
    return sorted(
        attributes,
        key=lambda one: (one.position, -sum(counts.get(one.code, {}).values())),
    )


def _attribute_facet(
    attribute: Attribute,
    counts: Mapping[str, int],
    selected: Sequence[str],
    bounds: Bounds | None,
) -> Facet:
    label = _labels(attribute)
    choices = [
        Choice(value, label(value), products, value in selected)
        for value, products in _offered(attribute, counts, selected)
    ]
    return Facet(
        f"{ATTRIBUTE_PREFIX}{attribute.code}",
        attribute.name,
        _ordered(attribute, choices),
        range_of(counts, bounds, unit=attribute.unit, label=label)
        if _is_measured(attribute)
        else None,
    )


def _is_measured(attribute: Attribute) -> bool:
    return attribute.kind == AttributeKind.NUMBER


def _offered(
    attribute: Attribute, counts: Mapping[str, int], selected: Sequence[str]
) -> Iterable[tuple[str, int]]:
    """Return the values to choose from with their counts: all, or of many numbers the selected and most frequent."""
    if not _is_measured(attribute) or len(counts) <= MAX_NUMBERS:
        return counts.items()
    frequent = sorted(
        counts.items(), key=lambda one: (one[0] not in selected, -one[1], in_order(one[0]))
    )
    return frequent[: max(MAX_NUMBERS, len(selected))]


def _labels(attribute: Attribute) -> Callable[[str], str]:
    """Return what writes a value as people of the page's language do."""
    if _is_measured(attribute):
        unit, language = attribute.unit, get_language()
        return lambda value: _measured(value, unit, language)
    if attribute.kind == AttributeKind.BOOLEAN:
        words = {"yes": _("Yes")}
        return lambda value: words.get(value, _("No"))
    return str


@lru_cache(maxsize=8_192)
def _measured(value: str, unit: str, language: str | None) -> str:
    """Write a number with its unit as people of the page's language do."""
    number = number_of(value)
    return f"{value if number is None else number_format(number)} {unit}".strip()


def _ordered(attribute: Attribute, choices: Iterable[Choice]) -> tuple[Choice, ...]:
    if _is_measured(attribute):
        return tuple(
            sorted(choices, key=lambda choice: (not choice.is_selected, in_order(choice.value)))
        )
    return _most_frequent_first(choices)


def _most_frequent_first(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(
        sorted(choices, key=lambda choice: (not choice.is_selected, -choice.count, choice.label))
    )


def _is_useful(facet: Facet) -> bool:
    """Return whether the facet tells products apart, or is in use."""
    return len(facet.choices) > 1 or facet.selected_count > 0
