"""Department pages are kept for a moment, and what their cards show never is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from pytest_django.fixtures import DjangoAssertNumQueries

from catalog.listing import Listing, shelf_listing
from catalog.models import Department, Product, ProductAttribute
from catalog.selection import Selection
from catalog.tests.factories import make_attribute, make_department, make_product

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def listed(shelf: Department, address: str = "") -> Listing:
    """Open a department's page."""
    wish = Selection.read(QueryDict(address), currency="EUR")
    return shelf_listing((shelf.pk,), selection=wish, currency="EUR", now=NOW)


def titles(page: Listing) -> list[str]:
    """Return the cards in their order."""
    return [product.title for product in page.products]


def test_a_kept_page_asks_for_its_cards_only(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    kitchen = make_department("Kitchen")
    make_product("Mug", department=kitchen, brand="Kobo", popularity=1.0)
    make_product("Bowl", department=kitchen, popularity=2.0)
    listed(kitchen)

    with django_assert_num_queries(1):
        page = listed(kitchen)
        brands = [product.brand.name if product.brand else "" for product in page.products]

    assert (titles(page), brands, page.counts.total) == (["Bowl", "Mug"], ["", "Kobo"], 2)


def test_the_cards_of_a_kept_page_show_this_moment() -> None:
    kitchen = make_department("Kitchen")
    mug = make_product("Mug", department=kitchen, price_minor=1000)
    bowl = make_product("Bowl", department=kitchen)
    listed(kitchen)

    # Past the signals, as another process would write.
    Product.objects.filter(pk=mug.pk).update(price_minor=700)
    Product.objects.filter(pk=bowl.pk).update(status="archived")

    assert [(card.title, card.price_minor) for card in listed(kitchen).products] == [("Mug", 700)]


def test_a_saved_product_is_arranged_anew() -> None:
    kitchen = make_department("Kitchen")
    make_product("Mug", department=kitchen, popularity=1.0)
    listed(kitchen)

    make_product("Bowl", department=kitchen, popularity=2.0)

    page = listed(kitchen)
    assert (titles(page), page.counts.total) == (["Bowl", "Mug"], 2)


def test_every_filter_sort_and_page_is_kept_apart() -> None:
    kitchen = make_department("Kitchen")
    make_product("Mug", department=kitchen, price_minor=500, popularity=1.0)
    make_product("Bowl", department=kitchen, price_minor=900, popularity=2.0)

    assert titles(listed(kitchen)) == ["Bowl", "Mug"]
    assert titles(listed(kitchen, "sort=price")) == ["Mug", "Bowl"]
    assert titles(listed(kitchen, "price_to=6")) == ["Mug"]
    assert titles(listed(kitchen, "price_to=7")) == ["Mug"]


def test_a_product_that_arrives_after_its_values_is_numbered() -> None:
    material = make_attribute("Material")
    known = make_product("Mug", attributes={"Material": "Oak"})
    next_id = known.pk + 1000
    # Foreign keys are checked at commit: bulk writers send values first.
    ProductAttribute.objects.create(product_id=next_id, attribute=material, text="Oak")

    late = Product.objects.create(pk=next_id, title="Late", slug="late", status="published")

    late.refresh_from_db()
    known.refresh_from_db()
    assert late.facet_value_ids == known.facet_value_ids != []
