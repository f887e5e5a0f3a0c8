"""Settings of the catalogue that cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from catalog.search.language import LANGUAGES


@register()
def check_search_language(
    *, app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a language of the search index that PostgreSQL does not know."""
    if settings.SEARCH_LANGUAGE in LANGUAGES:
        return []
    return [
        Error(
            f"SEARCH_LANGUAGE is {settings.SEARCH_LANGUAGE!r}, for which there is no stemmer.",
            hint=f"Choose one of {', '.join(LANGUAGES)}.",
            id="catalog.E001",
        )
    ]
