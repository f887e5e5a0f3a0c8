"""Markup that was drawn once is not drawn again.

A part of a page whose inputs are plain values depends on nothing but those values and the language. Kept under exactly
these, it cannot be stale, and a list of cards and filters costs a look-up each instead of a thousand template nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

KEPT = 8192
"""Parts in one process: about 12 MB. When full, everything is drawn anew; that takes less than a second in all."""

_INDENT = re.compile(r"\n\s+")
"""Means nothing to a browser, and is a fifth of a list page."""

_kept: dict[Hashable, SafeString] = {}


def drawn(template: str, facts: Hashable, inputs: Callable[[], Mapping[str, object]]) -> SafeString:
    """Return a part, drawing it only when these facts were not seen in this language yet.

    ``facts`` must hold every value that the template shows; ``inputs`` makes its context.
    """
    if settings.DEBUG:  # whoever works on a template wants to see it change
        return SafeString(render_to_string(template, dict(inputs())))
    key = (template, get_language(), facts)
    markup = _kept.get(key)
    if markup is None:
        markup = SafeString(_INDENT.sub("\n", render_to_string(template, dict(inputs()))))
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[key] = markup
    return markup


def forget() -> None:
    """Forget every part, as after a changed template."""
    _kept.clear()
