"""What the worker does for the catalogue on a schedule."""

from __future__ import annotations

from celery import shared_task

from catalog import search


@shared_task  # type: ignore[untyped-decorator]
def refresh_search_words() -> int:
    """Count anew which words the catalogue uses, so that typing mistakes can be mended; return how many."""
    return search.refresh_words()
