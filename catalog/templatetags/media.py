"""Addresses of uploaded files: ``{{ product.picture|media_url }}``."""

from __future__ import annotations

from django import template
from django.core.files.storage import default_storage

register = template.Library()


@register.filter
def media_url(name: str) -> str:
    """Return where the browser finds a stored file."""
    return default_storage.url(name)
