"""The words that describe a product, and the shelves it stands on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.models import Attribute, Brand, Department, Product, ProductAttribute
from recommendations.features.catalogue import visible_items

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 6, 15, tzinfo=UTC)


@pytest.fixture
def lighting() -> Department:
    home = Department.objects.add_root({"name": "Home", "slug": "home"})
    lighting: Department = Department.objects.add_child(
        home, {"name": "Lighting", "slug": "lighting"}
    )
    return lighting


@pytest.fixture
def lamp(lighting: Department) -> Product:
    lamp = Product.objects.create(
        title="Arc lamp",
        slug="arc-lamp",
        description="Bends over the sofa.",
        product_type="floor lamp",
        brand=Brand.objects.create(name="Lumo", slug="lumo"),
        department=lighting,
        tags=["dimmable", "slim"],
        status="published",
        published_at=NOW,
    )
    for code, value in (
        ("material", {"text": "oak"}),
        ("height", {"number": 180.0}),
        ("dimmable", {"boolean": True}),
        ("outdoor", {"boolean": False}),
    ):
        attribute = Attribute.objects.create(
            code=code,
            name=code.capitalize(),
            kind={"text": "text", "number": "number"}.get(next(iter(value)), "boolean"),
            unit="cm" if code == "height" else "",
            position=len(code),
        )
        ProductAttribute.objects.create(product=lamp, attribute=attribute, **value)
    return lamp


def test_a_product_is_described_from_name_to_prose(lamp: Product) -> None:
    items = visible_items(now=NOW)

    assert items.item_ids.tolist() == [lamp.pk]
    assert items.texts == (
        "Arc lamp. floor lamp. Lumo. Home > Lighting. dimmable, slim. Height 180 cm, Material oak, Dimmable. Bends over the sofa",
    )


def test_a_product_stands_on_its_shelf_and_all_above(lamp: Product, lighting: Department) -> None:
    items = visible_items(now=NOW)

    home = Department.objects.get(slug="home")
    assert items.shelved_item.tolist() == [0, 0]
    assert items.shelved_department.tolist() == [home.pk, lighting.pk]


def test_hidden_products_are_left_out(lamp: Product) -> None:
    Product.objects.create(title="Draft", slug="draft")
    Product.objects.create(
        title="Soon", slug="soon", status="published", published_at=NOW.replace(year=2026)
    )

    assert visible_items(now=NOW).item_ids.tolist() == [lamp.pk]


def test_a_bare_product_is_its_title() -> None:
    Product.objects.create(title="Thing", slug="thing", status="published", published_at=NOW)

    items = visible_items(now=NOW)

    assert items.texts == ("Thing",)
    assert len(items.shelved_item) == 0


def test_an_empty_shop_has_no_items() -> None:
    items = visible_items(now=NOW)

    assert len(items) == 0
    assert items.texts == ()


def test_the_catalogue_is_three_queries(
    lamp: Product, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        visible_items(now=NOW)
