"""A logged slate made again from what was logged: the same products and scores, or what is no longer there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from catalog.querysets import CARD_FIELDS
from recommendations.events.slate_log import LoggedSlate
from recommendations.registry import artefacts
from recommendations.registry.models import ModelVersion
from recommendations.rules import book
from recommendations.serving.budget import Budget
from recommendations.serving.bundle import NOTHING_TRAINED, Bundle, opened
from recommendations.serving.fallback import popular
from recommendations.serving.house import House
from recommendations.serving.plan import Plan, focused, plan_for
from recommendations.serving.proposal import Proposal, propose
from recommendations.serving.recommend import choose
from recommendations.serving.shelf import Facts
from recommendations.vocabulary import Act, Context, ItemId, PersonKey, Placement, Purchase, Slate

TOLERANCE = 1e-5
"""Scores are logged to six digits."""


class NoLongerThere(Exception):
    """The slate cannot be made again; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One place: what was shown, and what the replay shows."""

    place: int
    logged_item: int | None
    logged_score: float | None
    item: int | None
    score: float | None

    @property
    def is_same(self) -> bool:
        """Whether product and score agree."""
        if self.logged_score is None or self.score is None:
            return False
        return self.logged_item == self.item and abs(self.logged_score - self.score) <= TOLERANCE


@dataclass(frozen=True, slots=True)
class Replay:
    """Both slates, place by place."""

    logged: LoggedSlate
    pairs: tuple[Pair, ...]
    remarks: tuple[str, ...]
    """What may differ because it is not kept."""

    def shares_of(self, item_id: int) -> dict[str, float]:
        """Return each source's share of a candidate, as it was logged; empty for what staff pinned from outside."""
        for found, _score, parts, _causes in self.logged.record["candidates"]:
            if found == item_id:
                named = zip(self.logged.record["sources"], parts, strict=True)
                return {source: part for source, part in named if part > 0}
        return {}

    @property
    def is_exact(self) -> bool:
        """Whether every place agrees."""
        return bool(self.pairs) and all(pair.is_same for pair in self.pairs)


def replay(slate_id: UUID) -> Replay:
    """Make a logged slate again. About ten queries.

    Raises:
        NoLongerThere: if the log, the model version or the rules it was made with are gone.
    """
    logged = LoggedSlate.objects.filter(pk=slate_id).first()
    if logged is None:
        raise NoLongerThere(_("No slate of that number is in the log: not every slate is kept, and none for more than 35 days."))  # fmt: skip
    bundle = _bundle(logged.model_version)
    rules = book.version(logged.rules_version)
    if rules is None:
        raise NoLongerThere(_("The rules it was made with (%(version)s) were not kept.") % {"version": logged.rules_version})  # fmt: skip
    context = context_of(logged)
    placement = Placement(logged.placement)
    hides = logged.record["hides"]
    plan = replace(
        plan_for(placement, context, rules=rules),
        hides_recent=hides["recent"],
        hides_bought=hides["bought"],
    )
    on_shelf = _shelf(logged.record["facts"])
    made = choose(
        _proposal(plan, context, logged, bundle=bundle),
        plan,
        House.of(context, on_shelf=on_shelf, rules=rules, now=logged.happened_at),
        bundle=bundle,
        shown=set(logged.record["shown_above"]),
        slate_id=logged.slate_id,
    )
    return Replay(logged, _pairs(logged.record["shown"], made), _remarks(logged))


def _bundle(version: str) -> Bundle:
    """Open the model version of a slate beside the live one."""
    if not version:
        return NOTHING_TRAINED
    model = ModelVersion.objects.filter(version=version).first()
    if model is None:
        raise NoLongerThere(_("Model version %(version)s is no longer in the registry.") % {"version": version})  # fmt: skip
    try:
        return opened(model)
    except (OSError, artefacts.BadArtefact) as error:
        raise NoLongerThere(_("The files of model version %(version)s are no longer there: %(error)s") % {"version": version, "error": error}) from error  # fmt: skip


def _proposal(plan: Plan, context: Context, logged: LoggedSlate, *, bundle: Bundle) -> Proposal:
    no_hurry = Budget(float("inf"))
    now = logged.happened_at
    if logged.rung in {"category", "popular"}:
        made = popular(plan, context, bundle=bundle, now=now)
        return made or Proposal.nothing(bundle.version)
    made = propose(plan, focused(plan, context), bundle=bundle, budget=no_hurry, now=now)
    return replace(made, rung=logged.rung)


def context_of(logged: LoggedSlate) -> Context:
    """Return what was known then; who it was stands in columns of its own."""
    told: dict[str, Any] = dict(logged.record["context"])
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}  # fmt: skip
    if "acts" in told:
        told["acts"] = tuple(
            Act(ItemId(item_id), at, bool(is_purchase), quantity)
            for item_id, at, is_purchase, quantity in told["acts"]
        )
    if "bought" in told:
        told["bought"] = tuple(Purchase(ItemId(item_id), days) for item_id, days in told["bought"])
    person = PersonKey("")
    if logged.user_id is not None:
        person = PersonKey(f"u{logged.user_id}")
    elif logged.visitor_id is not None:
        person = PersonKey(f"v{logged.visitor_id.hex}")
    return Context(person=person, visitor_id=logged.visitor_id, user_id=logged.user_id, **told)


def _shelf(recorded: Mapping[str, list[Any]]) -> dict[int, Facts]:
    """Return what the shop said then."""
    return {int(item_id): _facts(int(item_id), told) for item_id, told in recorded.items()}


def _facts(item_id: int, told: list[Any]) -> Facts:
    department, brand, price, is_on_sale, is_in_stock, is_in_cart, published, rating, popular_ = told  # fmt: skip
    columns: dict[str, Any] = dict.fromkeys(CARD_FIELDS)
    columns |= {
        "id": item_id,
        "title": "",
        "department_id": department,
        "brand_id": brand,
        "price_minor": price,
        "compare_at_minor": price if is_on_sale else None,
        "is_in_stock": bool(is_in_stock),
        "published_at": published and datetime.fromtimestamp(published, UTC),
        "rating_average": rating,
        "popularity": popular_,
    }
    return Facts(tuple(columns[name] for name in CARD_FIELDS), is_in_cart=bool(is_in_cart))


def _pairs(logged: list[list[Any]], made: Slate) -> tuple[Pair, ...]:
    return tuple(
        Pair(
            place=index + 1,
            logged_item=logged[index][0] if index < len(logged) else None,
            logged_score=logged[index][1] if index < len(logged) else None,
            item=made.chosen[index].item_id if index < len(made.chosen) else None,
            score=made.chosen[index].score if index < len(made.chosen) else None,
        )
        for index in range(max(len(logged), len(made.chosen)))
    )


def _remarks(logged: LoggedSlate) -> tuple[str, ...]:
    remarks = []
    sources = set(logged.record["sources"])
    if sources & {"bestsellers", "newest"}:
        remarks.append(_("The shop's own lists of best sellers and new arrivals are not kept; today's were used."))  # fmt: skip
    if logged.rung in {"cached", "stale"}:
        remarks.append(_("The answer was taken from those kept ready; it was made anew with the model version that made it."))  # fmt: skip
    return tuple(remarks)
