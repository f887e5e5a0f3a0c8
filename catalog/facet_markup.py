"""The facets of a list as markup; a page has hundreds of answers, too many for a template each.

Counts differ from page to page while everything around them stays, so what stays is kept and the counts are written in.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import capfirst
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from catalog import drawings
from catalog.facets import Choice, Facet
from catalog.ranges import Range

UNMEASURED = Range("", "", "")
KEPT = 32_768
"""Answers, and numbers, whose markup one process keeps: half a kilobyte each."""
STAND_OPEN = 4
"""The first facets of a list; the others open at a touch, or when they are in use."""


def facet_groups(facets: Iterable[Facet]) -> SafeString:
    """Draw every facet of a list with the number of products behind each answer."""
    language = get_language()
    groups = [_group(facet, place < STAND_OPEN, language) for place, facet in enumerate(facets)]
    return mark_safe("".join(groups))


def _group(facet: Facet, is_open: bool, language: str | None) -> SafeString:
    shown, more, selected = facet.shown, facet.more, facet.selected_count
    measured = facet.range or UNMEASURED
    return drawings.filled(
        "catalog/_facet.html",
        {"is_open": is_open or selected > 0, "is_measured": facet.range is not None},
        {
            "name": facet.name,
            "title": facet.title,
            "chosen": str(selected) if selected else "",
            "choices": _answers(facet.name, shown, language),
            "more": _answers(facet.name, more, language),
            "more_title": _more(len(more), language) if more else "",
            "low": measured.low,
            "high": measured.high,
            "unit": measured.unit,
            "start": measured.start,
            "end": measured.end,
        },
        language=language,
    )


def _answers(name: str, choices: Iterable[Choice], language: str | None) -> SafeString:
    """Draw one labelled box for each answer."""
    parts: list[str] = []
    for choice in choices:
        parts += (
            _beginning(name, choice.value, choice.label, choice.is_selected, choice.is_available),
            number(choice.count, language),
            "</span></label>\n",
        )
    return mark_safe("".join(parts))


@functools.lru_cache(maxsize=KEPT)
def _beginning(name: str, value: str, label: str, is_selected: bool, is_available: bool) -> str:
    """Draw an answer as far as its number."""
    name, value = conditional_escape(name), conditional_escape(value)
    kind = "radio" if name == "rating" else "checkbox"
    return (
        f'<label class="facet__choice{"" if is_available else " facet__choice--none"}">'
        f'<input id="f-{name}-{value}" type="{kind}" name="{name}" value="{value}"'
        f"{' checked' if is_selected else ''}{'' if is_available else ' disabled'}> "
        f'<span class="facet__label">{conditional_escape(capfirst(label))}</span>'
        '<span class="facet__count">'
    )


@functools.lru_cache(maxsize=KEPT)
def number(count: int, language: str | None) -> str:
    """Write a number as people of the page's language do."""
    return conditional_escape(intcomma(count))


@functools.lru_cache(maxsize=1_024)
def _more(number: int, language: str | None) -> str:
    """Say how many answers are folded away."""
    return ngettext("%(number)s more", "%(number)s more", number) % {"number": number}
