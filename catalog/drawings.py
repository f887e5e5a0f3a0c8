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

KEPT = 16_384
"""Parts of one generation in one process: about 25 MB, and as much again for the one before it. A shop of a hundred
thousand products shows some twenty thousand cards on the first pages of its departments."""

_INDENT = re.compile(r"\n\s+")
"""Means nothing to a browser, and is a fifth of a list page."""


class Generations:
    """Markup by its facts. When one generation is full, what nobody asked for during it is forgotten."""

    def __init__(self, size: int) -> None:
        """Take how many parts make a generation; at most twice as many are kept."""
        self._size = size
        self._young: dict[Hashable, SafeString] = {}
        self._old: dict[Hashable, SafeString] = {}

    def __len__(self) -> int:
        """Return how many parts are kept."""
        return len(self._young.keys() | self._old.keys())

    def get(self, key: Hashable) -> SafeString | None:
        """Return a part, if it is known; it is young again."""
        markup = self._young.get(key)
        if markup is None and (markup := self._old.get(key)) is not None:
            self.keep(key, markup)
        return markup

    def keep(self, key: Hashable, markup: SafeString) -> None:
        """Keep a part, and let the old generation go when the young one is full."""
        if len(self._young) >= self._size:
            self._old, self._young = self._young, {}
        self._young[key] = markup

    def clear(self) -> None:
        """Forget every part."""
        self._old, self._young = {}, {}


_kept = Generations(KEPT)


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
        _kept.keep(key, markup)
    return markup


def forget() -> None:
    """Forget every part, as after a changed template."""
    _kept.clear()
