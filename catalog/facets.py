"""The filters of a list with true counts: OR inside a facet, AND across facets.

The count beside a value says how many products the list would have with that value in its facet, all other facets
staying as they are. All counts of a page come from one query over the whole result, whatever page is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from catalog import pricing
from catalog.models import Attribute, AttributeKind, FacetValue
from catalog.querysets import ProductQuerySet
from catalog.selection import ATTRIBUTE_PREFIX, RATINGS, Selection
from catalog.snapshots import Snapshot

Row = tuple[Any, ...]
"""One row of the counting query."""
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


NOTHING = Counts(total=0, price_low=None, price_high=None, in_stock=0, facets=())


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


def conditions(selection: Selection) -> dict[str, Q]:
    """Return what each chosen facet demands of a product, by parameter name."""
    found: dict[str, Q] = {}
    if selection.brands:
        found["brand"] = Q(brand__slug__in=selection.brands)
    if selection.price_from is not None or selection.price_to is not None:
        price = pricing.column("price_minor")
        found["price"] = Q(**{f"{price}__isnull": False})
        if selection.price_from is not None:
            found["price"] &= Q(**{f"{price}__gte": selection.price_from})
        if selection.price_to is not None:
            found["price"] &= Q(**{f"{price}__lte": selection.price_to})
    if selection.rating:
        found["rating"] = Q(rating_average__gte=selection.rating)
    if selection.in_stock:
        found["in_stock"] = Q(is_in_stock=True)
    by_code = words.get().by_code
    for code, values in selection.values.items():
        if code in by_code:
            numbers = [by_code[code][value] for value in values if value in by_code[code]]
            found[f"{ATTRIBUTE_PREFIX}{code}"] = Q(facet_value_ids__overlap=numbers)
    return found


def count(scope: ProductQuerySet, selection: Selection) -> Counts:
    """Count a list: ``scope`` is the department or search result before any filter. One query."""
    wanted = conditions(selection)
    oks = {
        f"ok_{index}": ExpressionWrapper(q, BooleanField())
        for index, q in enumerate(wanted.values())
    }
    columns = ("brand_id", "price_minor", "is_in_stock", "rating_average", "facet_value_ids")
    base = scope.order_by().annotate(**oks).values_list(*pricing.columns(columns), *oks)
    try:
        base_sql, parameters = base.query.sql_with_params()
    except EmptyResultSet:
        return NOTHING
    sql = _SQL.format(
        columns=", ".join((*columns, *oks)),
        base=base_sql,
        everything=_all(oks),
        but_brand=_all_but(wanted, "brand"),
        but_price=_all_but(wanted, "price"),
        but_stock=_all_but(wanted, "in_stock"),
        but_rating=_all_but(wanted, "rating"),
        but_attribute=_but_attribute(wanted),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    return _read_counts(rows, selection)


_SQL = """
WITH base ({columns}) AS MATERIALIZED ({base})
SELECT 'all', NULL::integer, NULL::text, NULL::text, count(*) FILTER (WHERE {everything}),
       min(price_minor) FILTER (WHERE {but_price}), max(price_minor) FILTER (WHERE {but_price}),
       count(*) FILTER (WHERE is_in_stock AND {but_stock}),
       count(*) FILTER (WHERE rating_average >= 4 AND {but_rating}),
       count(*) FILTER (WHERE rating_average >= 3 AND {but_rating}),
       count(*) FILTER (WHERE rating_average >= 2 AND {but_rating})
FROM base
UNION ALL
SELECT 'brand', NULL, brand.slug, brand.name, counted.products, NULL, NULL, NULL, NULL, NULL, NULL
FROM (SELECT brand_id, count(*) FILTER (WHERE {but_brand}) AS products FROM base GROUP BY brand_id) AS counted
JOIN catalog_brand AS brand ON brand.id = counted.brand_id
UNION ALL
SELECT 'value', facet_value_id, NULL, NULL, count(*) FILTER (WHERE {but_attribute}), NULL, NULL, NULL, NULL, NULL, NULL
FROM base CROSS JOIN unnest(facet_value_ids) AS facet_value_id
GROUP BY facet_value_id
"""


def _all(names: Iterable[str]) -> str:
    return " AND ".join(names) or "true"


def _all_but(wanted: Iterable[str], name: str) -> str:
    """Return the SQL condition that every facet but one lets the product through."""
    return _all(f"ok_{index}" for index, other in enumerate(wanted) if other != name)


def _but_attribute(wanted: Mapping[str, Q]) -> str:
    """Return the same for the attribute that each value belongs to; the SQL holds our own numbers only."""
    everything = _all_but(wanted, "")
    cases = [
        f"WHEN facet_value_id = ANY('{{{','.join(map(str, numbers.values()))}}}') THEN {_all_but(wanted, name)}"
        for code, numbers in words.get().by_code.items()
        if (name := f"{ATTRIBUTE_PREFIX}{code}") in wanted
    ]
    return f"CASE {' '.join(cases)} ELSE {everything} END" if cases else everything


def _read_counts(rows: Sequence[Row], selection: Selection) -> Counts:
    by_kind: dict[str, list[Row]] = {"all": [], "brand": [], "value": []}
    for row in rows:
        by_kind[row[0]].append(row)
    total, low, high, in_stock, *rated = by_kind["all"][0][4:]
    brands = [
        Choice(slug, name, products, slug in selection.brands)
        for _kind, _id, slug, name, products, *_rest in by_kind["brand"]
    ]
    ratings = tuple(
        Choice(
            str(stars),
            _("%(stars)s stars and more") % {"stars": stars},
            products,
            selection.rating == stars,
        )
        for stars, products in zip(RATINGS, rated, strict=True)
    )
    facets = [Facet("brand", _("Brand"), _most_frequent_first(brands))]
    facets += _attribute_facets({row[1]: row[4] for row in by_kind["value"]}, selection)
    if any(choice.count for choice in ratings):
        facets.append(Facet("rating", _("Rating"), ratings))
    return Counts(total, low, high, in_stock, tuple(facet for facet in facets if _is_useful(facet)))


def _attribute_facets(counts: Mapping[int, int], selection: Selection) -> list[Facet]:
    """Turn counts by number into facets, in the order of their attributes."""
    if not counts.keys() <= words.get().by_id.keys():
        words.forget()
    known = words.get()
    choices: dict[str, list[Choice]] = {attribute.code: [] for attribute in known.attributes}
    for id_, products in counts.items():
        if id_ in known.by_id:
            attribute, value = known.by_id[id_]
            is_selected = value in selection.values.get(attribute.code, ())
            choices[attribute.code].append(
                Choice(value, _label(attribute, value), products, is_selected)
            )
    found = [
        Facet(
            f"{ATTRIBUTE_PREFIX}{attribute.code}",
            attribute.name,
            _ordered(attribute, choices[attribute.code]),
        )
        for attribute in known.attributes
    ]
    useful = [facet for facet in found if _is_useful(facet)]
    return [
        facet for index, facet in enumerate(useful) if index < MAX_FACETS or facet.selected_count
    ]


def _label(attribute: Attribute, value: str) -> str:
    if attribute.kind == AttributeKind.NUMBER:
        return f"{number_format(Decimal(value))} {attribute.unit}".strip()
    if attribute.kind == AttributeKind.BOOLEAN:
        return _("Yes") if value == "yes" else _("No")
    return value


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
