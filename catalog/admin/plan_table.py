"""The lines of a plan as a table of the staff area."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.bulk.lines import Line, Plan


def table(lines: Iterable[Line], *, is_one_product: bool = False) -> dict[str, object]:
    """Return the lines as Unfold's table takes them: what, before, after, and why not."""
    rows = [
        [
            _named(line, is_one_product=is_one_product),
            line.before,
            line.after or "–",
            _reason(line),
        ]
        for line in lines
    ]
    first = _("what") if is_one_product else _("product")
    return {"headers": [first, _("before"), _("after"), _("remark")], "rows": rows}


def told(plan: Plan) -> str:
    """Say what was done."""
    changed, refused = len(plan.changed), len(plan.refused)
    said = ngettext("%(count)d line changed.", "%(count)d lines changed.", changed)
    said = said % {"count": changed}
    if refused:
        left = ngettext("%(count)d stays as it was.", "%(count)d stay as they were.", refused)
        said = f"{said} {left % {'count': refused}}"
    return said


def _named(line: Line, *, is_one_product: bool) -> str:
    label = f" · {line.label}" if line.label else ""
    if is_one_product:
        return f"{capfirst(line.title)}{label}"
    return format_html(
        '<span><a class="underline" href="{}">{}</a>{}</span>',
        reverse("admin:catalog_product_change", args=[line.product_id]),
        line.title,
        label,
    )


def _reason(line: Line) -> str:
    if not line.refusal:
        return line.remark
    return format_html(
        '<span class="text-orange-700 dark:text-orange-400">{}</span>',
        _("stays: %(reason)s") % {"reason": line.refusal},
    )
