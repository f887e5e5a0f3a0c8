"""``{% suggestion_lines suggestions %}``: the lines below the search box; somebody typing waits for each of them."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from catalog.search.suggestions import Suggestion
from catalog.templatetags.icons import icon
from catalog.templatetags.media import media_url
from catalog.templatetags.money import money

register = template.Library()


@register.simple_tag
def suggestion_lines(suggestions: Iterable[Suggestion]) -> SafeString:
    """Draw one option of the listbox for each suggestion."""
    return mark_safe("\n".join(_line(n, one) for n, one in enumerate(suggestions, start=1)))


def _line(number: int, one: Suggestion) -> str:
    return (
        f'<div class="suggestions__line suggestions__line--{one.kind}" id="suggestion-{number}"'
        f' role="option" aria-selected="false" data-href="{escape(one.url)}">'
        f'{_sign(one)}<span class="suggestions__text">{escape(one.text)}</span>{_note(one)}</div>'
    )


def _sign(one: Suggestion) -> str:
    """Draw what stands before the words: a product's picture, or the sign for a question."""
    if one.kind == "query":
        return _magnifier()
    if not one.picture:
        return ""
    address = escape(media_url(one.picture))
    return f'<img class="suggestions__picture" src="{address}" alt="" width="40" height="40">'


@functools.cache
def _magnifier() -> str:
    return f'<span class="suggestions__icon">{icon("search")}</span>'


def _note(one: Suggestion) -> str:
    """Draw what stands behind the words: that it is a department, or the price."""
    said = gettext("Department") if one.kind == "department" else money(one.price or None)
    return f'<span class="suggestions__note">{escape(said)}</span>' if said else ""
