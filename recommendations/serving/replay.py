"""A logged slate made again from what was logged: the same products and scores, or what is no longer there.

The choice (gates, rules, quotas, chance) is made again from the logged candidates. Whether the models would
propose these candidates again is a second question, which only files that are still there can answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _

from recommendations.events.slate_log import LoggedSlate
from recommendations.registry import artefacts
from recommendations.registry.models import ModelVersion
from recommendations.rules import book
from recommendations.rules.rule_set import RuleSet
from recommendations.serving.budget import Budget
from recommendations.serving.bundle import NOTHING_TRAINED, Bundle, opened
from recommendations.serving.house import House
from recommendations.serving.plan import SIZE, Plan, focused, plan_for
from recommendations.serving.proposal import Proposal, propose
from recommendations.serving.recommend import choose
from recommendations.serving.recorded import context_of, proposal_of, shelf_of
from recommendations.serving.shop_sources import Bestsellers, Newest
from recommendations.vocabulary import Context, Placement, Slate

TOLERANCE = 1e-5
"""Scores of what was shown are logged to six digits."""
LISTS = frozenset({Bestsellers.name, Newest.name})
"""What the shop lists at one moment; no list is kept."""


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
    is_proposed_again: bool | None
    """Whether the models, asked anew, propose the same candidates with the same scores; None where they cannot be asked."""
    remarks: tuple[str, ...]
    """What came of asking them, and what may differ because it is not kept."""

    def shares_of(self, item_id: int) -> dict[str, float]:
        """Return each source's share of a candidate, as it was logged; empty for what staff pinned from outside."""
        for found, _score, parts, _causes in self.logged.record["candidates"]:
            if found == item_id:
                named = zip(self.logged.record["sources"], parts, strict=True)
                return {source: part for source, part in named if part > 0}
        return {}

    @property
    def is_exact(self) -> bool:
        """Whether every place agrees; a slate that was empty is to be empty again."""
        return all(pair.is_same for pair in self.pairs)


def replay(slate_id: UUID) -> Replay:
    """Make a logged slate again. About ten queries.

    Raises:
        NoLongerThere: if the log or the rules it was made with are gone, or it was too long to keep whole.
    """
    logged = LoggedSlate.objects.filter(pk=slate_id).first()
    if logged is None:
        raise NoLongerThere(_("No slate of that number is in the log: not every slate is kept, and none for more than 35 days."))  # fmt: skip
    ensure_whole(logged)
    rules = book.version(logged.rules_version)
    if rules is None:
        raise NoLongerThere(_("The rules it was made with (%(version)s) were not kept.") % {"version": logged.rules_version})  # fmt: skip
    context = context_of(logged)
    hides = logged.record["hides"]
    plan = replace(
        plan_for(Placement(logged.placement), context, rules=rules),
        hides_recent=hides["recent"],
        hides_bought=hides["bought"],
    )
    proposal = proposal_of(logged)
    pairs = _pairs(
        logged.record["shown"], _chosen(logged, proposal, plan, context=context, rules=rules)
    )
    is_again, said = _asked_anew(logged, proposal, plan, context)
    is_exact = all(pair.is_same for pair in pairs)
    return Replay(logged, pairs, is_again, (said, *_remarks(logged, rules, is_exact=is_exact)))


def _chosen(
    logged: LoggedSlate, proposal: Proposal, plan: Plan, *, context: Context, rules: RuleSet
) -> Slate:
    """Choose again among the logged candidates, with the facts and the rules of then."""
    made = _made(logged)
    return choose(
        proposal,
        plan,
        House.of(context, on_shelf=shelf_of(logged), rules=rules, now=logged.happened_at),
        # Only the words of a reason come from the sources themselves, and those are not compared.
        bundle=NOTHING_TRAINED,
        size=made.get("size", SIZE),
        shown=set(logged.record["shown_above"]),
        slate_id=logged.slate_id,
        explored_percent=made.get("explored_percent"),
    )


def ensure_whole(logged: LoggedSlate) -> None:
    """Refuse a slate of which only the outcome is kept.

    Raises:
        NoLongerThere: if it was too long to keep what it was made from.
    """
    if not logged.is_whole:
        raise NoLongerThere(_("Only what was shown is kept of this slate: what it was made from was too long to keep."))  # fmt: skip


def _asked_anew(
    logged: LoggedSlate, proposal: Proposal, plan: Plan, context: Context
) -> tuple[bool | None, str]:
    """Ask the models of then once more; return whether they say the same, and that in a sentence."""
    made = _made(logged)
    if LISTS & set(proposal.sources):
        return None, _("The shop's own lists of best sellers and new arrivals are not kept: the candidates are those of the log.")  # fmt: skip
    if not made.get("at"):
        return None, _("Which renewal of the models answered was not logged: the candidates are those of the log.")  # fmt: skip
    if not made["is_whole"]:
        return None, _("Some of the models rested or came too late then, so they are not asked anew: the candidates are those of the log.")  # fmt: skip
    try:
        bundle = _bundle(logged.model_version, made["update"])
    except NoLongerThere as error:
        return None, _("%(gone)s The candidates are those of the log.") % {"gone": error}
    found = propose(
        plan,
        focused(plan, context),
        bundle=bundle,
        budget=Budget(float("inf")),
        now=datetime.fromtimestamp(made["at"], UTC),
        size=max(made["size"], SIZE),
    )
    if found.item_ids == proposal.item_ids and np.allclose(
        found.scores, proposal.scores, rtol=0, atol=TOLERANCE
    ):
        return True, _("The models, asked anew, propose the same candidates with the same scores.")
    return False, _("The models, asked anew, propose other candidates or scores than they did.")


def _made(logged: LoggedSlate) -> dict[str, Any]:
    """Return how it was made; empty for a slate logged before that was."""
    made: dict[str, Any] = logged.record.get("made", {})
    return made


def _bundle(version: str, update: str) -> Bundle:
    """Open the model version of a slate beside the live one, with the renewal that lay over it."""
    if not version:
        return NOTHING_TRAINED
    model = ModelVersion.objects.filter(version=version).first()
    if model is None:
        raise NoLongerThere(_("Model version %(version)s is no longer in the registry.") % {"version": version})  # fmt: skip
    try:
        bundle = opened(model)
    except (OSError, artefacts.BadArtefact) as error:
        raise NoLongerThere(_("The files of model version %(version)s are no longer there.") % {"version": version}) from error  # fmt: skip
    try:
        return bundle.renewed(update) if update else bundle
    except (OSError, artefacts.BadArtefact) as error:
        raise NoLongerThere(_("The renewal %(update)s of model version %(version)s is no longer there: only the newest are kept.") % {"update": update, "version": version}) from error  # fmt: skip


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


def _remarks(logged: LoggedSlate, rules: RuleSet, *, is_exact: bool) -> tuple[str, ...]:
    """Say why a slate may come out otherwise."""
    if is_exact:
        return ()
    remarks = []
    if not _made(logged):
        remarks.append(_("It was logged before its number of places and its part of chance were kept: twelve places and today's part are assumed."))  # fmt: skip
    if any(rule.looked_up is not None or rule.tagged for rule in rules.rules):
        remarks.append(_("Tags, attributes, units in stock and margins that rules ask for are not kept: today's were used."))  # fmt: skip
    return tuple(remarks)
