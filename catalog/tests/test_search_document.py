"""Whoever writes a product, it is found by what it says."""

from __future__ import annotations

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import connection

from catalog.models import Attribute, Department, Product, ProductAttribute
from catalog.tests.factories import make_attribute, make_brand, make_department, make_product

pytestmark = pytest.mark.django_db


def found(words: str) -> list[str]:
    """Return the titles that a question finds, alphabetically."""
    question = SearchQuery(words, config="shop_search")
    return sorted(Product.objects.filter(search_text=question).values_list("title", flat=True))


def weights(product: Product) -> dict[str, str]:
    """Return the weight of each word of the document; PostgreSQL leaves the D away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lexeme, weights[1] FROM catalog_product, unnest(search_text) WHERE id = %s",
            [product.pk],
        )
        return dict(cursor.fetchall())


def test_a_product_is_found_by_title_brand_type_tag_department_attribute_and_description() -> None:
    kitchen = make_department("Kitchen")
    make_product(
        "Tall mug",
        department=kitchen,
        brand="Norrland",
        product_type="cup",
        tags=["giftable"],
        description="Holds soup, too.",
        attributes={"Material": "Stoneware", "Stackable": True, "Foldable": False},
    )

    for words in (
        "mug",
        "norrland",
        "cups",
        "giftable",
        "kitchen",
        "stoneware",
        "stackable",
        "soup",
    ):
        assert found(words) == ["Tall mug"], words
    assert found("foldable") == []


def test_the_title_weighs_most_and_the_description_least() -> None:
    product = make_product(
        "Lamp", department=make_department("Lighting"), brand="Mori", description="Oak foot."
    )

    assert weights(product) == {"lamp": "A", "mori": "B", "light": "B", "oak": "D", "foot": "D"}


def test_accents_do_not_matter() -> None:
    make_product("Café crème pot")

    assert found("cafe creme") == ["Café crème pot"]
    assert found("CAFÉ") == ["Café crème pot"]


def test_a_bulk_copy_writes_the_document_too() -> None:
    brand = make_brand("Kobo")

    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY catalog_product (title, slug, description, product_type, brand_id, tags, status, source,"
            " external_id, updated_at, currency, has_price_range, is_in_stock, rating_count, picture,"
            " picture_alt, popularity) FROM STDIN"
        ) as copy,
    ):
        copy.write_row(
            ("Copied bowl", "copied-bowl", "", "", brand.pk, [], "published", "", "", "now", "", False, False, 0, "", "", 0.0)
        )  # fmt: skip

    assert found("kobo bowls") == ["Copied bowl"]


def test_a_changed_title_is_found_and_the_old_one_is_not() -> None:
    product = make_product("Red bowl")

    Product.objects.filter(pk=product.pk).update(title="Blue bowl")

    assert found("blue") == ["Blue bowl"]
    assert found("red") == []


def test_saving_a_loaded_product_keeps_its_document() -> None:
    product = make_product("Red bowl", brand="Mori")

    loaded = Product.objects.get(pk=product.pk)
    loaded.popularity = 3.0
    loaded.save()

    assert found("mori") == ["Red bowl"]


def test_a_renamed_brand_department_and_attribute_value_reach_their_products() -> None:
    kitchen = make_department("Kitchen")
    product = make_product("Bowl", department=kitchen, brand="Kobo", attributes={"Material": "Oak"})
    make_product("Other bowl", brand="Mori")

    product.brand.name = "Sable"
    product.brand.save()
    Department.objects.filter(pk=kitchen.pk).update(name="Dining")
    ProductAttribute.objects.filter(product=product).update(text="Walnut")

    assert found("sable") == found("dining") == found("walnut") == ["Bowl"]
    assert found("kobo") == found("kitchen") == found("oak") == []
    assert found("mori") == ["Other bowl"]


def test_a_deleted_attribute_value_is_no_longer_found() -> None:
    product = make_product("Bowl", attributes={"Material": "Oak"})

    ProductAttribute.objects.filter(product=product).delete()

    assert found("oak") == []


def test_attribute_values_written_in_bulk_reach_all_their_products() -> None:
    material: Attribute = make_attribute("Material")
    products = [make_product(f"Bowl {name}") for name in ("one", "two", "three")]

    ProductAttribute.objects.bulk_create(
        ProductAttribute(product=product, attribute=material, text="Ash") for product in products
    )

    assert found("ash") == ["Bowl one", "Bowl three", "Bowl two"]
