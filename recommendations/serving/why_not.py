"""Why a product is not in a row: the gate that dropped it, or how far down it stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product, ProductStatus
from recommendations.rules.book import rules_now
from recommendations.serving import fallback, shelf
from recommendations.serving.budget import Budget
from recommendations.serving.bundle import Bundle, bundles
from recommendations.serving.cache import Cache
from recommendations.serving.house import Gate, House, needed
from recommendations.serving.page import Page
from recommendations.serving.plan import PAGES, SIZE, Plan, focused, plan_for
from recommendations.serving.proposal import DEPTH, Proposal, propose
from recommendations.serving.recommend import choose
from recommendations.vocabulary import Context, Move, Placement, Slate

DEEP = 400
"""Candidates that are ranked to say how far down a product stands."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one source says of the product."""

    source: str
    place: int | None
    """Its place in the source's own list, from 1; None if it is not in it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, with what led to it."""

    gate: str
    """``shown``, ``unknown``, ``draft`` and the like, a gate of :class:`~recommendations.serving.house.Gate`,
    ``no_source``, ``rule``, ``below_the_cut``, ``no_room`` or ``weak_row``."""
    sentence: str
    found: tuple[Found, ...] = ()
    moves: tuple[Move, ...] = ()
    """What the rules did to it."""


def why_not(context: Context, item_id: int, *, placement: Placement, now: datetime) -> Verdict:
    """Follow a product through the making of one row. About six queries.

    Raises:
        KeyError: if nothing fills that placement.
    """
    product = Product.objects.filter(pk=item_id).first()
    if product is None:
        return Verdict("unknown", _("There is no such product."))
    if (hidden := _hidden(product, now=now)) is not None:
        return hidden
    bundle, rules = bundles.live(), rules_now()
    plan = plan_for(placement, context, rules=rules)
    found = _found(plan, context, item_id, bundle=bundle)
    # A cache of its own: the row is made anew, as for the first who asks.
    proposal = fallback.answer(plan, context, bundle=bundle, cache=Cache(), budget=Budget(float("inf")), now=now)  # fmt: skip
    above = _shown_above(context, placement, now=now)
    wanted = {item_id, *proposal.item_ids, *needed(plan, context, rules=rules)}
    on_shelf = shelf.look(wanted, context=context, now=now)
    house = House.of(context, on_shelf=on_shelf, rules=rules, now=now)
    gate = house.gate_of(item_id, plan, shown=above)
    if gate is not None:
        return Verdict(gate.value, _SENTENCES[gate](), found)
    slate = choose(proposal, plan, house, bundle=bundle, shown=above)
    return _judged(item_id, plan, context, proposal, slate, found, bundle=bundle, now=now)


def _judged(
    item_id: int,
    plan: Plan,
    context: Context,
    proposal: Proposal,
    slate: Slate,
    found: tuple[Found, ...],
    *,
    bundle: Bundle,
    now: datetime,
) -> Verdict:
    """Say what became of a product that no gate keeps out."""
    moves = tuple(move for move in slate.trace if move.item_id == item_id)
    shown = [chosen.item_id for chosen in slate.chosen]
    if item_id in shown:
        place = shown.index(item_id) + 1  # type: ignore[arg-type]  # ItemId is an int
        return Verdict("shown", _("It is shown, at place %(place)d.") % {"place": place}, found, moves)  # fmt: skip
    if plan.hides_bought and item_id in context.purchased:
        return Verdict("bought_before", _("The shopper bought it before, and rule “Bought before” leaves such products out."), found, moves)  # fmt: skip
    left_out = next((move for move in moves if move.did == "left_out"), None)
    if left_out is not None:
        return Verdict("rule", _("Rule “%(rule)s” leaves it out.") % {"rule": left_out.rule}, found, moves)  # fmt: skip
    if item_id not in proposal.item_ids:
        return _not_proposed(item_id, plan, context, found, moves, bundle=bundle, now=now)
    if not shown:
        text = _("Too few good products are left for this row (it needs %(least)d), so the page leaves the whole row out.")  # fmt: skip
        return Verdict("weak_row", text % {"least": plan.least}, found, moves)
    rank = proposal.item_ids.index(item_id) + 1
    text = _("It was proposed at place %(rank)d, but no room is left for it: a row has %(size)d places, and no department or brand may fill it.")  # fmt: skip
    return Verdict("no_room", text % {"rank": rank, "size": SIZE}, found, moves)


def _not_proposed(
    item_id: int,
    plan: Plan,
    context: Context,
    found: tuple[Found, ...],
    moves: tuple[Move, ...],
    *,
    bundle: Bundle,
    now: datetime,
) -> Verdict:
    if all(each.place is None for each in found):
        text = _("No source proposes it: nothing that this row starts from leads to it.")
        return Verdict("no_source", text, found, moves)
    question = focused(plan, context)
    deep = propose(plan, question, bundle=bundle, budget=Budget(float("inf")), now=now, size=DEEP)
    ranked = deep.item_ids
    if item_id not in ranked:
        text = _("A source proposes it, but it ranks below the first %(count)d candidates.")
        return Verdict("below_the_cut", text % {"count": len(ranked)}, found, moves)
    text = _("It ranks at place %(rank)d of %(count)d candidates; only the best are considered for the row.")  # fmt: skip
    rank = ranked.index(item_id) + 1
    return Verdict("below_the_cut", text % {"rank": rank, "count": len(ranked)}, found, moves)


def _hidden(product: Product, *, now: datetime) -> Verdict | None:
    """Say why shoppers do not see a product anywhere."""
    if product.status == ProductStatus.DRAFT:
        return Verdict("draft", _("It is a draft: publish it first."))
    if product.status == ProductStatus.ARCHIVED:
        return Verdict("archived", _("It is archived, so no page shows it."))
    if product.published_at is None or product.published_at > now:
        moment = product.published_at and timezone.localtime(product.published_at)
        return Verdict("not_yet", _("It becomes visible only later: %(moment)s.") % {"moment": f"{moment:%Y-%m-%d %H:%M}" if moment else "–"})  # fmt: skip
    if product.hidden_at is not None and product.hidden_at <= now:
        moment = timezone.localtime(product.hidden_at)
        return Verdict("no_longer", _("It was visible until %(moment)s.") % {"moment": f"{moment:%Y-%m-%d %H:%M}"})  # fmt: skip
    return None


def _found(plan: Plan, context: Context, item_id: int, *, bundle: Bundle) -> tuple[Found, ...]:
    """Ask each source of the row where it has the product."""
    question = focused(plan, context)
    places = []
    for share in plan.shares:
        source = bundle.sources.get(share.source)
        listed = source.retrieve(question, limit=DEPTH).item_ids.tolist() if source else []
        place = listed.index(item_id) + 1 if item_id in listed else None
        places.append(Found(share.source, place))
    return tuple(places)


def _shown_above(context: Context, placement: Placement, *, now: datetime) -> set[int]:
    """Return what the rows above show, on the first page that has this row."""
    name = next((each for each, rows in PAGES.items() if placement in rows), "")
    page = Page(context, now, name)
    above: set[int] = set()
    for each in PAGES.get(name, ()):
        if each is placement:
            break
        row = page.row(each, subject=context.subject, department_id=context.department_id)
        if row is not None:
            above.update(chosen.item_id for chosen in row.slate.chosen)
    return above


_SENTENCES = {
    Gate.HIDDEN: lambda: _("Shoppers do not see it in the shop."),
    Gate.SUBJECT: lambda: _("It is what the page is about."),
    Gate.IN_CART: lambda: _("It lies in the shopper's cart."),
    Gate.DISMISSED: lambda: _("The shopper said “not interested”, or has it already."),
    Gate.REFUSED_BRAND: lambda: _("The shopper wants nothing of its brand."),
    Gate.REFUSED_DEPARTMENT: lambda: _("The shopper wants nothing from its department."),
    Gate.JUST_VIEWED: lambda: _("The shopper has just looked at it, and this row shows other things."),
    Gate.SHOWN_ABOVE: lambda: _("A row further up on the same page shows it already."),
}  # fmt: skip
