"""``{% facet_choices facet choices %}``: the answers of a facet; a page has hundreds of them, too many for a template each."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import capfirst
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from catalog.facets import Choice, Facet

register = template.Library()

KEPT = 32_768
"""Answers, and numbers, whose words one process keeps: a few megabytes."""


@dataclass(frozen=True, slots=True)
class _Escaped:
    """The parts of an answer that are the same in every list."""

    value: SafeString
    label: SafeString


@register.simple_tag
def facet_choices(facet: Facet, choices: Iterable[Choice]) -> SafeString:
    """Draw one labelled box for each answer."""
    kind = "radio" if facet.name == "rating" else "checkbox"
    name, language = conditional_escape(facet.name), get_language()
    return mark_safe("\n".join(_choice(name, kind, one, language) for one in choices))


def _choice(name: SafeString, kind: str, choice: Choice, language: str | None) -> str:
    """Draw one answer. What stands in it was escaped once and is joined as it is."""
    said = _escaped(choice.value, choice.label)
    is_available = choice.is_available
    return (
        f'<label class="facet__choice{"" if is_available else " facet__choice--none"}">'
        f'<input id="f-{name}-{said.value}" type="{kind}" name="{name}" value="{said.value}"'
        f"{' checked' if choice.is_selected else ''}{'' if is_available else ' disabled'}> "
        f'<span class="facet__label">{said.label}</span>'
        f'<span class="facet__count">{_number(choice.count, language)}</span></label>'
    )


@functools.lru_cache(maxsize=KEPT)
def _escaped(value: str, label: str) -> _Escaped:
    return _Escaped(conditional_escape(value), conditional_escape(capfirst(label)))


@functools.lru_cache(maxsize=KEPT)
def _number(count: int, language: str | None) -> str:
    """Write a number as people of the page's language do."""
    return conditional_escape(intcomma(count))
