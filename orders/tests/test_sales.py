"""Sales begin and end by themselves; the price beside a reduced one is the lowest of thirty days."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.models import Brand, Department, ListPrice, PriceList, Variant
from orders import prices, sales
from orders.models import PriceChange, Sale, SalePrice
from orders.tests.shop import Shopfloor

DAY = timedelta(days=1)


def log(variant: Variant, *history: tuple[datetime, int]) -> None:
    """Write a price history of one's own in place of today's."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_pricechange DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM orders_pricechange WHERE variant_id = %s", [variant.pk])
        cursor.execute("ALTER TABLE orders_pricechange ENABLE TRIGGER USER")
    PriceChange.objects.bulk_create(
        PriceChange(variant_id=variant.pk, currency="EUR", price_minor=price, changed_at=moment)
        for moment, price in history
    )


def spring(shop: Shopfloor, *, percent: int = 20, **aim: list[int]) -> Sale:
    return Sale.objects.create(
        name="Spring",
        percent=Decimal(percent),
        starts_at=shop.now,
        ends_at=shop.now + 7 * DAY,
        **aim,
    )


def tag(variant: Variant) -> tuple[int, int | None]:
    variant.refresh_from_db()
    return variant.price_minor, variant.compare_at_minor


def test_every_price_is_written_down_whoever_changes_it(shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", price=1000)

    Variant.objects.filter(pk=lamp.pk).update(price_minor=900)
    Variant.objects.filter(pk=lamp.pk).update(position=3)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_variant SET price_minor = 950 WHERE id = %s", [lamp.pk])

    logged = PriceChange.objects.filter(variant_id=lamp.pk).order_by("pk")
    assert [change.price_minor for change in logged] == [1000, 900, 950]


@pytest.mark.parametrize(
    "statement", ["UPDATE orders_pricechange SET price_minor = 1", "DELETE FROM orders_pricechange"]
)
def test_the_price_log_is_append_only(shop: Shopfloor, statement: str) -> None:
    shop.article("Lamp")

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("history", "lowest"),
    [
        ([(-100, 1000)], 1000),
        ([(-100, 1000), (-10, 800), (-5, 1200)], 800),
        # 700 ended before the thirty days began
        ([(-100, 700), (-40, 1000)], 1000),
        # 700 was in force when they began
        ([(-100, 700), (-29, 1000)], 700),
        ([(-30, 1000), (-31, 500)], 500),
        ([(0, 400), (-3, 900)], 900),
        ([(1, 400)], None),
    ],
)
def test_the_lowest_price_of_thirty_days(
    shop: Shopfloor, history: list[tuple[int, int]], lowest: int | None
) -> None:
    lamp = shop.article("Lamp")
    log(lamp, *((shop.now + days * DAY, price) for days, price in sorted(history)))

    found = prices.lowest_before([lamp.pk], moment=shop.now)

    assert found.get(lamp.pk) == lowest


def test_a_sale_reduces_and_restores_and_product_pages_follow(shop: Shopfloor) -> None:
    lamp, mug = shop.article("Lamp", price=4999), shop.article("Mug", price=850)
    log(lamp, (shop.now - 50 * DAY, 4999))
    spring(shop, products=[lamp.product_id])

    assert sales.apply(now=shop.now) == sales.SalesReport(reduced=1, restored=0)
    assert tag(lamp) == (3999, 4999)
    assert tag(mug) == (850, None)
    lamp.product.refresh_from_db()
    assert (lamp.product.price_minor, lamp.product.compare_at_minor) == (3999, 4999)
    assert sales.apply(now=shop.now + DAY) == sales.SalesReport(reduced=0, restored=0)

    assert sales.apply(now=shop.now + 7 * DAY) == sales.SalesReport(reduced=0, restored=1)
    assert tag(lamp) == (4999, None)
    lamp.product.refresh_from_db()
    assert (lamp.product.price_minor, lamp.product.compare_at_minor) == (4999, None)
    assert SalePrice.objects.count() == 0


def test_the_price_beside_is_the_lowest_not_the_last(shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", price=5000)
    log(lamp, (shop.now - 90 * DAY, 4200), (shop.now - 5 * DAY, 5000))
    spring(shop, products=[lamp.product_id])

    sales.apply(now=shop.now)

    assert tag(lamp) == (4000, 4200)


def test_no_price_is_struck_through_that_is_not_higher(shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", price=5000)
    log(lamp, (shop.now - 90 * DAY, 3900), (shop.now - 5 * DAY, 5000))
    spring(shop, products=[lamp.product_id])

    sales.apply(now=shop.now)

    assert tag(lamp) == (4000, None)


def test_an_article_is_in_one_sale_at_a_time(shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", price=1000)
    spring(shop, products=[lamp.product_id])
    spring(shop, percent=50, products=[lamp.product_id])

    sales.apply(now=shop.now)

    assert tag(lamp)[0] == 800


def test_a_price_changed_by_hand_during_a_sale_stays(shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", price=1000)
    spring(shop, products=[lamp.product_id])
    sales.apply(now=shop.now)
    Variant.objects.filter(pk=lamp.pk).update(price_minor=750)

    report = sales.apply(now=shop.now + 7 * DAY)

    assert (report.restored, tag(lamp)[0]) == (0, 750)


def test_a_sale_switched_off_ends_at_once_and_one_postponed_too(shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", price=1000)
    sale = spring(shop, products=[lamp.product_id])
    sales.apply(now=shop.now)
    sale.is_active = False
    sale.save()

    assert sales.apply(now=shop.now).restored == 1
    assert tag(lamp)[0] == 1000


def test_departments_and_brands_are_aims_too(shop: Shopfloor) -> None:
    lamp, mug = shop.article("Lamp", price=1000), shop.article("Mug", price=1000)
    brand = Brand.objects.create(name="Oak & Co", slug="oak-co")
    shelf = Department.objects.add_root(instance=Department(name="Kitchen", slug="kitchen"))
    lamp.product.brand = brand
    lamp.product.save()
    mug.product.department = shelf
    mug.product.save()
    spring(shop, brands=[brand.pk], departments=[shelf.pk])

    assert sales.apply(now=shop.now).reduced == 2


@pytest.mark.parametrize("percent", [0, 101])
def test_a_sale_takes_something_and_not_more_than_all(shop: Shopfloor, percent: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        spring(shop, percent=percent, products=[1])


def test_a_sale_needs_an_aim(shop: Shopfloor) -> None:
    with pytest.raises(IntegrityError, match="orders_sale_has_aim"), transaction.atomic():
        spring(shop)


def test_what_an_article_costs_on_a_price_list_is_no_reference_for_its_own_price(
    shop: Shopfloor,
) -> None:
    lamp = shop.article("Lamp", price=1000)
    trade = PriceList.objects.create(code="trade", name="Trade", currency="EUR")
    ListPrice.objects.create(price_list=trade, variant=lamp, price_minor=600)

    found = prices.lowest_before([lamp.pk], moment=datetime.now(shop.now.tzinfo) + DAY)

    assert PriceChange.objects.filter(variant_id=lamp.pk, price_list="trade").count() == 1
    assert found == {lamp.pk: 1000}
