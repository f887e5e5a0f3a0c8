"""What staff decided about single questions: pins, burials, redirects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from catalog.models import SearchPlace, SearchRule
from catalog.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class Rule:
    """One decision."""

    pinned: tuple[int, ...] = ()
    buried: frozenset[int] = frozenset()
    redirect_to: str = ""


NONE = Rule()


def _read() -> Mapping[str, Rule]:
    """Read every rule in use. Two queries."""
    places: dict[int, list[tuple[bool, int]]] = {}
    rows = SearchPlace.objects.filter(rule__is_active=True).order_by("position", "pk")
    for rule_id, is_buried, product_id in rows.values_list("rule_id", "is_buried", "product_id"):
        places.setdefault(rule_id, []).append((is_buried, product_id))
    return {
        plain(rule.query): Rule(
            tuple(product for buried, product in places.get(rule.pk, ()) if not buried),
            frozenset(product for buried, product in places.get(rule.pk, ()) if buried),
            rule.redirect_to,
        )
        for rule in SearchRule.objects.filter(is_active=True)
    }


known = Snapshot(_read, ttl_seconds=30)


@receiver([post_save, post_delete], sender=SearchRule)
@receiver([post_save, post_delete], sender=SearchPlace)
def _written(**_: object) -> None:
    known.forget()


def rule_for(typed: str, meant: str = "") -> Rule:
    """Return what was decided about a question as it was typed, or else as it was understood."""
    decided = known.get()
    return decided.get(plain(typed)) or decided.get(plain(meant), NONE)


def plain(text: str) -> str:
    """Return a question as rules compare it: small letters, single blanks."""
    return " ".join(text.lower().split())
