"""The department menu: ``{% department_menu %}``."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from catalog.departments import Tree, tree

register = template.Library()


@lru_cache(maxsize=16)
def _drawn(shelves: Tree, language: str) -> SafeString:
    """Draw the menu once for each tree and language; the tree compares by identity."""
    return mark_safe(render_to_string("components/_department_menu.html", {"shelves": shelves.top}))


@register.simple_tag
def department_menu() -> SafeString:
    """Draw the panel behind the header's "Departments" button."""
    return _drawn(tree(), get_language() or "en")
