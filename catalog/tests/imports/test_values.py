"""Numbers, money, moments and words as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from catalog.imports import values
from catalog.imports.values import NotAValue


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.5", "1234.5"),
        (" 1,234.50 ", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1.234.567", "1234567"),
        ("£ 2.55", "2.55"),
        ("12 EUR", "12"),
        ("2,55", "2.55"),
        ("1,234", "1234"),
        ("(3.50)", "-3.50"),
        ("1'234.50", "1234.50"),
        (".5", "0.5"),
        ("-0", "0"),
    ],
)
def test_numbers_are_read(text: str, number: str) -> None:
    assert values.number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "abc", "nan", "inf", "--3", "1.2.3", "3 4 5 x", "1e999", "½"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotAValue):
        values.number(text)


def test_a_file_that_writes_decimals_with_a_comma_has_no_groups_of_three() -> None:
    assert values.writes_decimal_comma("2,5")
    assert values.writes_decimal_comma("1.234,50 €")
    assert not values.writes_decimal_comma("1,234")
    assert values.number("1,234", decimal_comma=True) == Decimal("1.234")
    assert values.number("1.234", decimal_comma=True) == Decimal(1234)
    assert values.number("1.23", decimal_comma=True) == Decimal("1.23")


def test_a_zero_before_the_sign_groups_no_thousands() -> None:
    assert values.number("0,500") == Decimal("0.5")
    assert values.number("0.500", decimal_comma=True) == Decimal("0.5")


@pytest.mark.parametrize(
    ("prices", "is_comma"),
    [
        (["1.299", "19,90 €"], True),
        (["1.299", "19"], False),
        (["1.299", "19,90", "4.50"], False),
        (["1.234,50", ""], True),
    ],
)
def test_one_price_tells_how_a_file_writes_decimals_unless_another_denies_it(
    prices: list[str], is_comma: bool
) -> None:
    assert values.write_decimal_comma(prices) is is_comma


@pytest.mark.parametrize(
    ("serial", "moment"),
    [
        ("45292", datetime(2024, 1, 1, tzinfo=UTC)),
        ("45292.5", datetime(2024, 1, 1, 12, tzinfo=UTC)),
        ("45292,5", datetime(2024, 1, 1, 12, tzinfo=UTC)),
        ("40513.3513888889", datetime(2010, 12, 1, 8, 26, tzinfo=UTC)),
    ],
)
def test_dates_of_a_spreadsheet_that_lost_their_format_are_read(
    serial: str, moment: datetime
) -> None:
    assert values.moment(serial) == moment


@pytest.mark.parametrize(
    ("text", "whole"), [("6", 6), ("6.0", 6), ("-1,200", -1200), ("1e3", 1000)]
)
def test_whole_numbers_are_read(text: str, whole: int) -> None:
    assert values.whole(text) == whole


@pytest.mark.parametrize("text", ["6.5", "99999999999", "-99999999999", "1e99", ""])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(NotAValue):
        values.whole(text)


def test_prices_round_half_up_to_the_currency() -> None:
    assert values.minor_units("2.555", exponent=2) == 256
    assert values.minor_units("0.001", exponent=2) == 0
    assert values.minor_units("1500", exponent=0) == 1500
    assert values.minor_units("1.2345", exponent=3) == 1235
    with pytest.raises(NotAValue, match="too large"):
        values.minor_units("9" * 12, exponent=2)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2010-12-01 08:26:00", datetime(2010, 12, 1, 8, 26, tzinfo=UTC)),
        ("2025-04-30T09:41:02.053Z", datetime(2025, 4, 30, 9, 41, 2, 53000, tzinfo=UTC)),
        ("12/1/2010 8:26", datetime(2010, 12, 1, 8, 26, tzinfo=UTC)),
        ("1/2/10 3:04 PM", datetime(2010, 1, 2, 15, 4, tzinfo=UTC)),
        ("1.12.2010", datetime(2010, 12, 1, tzinfo=UTC)),
        ("2010/12/01", datetime(2010, 12, 1, tzinfo=UTC)),
        ("1592337718.0", datetime(2020, 6, 16, 20, 1, 58, tzinfo=UTC)),
        ("1659304800025", datetime(2022, 7, 31, 22, 0, 0, 25000, tzinfo=UTC)),
        ("1659304800025.0", datetime(2022, 7, 31, 22, 0, 0, 25000, tzinfo=UTC)),
        ("1659304800025000", datetime(2022, 7, 31, 22, 0, 0, 25000, tzinfo=UTC)),
        ("1659304800000000000", datetime(2022, 7, 31, 22, tzinfo=UTC)),
        ("1.592337718e+09", datetime(2020, 6, 16, 20, 1, 58, tzinfo=UTC)),
        ("2 Dec 2010", datetime(2010, 12, 2, tzinfo=UTC)),
        ("02-Dec-10 08:26", datetime(2010, 12, 2, 8, 26, tzinfo=UTC)),
        ("December 2, 2010 3:04 PM", datetime(2010, 12, 2, 15, 4, tzinfo=UTC)),
    ],
)
def test_moments_are_read(text: str, moment: datetime) -> None:
    assert values.moment(text) == moment


def test_the_day_stands_first_where_the_file_shows_it() -> None:
    assert values.starts_with_day("13/1/2010")
    assert not values.starts_with_day("12/13/2010")
    assert values.moment("1/2/2010", day_first=True) == datetime(2010, 2, 1, tzinfo=UTC)


def test_a_clock_without_an_offset_stands_where_we_are_told() -> None:
    london = timezone(timedelta(hours=1))

    assert values.moment("2011-07-01 12:00", zone=london) == datetime(2011, 7, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "31 Feb 2010",
        "2 Foo 2010",
        "1.5e+09",
        "2010-13-01",
        "31/31/2010",
        "1492-10-12",
        "0001-01-01",
        "99999999999999999",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(NotAValue):
        values.moment(text)


def test_words_are_trimmed_and_freed_from_control_signs() -> None:
    assert values.one_line("  WHITE   HANGING\tHEART\n\x07\ufeff ") == "WHITE HANGING HEART"
    assert values.one_line("plain") == "plain"


def test_ids_lose_the_tail_that_spreadsheets_add() -> None:
    assert values.outside_id(" 17850.0 ") == "17850"
    assert values.outside_id("A1.0") == "A1.0"


def test_signs_postgresql_cannot_keep_are_known() -> None:
    assert values.is_storable("Tür £5 \n")
    assert not values.is_storable("a\x00b")
    assert not values.is_storable("half \ud83d of a smile")


@pytest.mark.parametrize(("text", "flag"), [("Yes", True), ("in stock", True), ("0", False)])
def test_yes_and_no(text: str, flag: bool) -> None:
    assert values.yes_or_no(text) is flag


def test_neither_yes_nor_no() -> None:
    with pytest.raises(NotAValue):
        values.yes_or_no("perhaps")


@pytest.mark.parametrize(
    ("text", "units"), [("2", 2), ("0.38", 1), ("-0.5", -1), ("1,200.5", 1201)]
)
def test_begun_units_count_whole(text: str, units: int) -> None:
    assert values.away_from_zero(text) == units


@pytest.mark.parametrize("text", ["", "some", "1e30"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(values.NotAValue):
        values.away_from_zero(text)


@pytest.mark.parametrize("text", ["Sat Feb 02 12:50:00 IST 2019", "Sat Feb  2 12:50:00 2019"])
def test_dates_as_programs_write_them(text: str) -> None:
    assert values.moment(text) == datetime(2019, 2, 2, 12, 50, tzinfo=UTC)
