"""Words that staff say mean the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from catalog.models import SearchSynonym
from catalog.snapshots import Snapshot

LONGEST = 4
"""Words one side of a synonym may have."""


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring words that are understood together, and other ways to say them."""

    start: int
    end: int
    ways: tuple[str, ...] = ()


def _read() -> Mapping[str, tuple[str, ...]]:
    """Read what is in use, both directions. One query."""
    found: dict[str, list[str]] = {}
    rows = SearchSynonym.objects.filter(is_active=True).order_by("pk")
    for words, meant, is_two_way in rows.values_list("words", "meant", "is_two_way"):
        said = _plain(words)
        for other in filter(None, map(_plain, meant.split(","))):
            found.setdefault(said, []).append(other)
            if is_two_way:
                found.setdefault(other, []).append(said)
    return {said: tuple(dict.fromkeys(ways)) for said, ways in found.items()}


known = Snapshot(_read, ttl_seconds=30)
"""Said → other ways to say it."""


@receiver([post_save, post_delete], sender=SearchSynonym)
def _written(**_: object) -> None:
    known.forget()


def spans(words: Sequence[str]) -> list[Span]:
    """Cut words into spans, the longest known synonym first."""
    ways = known.get()
    found: list[Span] = []
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + LONGEST), start, -1):
            same = ways.get(" ".join(words[start:end]), ())
            if same or end == start + 1:
                found.append(Span(start, end, same))
                start = end
                break
    return found


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
