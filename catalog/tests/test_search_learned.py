"""The learned order of an answer: what it reads, what it moves, and what happens without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from numpy.typing import NDArray

from catalog import search
from catalog.models import Product
from catalog.search import learned
from catalog.search.answer import usual_page
from catalog.search.features import NAMES
from catalog.tests.factories import make_product

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(slots=True)
class ByColumn:
    """A model that knows one column only: the less, the better."""

    column: str
    feature_names: Sequence[str] = NAMES
    asked: tuple[str, tuple[int, ...]] = ("", ())

    def click_rates(self, query: str, product_ids: Sequence[int]) -> list[float]:
        self.asked = (query, tuple(product_ids))
        return [0.5] * len(product_ids)

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        return -features[:, NAMES.index(self.column)]


class Broken(ByColumn):
    """A model that fails."""

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        raise RuntimeError("broken")


@pytest.fixture(autouse=True)
def usual_order_again() -> Iterator[None]:
    before = list(learned._registered)
    yield
    learned._registered[:] = before


def serve(order: ByColumn | None) -> None:
    learned.register(lambda: order)


@pytest.fixture
def lamps() -> list[Product]:
    """Three lamps, the most wanted one the dearest."""
    lamps = [
        make_product("Brass lamp", price_minor=9000, popularity=30.0),
        make_product("Paper lamp", price_minor=500, popularity=20.0),
        make_product("Steel lamp", price_minor=4000, popularity=10.0),
    ]
    search.refresh_words()
    return lamps


def found(text: str) -> list[int]:
    return search.answer(text, now=NOW).ids


def test_without_a_model_the_usual_order_stands(lamps: list[Product]) -> None:
    serve(None)

    assert found("lamp") == [lamp.pk for lamp in lamps]


def test_a_model_puts_the_first_products_in_its_order(lamps: list[Product]) -> None:
    brass, paper, steel = lamps
    order = ByColumn("price")
    serve(order)

    answer = search.answer("lamp", now=NOW)

    assert answer.ids == [paper.pk, steel.pk, brass.pk]
    assert order.asked == ("lamp", (brass.pk, paper.pk, steel.pk))
    assert [one.learned for one in answer.ranked] == pytest.approx(
        [-np.log1p(500), -np.log1p(4000), -np.log1p(9000)]
    )


@pytest.mark.parametrize("model", [Broken("price"), ByColumn("price", feature_names=("other",))])
def test_a_model_that_fails_or_reads_other_features_changes_nothing(
    lamps: list[Product], model: ByColumn, caplog: pytest.LogCaptureFixture
) -> None:
    serve(model)

    assert found("lamp") == [lamp.pk for lamp in lamps]
    assert [record.message for record in caplog.records] == ["search_order_failed"]


def test_a_model_cannot_move_an_exact_article_number(lamps: list[Product]) -> None:
    dear = make_product("Lamp-77", sku="LAMP-77", price_minor=99_000)
    serve(ByColumn("price"))

    assert found("LAMP-77")[0] == dear.pk


def test_a_model_orders_the_first_twenty_only() -> None:
    lamps = [
        make_product("Oak lamp", price_minor=3000 - number, popularity=100.0 - number)
        for number in range(22)
    ]
    search.refresh_words()
    serve(ByColumn("price"))

    expected = [*lamps[:20][::-1], *lamps[20:]]

    assert found("oak lamp") == [lamp.pk for lamp in expected]


def test_a_model_costs_one_query(lamps: list[Product]) -> None:
    found("lamp")  # reads the columns and postings

    serve(None)
    with CaptureQueriesContext(connection) as without:
        found("lamp")
    serve(ByColumn("price"))
    with CaptureQueriesContext(connection) as learnt:
        found("lamp")

    assert len(learnt) == len(without) + 1


def test_features_tell_where_the_words_stand() -> None:
    titled = make_product("Oak lamp", description="For a desk.", price_minor=1000, popularity=9.0)
    described = make_product("Desk", description="An oak lamp.", price_minor=3000, popularity=0.0)
    search.refresh_words()
    question, page = usual_page("oak lamp", now=NOW)

    rows = learned.features_of(page, question, [0.25, float("nan")], now=NOW)
    of_titled, of_described = (dict(zip(NAMES, row, strict=True)) for row in rows.tolist())

    assert [one.product_id for one in page] == [titled.pk, described.pk]
    assert (of_titled["title_terms"], of_described["title_terms"]) == (2, 0)
    assert (of_titled["terms_share"], of_described["terms_share"]) == (1, 1)
    assert (of_titled["matched_title_share"], of_described["matched_title_share"]) == (1, 0)
    assert (of_titled["first_match"], of_described["first_match"]) == (0, 1)
    assert (of_titled["price_place"], of_described["price_place"]) == (0.25, 0.75)
    assert (of_titled["usual_place"], of_described["usual_place"]) == (1, 2)
    assert of_titled["title_rank"] > of_described["title_rank"] == 0
    assert of_described["description_rank"] > of_titled["description_rank"] == 0
    assert of_titled["click_rate"] == 0.25
    assert np.isnan(of_described["click_rate"])
    assert of_titled["question_terms"] == 2
    assert of_titled["page_complete"] == 1
