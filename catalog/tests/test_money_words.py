"""Amounts as cards write them are those that Babel writes."""

from __future__ import annotations

import random

import pytest

from catalog.money import Money
from catalog.templatetags.money import written

LOCALES = ("en", "en-gb", "de", "de-at", "de-ch", "fr", "fr-ch", "es", "it", "pt-br", "sv", "pl")
OTHERS = ("ar", "fa", "hi", "he", "ja", "zh-hans", "bg", "lt")
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "PLN", "BGN", "JPY", "KWD", "XYZ")


@pytest.mark.parametrize("locale", LOCALES + OTHERS)
def test_an_amount_is_written_as_babel_writes_it(locale: str) -> None:
    dice = random.Random(locale)
    amounts = [0, 1, 99, 100, 101, 1000, 99_999, 100_000, 123_456_789, -1, -100, -12_345]
    amounts += [dice.randrange(10 ** dice.randint(1, 9)) for _ in range(20)]

    for currency in CURRENCIES:
        for minor in (*amounts, *reversed(amounts)):
            expected = Money(minor, currency).format(locale)
            assert written(minor, currency, locale) == expected
