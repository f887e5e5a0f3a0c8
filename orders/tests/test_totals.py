"""The arithmetic of a cart: known sums, and properties that hold for every cart there could be."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.money import Money, split
from orders.totals import DeliveryPrice, Item, TaxTable, Totals, compute

GERMANY = {"standard": Decimal(19), "reduced": Decimal(7)}
FINLAND = {"standard": Decimal("25.5"), "reduced": Decimal(14)}

items = st.lists(
    st.builds(
        Item,
        key=st.integers(1, 1_000_000),
        unit_price_minor=st.integers(0, 5_000_000),
        quantity=st.integers(1, 999),
        tax_class=st.sampled_from(["standard", "reduced", "none"]),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda item: item.key,
)
taxes = st.builds(
    TaxTable, is_included=st.booleans(), percents=st.sampled_from([GERMANY, FINLAND, {}])
)
deliveries = st.builds(
    DeliveryPrice,
    price_minor=st.integers(0, 10_000),
    free_from_minor=st.none() | st.integers(0, 1_000_000),
    tax_class=st.sampled_from(["standard", "none"]),
)
currencies = st.sampled_from(["EUR", "JPY", "KWD"])


@st.composite
def carts(draw: st.DrawFn) -> Totals:
    """Any cart with any allowed discounts."""
    drawn = draw(items)
    discounts = {item.key: draw(st.integers(0, item.value_minor)) for item in drawn}
    return compute(
        drawn,
        currency=draw(currencies),
        taxes=draw(taxes),
        delivery=draw(deliveries),
        discounts=discounts,
        delivery_discount_minor=draw(st.integers(0, 20_000)),
    )


@given(carts())
def test_lines_and_delivery_sum_to_the_total(totals: Totals) -> None:
    added_delivery_tax = 0 if totals.is_tax_included else totals.delivery_tax_minor

    assert totals.items_minor == sum(line.item.value_minor for line in totals.lines)
    assert totals.discount_minor == sum(line.discount_minor for line in totals.lines)
    assert (
        totals.tax_minor == sum(line.tax_minor for line in totals.lines) + totals.delivery_tax_minor
    )
    assert totals.total_minor == (
        sum(line.total_minor for line in totals.lines) + totals.delivery_minor + added_delivery_tax
    )
    assert totals.tax_minor == sum(tax for _, tax in totals.tax_by_percent)


@given(carts())
def test_nothing_is_negative_and_nobody_pays_more_than_the_list_price(totals: Totals) -> None:
    assert min(totals.delivery_minor, totals.tax_minor, totals.total_minor) >= 0
    assert all(min(line.tax_minor, line.total_minor) >= 0 for line in totals.lines)
    most = totals.items_minor + 10_000 + (0 if totals.is_tax_included else totals.tax_minor)
    assert totals.total_minor <= most


@given(items, taxes)
def test_the_tax_of_each_rate_is_right_to_half_a_unit(drawn: list[Item], table: TaxTable) -> None:
    totals = compute(drawn, currency="EUR", taxes=table)
    exact = {line.tax_percent: Fraction(0) for line in totals.lines}
    for line in totals.lines:
        percent = Fraction(line.tax_percent)
        divisor = 100 + percent if totals.is_tax_included else 100
        exact[line.tax_percent] += line.item.value_minor * percent / divisor
    for rate, tax in totals.tax_by_percent:
        assert abs(exact[rate] - tax) <= Fraction(1, 2)


@given(items, taxes, deliveries, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter_for_the_sums(
    drawn: list[Item], table: TaxTable, delivery: DeliveryPrice, rng: object
) -> None:
    shuffled = list(drawn)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]

    one = compute(drawn, currency="EUR", taxes=table, delivery=delivery)
    other = compute(shuffled, currency="EUR", taxes=table, delivery=delivery)

    assert (one.total_minor, one.tax_minor) == (other.total_minor, other.tax_minor)


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_a_split_sums_to_the_whole_and_is_fair(amount: int, weights: list[int]) -> None:
    parts = split(amount, weights)

    assert sum(parts) == amount
    shares = weights if any(weights) else [1] * len(weights)
    for part, weight in zip(parts, shares, strict=True):
        assert abs(part - Decimal(amount) * weight / sum(shares)) < 1


def test_a_german_basket_with_two_rates() -> None:
    totals = compute(
        [
            Item(key=1, unit_price_minor=1999, quantity=3, tax_class="standard"),
            Item(key=2, unit_price_minor=1250, quantity=1, tax_class="reduced"),
        ],
        currency="EUR",
        taxes=TaxTable(percents=GERMANY),
        delivery=DeliveryPrice(price_minor=490, free_from_minor=10_000),
    )

    assert (totals.items_minor, totals.delivery_minor, totals.total_minor) == (7247, 490, 7737)
    # (59.97 + 4.90) * 19/119 = 10.357 and 12.50 * 7/107 = 0.818
    assert totals.tax_by_percent == ((Decimal(7), 82), (Decimal(19), 1036))
    assert [line.tax_minor for line in totals.lines] == [958, 82]
    assert totals.delivery_tax_minor == 78


def test_an_american_basket_adds_the_tax_on_top() -> None:
    totals = compute(
        [Item(key=1, unit_price_minor=1000, quantity=1)],
        currency="USD",
        taxes=TaxTable(is_included=False, percents={"standard": Decimal("8.875")}),
        delivery=DeliveryPrice(price_minor=500, tax_class="none"),
    )

    assert (totals.tax_minor, totals.total_minor) == (89, 1589)
    assert totals.lines[0].total_minor == 1089


@pytest.mark.parametrize(
    ("currency", "price", "total", "tax", "written"),
    [
        ("JPY", 1980, 5940, 540, "¥5,940"),
        ("KWD", 1250, 3750, 341, "KWD 3.750"),
        ("EUR", 1999, 5997, 545, "€59.97"),
    ],
)
def test_currencies_without_and_with_three_decimals(
    currency: str, price: int, total: int, tax: int, written: str
) -> None:
    totals = compute(
        [Item(key=1, unit_price_minor=price, quantity=3)],
        currency=currency,
        taxes=TaxTable(percents={"standard": Decimal(10)}),
    )

    assert (totals.total_minor, totals.tax_minor) == (total, tax)
    assert totals.total.format("en").replace("\N{NO-BREAK SPACE}", " ") == written


def test_half_a_cent_is_rounded_up() -> None:
    exclusive = TaxTable(is_included=False, percents={"standard": Decimal(5)})

    assert (
        compute(
            [Item(key=1, unit_price_minor=10, quantity=1)], currency="EUR", taxes=exclusive
        ).tax_minor
        == 1
    )
    assert Money(-1, "EUR").split([1, 1]) == (Money(-1, "EUR"), Money(0, "EUR"))


@pytest.mark.parametrize("discount", [-1, 1001])
def test_a_discount_that_does_not_fit_is_refused(discount: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        compute(
            [Item(key=1, unit_price_minor=1000, quantity=1)],
            currency="EUR",
            taxes=TaxTable(),
            discounts={1: discount},
        )
