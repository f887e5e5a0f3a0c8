"""The parts of every page that name the departments: ``{% department_menu %}``, ``{% site_footer shop_name %}``."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from catalog import drawings
from catalog.departments import tree

register = template.Library()

MENU = "components/_department_menu.html"
FOOTER = "components/_site_footer.html"


@register.simple_tag
def department_menu() -> SafeString:
    """Draw the panel behind the header's "Departments" button."""
    departments = tree()
    return drawings.drawn(MENU, departments.outline, lambda: {"shelves": departments.top})


@register.simple_tag
def site_footer(shop_name: str, market_name: str = "", market_currency: str = "") -> SafeString:
    """Draw the footer: departments, the shopper's own pages, the language and the market, if there are several."""
    departments = tree()
    return drawings.drawn(
        FOOTER,
        (shop_name, departments.outline, market_name, market_currency),
        lambda: {
            "shop_name": shop_name,
            "shelves": departments.top,
            "market_name": market_name,
            "market_currency": market_currency,
        },
    )
