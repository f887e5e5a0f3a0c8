"""New prices: a share or an amount, a customary ending, never below cost, and a reason for each that stays."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.bulk import carrying_out, prices
from catalog.bulk.lines import Plan
from catalog.bulk.prices import Ending, PriceEdit, Way
from catalog.models import Product, Variant
from catalog.money import Money
from catalog.tests.factories import make_product, make_variant

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def percent(by: str, ending: Ending = Ending.EXACT, *, keeps_cost: bool = True) -> PriceEdit:
    return PriceEdit(Way.PERCENT, Decimal(by), "EUR", ending, keeps_cost)


def planned(edit: PriceEdit, *products: Product) -> Plan:
    return edit.plan([product.pk for product in products], now=NOW)


@pytest.mark.parametrize(
    ("minor", "currency", "ending", "wanted"),
    [
        (1_034, "EUR", Ending.NINETY_NINE, 999),
        (1_060, "EUR", Ending.NINETY_NINE, 1_099),
        (20, "EUR", Ending.NINETY_NINE, 99),
        (1_045, "EUR", Ending.NINETY_FIVE, 995),
        (1_050, "EUR", Ending.WHOLE, 1_000),
        (1_051, "EUR", Ending.WHOLE, 1_100),
        (40, "EUR", Ending.WHOLE, 100),
        (1_034, "JPY", Ending.NINETY_NINE, 1_034),
        (10_340, "KWD", Ending.NINETY_NINE, 9_990),
        (1_034, "EUR", Ending.EXACT, 1_034),
    ],
)
def test_a_price_goes_to_the_nearest_with_its_ending(
    minor: int, currency: str, ending: Ending, wanted: int
) -> None:
    assert prices.with_ending(Money(minor, currency), ending) == Money(wanted, currency)


@given(
    minor=st.integers(1, 10**9),
    ending=st.sampled_from(Ending),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_endings_hold_for_every_price(minor: int, ending: Ending, currency: str) -> None:
    price = Money(minor, currency)
    nearest, above = prices.with_ending(price, ending), prices.lowest_from(price, ending)
    unit, part = prices._steps(currency, ending)

    assert nearest.minor > 0
    assert nearest.minor % unit == above.minor % unit == part
    assert minor <= above.minor < minor + unit
    assert abs(nearest.minor - minor) <= unit


@pytest.mark.django_db
def test_every_article_is_shown_before_and_after() -> None:
    mug = make_product("Mug", price_minor=1_000, sku="MUG")
    make_variant(mug, price_minor=2_000, sku="MUG-L", position=30_001)

    plan = planned(percent("-12.5"), mug)

    assert [(line.label, line.before, line.after) for line in plan.lines] == [
        ("MUG", "€10.00", "€8.75"),
        ("MUG-L", "€20.00", "€17.50"),
    ]
    assert [line.changes for line in plan.changed] == [
        {"price_minor": 875},
        {"price_minor": 1_750},
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("edit", "fields", "after", "said"),
    [
        (percent("-50"), {"cost_minor": 800}, "€8.00", "raised to what it costs the shop"),
        (
            percent("-50", Ending.NINETY_NINE),
            {"cost_minor": 801},
            "€8.99",
            "raised to what it costs the shop",
        ),
        (percent("-50", keeps_cost=False), {"cost_minor": 800}, "€5.00", ""),
        (percent("-50"), {"cost_minor": 1_000}, "", "cannot be cheaper: it costs the shop €10.00"),
        (percent("20"), {"compare_at_minor": 1_150}, "€12.00", "the struck price €11.50 goes"),
        (percent("0.01"), {}, "", "has this price already"),
        (percent("1"), {"currency": "USD"}, "$10.10", ""),
        (
            PriceEdit(Way.AMOUNT, Decimal(1), "EUR"),
            {"currency": "USD"},
            "",
            "is priced in USD",
        ),
        (PriceEdit(Way.AMOUNT, Decimal(-10), "EUR"), {}, "", "would cost nothing"),
        (PriceEdit(Way.AMOUNT, Decimal("-2.505"), "EUR"), {}, "€7.50", ""),
        (
            PriceEdit(Way.AMOUNT, Decimal(99999999999), "EUR"),
            {},
            "",
            "would be too expensive to be true",
        ),
    ],
)
def test_each_line_says_what_becomes_of_it(
    edit: PriceEdit, fields: dict[str, object], after: str, said: str
) -> None:
    mug = make_product("Mug", price_minor=1_000)
    Variant.objects.update(**fields)

    (line,) = planned(edit, mug).lines

    assert (line.after, line.remark or line.refusal) == (after, said)
    assert bool(line.changes) == bool(after)


@pytest.mark.django_db
def test_all_lines_are_written_and_the_summaries_follow() -> None:
    mug, bowl = (make_product(title, price_minor=1_000) for title in ("Mug", "Bowl"))
    edit = percent("-10", Ending.NINETY_FIVE)
    plan = planned(edit, mug, bowl)

    carrying_out.carry_out(edit, [mug.pk, bowl.pk], fingerprint=plan.fingerprint, now=NOW)

    assert set(Variant.objects.values_list("price_minor", flat=True)) == {895}
    assert set(Product.objects.values_list("price_minor", "updated_at")) == {(895, NOW)}


@pytest.mark.django_db
def test_what_changed_since_the_preview_stops_everything() -> None:
    mug, bowl = (make_product(title, price_minor=1_000) for title in ("Mug", "Bowl"))
    edit = percent("-10")
    seen = planned(edit, mug, bowl).fingerprint
    bowl.variants.update(price_minor=1_001)

    with pytest.raises(carrying_out.ChangedMeanwhile) as refused:
        carrying_out.carry_out(edit, [mug.pk, bowl.pk], fingerprint=seen, now=NOW)

    assert mug.variants.get().price_minor == 1_000
    assert [line.before for line in refused.value.plan.lines] == ["€10.01", "€10.00"]
