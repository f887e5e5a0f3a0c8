"""Amounts as people of the page's language write them: ``{{ line.total|money }}``."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.translation import get_language

from catalog.money import Money

register = template.Library()


@lru_cache(maxsize=20_000)
def written(minor: int, currency: str, locale: str) -> str:
    """Format one amount; Babel takes some 40 µs for it, and a shop has few different prices."""
    return Money(minor, currency).format(locale)


@register.filter
def money(amount: Money | None) -> str:
    """Write an amount, or nothing when there is none."""
    if amount is None:
        return ""
    return written(amount.minor, amount.currency, get_language() or "en")
