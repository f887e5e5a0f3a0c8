"""Markup that was drawn once is not drawn again.

A part of a page whose inputs are plain values depends on nothing but those values and the language. Kept under exactly
these, it cannot be stale, and a list of cards and filters costs a look-up each instead of a thousand template nodes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Hashable, Iterable, Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

KEPT = 16_384
"""Parts of one generation in one process: about 25 MB, and as much again for the one before it. A shop of a hundred
thousand products shows some twenty thousand cards on the first pages of its departments."""

_INDENT = re.compile(r"\n\s+")
"""Means nothing to a browser, and is a fifth of a list page."""
_FIRST_PLACE = 0xE000
"""Places are told by characters of Unicode's private area."""


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
_frames: dict[Hashable, str] = {}
"""Parts with places for their texts; as many as there are shapes, a few dozen."""


def drawn(template: str, facts: Hashable, inputs: Callable[[], Mapping[str, object]]) -> SafeString:
    """Return a part, drawing it only when these facts were not seen in this language yet.

    ``facts`` must hold every value that the template shows; ``inputs`` makes its context.
    """
    return kept(template, facts, lambda: SafeString(_markup(template, inputs())))


def kept(
    template: str, facts: Hashable, draw: Callable[[], SafeString], *, language: str | None = None
) -> SafeString:
    """Return what was drawn under these facts in the language of the page, drawing it where nothing was.

    Whoever draws dozens of parts says the language: asking for it takes longer than looking a part up.
    """
    if settings.DEBUG:  # whoever works on a template wants to see it change
        return draw()
    key = (template, language or get_language(), facts)
    markup = _kept.get(key)
    if markup is None:
        markup = draw()
        _kept.keep(key, markup)
    return markup


def filled(
    template: str,
    shape: Mapping[str, Hashable],
    texts: Mapping[str, str],
    *,
    language: str | None = None,
) -> SafeString:
    """Draw a part that differs from others of its shape in nothing but texts; the template runs once for a shape.

    It sees ``shape`` as it is and each text as a place, empty where there is no text: it may ask whether there is one,
    and must show it unchanged. Texts are escaped here, unless they are markup already.
    """
    present = tuple(name for name, text in texts.items() if text)
    key = (template, language or get_language(), present, *shape.items())
    frame = _frames.get(key)
    if frame is None or settings.DEBUG:
        frame = _frames[key] = _frame(template, shape, texts.keys(), present)
    return SafeString(frame % {name: _escaped(texts[name]) for name in present})


def _escaped(text: str) -> str:
    """Escape what is not markup; plain text, which most is, without Django's look for lazy ones."""
    return html.escape(text) if type(text) is str else conditional_escape(text)


def _frame(
    template: str, shape: Mapping[str, Hashable], names: Iterable[str], present: Iterable[str]
) -> str:
    """Return the part with a place like ``%(title)s`` for each text that is there."""
    places = {name: chr(_FIRST_PLACE + number) for number, name in enumerate(present)}
    frame = _markup(template, {**shape, **dict.fromkeys(names, ""), **places}).replace("%", "%%")
    for name, place in places.items():
        frame = frame.replace(place, f"%({name})s")
    return frame


def _markup(template: str, inputs: Mapping[str, object]) -> str:
    return _INDENT.sub("\n", render_to_string(template, dict(inputs)))


def forget() -> None:
    """Forget every part, as after a changed template."""
    _kept.clear()
    _frames.clear()
