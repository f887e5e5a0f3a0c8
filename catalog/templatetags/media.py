"""Addresses of uploaded files: ``{{ product.picture|media_url }}``."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.core.files.storage import default_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog import renditions

register = template.Library()


@register.filter
def media_url(name: str) -> str:
    """Return where the browser finds a stored file."""
    return default_storage.url(name)


@register.filter
def srcset(name: str, sizes: str) -> SafeString | str:
    """Return the attributes that let the browser choose a width; nothing where there is one file only."""
    found = renditions.sources(str(name))
    if len(found) < 2:
        return ""
    return format_html(' srcset="{}" sizes="{}"', _listed(found), sizes)


@register.filter
def avif_source(name: str, sizes: str) -> SafeString | str:
    """Return what offers the picture as AVIF inside ``<picture>``; nothing where it has none."""
    found = renditions.avif_sources(str(name))
    if not found:
        return ""
    return format_html('<source type="image/avif" srcset="{}" sizes="{}">', _listed(found), sizes)


def _listed(files: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{default_storage.url(file)} {width}w" for file, width in files)
