"""A made-up catalogue of any size in a database of its own: departments, brands, forty attribute values a product.

Words, values, departments and demand are as unequal as real ones (Zipf). Everything is written by COPY; databases are
kept for the next run, for building the large one takes minutes.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from django.conf import settings
from django.db import connection
from django.utils.text import slugify
from numpy.typing import NDArray

from catalog import search
from catalog.models import (
    Attribute,
    AttributeKind,
    Brand,
    Department,
    FacetValue,
    SearchBeginnings,
)
from catalog.search import written
from catalog.search.vectors import DIMENSIONS, has_index
from catalog.snapshots import Snapshot
from recommendations.serving import sentences
from storefront.services import addresses

SEED = 11
VOCABULARY = 8_000
BRANDS, FAMILIES, BRANCHES = 200, 10, 4
COMMON, OWN = 10, 30
"""Attributes that every product has, and those of its family."""
FACETS_OF_TEN = 5
"""Of ten attributes so many are offered as filters."""
SAID = 40
"""Words on a product: seven in the title, one type, one tag, the rest in the description."""
COPIED_AT_ONCE = 20_000
NOW = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Property:
    """One attribute with its possible values, as the columns of its table hold them."""

    id: int
    code: str
    is_facet: bool
    values: tuple[tuple[str, str, str], ...]
    """Text, number and boolean; two of the three are empty."""
    facet_ids: tuple[int, ...]
    shares: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Family:
    """One top department: its leaves and its attributes."""

    leaves: tuple[int, ...]
    properties: tuple[Property, ...]


@contextmanager
def shop(size: int, *, fresh: bool = False) -> Iterator[None]:
    """Work in a shop of that many products, this process and all that it starts; the shop's own is not touched."""
    ours, name = connection.settings_dict["NAME"], f"bench_catalogue_{size}"
    address = os.environ.get("DATABASE_URL")
    _disconnect()
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(
        verbosity=0, autoclobber=True, serialize=False, keepdb=not fresh
    )
    Snapshot.forget_everything()
    os.environ["DATABASE_URL"] = addresses.with_database(settings.SERVICES.database_url, name)
    try:
        if _product_count() != size:
            _fill(size)
        elif not SearchBeginnings.objects.exists():  # built before there were any
            search.refresh_words()
        written.write()
        yield
    finally:
        _disconnect()
        connection.settings_dict["NAME"] = ours
        Snapshot.forget_everything()
        os.environ.pop("DATABASE_URL")
        if address is not None:
            os.environ["DATABASE_URL"] = address


def vocabulary() -> list[str]:
    """Return pronounceable words, each once, most frequent first."""
    rng = random.Random(SEED)
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        syllables = range(rng.randint(2, 4))
        found["".join(rng.choice("bcdfghklmnprstvz") + rng.choice("aeiou") for _ in syllables)] = (
            None
        )
    return list(found)


def zipf(n: int, *, shift: float = 50.0) -> NDArray[np.float64]:
    """Return shares that fall as Zipf and Mandelbrot say, ``(n,) float64``, sum 1."""
    weights = 1 / (np.arange(n) + shift)
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def _disconnect() -> None:
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def _product_count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_product")
        return int(cursor.fetchone()[0])


def _fill(size: int) -> None:
    words, rng = vocabulary(), np.random.default_rng(SEED)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE catalog_product, catalog_department, catalog_attribute CASCADE")
        cursor.execute("TRUNCATE catalog_brand CASCADE")
    brands = Brand.objects.bulk_create(
        [Brand(name=f"Brand {words[n]}", slug=f"brand-{n}") for n in range(BRANDS)]
    )
    common = _properties("all", COMMON, words, rng)
    families = [_family(number, common, words, rng) for number in range(FAMILIES)]
    of_family = rng.choice(FAMILIES, size, p=zipf(FAMILIES, shift=1.0))
    drawn = [
        rng.choice(len(one.shares), size, p=one.shares) for one in families[0].properties
    ]  # the same place of every family has as many values
    with connection.cursor() as cursor:
        # Foreign keys are true by construction, and filter numbers come along: no trigger is needed for them.
        cursor.execute("SET session_replication_role = replica")
        _copy(
            cursor,
            "catalog_productattribute (product_id, attribute_id, text, number, boolean)",
            _values(families, of_family, drawn),
        )
        cursor.execute("SET session_replication_role = origin")
        _copy(
            cursor,
            "catalog_product (id, title, slug, description, product_type, brand_id, department_id, tags, status, "
            "published_at, updated_at, source, external_id, currency, price_minor, has_price_range, is_in_stock, "
            "rating_average, rating_count, picture, picture_alt, popularity, facet_value_ids)",
            _products(words, [brand.pk for brand in brands], families, of_family, drawn, rng),
        )
        _copy(
            cursor,
            "catalog_variant (product_id, sku, ean, options, position, currency, price_minor, tax_class, is_active)",
            (f"{n}\tSKU-{n:07}\t\t{{}}\t0\tEUR\t1000\tstandard\tt\n" for n in range(1, size + 1)),
        )
        cursor.execute("ANALYZE")
    search.refresh_words()
    _give_meaning(size, rng)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _copy(cursor: object, target: str, lines: Iterable[str]) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:  # type: ignore[attr-defined]  # Django's wrapper
        held: list[str] = []
        for line in lines:
            held.append(line)
            if len(held) == COPIED_AT_ONCE:
                copy.write("".join(held))
                held.clear()
        copy.write("".join(held))


def _properties(
    name: str, count: int, words: Sequence[str], rng: np.random.Generator
) -> list[Property]:
    """Write attributes with their values: of ten, six choices, three numbers, one yes or no."""
    found = []
    for place in range(count):
        is_facet, kind = place % 10 < FACETS_OF_TEN, _kind(place)
        attribute = Attribute.objects.create(
            code=slugify(f"{name}-{place}"),
            name=f"{name} {words[100 + place]}".title(),
            kind=kind,
            is_facet=is_facet,
            position=place,
        )
        values = _possible(kind, place, words, rng)
        facets = [FacetValue(attribute=attribute, value=_as_filter(value)) for value in values]
        ids = [row.pk for row in FacetValue.objects.bulk_create(facets)] if is_facet else []
        found.append(
            Property(
                attribute.pk,
                attribute.code,
                is_facet,
                values,
                tuple(ids),
                zipf(len(values), shift=2.0),
            )
        )
    return found


def _kind(place: int) -> AttributeKind:
    if place % 10 == 4:
        return AttributeKind.BOOLEAN
    return AttributeKind.NUMBER if place % 10 in {2, 7, 8} else AttributeKind.CHOICE


def _possible(
    kind: AttributeKind, place: int, words: Sequence[str], rng: np.random.Generator
) -> tuple[tuple[str, str, str], ...]:
    if kind is AttributeKind.BOOLEAN:
        return (("", r"\N", "t"), ("", r"\N", "f"))
    count = 6 + 4 * (place % 7)
    if kind is AttributeKind.NUMBER:
        return tuple(("", str(5 * (n + 1)), r"\N") for n in range(count))
    picked = rng.choice(VOCABULARY, count, replace=False)
    return tuple((words[n].title(), r"\N", r"\N") for n in picked)


def _as_filter(value: tuple[str, str, str]) -> str:
    """Return a value as filters write it."""
    text, number, boolean = value
    return text or (number if boolean == r"\N" else {"t": "yes", "f": "no"}[boolean])


def _family(
    number: int, common: Sequence[Property], words: Sequence[str], rng: np.random.Generator
) -> Family:
    top = Department.add_root(name=f"Family {words[number]}", slug=f"family-{number}")
    leaves = []
    for branch in range(BRANCHES):
        shelf = Department.objects.get(pk=top.pk).add_child(
            name=f"Branch {words[20 + branch]}", slug=f"branch-{number}-{branch}"
        )
        for leaf in range(BRANCHES):
            slug = f"leaf-{number}-{branch}-{leaf}"
            parent = Department.objects.get(pk=shelf.pk)
            leaves.append(parent.add_child(name=f"Leaf {words[40 + leaf]}", slug=slug).pk)
    own = _properties(f"f{number}", OWN, words, rng)
    return Family(tuple(leaves), (*common, *own))


def _values(
    families: Sequence[Family],
    of_family: NDArray[np.int64],
    drawn: Sequence[NDArray[np.int64]],
) -> Iterator[str]:
    for row, family in enumerate(of_family.tolist()):
        for one, places in zip(families[family].properties, drawn, strict=True):
            text, number, boolean = one.values[places[row]]
            yield f"{row + 1}\t{one.id}\t{text}\t{number}\t{boolean}\n"


def _products(
    words: Sequence[str],
    brands: Sequence[int],
    families: Sequence[Family],
    of_family: NDArray[np.int64],
    drawn: Sequence[NDArray[np.int64]],
    rng: np.random.Generator,
) -> Iterator[str]:
    size, leaves = len(of_family), len(families[0].leaves)
    said = rng.choice(VOCABULARY, (size, SAID), p=zipf(VOCABULARY))
    of_brand = rng.choice(BRANDS, size, p=zipf(BRANDS, shift=10.0))
    of_leaf = rng.choice(leaves, size, p=zipf(leaves, shift=3.0))
    price, demand = rng.lognormal(8, 1, size).astype(np.int64) + 100, rng.exponential(5, size)
    stars, is_in_stock = rng.uniform(1, 5, size), rng.random(size) < 0.86
    for row, family in enumerate(of_family.tolist()):
        spoken = [words[place] for place in said[row]]
        own = families[family]
        pairs = zip(own.properties, drawn, strict=True)
        numbers = sorted(one.facet_ids[places[row]] for one, places in pairs if one.is_facet)
        rating = f"{stars[row]:.2f}" if row % 3 else r"\N"
        yield "\t".join(
            (
                str(row + 1), " ".join(spoken[:7]), f"product-{row + 1}", " ".join(spoken[9:]), spoken[7],
                str(brands[of_brand[row]]), str(own.leaves[of_leaf[row]]), f"{{{spoken[8]}}}", "published",
                str(NOW), str(NOW), "bench", str(row), "EUR", str(price[row]), "f", "ft"[int(is_in_stock[row])],
                rating, str(7 * (row % 3)), "", "", f"{demand[row]:.4f}", f"{{{','.join(map(str, numbers))}}}\n",
            )
        )  # fmt: skip


def _give_meaning(size: int, rng: np.random.Generator) -> None:
    """Write a vector for every product where this machine has an encoder: any direction costs as much as a true one."""
    encoder = sentences.live()
    if encoder is None:
        return
    with connection.cursor() as cursor:
        lines = (
            f"{n}\t{encoder.digest}\tbench\t\\\\x{_direction(rng).tobytes().hex()}\t{NOW}\n"
            for n in range(1, size + 1)
        )
        _copy(
            cursor,
            "catalog_searchvector (product_id, encoder, text_hash, vector, encoded_at)",
            lines,
        )
        if has_index():
            cursor.execute("ANALYZE catalog_searchvector")


def _direction(rng: np.random.Generator) -> NDArray[np.float16]:
    vector = rng.standard_normal(DIMENSIONS)
    unit: NDArray[np.float16] = (vector / np.linalg.norm(vector)).astype(np.float16)
    return unit
