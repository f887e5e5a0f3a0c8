"""The department menu: ``{% department_menu %}``."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from catalog import drawings
from catalog.departments import tree

register = template.Library()

MENU = "components/_department_menu.html"


@register.simple_tag
def department_menu() -> SafeString:
    """Draw the panel behind the header's "Departments" button."""
    departments = tree()
    return drawings.drawn(MENU, departments.outline, lambda: {"shelves": departments.top})
