"""Trains ``sequential_rules``: what is looked at near each item, within a visit."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from recommendations.features import acts
from recommendations.features.acts import Reading
from recommendations.features.histories import rows_of
from recommendations.registry.artefacts import Part
from recommendations.training import sparse_tables, visit_rules
from recommendations.vocabulary import Interactions


@dataclass(frozen=True, slots=True)
class SequentialRulesConfig:
    """Sizes and strengths; the same for every shop."""

    reach: int = 10
    """Looks further apart have nothing to do with each other."""
    backward: float = 0.7
    """What a look before counts against a look after."""
    neighbours: int = 100
    most_looks: int = 1_000_000
    """The newest looks; older ones say little about the next."""


def train(
    interactions: Interactions, config: SequentialRulesConfig = SequentialRulesConfig()
) -> Part:
    """Count the pairs of looks of each visit, weighed by their distance."""
    looks = acts.of_log(interactions, Reading.VISIT)
    newest = rows_of(looks, np.arange(len(looks)) >= len(looks) - config.most_looks)
    visit, item, _ = visit_rules.in_order(newest)
    n_items = len(interactions.items)
    counted = visit_rules.forward(visit, item, np.ones(len(visit)), n_items, reach=config.reach)
    counted = sparse_tables.without_diagonal(counted)
    rules = visit_rules.both_ways(counted, backward=config.backward, neighbours=config.neighbours)
    return Part(
        name="sequential_rules",
        arrays={"item_ids": interactions.items, **rules.arrays("rules")},
        config=asdict(config),
        metrics={"rows": float(len(visit)), "covered": float((rules.sizes > 0).sum())},
    )
