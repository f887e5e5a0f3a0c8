"""Values of a record as a product needs them; whatever was forgiven is remarked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import nh3

from catalog.imports import values
from catalog.imports.products.row import AttributeValue, Unfit
from catalog.money import exponent, is_currency

LONGEST_TITLE = 255
LONGEST_DESCRIPTION = 20_000
LONGEST_TEXT = 255
LONGEST_SEO_DESCRIPTION = 320
LONGEST_TAG = 60
LONGEST_SKU = 80
LONGEST_STEP = 120
DEEPEST_PATH = 6
MOST_TAGS = 40
LARGEST_STOCK = 10**9

_BREAKS = re.compile(r"<(?:br|hr|/p|/div|/li|/tr|/h[1-6]|/ul|/ol|/table)\b[^>]*>", re.IGNORECASE)
_BULLETS = re.compile(r"<li\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!]")
_ENTITY = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|[a-z]+);")
_NO_PRICE = frozenset({"-", "–", "—", "n/a"})
_RANGE = re.compile(r"\D{0,4}\d[\d.,]*\s*(?:-|–|—|to)\s*\D{0,4}\d[\d.,]*\D{0,4}")
_EMPTY_LINES = re.compile(r"\n{3,}")
_CODE = re.compile(r"\b[A-Z]{3}\b")
_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "zł": "PLN"}
_SHARED_SIGNS = {
    "$": ("USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD", "BRL", "ARS", "CLP", "COP"),
    "¥": ("JPY", "CNY"),
}
"""Signs of several currencies: the shop's own if it is one of them, else the first."""


@dataclass(frozen=True, slots=True)
class Money:
    """A price as the file writes it."""

    minor: int
    currency: str


@dataclass(slots=True)
class Understood:
    """Reads values of one record, whose names are those of the file, and gathers remarks."""

    record: Mapping[str, object]
    currency: str
    decimal_comma: bool = False
    """Whether the file is known to write decimals with a comma: 1.299 is more than a thousand there."""
    day_first: bool = False
    """Whether 1/2/2024 is the first of February."""
    remarks: list[str] = field(default_factory=list)

    def remark(self, words: str) -> None:
        """Note a decision about this row."""
        self.remarks.append(words)

    @staticmethod
    def is_storable(text: str) -> bool:
        """Whether PostgreSQL can keep the text."""
        return values.is_storable(text)

    def text(self, name: str, *, longest: int = LONGEST_TEXT) -> str:
        """Return one clean line, shortened where the shop has no more room.

        Raises: Unfit: if the value is a list or an object, or cannot be stored.
        """
        value = self.record.get(name)
        if isinstance(value, str) and value.isprintable() and "  " not in value:
            clean = value.strip()  # nearly all texts: neither unstorable signs nor runs of blanks
        else:
            clean = values.one_line(self.raw(name))
        if len(clean) > longest:
            self.remark(f"{name} shortened to {longest} signs")
            return clean[: longest - 1].rstrip() + "…"
        return clean

    def raw(self, name: str) -> str:
        """Return the value as text, as it stands.

        Raises: Unfit: if the value is a list or an object, or cannot be stored.
        """
        value = self.record.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            text = value
        elif isinstance(value, list | dict):
            raise Unfit(name, "is no text", value)
        else:
            text = str(value)
        if not values.is_storable(text):
            raise Unfit(name, "holds signs that cannot be stored", text)
        return text

    def identity(self, name: str, *, longest: int = 120) -> str:
        """Return an id, which may not be shortened.

        Raises: Unfit: if it is too long.
        """
        clean = values.outside_id(self.raw(name))
        if len(clean) > longest:
            raise Unfit(name, f"is longer than {longest} signs", clean)
        return clean

    def prose(self, name: str) -> str:
        """Return a text of several lines, freed from HTML."""
        raw = self.raw(name)
        text = without_html(raw) if "<" in raw or "&" in raw else raw
        if text != raw and _TAG.search(raw):
            self.remark(f"{name} freed from HTML")
        lines = (values.one_line(line) for line in text.split("\n"))
        clean = _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()
        if len(clean) > LONGEST_DESCRIPTION:
            self.remark(f"{name} shortened to {LONGEST_DESCRIPTION:,} signs")
            return clean[: LONGEST_DESCRIPTION - 1] + "…"
        return clean

    def price(self, name: str) -> Money | None:
        """Return a price in major units, with the currency it names or the default one.

        Raises: Unfit: if it is no price or below zero.
        """
        text = self.raw(name).strip()
        if not text or text.casefold() in _NO_PRICE:
            return None
        if _RANGE.fullmatch(text):
            self.remark(
                "price from one amount to another left aside: it is not what one article costs"
            )
            return None
        currency = self._currency_in(text)
        try:
            minor = values.minor_units(
                text, exponent=exponent(currency), decimal_comma=self.decimal_comma
            )
        except values.NotAValue as error:
            raise Unfit(name, str(error), text) from error
        if minor < 0:
            raise Unfit(name, "is below zero", text)
        return Money(minor, currency)

    def _currency_in(self, text: str) -> str:
        """Return the currency an amount names by code or by sign, or the one of the file."""
        if text.isascii() and "$" not in text:  # nearly all amounts
            return self._code_in(text) or self.currency
        if code := next((code for sign, code in _SIGNS.items() if sign in text), ""):
            return code
        shared = next((codes for sign, codes in _SHARED_SIGNS.items() if sign in text), None)
        if named := self._code_in(text):
            return named
        return self.currency if shared is None or self.currency in shared else shared[0]

    def _code_in(self, text: str) -> str:
        """Return the currency code beside an amount; other capitals, such as a tax or a unit, are remarked."""
        capitals = _CODE.findall(text)
        named = next(filter(is_currency, capitals), "")
        if capitals and not named:
            self.remark("capitals beside a price that are no currency: left aside")
        return named

    def units(self, name: str) -> int | None:
        """Return a number of units on hand; below zero counts as none.

        Raises: Unfit: if it is no whole number.
        """
        text = self.raw(name).strip()
        if not text:
            return None
        try:
            units = values.whole(text, highest=LARGEST_STOCK)
        except values.NotAValue as error:
            raise Unfit(name, str(error), text) from error
        if units < 0:
            self.remark(f"{name} below zero taken as none on hand")
        return max(units, 0)

    def moment(self, name: str) -> datetime | None:
        """Return a point in time; what is none is left aside."""
        text = self.raw(name).strip()
        if not text:
            return None
        try:
            return values.moment(text, day_first=self.day_first)
        except values.NotAValue:
            self.remark(f"{name} is no date: left aside")
            return None

    def flag(self, name: str) -> bool | None:
        """Return a yes or no; what is neither is left aside."""
        text = self.raw(name).strip()
        try:
            return values.yes_or_no(text) if text else None
        except values.NotAValue:
            return None

    def ean(self, candidates: Iterable[str]) -> str:
        """Return the first article number with a right check digit."""
        given = [code for code in map(str.strip, candidates) if code]
        found = list(filter(is_ean, given))
        if len(found) < len(given):
            self.remark("EAN with a wrong check digit left aside")
        if len(found) > 1:
            self.remark("several EANs: the first one kept")
        return found[0] if found else ""


def without_html(text: str) -> str:
    """Return the words of an HTML text, its paragraphs and list items on lines of their own."""
    if _TAG.search(text):
        text = nh3.clean(_BULLETS.sub("\n• ", _BREAKS.sub("\n", text)), tags=set())
    return html.unescape(text)


def is_ean(code: str) -> bool:
    """Whether it is a GTIN-8, UPC, EAN-13 or GTIN-14 with a right check digit."""
    if len(code) not in {8, 12, 13, 14} or not (code.isascii() and code.isdigit()):
        return False
    digits = [*map(int, reversed(code))]
    return (sum(digits[1::2]) * 3 + sum(digits[::2])) % 10 == 0 and any(digits)


def path(text: str) -> tuple[str, ...]:
    """Return the steps of a category path: "Home > Lamps", "Home/Lamps", "Home|Lamps"."""
    sign = next((sign for sign in (">", "|", "/") if sign in text), None)
    steps = (step.strip()[:LONGEST_STEP].rstrip() for step in text.split(sign or "\n"))
    return tuple(step for step in steps if step)[:DEEPEST_PATH]


def way_in(cell: str) -> str:
    """Return the category path a cell holds; some shops write it as a list: ["Home >> Lamps"]."""
    text = values.one_line(cell)
    if text.startswith("[") and text.endswith("]"):
        words = [word.strip(" \"'") for word in text[1:-1].split('", "')]
        text = words[0] if ">" in words[0] else " > ".join(filter(None, words))
    return text


def without_entities(title: str) -> str:
    """Return a title without HTML entities: "Lamp &amp; Shade" → "Lamp & Shade"."""
    return (
        values.one_line(values.storable(html.unescape(title))) if _ENTITY.search(title) else title
    )


def shown_name(text: str) -> str:
    """Return a machine's name as people write it: "mens-shirts" → "Mens shirts"."""
    words = values.one_line(re.sub(r"[_-]+", " ", values.storable(text)))
    return words[:1].upper() + words[1:]


def tags(words: Iterable[str]) -> tuple[str, ...]:
    """Return tags without repeats, each short enough for the shop."""
    clean = (values.one_line(word)[:LONGEST_TAG].strip() for word in words)
    return tuple(dict.fromkeys(word for word in clean if word))[:MOST_TAGS]


def attribute(name: str, value: object, *, unit: str = "") -> AttributeValue | None:
    """Return a typed attribute value, or nothing where there is none.

    Raises: Unfit: if the value cannot be stored.
    """
    shown = values.one_line(values.storable(name))[:120]
    if not shown:
        return None
    if isinstance(value, bool):
        return AttributeValue(shown, boolean=value)
    if isinstance(value, int | float):
        number = float(value) if abs(value) < 1e300 else None
        return None if number is None else AttributeValue(shown, number=number, unit=unit)
    if not isinstance(value, str):
        return None
    if not values.is_storable(value):
        raise Unfit(name, "holds signs that cannot be stored", value)
    text = values.one_line(value)
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1].rstrip() + "…"
    return AttributeValue(shown, text=text, unit=unit) if text else None
