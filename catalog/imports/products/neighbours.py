"""Brands, departments and attributes that staged products name: found, or made."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping

from django.db import connection
from django.utils.text import slugify

from catalog.imports import staging
from catalog.imports.products.staged import PATH_SIGN, Staged
from catalog.models import Attribute, AttributeKind, Brand, Department

LONGEST_SLUG = 140
LONGEST_CODE = 80
MOST_FACETS = 40
MOST_CHOICES = 40
MOST_NUMBERS = 400
"""Different numbers of an attribute that is measured: from and to are asked, so they may be many."""

_FACETS = """
UPDATE catalog_attribute SET is_facet = true
FROM (
    SELECT map.id
    FROM attribute_staging AS value JOIN attribute_map AS map ON map.attribute = value.attribute
    WHERE map.is_new
    GROUP BY map.id
    HAVING count(DISTINCT (value.text, value.number, value.boolean)) BETWEEN 2
           AND CASE WHEN max(value.number) IS NULL THEN %(most_choices)s ELSE %(most_numbers)s END
       AND count(*) >= greatest(5, 0.005 * (SELECT count(*) FROM product_staging))
    ORDER BY count(*) DESC LIMIT %(most_facets)s
) AS telling
WHERE catalog_attribute.id = telling.id
"""


def settle(staged: Staged) -> dict[str, int]:
    """Map what the staged rows name to ids, in tables of their own; return what was made."""
    return {
        "brands created": _settle_brands(),
        "departments created": _settle_departments(),
        "attributes created": _settle_attributes(staged),
    }


def _settle_brands() -> int:
    known = {name.casefold(): id_ for id_, name in Brand.objects.values_list("id", "name")}
    slugs = _Slugs(Brand.objects.values_list("slug", flat=True), LONGEST_SLUG)
    staged = _distinct("brand")
    new = {name.casefold(): name for name in staged if name.casefold() not in known}
    made = Brand.objects.bulk_create(
        [Brand(name=name, slug=slugs.new(name, "brand")) for name in new.values()]
    )
    known |= {brand.name.casefold(): brand.pk for brand in made}
    _map("brand", {name: known[name.casefold()] for name in staged})
    return len(made)


def _settle_departments() -> int:
    known: dict[tuple[str, ...], Department] = {}
    by_path: dict[str, tuple[str, ...]] = {}
    for department in Department.objects.order_by("path"):
        parent = by_path.get(department.path[: -Department.steplen], ())
        by_path[department.path] = (*parent, department.name.casefold())
        known.setdefault(by_path[department.path], department)
    slugs = _Slugs(Department.objects.values_list("slug", flat=True), LONGEST_SLUG)
    before, places = len(known), {}
    for text in _distinct("department"):
        steps = text.split(PATH_SIGN)
        for depth in range(1, len(steps) + 1):
            key = tuple(step.casefold() for step in steps[:depth])
            if key not in known:
                known[key] = _add_department(known.get(key[:-1]), steps[depth - 1], slugs)
        places[text] = int(known[key].pk)
    _map("department", places)
    return len(known) - before


def _add_department(parent: Department | None, name: str, slugs: _Slugs) -> Department:
    """Put a department below its parent, or at the top."""
    fields = {"name": name[:120], "slug": slugs.new(name, "department", parent and parent.slug)}
    if parent is None:
        made: Department = Department.objects.add_root(fields)
    else:
        made = Department.objects.add_child(Department.objects.get(pk=parent.pk), fields)
    return made


def _settle_attributes(staged: Staged) -> int:
    """Map every staged attribute to a stored one of its kind; new telling ones are offered as filters."""
    stored = {each.code: each for each in Attribute.objects.all()}
    new: dict[str, Attribute] = {}
    known = ChainMap(new, stored)
    codes: dict[int, str] = {}
    for (name, kind), number in staged.attributes.items():
        code = _code_for(name, kind, known)
        codes[number] = code
        if code not in known:
            new[code] = Attribute(
                code=code, name=name, kind=kind, unit=staged.units.get((name, kind), "")[:20]
            )
    Attribute.objects.bulk_create(new.values())
    ids = {code: each.pk for code, each in known.items()}
    staging.create("attribute_map", {"attribute": "int", "id": "bigint", "is_new": "boolean"})
    staging.fill(
        "attribute_map",
        ("attribute", "id", "is_new"),
        ((number, ids[code], code in new) for number, code in codes.items()),
    )
    staging.run(
        _FACETS,
        {"most_choices": MOST_CHOICES, "most_numbers": MOST_NUMBERS, "most_facets": MOST_FACETS},
    )
    if (
        new
    ):  # the triggers on attribute values join this table: thousands of rows nobody has counted
        staging.run("ANALYZE catalog_attribute")
    return len(new)


def _code_for(name: str, kind: str, known: Mapping[str, Attribute]) -> str:
    """Return the code of the attribute of this name and kind, known or not yet."""
    base = slugify(name)[: LONGEST_CODE - 12] or "attribute"
    for code in (base, f"{base}-{kind}", *(f"{base}-{kind}-{number}" for number in range(2, 1000))):
        attribute = known.get(code)
        if attribute is None:
            return code
        is_same_kind = attribute.kind == kind or {attribute.kind, kind} == {
            AttributeKind.TEXT.value,
            AttributeKind.CHOICE.value,
        }
        if is_same_kind and attribute.name.casefold() == name.casefold():
            return code
    raise ValueError(f"too many attributes called {name}")


def _distinct(column: str) -> list[str]:
    """Return the staged texts of a column, in the order of the file."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM product_staging WHERE {column} <> '' "  # noqa: S608
            f"GROUP BY {column} ORDER BY min(row_number)"
        )
        return [str(row[0]) for row in cursor.fetchall()]


def _map(column: str, places: Mapping[str, int]) -> None:
    """Keep which id each text of a column stands for, as a table ``<column>_map``."""
    staging.create(f"{column}_map", {"named": "text PRIMARY KEY", "id": "bigint NOT NULL"})
    staging.fill(f"{column}_map", ("named", "id"), places.items())


class _Slugs:
    """Gives addresses nobody has yet."""

    def __init__(self, taken: Iterable[str], longest: int) -> None:
        self.taken, self.longest = set(taken), longest

    def new(self, name: str, fallback: str, parent: str | None = None) -> str:
        """Return a new address for a name: plain, below its parent's, or with a number."""
        base = slugify(name)[: self.longest - 8] or fallback
        choices = [base, f"{parent}-{base}"[: self.longest - 8]] if parent else [base]
        number = 2
        while all(choice in self.taken for choice in choices):
            choices = [f"{base}-{number}"]
            number += 1
        slug = next(choice for choice in choices if choice not in self.taken)
        self.taken.add(slug)
        return slug
