"""``{% facet_choices facet choices %}``: the answers of a facet; a page has hundreds of them, too many for a template each."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import capfirst
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.facets import Choice, Facet

register = template.Library()


@register.simple_tag
def facet_choices(facet: Facet, choices: Iterable[Choice]) -> SafeString:
    """Draw one labelled box for each answer."""
    kind = "radio" if facet.name == "rating" else "checkbox"
    return format_html_join("\n", "{}", ((_choice(facet.name, kind, one),) for one in choices))


def _choice(name: str, kind: str, choice: Choice) -> SafeString:
    return format_html(
        '<label class="facet__choice{}"><input id="f-{}-{}" type="{}" name="{}" value="{}"{}{}> '
        '<span class="facet__label">{}</span><span class="facet__count">{}</span></label>',
        "" if choice.is_available else " facet__choice--none",
        name,
        choice.value,
        kind,
        name,
        choice.value,
        " checked" if choice.is_selected else "",
        "" if choice.is_available else " disabled",
        capfirst(choice.label),
        intcomma(choice.count),
    )
