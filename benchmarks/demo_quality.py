"""What the live models recover of the demo shop's hidden truth: coverage, planted pairs, planted tastes.

    python -m benchmarks.demo_quality

Needs a seeded demo and a trained version. Every figure is measured on the slates that pages show, stock
and visibility included, and stands beside its target; one below its target makes the exit code 1.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")

import django

django.setup()

import numpy as np
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from benchmarks import tables
from catalog.models import Product
from recommendations.events import read
from recommendations.features import acts
from recommendations.features.histories import rows_of
from recommendations.serving.bundle import bundles
from recommendations.serving.recommend import recommend
from recommendations.vocabulary import (
    KIND_CODES,
    Act,
    Context,
    EventKind,
    Interactions,
    ItemId,
    PersonKey,
    Placement,
)
from storefront.demo import truth

NOBODY = PersonKey("")
SHOPPERS = 300
NDCG_AT = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured share or ratio and what it must reach."""

    name: str
    measured: float
    target: float


def main() -> int:
    """Measure and print; return 1 if a target is missed."""
    bundles.refresh()
    told = truth.load()
    now = timezone.now()
    visible = list(Product.objects.visible(now=now).order_by("pk").values_list("pk", flat=True))
    figures = [*shelf_figures(told, visible), *taste_figures(told, visible)]
    table = tables.table(
        f"Demo shop, {told.scale}, seed {told.seed}, {bundles.live().version}",
        ("figure", "measured", "target"),
        words={"figure"},
    )
    for figure in figures:
        colour = "green" if figure.measured >= figure.target else "red"
        table.add_row(
            figure.name, f"[{colour}]{figure.measured:.3f}[/{colour}]", f"{figure.target:.2f}"
        )
    Console().print(table)
    return int(any(figure.measured < figure.target for figure in figures))


def shelf_figures(told: truth.Truth, visible: list[int]) -> list[Figure]:
    """Measure which product pages have rows, and whether the planted complements stand in them."""
    similar = slates(Placement.SIMILAR_PRODUCTS, visible)
    together = slates(Placement.BOUGHT_TOGETHER, visible)
    bought = dict(zip(told.product_ids.tolist(), told.n_bought.tolist(), strict=True))
    known = [pk for pk in visible if bought.get(pk, 0) >= 5]
    hits = {
        "together": told.pair_hit_rate(lambda pk: together.get(pk, ())),
        "similar": told.pair_hit_rate(lambda pk: similar.get(pk, ())),
    }
    return [
        Figure("products with a similar row", share_filled(similar, visible), 0.95),
        Figure("products of 5+ orders with a together row", share_filled(together, known), 0.70),
        Figure("planted pairs, hit@5 in together", hits["together"], 0.60),
        Figure("planted pairs kept out of similar@5", 1 - hits["similar"], 0.90),
    ]


def taste_figures(told: truth.Truth, visible: list[int]) -> list[Figure]:
    """Measure how much better the personal row serves the planted tastes than the popular one."""
    contexts = shoppers(told)
    popular = items(Context(person=NOBODY), Placement.POPULAR)
    personal, same = [], []
    for person, context in track(contexts.items(), "shoppers", console=Console(stderr=True)):
        ideal = np.sort(told.relevance(person, visible))[::-1]
        personal.append(ndcg(told.relevance(person, items(context, Placement.FOR_YOU)), ideal))
        same.append(ndcg(told.relevance(person, popular), ideal))
    return [Figure("personal NDCG@10 over popular", float(np.mean(personal) / np.mean(same)), 2.0)]


def shoppers(told: truth.Truth) -> dict[str, Context]:
    """Return what serving would know of some shoppers who looked at five products or more."""
    log = read.interactions()
    is_purchase = log.kind == KIND_CODES[EventKind.PURCHASE]
    looks = np.bincount(log.person[~is_purchase], minlength=len(log.persons))
    able = np.flatnonzero((looks >= 5) & np.isin(log.persons, told.persons))
    chosen = np.random.default_rng(1).permutation(able)[:SHOPPERS]
    return {
        str(log.persons[person]): Context(
            person=PersonKey(str(log.persons[person])),
            recent=newest_first(log.items[log.item[(log.person == person) & ~is_purchase]])[:20],
            purchased=newest_first(log.items[log.item[(log.person == person) & is_purchase]]),
            acts=newest_acts(log, np.flatnonzero(log.person == person)),
        )
        for person in chosen
    }


def newest_acts(log: Interactions, rows: np.ndarray) -> tuple[Act, ...]:
    """Return the dated acts of one person, as far back as a live session knows them."""
    kept = acts.remembered(rows_of(log, rows))
    is_purchase = kept.kind == KIND_CODES[EventKind.PURCHASE]
    columns = (kept.items[kept.item], kept.happened_at, is_purchase, kept.quantity)
    told = zip(*(column[::-1].tolist() for column in columns), strict=True)
    return tuple(Act(ItemId(item), at, bought, int(n)) for item, at, bought, n in told)


def newest_first(item_ids: np.ndarray) -> tuple[ItemId, ...]:
    """Return distinct items, the last one first."""
    return tuple(dict.fromkeys(map(ItemId, item_ids[::-1].tolist())))


def slates(placement: Placement, visible: list[int]) -> dict[int, tuple[ItemId, ...]]:
    """Return what each product page shows in one row."""
    rows = track(visible, placement.value, console=Console(stderr=True))
    return {pk: items(Context(person=NOBODY, subject=(ItemId(pk),)), placement) for pk in rows}


def items(context: Context, placement: Placement) -> tuple[ItemId, ...]:
    """Return one slate's items."""
    slate = recommend(context, placement=placement, now=timezone.now())
    return tuple(candidate.item_id for candidate in slate.chosen)


def share_filled(rows: dict[int, tuple[ItemId, ...]], of: Sequence[int]) -> float:
    """Return the share of products whose row shows something."""
    return sum(bool(rows[pk]) for pk in of) / len(of)


def ndcg(gains: np.ndarray, ideal: np.ndarray) -> float:
    """Return the discounted gain of the first ten over the best possible."""
    discount = 1 / np.log2(np.arange(2, 2 + NDCG_AT))
    shown = gains[:NDCG_AT]
    return float((shown * discount[: len(shown)]).sum() / (ideal[:NDCG_AT] * discount).sum())


if __name__ == "__main__":
    sys.exit(main())
