"""Texts of a file into values: numbers, money, moments, yes and no, clean words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal, InvalidOperation

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""Signs PostgreSQL cannot store: NUL, and halves of surrogate pairs."""

_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")
_BLANKS = re.compile(r"\s+")
_AMOUNT = re.compile(
    r"\(?(?P<sign>[+-]?)\s*(?:[A-Za-z]{1,3}\.?\$?|[€£$¥₹])?\s*"
    r"(?P<digits>[+-]?\d[\d.,'’\s]*?|[+-]?[.,]\d+)\s*(?:[A-Za-z]{3}|[€£$¥₹]|zł|kr\.?)?\)?"
)
_GROUPED_BY_BLANK = re.compile(r"[+-]?\d{1,3}([\s'’]\d{3})+([.,]\d+)?")
_GROUPED_BY_COMMA = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_GROUPED_BY_POINT = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
_DECIMAL_POINT = re.compile(r"\.(\d{1,2}|\d{4,})(?!\d|[.,])")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?")

NO_CURRENCY = "is not a currency code of ISO 4217, such as EUR"
LARGEST_MINOR = 10**12
"""Beyond ten thousand million in cents a price is a mistake."""


class NotAValue(ValueError):
    """The text is none of what the column should hold; the message says what was expected."""


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can keep the text."""
    return text.isprintable() or _UNSTORABLE.search(text) is None


def storable(text: str) -> str:
    """Return the text without the signs that PostgreSQL cannot keep."""
    return text if text.isprintable() else _UNSTORABLE.sub("", text)


def one_line(text: str) -> str:
    """Return the text without control signs, each run of blanks made one, trimmed."""
    if text.isprintable() and "  " not in text:  # nearly all texts, ten times as fast
        return text.strip()
    return _BLANKS.sub(" ", _CONTROL.sub("", text)).strip()


def number(text: str, *, decimal_comma: bool = False) -> Decimal:
    """Read a number as people write it: 1234.5, 1,234.50, 1.234,50, "£ 2.55", -3.

    A lone comma is a decimal sign unless exactly three digits follow it and the file is not known to
    write decimals with a comma; in a file that is, a point before exactly three digits groups them.

    Raises: NotAValue: if it is no finite number.
    """
    plain = text.strip()
    if decimal_comma and _GROUPED_BY_POINT.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif not _PLAIN.fullmatch(plain):
        plain = _untangled(plain, decimal_comma=decimal_comma)
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise NotAValue("is not a number") from error
    return value


def _untangled(text: str, *, decimal_comma: bool) -> str:
    """Drop currency signs and digit grouping."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise NotAValue("is not a number")
    bare = found["sign"] + found["digits"]
    if _GROUPED_BY_BLANK.fullmatch(bare):
        bare = re.sub(r"[\s'’]", "", bare)
    if decimal_comma and "," in bare:
        bare = bare.replace(".", "").replace(",", ".")
    elif _GROUPED_BY_COMMA.fullmatch(bare):
        bare = bare.replace(",", "")
    elif ("," in bare or bare.count(".") > 1) and _GROUPED_BY_POINT.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif bare.count(",") == 1 and "." not in bare:
        bare = bare.replace(",", ".")
    is_in_brackets = text.startswith("(") and text.endswith(")")
    return f"-{bare}" if is_in_brackets else bare


def writes_decimal_comma(text: str) -> bool:
    """Whether the text can only be read with the comma as decimal sign: 2,55 or 1.234,5."""
    found = re.fullmatch(r"\D{0,4}[\d.]*,(\d+)\D{0,4}", text.strip())
    return found is not None and len(found.group(1)) != 3


def write_decimal_comma(texts: Iterable[str]) -> bool:
    """Whether prices of one file are written with the comma as decimal sign: one needs it, none denies it."""
    needs = False
    for text in texts:
        needs = needs or writes_decimal_comma(text)
        if has_decimal_point(text):
            return False
    return needs


def has_decimal_point(text: str) -> bool:
    """Whether a point of the number can group no thousands: 2.55, but neither 1.234 nor 1.234,50."""
    return _DECIMAL_POINT.search(text) is not None


def whole(text: str, *, lowest: int = -(2**31), highest: int = 2**31 - 1) -> int:
    """Read a whole number; 6, 6.0 and 1,200 are.

    Raises: NotAValue: if it is no number, has a fraction or lies out of range.
    """
    value = number(text)
    if not value.is_finite() or abs(value.adjusted()) > 20 or value != value.to_integral_value():
        raise NotAValue("is not a whole number")
    if not lowest <= value <= highest:
        raise NotAValue("is too large" if value > 0 else "is too small")
    return int(value)


def away_from_zero(text: str) -> int:
    """Read an amount and count each begun unit: 0.38 kg is 1.

    Raises: NotAValue: if it is no number or beyond all measure.
    """
    value = number(text)
    if not value.is_finite() or abs(value) >= 2**31:
        raise NotAValue("is not an amount")
    return int(value.to_integral_value(ROUND_UP))


def minor_units(text: str, *, exponent: int, decimal_comma: bool = False) -> int:
    """Read a price in major units as minor units, half-up.

    Raises: NotAValue: if it is no number or beyond any price.
    """
    value = number(text, decimal_comma=decimal_comma)
    if not value.is_finite() or value.adjusted() > 15:
        raise NotAValue("is too large for a price")
    minor = int(value.scaleb(exponent).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if abs(minor) > LARGEST_MINOR:
        raise NotAValue("is too large for a price")
    return minor


def is_number(text: str) -> bool:
    """Whether it reads as a number."""
    try:
        number(text)
    except NotAValue:
        return False
    return True


def real(text: str, *, decimal_comma: bool = False) -> float:
    """Read a finite floating point number.

    Raises: NotAValue: if it is none.
    """
    plain = text.strip()
    is_plain = not decimal_comma and _PLAIN.fullmatch(plain)
    value = float(plain if is_plain else number(text, decimal_comma=decimal_comma))
    if not math.isfinite(value):
        raise NotAValue("is not a number")
    return value


_DATE = re.compile(
    r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})"
    r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp])?\.?[Mm]?\.?)?"
)


_UNIX = re.compile(r"\d{9,10}(\.\d*)?|\d{12,13}(\.\d*)?|\d{15,16}|\d{18,19}")
_SCIENTIFIC = re.compile(r"\d\.\d{6,}[eE]\+?(0?9|1[28])")
_SERIAL = re.compile(r"\d{5}([.,]\d+)?")
"""A spreadsheet's date that lost its format: days since the end of 1899, 45292 = 1 January 2024."""
_SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001 - the clock of the file, as all dates without a zone
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PROGRAMMED = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}:\d{2}:\d{2})(?: [A-Z]{2,5})? (\d{4})"
)
"""A date as Java and C write it: Thu Dec 02 08:26:00 CET 2010."""
_WORDED = re.compile(
    r"(?:(?P<day>\d{1,2})[ -](?P<month>[A-Za-z]{3,9})\.?|(?P<first>[A-Za-z]{3,9})\.? (?P<then>\d{1,2}),?)"
    r"[ -](?P<year>\d{4}|\d{2})(?P<time>\b.*)"
)


def moment(text: str, *, day_first: bool = False, zone: tzinfo = UTC) -> datetime:
    """Read a point in time: ISO 8601, 12/1/2010 8:26, 1.12.2010, 1 Dec 2010, a spreadsheet's 45292,
    or Unix time down to nanoseconds.

    Raises: NotAValue: if it is no date between 1980 and 2100.
    """
    plain = re.sub(r"\s*(UTC|GMT)$", "+00:00", text.strip())
    try:
        value = _moment(plain, day_first=day_first)
    except (ValueError, OverflowError, OSError) as error:
        raise NotAValue("is not a date and time") from error
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    if not 1980 <= value.year <= 2100:
        raise NotAValue("is not a date between 1980 and 2100")
    return value


def _moment(text: str, *, day_first: bool) -> datetime:
    if text[:4].isdigit() and text[4:5] == "-":
        return datetime.fromisoformat(text)
    if _SCIENTIFIC.fullmatch(text):
        text = f"{Decimal(text):f}"
    if _UNIX.fullmatch(text):
        # 9 or 10 digits are seconds; each three more a unit a thousand times finer.
        finer = (len(text.partition(".")[0]) - 9) // 3
        return datetime.fromtimestamp(float(text) / 1000**finer, UTC)
    if _SERIAL.fullmatch(text) and 29_221 <= (days := float(text.replace(",", "."))) < 73_051:
        return _SERIAL_START + timedelta(seconds=round(days * 86_400))
    found = _DATE.fullmatch(_in_numbers(text))
    if found is None:
        return datetime.fromisoformat(text)
    one, two, three, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    if one > 31:
        year, month, day = one, two, three
    else:
        has_points = found.string[found.start(2) - 1] == "."
        day, month = (one, two) if day_first or has_points else (two, one)
        year = three
    if found.group(7):
        hour = hour % 12 + (12 if found.group(7) in "Pp" else 0)
    return datetime(year + 2000 if year < 100 else year, month, day, hour, minute, second)  # noqa: DTZ001


def _in_numbers(text: str) -> str:
    """Write 2 Dec 2010, 02-Dec-10, December 2, 2010 and Thu Dec 02 08:26:00 CET 2010 as 2.12.2010; any other text stays.

    Letters for a zone mean different clocks in different countries: the time is the file's own.
    """
    text = _PROGRAMMED.sub(r"\2 \1 \4 \3", text)
    found = _WORDED.fullmatch(text)
    name = (found["month"] or found["first"])[:3].casefold() if found else ""
    if found is None or name not in _MONTHS:
        return text
    return (
        f"{found['day'] or found['then']}.{_MONTHS.index(name) + 1}.{found['year']}{found['time']}"
    )


def starts_with_day(text: str) -> bool:
    """Whether the date can only be read with the day first: 13/1/2010."""
    found = _DATE.match(text.strip())
    return found is not None and 12 < int(found.group(1)) <= 31


_YES = {"1", "true", "yes", "y", "t", "on", "x", "ja", "oui", "in stock", "in_stock", "instock"}
_NO = {"0", "false", "no", "n", "f", "off", "", "nein", "non", "out of stock", "out_of_stock"}


def yes_or_no(text: str) -> bool:
    """Read a yes or no.

    Raises: NotAValue: if it is neither.
    """
    plain = text.strip().lower()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise NotAValue("is neither yes nor no")


_FLOAT_TAIL = re.compile(r"\d+\.0+")


def outside_id(text: str) -> str:
    """Return an id without blanks and without the ``.0`` that spreadsheets add to numbers."""
    plain = one_line(text)
    return plain.partition(".")[0] if _FLOAT_TAIL.fullmatch(plain) else plain
