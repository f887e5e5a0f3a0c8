"""What the numbers on the products mean: the values and brands a list can be filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from numpy.typing import NDArray

from catalog.models import Attribute, AttributeKind, Brand, FacetValue
from catalog.ranges import measure
from catalog.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class FacetWords:
    """What the numbers on the products mean."""

    attributes: tuple[Attribute, ...]
    """Those offered as filters, in their order."""
    by_id: Mapping[int, tuple[Attribute, str]]
    by_code: Mapping[str, Mapping[str, int]]
    """Attribute code → value → number."""
    measured: Mapping[str, tuple[NDArray[np.float64], NDArray[np.int64]]]
    """Code of an attribute that is measured → what its values say ``(n,)``, in its unit, and their numbers ``(n,)``."""
    newest: int
    """The highest of all numbers."""


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
    measured = {
        attribute.code: (
            np.array([measure(value) for value in by_code[attribute.code]], np.float64),
            np.array(list(by_code[attribute.code].values()), np.int64),
        )
        for attribute in attributes.values()
        if attribute.kind == AttributeKind.NUMBER
    }
    return FacetWords(tuple(attributes.values()), by_id, by_code, measured, max(by_id, default=0))


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
