"""How the staff area looks: paper and ink with the shop's green. Read by settings, so it imports no part of Django."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _static(path: str) -> Callable[[object], str]:
    def address(request: object) -> str:
        from django.templatetags.static import static  # noqa: PLC0415 - settings are not ready yet

        return static(path)

    return address


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "storefront.staff_area.shop_name",
    "SITE_HEADER": "storefront.staff_area.shop_name",
    "SITE_SYMBOL": "shelves",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": _static("icons/favicon.svg")}
    ],
    "DASHBOARD_CALLBACK": "storefront.dashboard.callback",
    "STYLES": [_static("staff/staff.css")],
    "SCRIPTS": [_static("staff/staff.js")],
    "SHOW_BACK_BUTTON": True,
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": True,
        "navigation": "storefront.staff_area.menu",
    },
    "TABS": "storefront.staff_area.tabs",
    "COMMAND": {"search_models": True},
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "base": {
            "50": "oklch(98.5% .004 95)",
            "100": "oklch(96.5% .006 90)",
            "200": "oklch(92% .009 88)",
            "300": "oklch(86.5% .011 86)",
            "400": "oklch(70.5% .012 80)",
            "500": "oklch(55% .012 78)",
            "600": "oklch(44.5% .012 76)",
            "700": "oklch(37% .011 74)",
            "800": "oklch(27% .009 72)",
            "900": "oklch(21.5% .007 70)",
            "950": "oklch(15% .006 68)",
        },
        "primary": {
            "50": "oklch(97% .015 165)",
            "100": "oklch(94% .03 165)",
            "200": "oklch(88% .055 165)",
            "300": "oklch(80% .075 165)",
            "400": "oklch(69% .09 165)",
            "500": "oklch(65% .09 165)",
            "600": "oklch(43% .07 165)",
            "700": "oklch(37.5% .06 165)",
            "800": "oklch(31% .05 165)",
            "900": "oklch(26% .04 165)",
            "950": "oklch(18% .03 165)",
        },
    },
}
