"""During the day: what was saved or done since the night is laid over the live version within seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catalog.models import Product
from recommendations.events import ids, log
from recommendations.events.event import Event
from recommendations.features.histories import rows_of
from recommendations.features.item import Items
from recommendations.registry import promotion, updates
from recommendations.serving.bundle import NOTHING_TRAINED, bundles
from recommendations.tests import worlds
from recommendations.tests.training.test_pipeline import NOW, fill_shop
from recommendations.training import (
    content,
    encoder,
    nearline,
    pipeline,
    popularity,
    renewal,
    session,
)
from recommendations.training.content import ContentConfig
from recommendations.training.popularity import PopularityConfig
from recommendations.vocabulary import Context, EventKind, ItemId, PersonKey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[worlds.WordEncoder]:
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    words = worlds.WordEncoder()
    monkeypatch.setattr(encoder, "ready", lambda *_, **__: words)
    yield words
    bundles._held, bundles._updated = NOTHING_TRAINED, ("", "")


@pytest.fixture
def trained() -> str:
    fill_shop()
    return pipeline.train(now=NOW).version


def saved(pk: int, title: str) -> Product:
    return Product.objects.create(
        pk=pk,
        title=title,
        slug=f"product-{pk}",
        status="published",
        published_at=NOW - timedelta(days=1),
    )


def proposed(source: str, **known: Any) -> list[int]:
    context = Context(person=PersonKey(""), **known)
    found = bundles.live().sources[source].retrieve(context, limit=30)
    return found.item_ids.tolist()


def test_a_new_product_is_recommended_after_one_look(
    trained: str, words: worlds.WordEncoder
) -> None:
    saved(40, "quiet walnut desk lamp that is new")
    encoded = len(words.encoded)
    later = datetime.now(UTC)

    name = nearline.refresh_if_products_changed(now=later)

    bundles.refresh()
    assert name is not None
    assert len(words.encoded) == encoded + 1
    assert proposed("content", subject=(ItemId(40),))[0] % 2 == 0
    assert 40 in proposed("content", subject=(ItemId(20),))
    assert 40 in proposed("als", recent=(ItemId(20), ItemId(22)))
    assert 40 not in proposed("als", recent=(ItemId(21), ItemId(23)))[:4]


def test_nothing_saved_is_nothing_to_do(trained: str) -> None:
    Product.objects.update(updated_at=NOW - timedelta(days=1))

    assert nearline.refresh_if_products_changed(now=NOW + timedelta(minutes=1)) is None


def test_the_night_encodes_nothing_that_the_day_has_encoded(
    trained: str, words: worlds.WordEncoder
) -> None:
    saved(40, "quiet walnut desk lamp that is new")
    nearline.refresh(now=NOW + timedelta(minutes=5))
    encoded = len(words.encoded)

    night = pipeline.train(now=NOW + timedelta(hours=1))

    assert len(words.encoded) == encoded
    assert night.metrics["content"]["encoded"] == 0
    assert night.metrics["content"]["rows"] == 13


def test_a_bulk_import_goes_on_until_no_text_waits(
    trained: str, words: worlds.WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = partial(ContentConfig, most_renewed=2)
    monkeypatch.setattr(renewal, "ContentConfig", few)
    for pk in range(40, 45):
        saved(pk, f"quiet walnut desk lamp of kind {pk}")
    Product.objects.update(updated_at=NOW - timedelta(days=1))
    encoded = len(words.encoded)

    names = [nearline.refresh(now=NOW + timedelta(minutes=1))]
    names += [
        nearline.refresh_if_products_changed(now=NOW + timedelta(minutes=1, seconds=20 * turn))
        for turn in (1, 2, 3)
    ]

    assert [name is not None for name in names] == [True, True, True, False]
    assert len(words.encoded) == encoded + 5
    assert words.encoded[encoded].startswith("quiet walnut desk lamp of kind 43")
    bundles.refresh()
    assert set(range(40, 45)) <= set(proposed("content", subject=(ItemId(20),)))


def test_without_a_live_version_there_is_nothing_to_renew() -> None:
    assert nearline.refresh(now=NOW) is None


def test_looks_of_today_are_known_to_the_session_source(trained: str) -> None:
    for number in range(30):
        at = NOW + timedelta(minutes=1, seconds=number)
        log.record_now(
            [
                Event(
                    event_id=ids.event_id(at, f"{number}", str(item)),
                    happened_at=at,
                    kind=EventKind.VIEW,
                    user_id=1_000 + number,
                    item_id=item,
                )
                for item in (worlds.NEW_EVEN, worlds.NEW_ODD)
            ]
        )
    bundles.refresh()
    assert worlds.NEW_ODD not in proposed("session", recent=(ItemId(worlds.NEW_EVEN),))

    nearline.refresh(now=NOW + timedelta(minutes=5))

    bundles.refresh()
    assert proposed("session", recent=(ItemId(worlds.NEW_EVEN),)) == [worlds.NEW_ODD]
    assert set(proposed("trending")) >= {worlds.NEW_EVEN, worlds.NEW_ODD}


def test_a_damaged_update_leaves_the_former_in_place(trained: str, settings: Any) -> None:
    name = nearline.refresh(now=NOW + timedelta(minutes=5))
    folder = Path(settings.ARTEFACTS_DIR) / updates.FOLDER / trained / str(name)
    (folder / "popularity" / "scores.npy").write_bytes(b"not an array")

    bundle = bundles.refresh()

    assert bundle.version == trained
    assert len(proposed("popularity")) > 0


def test_only_the_newest_updates_of_the_live_version_stay(trained: str, settings: Any) -> None:
    root = Path(settings.ARTEFACTS_DIR)
    for minutes in (5, 10, 15, 20):
        name = nearline.refresh(now=NOW + timedelta(minutes=minutes))

    assert updates.newest(root, trained) == name
    assert len(list((root / updates.FOLDER / trained).iterdir())) == updates.KEPT
    assert promotion.live_version() == trained


def test_an_extended_session_index_is_the_one_of_the_whole_log() -> None:
    whole = worlds.checkerboard()
    cut = np.quantile(whole.happened_at, 0.7)
    # Visits stay whole: each counts by its newest row.
    ends = np.full(int(whole.basket.max()) + 1, -np.inf)
    np.maximum.at(ends, whole.basket, whole.happened_at)
    is_new = ends[whole.basket] >= cut
    before = session.train(rows_of(whole, ~is_new))

    grown = session.extended(before.arrays, rows_of(whole, is_new))

    for name, array in session.train(whole).arrays.items():
        assert np.array_equal(grown.arrays[name], array), name


def test_extended_counts_are_those_of_the_whole_log() -> None:
    whole = worlds.checkerboard()
    half_lives = PopularityConfig().half_lives_days
    cut = worlds.NOW - 10 * worlds.DAY
    night = popularity.faded_counts(
        rows_of(whole, whole.happened_at < cut), now=cut, half_lives_days=half_lives
    )
    since = popularity.faded_counts(
        rows_of(whole, whole.happened_at >= cut), now=worlds.NOW, half_lives_days=half_lives
    )

    grown = night * np.exp2(-10 / np.array(half_lives)) + since

    expected = popularity.faded_counts(whole, now=worlds.NOW, half_lives_days=half_lives)
    assert np.allclose(grown, expected, rtol=1e-4)


def test_extended_content_is_that_of_training_on_everything() -> None:
    items = worlds.checkerboard_items()
    words = worlds.WordEncoder()
    few = Items(item_ids=items.item_ids[:-3], texts=items.texts[:-3])
    renamed = replace(items, texts=("loud crimson garden chair, once a lamp", *items.texts[1:]))
    before = content.train(few, words)

    grown = content.extended(before.arrays, renamed, words)

    expected = content.train(renamed, words)
    assert grown.metrics["encoded"] == 4
    assert np.array_equal(grown.arrays["vectors"], expected.arrays["vectors"])
    assert np.allclose(grown.arrays["scores"], expected.arrays["scores"], atol=2e-3)
    for row in range(len(items)):
        known = grown.arrays["neighbours"][row]
        assert set(known[known >= 0]) == set(
            expected.arrays["neighbours"][row][expected.arrays["neighbours"][row] >= 0]
        )


def test_items_that_went_stay_known(trained: str) -> None:
    Product.objects.filter(pk=20).update(status="archived")

    nearline.refresh(now=NOW + timedelta(minutes=5))

    bundles.refresh()
    assert 20 in proposed("popularity")
