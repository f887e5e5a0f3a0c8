"""Amounts as people of the page's language write them: ``{{ line.total|money }}``."""

from __future__ import annotations

from functools import lru_cache

from babel.numbers import get_decimal_symbol
from django import template
from django.utils.translation import get_language

from catalog.money import Money, exponent

register = template.Library()
CENTS = 2
"""Decimals of most currencies."""


@lru_cache(maxsize=20_000)
def written(minor: int, currency: str, locale: str) -> str:
    """Format one amount; Babel takes longer for it than a card for all else, and amounts of one unit differ in cents only."""
    if minor >= 0 and exponent(currency) == CENTS:
        whole, cents = divmod(minor, 100)
        if (around := _around_cents(whole, currency, locale)) is not None:
            return f"{around[0]}{cents:02d}{around[1]}"
    return Money(minor, currency).format(locale)


@lru_cache(maxsize=20_000)
def _around_cents(whole: int, currency: str, locale: str) -> tuple[str, str] | None:
    """Return what stands before and after the two digits of the cents; None where they cannot be told for sure."""
    mark = get_decimal_symbol(locale.replace("-", "_"))
    text = Money(whole * 100, currency).format(locale)
    before, found, after = text.rpartition(f"{mark}00")
    is_sure = bool(found) and text.count(mark) == 1
    return (before + mark, after) if is_sure else None


@register.filter
def money(amount: Money | None) -> str:
    """Write an amount, or nothing when there is none."""
    if amount is None:
        return ""
    return written(amount.minor, amount.currency, get_language() or "en")
