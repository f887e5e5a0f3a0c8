"""A shop of twenty products whose recommendations are obvious."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from django.conf import settings
from django.test import Client
from numpy.typing import NDArray

from catalog import summaries
from catalog.models import Department, Product, Stock
from catalog.tests.factories import make_department, make_product
from recommendations.events import slate_log
from recommendations.registry import artefacts, promotion
from recommendations.registry.artefacts import Part
from recommendations.serving.bundle import Bundle, bundles
from recommendations.vocabulary import Context, ItemId, PersonKey

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
N = 10
Arrays = dict[str, NDArray[np.generic]]


@dataclass
class TinyShop:
    """Ten lamps and ten mugs. Alike: lamps with lamps. Bought together: lamp i with mug i and its neighbours."""

    lamp_shelf: Department
    mug_shelf: Department
    lamps: list[Product]
    mugs: list[Product]

    @classmethod
    def open(cls) -> TinyShop:
        lamp_shelf, mug_shelf = make_department("Lamps"), make_department("Mugs")
        shop = cls(
            lamp_shelf,
            mug_shelf,
            [make_product(f"Lamp {i}", department=lamp_shelf, brand="Glow") for i in range(N)],
            [make_product(f"Mug {i}", department=mug_shelf, brand="Clay") for i in range(N)],
        )
        for rank, product in enumerate(shop.products):
            Product.objects.filter(pk=product.pk).update(popularity=100.0 - rank)
        return shop

    @property
    def products(self) -> list[Product]:
        return [*self.lamps, *self.mugs]

    @property
    def item_ids(self) -> list[int]:
        return [product.pk for product in self.products]

    def context(self, **fields: object) -> Context:
        return Context(person=PersonKey("vtest"), **fields)  # type: ignore[arg-type]

    def sell_out(self, product: Product) -> None:
        Stock.objects.filter(variant__product=product).update(on_hand=0)
        summaries.refresh([product.pk])

    def hide(self, product: Product) -> None:
        Product.objects.filter(pk=product.pk).update(status="archived")

    def look_around(self) -> None:
        """Let a stranger look at the home page, three products and the home page again; write down what was shown."""
        client = Client()
        client.get("/")
        for product in (self.lamps[1], self.mugs[9], self.lamps[4]):
            client.get(product.get_absolute_url())
        client.get("/")
        slate_log.queue.write()

    def train(self, version: str = "one", *, parts: Sequence[Part] | None = None) -> Bundle:
        """Write artefacts with the obvious answers, promote them and open them."""
        written = artefacts.write(
            Path(settings.ARTEFACTS_DIR),
            version=version,
            parts=self.parts() if parts is None else parts,
            built_at=NOON,
        )
        promotion.register(version=version, written=written, trained_at=NOON)
        promotion.promote(version, NOON)
        return bundles.refresh()

    def parts(self) -> list[Part]:
        alike = {
            shelf[i].pk: {shelf[j].pk: 1 / (1 + abs(i - j)) for j in range(N) if j != i}
            for shelf in (self.lamps, self.mugs)
            for i in range(N)
        }
        together = {
            self.lamps[i].pk: {self.mugs[j].pk: 10.0 / (1 + abs(i - j)) for j in range(N)}
            for i in range(N)
        }
        vectors = np.zeros((2 * N, 384), np.float16)
        vectors[:N, 0] = vectors[N:, 1] = 1
        popularity = {item_id: 100.0 - rank for rank, item_id in enumerate(self.item_ids)}
        trending = {product.pk: 2.0 - rank / N for rank, product in enumerate(self.mugs)}
        return [
            Part("content", {**self.neighbours(alike), "vectors": vectors}),
            Part("substitutes", self.neighbours(alike)),
            Part("item_item", self.neighbours(alike)),
            Part("co_purchase", self.neighbours(together)),
            Part(
                "popularity",
                {
                    **self.shelves(popularity),
                    "half_lives_days": np.array([7], np.float32),
                    "faded": np.ones((2 * N, 1), np.float32),
                },
            ),
            Part("trending", self.shelves(trending)),
        ]

    def neighbours(self, lists: Mapping[int, Mapping[int, float]]) -> Arrays:
        item_ids = np.array(self.item_ids, np.int64)
        neighbours = np.full((len(item_ids), N), -1, np.int32)
        scores = np.zeros((len(item_ids), N), np.float32)
        for row, item_id in enumerate(self.item_ids):
            best = sorted(lists.get(item_id, {}).items(), key=lambda pair: -pair[1])
            for column, (other, score) in enumerate(best):
                neighbours[row, column] = self.item_ids.index(other)
                scores[row, column] = score
        return {"item_ids": item_ids, "neighbours": neighbours, "scores": scores}

    def shelves(self, scores: Mapping[int, float]) -> Arrays:
        """Shelf 0 is the whole shop, then one for each department."""
        ranked = sorted(scores, key=lambda item_id: -scores[item_id])
        lamps = {product.pk for product in self.lamps}
        rows = [
            ranked,
            [item_id for item_id in ranked if item_id in lamps],
            [item_id for item_id in ranked if item_id not in lamps],
        ]
        return {
            "item_ids": np.array(self.item_ids, np.int64),
            "scores": np.array([scores.get(i, 0.0) for i in self.item_ids], np.float32),
            "department_ids": np.array([self.lamp_shelf.pk, self.mug_shelf.pk], np.int64),
            "shelf_starts": np.cumsum([0, *map(len, rows)]).astype(np.int64),
            "ranked": np.array([self.item_ids.index(i) for row in rows for i in row], np.int32),
        }


def items(products: Sequence[Product]) -> tuple[ItemId, ...]:
    """The keys of products."""
    return tuple(ItemId(product.pk) for product in products)
