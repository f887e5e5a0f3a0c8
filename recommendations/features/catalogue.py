"""Reads the products that may be recommended, with the words that describe them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import numpy as np
from django.db.models import QuerySet

from catalog.models import Department, Product, ProductAttribute
from recommendations.features.item import Items

BATCH_ROWS = 5_000


def visible_items(*, now: datetime) -> Items:
    """Return every visible product, its departments with all above them, and its text. Three queries."""
    names, ancestors = _departments()
    products = Product.objects.visible(now=now).order_by("pk")
    facts = _facts(products)
    ids: list[int] = []
    texts: list[str] = []
    shelved: list[tuple[int, int]] = []
    for row in products.values_list(
        "pk", "title", "product_type", "brand__name", "tags", "description", "department_id"
    ).iterator(chunk_size=BATCH_ROWS):
        pk, title, product_type, brand, tags, description, department_id = row
        above = ancestors.get(department_id, ())
        shelved += [(len(ids), department) for department in above]
        parts = (
            title,
            product_type,
            brand or "",
            " > ".join(names[department] for department in above),
            ", ".join(tags),
            facts.get(pk, ""),
            description,
        )
        ids.append(pk)
        texts.append(". ".join(part.strip(" .") for part in parts if part and part.strip(" .")))
    rows = np.array(shelved, np.int64).reshape(-1, 2)
    return Items(
        item_ids=np.array(ids, np.int64),
        texts=tuple(texts),
        shelved_item=rows[:, 0].astype(np.int32),
        shelved_department=rows[:, 1],
    )


def _departments() -> tuple[dict[int, str], dict[int | None, tuple[int, ...]]]:
    """Return each department's name, and its ancestors from the root down to itself. One query."""
    rows = list(Department.objects.order_by("path").values_list("pk", "name", "path"))
    by_path = {path: pk for pk, _, path in rows}
    step = Department.steplen
    ancestors: dict[int | None, tuple[int, ...]] = {
        pk: tuple(
            by_path[path[:end]] for end in range(step, len(path) + 1, step) if path[:end] in by_path
        )
        for pk, _, path in rows
    }
    return {pk: name for pk, name, _ in rows}, ancestors


def _facts(products: QuerySet[Product]) -> dict[int, str]:
    """Return "material oak, width 80 cm" for each product. One query."""
    rows = ProductAttribute.objects.filter(product__in=products.order_by().values("pk"))
    facts: dict[int, list[str]] = {}
    for pk, fact in _fact_rows(rows):
        facts.setdefault(pk, []).append(fact)
    return {pk: ", ".join(said) for pk, said in facts.items()}


def _fact_rows(rows: QuerySet[ProductAttribute]) -> Iterator[tuple[int, str]]:
    """Yield each attribute as words; a "no" says nothing about what a thing is."""
    columns = ("product_id", "attribute__name", "attribute__unit", "text", "number", "boolean")
    ordered = rows.order_by("product_id", "attribute__position", "attribute_id")
    for pk, name, unit, text, number, boolean in ordered.values_list(*columns).iterator(
        chunk_size=BATCH_ROWS
    ):
        if text:
            yield pk, f"{name} {text}"
        elif number is not None:
            yield pk, f"{name} {number:g} {unit}".strip()
        elif boolean:
            yield pk, str(name)
