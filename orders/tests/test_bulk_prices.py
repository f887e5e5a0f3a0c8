"""Prices changed in bulk stand in the price log, and articles in a sale keep theirs until it ends."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from catalog.bulk import carrying_out
from catalog.bulk.prices import PriceEdit, Way
from catalog.models import ListPrice, PriceList, Variant
from catalog.tests.factories import make_product
from orders.models import PriceChange, Sale, SalePrice

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TENTH_OFF = PriceEdit(Way.PERCENT, Decimal(-10), "EUR")


def test_every_changed_price_is_written_to_the_log() -> None:
    ids = [make_product(title, price_minor=1_000).pk for title in ("Mug", "Bowl")]
    seen = TENTH_OFF.plan(ids, now=NOW).fingerprint

    carrying_out.carry_out(TENTH_OFF, ids, fingerprint=seen, now=NOW)

    assert PriceChange.objects.filter(price_minor=900).count() == 2


def test_articles_in_a_sale_are_left_out_and_say_why() -> None:
    mug, bowl = (make_product(title, price_minor=900) for title in ("Mug", "Bowl"))
    sale = Sale.objects.create(
        name="June", percent=10, products=[mug.pk], starts_at=NOW, ends_at=NOW.replace(month=7)
    )
    SalePrice.objects.create(
        sale=sale, variant=mug.variants.get(), regular_price_minor=1_000, sale_price_minor=900
    )

    plan = TENTH_OFF.plan([mug.pk, bowl.pk], now=NOW)
    carrying_out.carry_out(TENTH_OFF, [mug.pk, bowl.pk], fingerprint=plan.fingerprint, now=NOW)

    assert [(line.title, line.refusal) for line in plan.lines] == [
        ("Mug", "is in the sale “June”: change it afterwards"),
        ("Bowl", ""),
    ]
    assert mug.variants.get().price_minor == 900
    assert bowl.variants.get().price_minor == 810


def on_list(price_list: PriceList, title: str, *, own: int, listed: int) -> ListPrice:
    article = make_product(title, price_minor=own).variants.get()
    return ListPrice.objects.create(price_list=price_list, variant=article, price_minor=listed)


def test_prices_of_a_list_change_alone_and_stand_in_the_log() -> None:
    pounds = PriceList.objects.create(code="uk", name="Britain", currency="GBP")
    euros = PriceList.objects.create(code="ie", name="Ireland", currency="EUR")
    mug = on_list(pounds, "Mug", own=1_000, listed=800)
    bowl = make_product("Bowl", price_minor=1_000)
    elsewhere = ListPrice.objects.create(price_list=euros, variant=mug.variant, price_minor=950)
    Variant.objects.update(cost_minor=790)  # in euros: says nothing of pounds
    edit = PriceEdit(Way.PERCENT, Decimal(-10), "EUR", price_list=pounds)
    ids = [mug.variant.product_id, bowl.pk]

    plan = edit.plan(ids, now=NOW)
    carrying_out.carry_out(edit, ids, fingerprint=plan.fingerprint, now=NOW)

    assert [(line.title, line.before, line.after, line.refusal) for line in plan.lines] == [
        ("Bowl", "–", "", "is not on this price list"),
        ("Mug", "£8.00", "£7.20", ""),
    ]
    mug.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (mug.price_minor, elsewhere.price_minor) == (720, 950)
    assert set(Variant.objects.values_list("price_minor", flat=True)) == {1_000}
    logged = PriceChange.objects.filter(variant_id=mug.variant_id).order_by("pk")
    assert list(logged.values_list("price_list", "currency", "price_minor")) == [
        ("", "EUR", 1_000),
        ("uk", "GBP", 800),
        ("ie", "EUR", 950),
        ("uk", "GBP", 720),
    ]


def test_the_cost_is_a_floor_for_a_list_in_the_same_currency() -> None:
    trade = PriceList.objects.create(code="trade", name="Trade", currency="EUR")
    mug = on_list(trade, "Mug", own=1_000, listed=900)
    Variant.objects.update(cost_minor=850)

    plan = PriceEdit(Way.PERCENT, Decimal(-10), "EUR", price_list=trade).plan(
        [mug.variant.product_id], now=NOW
    )

    assert [(line.after, line.remark) for line in plan.lines] == [
        ("€8.50", "raised to what it costs the shop")
    ]


def test_a_list_price_changed_meanwhile_is_looked_at_again() -> None:
    pounds = PriceList.objects.create(code="uk", name="Britain", currency="GBP")
    mug = on_list(pounds, "Mug", own=1_000, listed=800)
    edit = PriceEdit(Way.PERCENT, Decimal(-10), "EUR", price_list=pounds)
    ids = [mug.variant.product_id]
    seen = edit.plan(ids, now=NOW).fingerprint
    ListPrice.objects.update(price_minor=820)

    with pytest.raises(carrying_out.ChangedMeanwhile):
        carrying_out.carry_out(edit, ids, fingerprint=seen, now=NOW)

    assert ListPrice.objects.get().price_minor == 820
