"""Money: whole minor units and an ISO 4217 currency; never a float."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

from babel.core import get_global
from babel.numbers import format_currency, get_currency_precision

_LETTER_BESIDE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
"""Where CLDR wants a space between a currency's letters and its number (alphaNextToNumber), which Babel leaves out."""


_REMEMBERED_SINCE = (2000, 1, 1)
"""Orders of the past may name money that is gone; no file goes back further."""


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met."""


@cache
def exponent(currency: str) -> int:
    """Return how many decimals the currency has: EUR 2, JPY 0, KWD 3 (ISO 4217)."""
    return int(get_currency_precision(currency))


@cache
def currencies() -> frozenset[str]:
    """Return the ISO 4217 codes of what is legal tender somewhere, or was since 2000; metals and test codes are not."""
    return frozenset(
        code
        for history in get_global("territory_currencies").values()
        for code, _since, until, is_tender in history
        if is_tender and (until is None or until >= _REMEMBERED_SINCE)
    )


def is_currency(code: str) -> bool:
    """Whether three capitals are the code of a currency: EUR is one, TTC and XXX are none."""
    return code in currencies()


def share(amount_minor: int, part: Fraction) -> int:
    """Return a fraction of an amount, half-up rounded away from zero."""
    exact = amount_minor * part
    rounded = (abs(exact) + Fraction(1, 2)).__floor__()
    return rounded if exact >= 0 else -rounded


def split(amount_minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Divide an amount over weights by largest remainder, so that the parts always sum to the whole.

    Ties go to the earlier weight. Weights are not negative; all zero means equal shares.
    """
    shares = list(weights) if any(weights) else [1] * len(weights)
    total, sign = sum(shares), -1 if amount_minor < 0 else 1
    floors = [abs(amount_minor) * weight // total for weight in shares]
    remainders = [abs(amount_minor) * weight % total for weight in shares]
    left = abs(amount_minor) - sum(floors)
    for index in sorted(range(len(shares)), key=lambda at: -remainders[at])[:left]:
        floors[index] += 1
    return tuple(sign * floor for floor in floors)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (cents, yen, fils)."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other).minor, self.currency)

    def __mul__(self, quantity: int) -> Money:
        return Money(self.minor * quantity, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other).minor

    def __bool__(self) -> bool:
        return self.minor != 0

    @property
    def decimal(self) -> Decimal:
        """The amount in major units."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    @classmethod
    def parse(cls, text: str | Decimal, currency: str) -> Money:
        """Read major units, half-up rounded to the currency's smallest unit.

        Raises: decimal.InvalidOperation: if the text is no number.
        """
        scaled = Decimal(text).scaleb(exponent(currency))
        return cls(int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)), currency)

    def share(self, part: Fraction) -> Money:
        """Return a fraction of the amount: :func:`share`."""
        return Money(share(self.minor, part), self.currency)

    def split(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Divide over weights by largest remainder: :func:`split`."""
        return tuple(Money(part, self.currency) for part in split(self.minor, weights))

    def format(self, locale: str = "en") -> str:
        """Write the amount as people of that locale do."""
        written = format_currency(self.decimal, self.currency, locale=locale.replace("-", "_"))
        return _LETTER_BESIDE_DIGIT.sub("\N{NO-BREAK SPACE}", str(written))

    def __str__(self) -> str:
        return self.format()

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be combined")
        return other
