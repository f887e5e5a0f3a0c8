"""The filters of a list with true counts: OR inside a facet, AND across facets.

The count beside a value says how many products the list would have with that value in its facet, all other facets
staying as they are. All counts of a page come from one query over the whole result, whatever page is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from catalog.models import Attribute, AttributeKind, ProductAttribute
from catalog.querysets import ProductQuerySet
from catalog.selection import ATTRIBUTE_PREFIX, RATINGS, Selection
from catalog.snapshots import Snapshot

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


def _read_attributes() -> dict[int, Attribute]:
    return {
        row.pk: row for row in Attribute.objects.filter(is_facet=True).order_by("position", "name")
    }


attributes = Snapshot(_read_attributes, ttl_seconds=30)
"""The attributes that are offered as filters, by id, in their order."""


@receiver([post_save, post_delete], sender=Attribute)
def _attribute_written(**_: object) -> None:
    attributes.forget()


def conditions(selection: Selection) -> dict[str, Q]:
    """Return what each chosen facet demands of a product, by parameter name."""
    found: dict[str, Q] = {}
    if selection.brands:
        found["brand"] = Q(brand__slug__in=selection.brands)
    if selection.price_from is not None or selection.price_to is not None:
        found["price"] = Q(price_minor__isnull=False)
        if selection.price_from is not None:
            found["price"] &= Q(price_minor__gte=selection.price_from)
        if selection.price_to is not None:
            found["price"] &= Q(price_minor__lte=selection.price_to)
    if selection.rating:
        found["rating"] = Q(rating_average__gte=selection.rating)
    if selection.in_stock:
        found["in_stock"] = Q(is_in_stock=True)
    by_code = {attribute.code: attribute for attribute in attributes.get().values()}
    for code, values in selection.values.items():
        if attribute := by_code.get(code):
            found[f"{ATTRIBUTE_PREFIX}{code}"] = Q(_has_value(attribute, values))
    return found


def _has_value(attribute: Attribute, values: Sequence[str]) -> Exists:
    rows = ProductAttribute.objects.filter(product=OuterRef("pk"), attribute=attribute)
    if attribute.kind == AttributeKind.NUMBER:
        return Exists(
            rows.filter(
                number__in=[number for value in values if (number := _number(value)) is not None]
            )
        )
    if attribute.kind == AttributeKind.BOOLEAN:
        return Exists(rows.filter(boolean__in=[value == "yes" for value in values]))
    return Exists(rows.filter(text__in=values))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def count(scope: ProductQuerySet, selection: Selection) -> Counts:
    """Count a list: ``scope`` is the department or search result before any filter. One query."""
    wanted = conditions(selection)
    oks = {
        f"ok_{index}": ExpressionWrapper(q, BooleanField())
        for index, q in enumerate(wanted.values())
    }
    columns = ("id", "brand_id", "price_minor", "is_in_stock", "rating_average")
    base = scope.order_by().annotate(**oks).values_list(*columns, *oks)
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
    facet_ids = list(attributes.get())
    with connection.cursor() as cursor:
        cursor.execute(sql, (*parameters, facet_ids))
        rows = cursor.fetchall()
    return _read_counts(rows, selection)


_SQL = """
WITH base ({columns}) AS MATERIALIZED ({base})
SELECT 'all', NULL::bigint, NULL::text, NULL::text, NULL::float8, NULL::boolean, count(*) FILTER (WHERE {everything}),
       min(price_minor) FILTER (WHERE {but_price}), max(price_minor) FILTER (WHERE {but_price}),
       count(*) FILTER (WHERE is_in_stock AND {but_stock}),
       count(*) FILTER (WHERE rating_average >= 4 AND {but_rating}),
       count(*) FILTER (WHERE rating_average >= 3 AND {but_rating}),
       count(*) FILTER (WHERE rating_average >= 2 AND {but_rating})
FROM base
UNION ALL
SELECT 'brand', NULL, brand.slug, brand.name, NULL, NULL, counted.products, NULL, NULL, NULL, NULL, NULL, NULL
FROM (SELECT brand_id, count(*) FILTER (WHERE {but_brand}) AS products FROM base GROUP BY brand_id) AS counted
JOIN catalog_brand AS brand ON brand.id = counted.brand_id
UNION ALL
SELECT 'attribute', value.attribute_id, value.text, NULL, value.number, value.boolean,
       count(*) FILTER (WHERE {but_attribute}), NULL, NULL, NULL, NULL, NULL, NULL
FROM base JOIN catalog_productattribute AS value ON value.product_id = base.id
WHERE value.attribute_id = ANY(%s)
GROUP BY value.attribute_id, value.text, value.number, value.boolean
"""


def _all(names: Iterable[str]) -> str:
    return " AND ".join(names) or "true"


def _all_but(wanted: Iterable[str], name: str) -> str:
    """Return the SQL condition that every facet but one lets the product through."""
    return _all(f"ok_{index}" for index, other in enumerate(wanted) if other != name)


def _but_attribute(wanted: dict[str, Q]) -> str:
    """Return the same for the attribute of each row; the names of the columns are our own numbers."""
    by_code = {attribute.code: pk for pk, attribute in attributes.get().items()}
    cases = [
        f"WHEN {by_code[name.removeprefix(ATTRIBUTE_PREFIX)]} THEN {_all_but(wanted, name)}"
        for name in wanted
        if name.startswith(ATTRIBUTE_PREFIX)
    ]
    everything = _all_but(wanted, "")
    return (
        f"CASE value.attribute_id {' '.join(cases)} ELSE {everything} END" if cases else everything
    )


def _read_counts(rows: Sequence[tuple], selection: Selection) -> Counts:  # type: ignore[type-arg]  # database rows
    summary = next(row for row in rows if row[0] == "all")
    total, low, high, in_stock, *rated = summary[6:]
    brands = [
        Choice(slug, name, products, slug in selection.brands)
        for kind, _id, slug, name, _number, _boolean, products, *_rest in rows
        if kind == "brand"
    ]
    ratings = [
        Choice(
            str(stars),
            _("%(stars)s stars and more") % {"stars": stars},
            products,
            selection.rating == stars,
        )
        for stars, products in zip(RATINGS, rated, strict=True)
    ]
    facets = [Facet("brand", _("Brand"), _most_frequent_first(brands))]
    facets += _attribute_facets(rows, selection)
    if any(choice.count for choice in ratings):
        facets.append(Facet("rating", _("Rating"), tuple(ratings)))
    return Counts(total, low, high, in_stock, tuple(facet for facet in facets if _is_useful(facet)))


def _attribute_facets(rows: Sequence[tuple], selection: Selection) -> list[Facet]:  # type: ignore[type-arg]  # database rows
    by_attribute: dict[int, list[Choice]] = {}
    for kind, attribute_id, text, _name, number, boolean, products, *_rest in rows:
        if kind == "attribute":
            attribute = attributes.get()[attribute_id]
            choice = _attribute_choice(attribute, text, number, boolean, products)
            is_selected = choice.value in selection.values.get(attribute.code, ())
            by_attribute.setdefault(attribute_id, []).append(
                replace(choice, is_selected=is_selected)
            )
    found = []
    for attribute_id, attribute in attributes.get().items():
        choices = by_attribute.get(attribute_id, [])
        ordered = (
            tuple(sorted(choices, key=lambda choice: float(choice.value)))
            if attribute.kind == AttributeKind.NUMBER
            else _most_frequent_first(choices)
        )
        found.append(Facet(f"{ATTRIBUTE_PREFIX}{attribute.code}", attribute.name, ordered))
    useful = [facet for facet in found if _is_useful(facet)]
    return [
        facet for index, facet in enumerate(useful) if index < MAX_FACETS or facet.selected_count
    ]


def _attribute_choice(
    attribute: Attribute, text: str, number: float | None, boolean: bool | None, products: int
) -> Choice:
    if number is not None:
        written = str(int(number)) if number.is_integer() else repr(number)
        return Choice(written, f"{number_format(written)} {attribute.unit}".strip(), products)
    if boolean is not None:
        return Choice("yes" if boolean else "no", _("Yes") if boolean else _("No"), products)
    return Choice(text, text, products)


def _most_frequent_first(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(
        sorted(choices, key=lambda choice: (not choice.is_selected, -choice.count, choice.label))
    )


def _is_useful(facet: Facet) -> bool:
    """Return whether the facet tells products apart, or is in use."""
    return len(facet.choices) > 1 or facet.selected_count > 0
