"""Words that staff say mean the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from catalog.models import SearchSynonym
from catalog.search.words import MAX_WORDS, plain, words_of
from catalog.snapshots import Snapshot


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
        said = _plain(words_of(words))
        others = (_plain(words_of(way)) for way in meant.split(","))
        for other in (other for other in others if said and other and other != said):
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
    said = [plain(word) for word in words]
    found: list[Span] = []
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + MAX_WORDS), start, -1):
            same = ways.get(" ".join(said[start:end]), ())
            if same or end == start + 1:
                found.append(Span(start, end, same))
                start = end
                break
    return found


def _plain(words: Sequence[str]) -> str:
    """Return words as questions are compared with them: cut as questions are, without accents."""
    return " ".join(map(plain, words))
