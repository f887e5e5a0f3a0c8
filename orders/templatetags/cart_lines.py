"""The lines of a cart: ``{% cart_lines contents.lines %}``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from catalog import drawings
from orders.contents import ContentLine

register = template.Library()

LINE = "orders/_cart_line.html"
_TOKEN, _KEY, _ACTION = "\ue000\ue001\ue002"
"""Where a kept line takes what differs from cart to cart; from Unicode's private area."""


@register.simple_tag(takes_context=True)
def cart_lines(context: template.Context, lines: Iterable[ContentLine]) -> SafeString:
    """Draw the items of the list; a line is the same for everybody but for its key and the token of its form."""
    token = str(context["csrf_token"])
    return mark_safe("".join(f"<li>{_line(line, token)}</li>\n" for line in lines))


def _line(line: ContentLine, token: str) -> str:
    markup = drawings.drawn(
        LINE,
        _facts(line),
        lambda: {"line": line, "key": _KEY, "action": _ACTION, "csrf_token": _TOKEN},
    )
    return (
        markup.replace(_TOKEN, token)
        .replace(_KEY, str(line.line_id))
        .replace(_ACTION, _action(line.line_id))
    )


@lru_cache(maxsize=20_000)
def _action(line_id: int) -> str:
    """Return where the form of a line goes; finding the address of ten lines would take a tenth of the page's time."""
    return reverse("orders:cart_line", args=[line_id])


def _facts(line: ContentLine) -> tuple[object, ...]:
    """Return everything that a line shows."""
    return (
        line.title,
        line.slug,
        line.options,
        line.picture,
        line.quantity,
        line.unit_price,
        line.seen_price,
        line.free if line.is_short else None,
        line.is_for_sale,
        line.is_sold_here,
        line.is_saved,
        line.is_sold_out,
    )
