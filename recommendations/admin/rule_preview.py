"""Rows before and after the rules, as the preview page shows them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalog.models import Product
from recommendations.admin.rule_form import PreviewForm
from recommendations.rules import book
from recommendations.rules.models import Rule as Row
from recommendations.rules.rule_set import RuleSet
from recommendations.serving.preview import Place, Preview, preview
from recommendations.serving.words import moved
from recommendations.vocabulary import Context, ItemId, Placement


@dataclass(frozen=True, slots=True)
class Line:
    """One place of the row, in words."""

    number: int
    before: str
    after: str
    way: str
    """How the product now here got here."""
    moves: tuple[str, ...]


def answer(request: HttpRequest, *, rule: Row | None, now: datetime) -> dict[str, Any]:
    """Return what the page shows: the form, the lines, what left."""
    asked = {"placement": Placement.FOR_YOU.value, **request.GET.dict()}
    form = PreviewForm(asked)
    context = _context(form, now=now) if form.is_valid() else None
    if context is None:
        return {"form": form}
    before, after = _rule_sets(rule)
    placement = Placement(form.cleaned_data["placement"])
    seen = preview(context, placement=placement, before=before, after=after, now=now)
    titles = dict(Product.objects.filter(pk__in=seen.item_ids).values_list("pk", "title"))
    return {"form": form, "lines": _lines(seen, titles), "left": _left(seen, titles)}


def _rule_sets(rule: Row | None) -> tuple[RuleSet, RuleSet]:
    """Return the rules to compare: none and all, or all but one and all with it, even if it is switched off."""
    written = book.rules_of(book.active_rows())
    if rule is None:
        return RuleSet(), book.rule_set_of(written)
    others = [each for each in written if each.name != rule.name]
    tried = [replace(each, when=replace(each.when, starts_at=None, ends_at=None)) for each in book.rules_of([rule])]  # fmt: skip
    return book.rule_set_of(others), book.rule_set_of([*others, *tried])


def _context(form: PreviewForm, *, now: datetime) -> Context | None:
    """Return through whose eyes to look; None, with an error beside the field, if that is nobody."""
    context = form.seen_by(now=now)
    if context is None or not form.cleaned_data["product"]:
        return context
    product = form.product_meant()
    if product is None:
        return None
    return replace(context, subject=(ItemId(product.pk),), department_id=product.department_id)


def _lines(seen: Preview, titles: dict[int, str]) -> list[Line]:
    return [
        Line(
            number=place.number,
            before=titles[place.before] if place.before is not None else "",
            after=titles[place.after] if place.after is not None else "",
            way=_way(place),
            moves=tuple(map(moved, place.moves)),
        )
        for place in seen.places
    ]


def _left(seen: Preview, titles: dict[int, str]) -> list[tuple[str, list[str]]]:
    return [
        (titles[item_id], [moved(move) for move in moves] or [_("no room is left for it")])
        for item_id, moves in seen.left.items()
    ]


def _way(place: Place) -> str:
    if place.after is None:
        return ""
    if place.came_from is None:
        return _("new here")
    steps = place.came_from - place.number
    if steps == 0:
        return ""
    return f"↑ {steps}" if steps > 0 else f"↓ {-steps}"
