"""``{% drawn "components/_part.html" name=value %}``: include a part with only these inputs, and keep what it drew.

Every input must be a plain, hashable value (text, numbers, frozen dataclasses); a part that shows a token, the request
or a translated date of today must be included in the ordinary way.

``{% filled "components/_part.html" name=value %}``: include a part whose inputs are texts that hardly two pages share,
such as tokens; only the markup around them is kept.
"""

from __future__ import annotations

from collections.abc import Hashable

from django import template
from django.utils.safestring import SafeString

from catalog import drawings

register = template.Library()


@register.simple_tag(name="drawn")
def draw(part: str, **inputs: Hashable) -> SafeString:
    """Draw a part or return it as it was drawn before."""
    return drawings.drawn(part, tuple(inputs.items()), lambda: inputs)


@register.simple_tag(name="filled")
def fill(part: str, **texts: object) -> SafeString:
    """Draw a part around these texts."""
    return drawings.filled(part, {}, {name: str(text) for name, text in texts.items()})
