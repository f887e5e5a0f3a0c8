"""Prices in other currencies: what is on the list is shown with its own price, what is not does not exist there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict

from catalog import listing, pricing, product_page, summaries
from catalog.models import ListPrice, PriceList, Product, ProductPrice, Variant
from catalog.narrowing import Everything
from catalog.price_lists import fill
from catalog.pricing import ListInUse
from catalog.selection import Selection

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def product(title: str, *prices: int) -> Product:
    made = Product.objects.create(
        title=title, slug=title.lower(), status="published", published_at=NOW
    )
    for number, price in enumerate(prices):
        Variant.objects.create(
            product=made,
            sku=f"{title}-{number}",
            currency="EUR",
            price_minor=price,
            position=number,
        )
    return made


@pytest.fixture
def yen(db: None) -> PriceList:
    """Lamp 9,800 and 12,000 yen; mug 1,500; the clock is not sold for yen."""
    made = PriceList.objects.create(code="japan", name="Japan", currency="JPY")
    wanted = {"Lamp-0": 12_000, "Lamp-1": 9_800, "Mug-0": 1_500}
    for title, prices in {"Lamp": (7_000, 8_000), "Mug": (900,), "Clock": (500,)}.items():
        product(title, *prices)
    ListPrice.objects.bulk_create(
        ListPrice(price_list=made, variant=Variant.objects.get(sku=sku), price_minor=minor)
        for sku, minor in wanted.items()
    )
    return made


@pytest.fixture
def in_japan(yen: PriceList) -> Iterator[PriceList]:
    with pricing.using(ListInUse(yen.pk, yen.currency)):
        yield yen


def lowest(price_list: PriceList) -> dict[str, tuple[int, str, bool]]:
    rows = ProductPrice.objects.filter(price_list=price_list).select_related("product")
    return {row.product.title: (row.price_minor, row.currency, row.has_price_range) for row in rows}


def test_cards_show_the_lowest_price_on_the_list(yen: PriceList) -> None:
    assert lowest(yen) == {"Lamp": (9_800, "JPY", True), "Mug": (1_500, "JPY", False)}

    ListPrice.objects.filter(variant__sku="Lamp-1").update(price_minor=11_000)
    assert lowest(yen)["Lamp"] == (11_000, "JPY", True)

    variant = Variant.objects.get(sku="Lamp-1")
    variant.is_active = False
    variant.save(update_fields=["is_active"])
    assert lowest(yen)["Lamp"] == (12_000, "JPY", False)

    ListPrice.objects.filter(variant__product__title="Mug").delete()
    assert set(lowest(yen)) == {"Lamp"}


def test_lists_hold_what_is_sold_here_at_the_prices_of_here(in_japan: PriceList) -> None:
    found = Product.objects.visible(now=NOW).cards().order_by("title")

    assert [
        (each.title, each.price and each.price.format("en"), each.has_price_range) for each in found
    ] == [
        ("Lamp", "¥9,800", True),
        ("Mug", "¥1,500", False),
    ]
    assert Product.objects.visible(now=NOW).count() == 2


def test_without_a_list_the_articles_own_prices_hold(yen: PriceList) -> None:
    with pricing.using(None):
        assert Product.objects.visible(now=NOW).count() == 3
        assert pricing.currency() == "EUR"


def test_filters_and_orders_use_the_prices_of_here(in_japan: PriceList) -> None:
    def titles(query: str) -> list[str]:
        selection = Selection.read(QueryDict(query), currency=pricing.currency())
        page = listing.listing(
            lambda _: Everything(),
            subject="test",
            selection=selection,
            currency=pricing.currency(),
            now=NOW,
        )
        assert page.counts.total == len(page.products)
        return [each.title for each in page.products]

    assert titles("sort=price") == ["Mug", "Lamp"]
    assert titles("sort=price-down") == ["Lamp", "Mug"]
    assert titles("price_from=2000") == ["Lamp"]
    assert titles("price_to=2000") == ["Mug"]
    bounds = listing.listing(
        lambda _: Everything(),
        subject="test",
        selection=Selection(),
        currency=pricing.currency(),
        now=NOW,
    ).counts
    assert (bounds.price_low, bounds.price_high) == (1_500, 9_800)


def test_a_product_page_offers_what_is_on_the_list_only(in_japan: PriceList) -> None:
    summaries.refresh(Product.objects.values_list("pk", flat=True))
    lamp = product_page.product_page("lamp", sku="", now=NOW)
    clock = product_page.product_page("clock", sku="", now=NOW)

    assert lamp is not None
    assert lamp.offer is not None
    assert (lamp.offer.price.minor, lamp.offer.price.currency) == (12_000, "JPY")
    assert clock is not None
    assert clock.offer is None
    assert clock.is_sold_elsewhere


def test_filling_a_list_rounds_in_its_own_smallest_unit(yen: PriceList) -> None:
    dinar = PriceList.objects.create(code="kuwait", name="Kuwait", currency="KWD")

    assert fill(dinar, currency="EUR", rate=Decimal("0.3333"), step_minor=5) == 4
    assert fill(yen, currency="EUR", rate=Decimal("163.4"), step_minor=10) == 1

    assert ListPrice.objects.get(price_list=dinar, variant__sku="Mug-0").price_minor == 3_000
    assert ListPrice.objects.get(price_list=yen, variant__sku="Clock-0").price_minor == 820
    assert ListPrice.objects.get(price_list=yen, variant__sku="Mug-0").price_minor == 1_500
    assert ListPrice.objects.get(price_list=dinar, variant__sku="Lamp-0").price_minor == 23_330


def test_a_list_with_prices_keeps_its_currency(yen: PriceList) -> None:
    with pytest.raises(IntegrityError, match="currency cannot change"), transaction.atomic():
        PriceList.objects.filter(pk=yen.pk).update(currency="EUR")

    assert PriceList.objects.get(pk=yen.pk).currency == "JPY"


def test_the_database_refuses_prices_that_make_no_sense(yen: PriceList) -> None:
    price = ListPrice.objects.filter(price_list=yen)
    for wrong in ({"price_minor": -1}, {"compare_at_minor": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            price.update(**wrong)
    with pytest.raises(ValidationError):
        PriceList(code="x", name="x", currency="yen").full_clean()
