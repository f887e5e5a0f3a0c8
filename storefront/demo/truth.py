"""What is really so in the demo shop: tastes and planted complements, kept aside to judge the models by."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from storefront.demo.catalogue import Catalogue
from storefront.demo.shoppers import Shoppers

Recommend = Callable[[int], Sequence[int]]
"""Product id to recommended product ids, best first."""
RecommendFor = Callable[[str], Sequence[int]]
"""Person key to recommended product ids, best first."""


@dataclass(frozen=True, slots=True)
class Truth:
    """The hidden columns of the demo shop; row of product = position in ``product_ids``."""

    scale: str
    seed: int
    product_ids: NDArray[np.int64]
    kind: NDArray[np.int16]
    style: NDArray[np.int8]
    band: NDArray[np.int8]
    is_new: NDArray[np.bool_]
    """Arrivals without any history."""
    n_bought: NDArray[np.int32]
    """Orders that contain the product."""
    pairs: NDArray[np.int64]
    """``(n_pairs, 2)`` product and planted complement, as product ids."""
    persons: NDArray[np.str_]
    """``(n_persons,)`` keys as in :data:`recommendations.vocabulary.PersonKey`."""
    kind_taste: NDArray[np.float16]
    style_taste: NDArray[np.float16]
    band_taste: NDArray[np.float16]

    def relevance(self, person: str, item_ids: Sequence[int]) -> NDArray[np.float64]:
        """Return how much a person really likes each product, ``(n,)``: taste for its kind, style and price.

        Raises: KeyError: if the person or a product is not of the demo.
        """
        row = self._person_row(person)
        at = self._product_rows(item_ids)
        return np.asarray(
            self.kind_taste[row, self.kind[at]].astype(np.float64)
            * self.style_taste[row, self.style[at]].astype(np.float64)
            * self.band_taste[row, self.band[at]].astype(np.float64)
        )

    def pair_hit_rate(self, recommend: Recommend, *, k: int = 5, least_orders: int = 5) -> float:
        """Return the share of planted pairs whose complement is among the first k recommendations.

        Only pairs whose product was ordered at least ``least_orders`` times count: below that nobody can know.
        """
        bought = dict(zip(self.product_ids.tolist(), self.n_bought.tolist(), strict=True))
        judged = [(a, b) for a, b in self.pairs.tolist() if bought[a] >= least_orders]
        found = {a: set(recommend(a)[:k]) for a in {a for a, _ in judged}}
        return sum(b in found[a] for a, b in judged) / len(judged) if judged else float("nan")

    def personal_gain(
        self,
        recommend: RecommendFor,
        popular: Sequence[int],
        *,
        persons: Sequence[str],
        k: int = 10,
    ) -> float:
        """Return how much more relevant personal recommendations are than popular ones: ratio of mean relevance."""
        own = [self.relevance(person, recommend(person)[:k]).mean() for person in persons]
        same = [self.relevance(person, popular[:k]).mean() for person in persons]
        return float(np.mean(own) / np.mean(same))

    def _person_row(self, person: str) -> int:
        found = np.flatnonzero(self.persons == person)
        if not len(found):
            raise KeyError(person)
        return int(found[0])

    def _product_rows(self, item_ids: Sequence[int]) -> NDArray[np.int64]:
        wanted = np.asarray(item_ids, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.product_ids, wanted), len(self.product_ids) - 1)
        if not (self.product_ids[at] == wanted).all():
            raise KeyError("not a product of the demo shop")
        return at

    @classmethod
    def of(
        cls,
        catalogue: Catalogue,
        shoppers: Shoppers,
        *,
        scale: str,
        seed: int,
        first_product_id: int,
        n_bought: NDArray[np.int64],
        persons: Sequence[str],
    ) -> Self:
        """Gather what was drawn under the ids it was written with."""
        ids = first_product_id + np.arange(len(catalogue))
        rows, columns = np.nonzero(catalogue.pairs >= 0)
        partners = catalogue.pairs[rows, columns]
        return cls(
            scale=scale,
            seed=seed,
            product_ids=ids,
            kind=catalogue.archetype,
            style=catalogue.style,
            band=catalogue.band,
            is_new=catalogue.is_new,
            n_bought=n_bought.astype(np.int32),
            pairs=np.stack([ids[rows], ids[partners]], axis=1),
            persons=np.array(persons),
            kind_taste=shoppers.kind_taste.astype(np.float16),
            style_taste=shoppers.style_taste.astype(np.float16),
            band_taste=shoppers.band_taste.astype(np.float16),
        )


_COLUMNS = tuple(name for name in Truth.__slots__ if name not in ("scale", "seed"))


def folder() -> Path:
    """Return where the truth is kept."""
    return Path(settings.VAR_DIR) / "demo"


def save(truth: Truth) -> None:
    """Write the truth beside the shop: columns as .npz, the rest as JSON; each file appears whole or not at all."""
    folder().mkdir(parents=True, exist_ok=True)
    columns = folder() / "truth.npz"
    with columns.with_suffix(".part").open("wb") as file:
        np.savez_compressed(file, **{name: getattr(truth, name) for name in _COLUMNS})
    columns.with_suffix(".part").replace(columns)
    facts = {
        "scale": truth.scale,
        "seed": truth.seed,
        "products": len(truth.product_ids),
        "persons": len(truth.persons),
        "pairs": len(truth.pairs),
    }
    part = folder() / "truth.json.part"
    part.write_text(json.dumps(facts, indent=2), encoding="utf-8")
    part.replace(folder() / "truth.json")


def load() -> Truth:
    """Read the truth of the seeded shop.

    Raises: FileNotFoundError: if no demo shop was seeded here.
    """
    facts = json.loads((folder() / "truth.json").read_text(encoding="utf-8"))
    with np.load(folder() / "truth.npz", allow_pickle=False) as columns:
        return Truth(
            scale=str(facts["scale"]),
            seed=int(facts["seed"]),
            **{name: columns[name] for name in _COLUMNS},
        )
