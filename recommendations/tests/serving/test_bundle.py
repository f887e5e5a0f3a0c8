from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pytest
from django.conf import settings
from django.db import OperationalError

from recommendations import metrics
from recommendations.ranking import search_order
from recommendations.ranking.search_order import SearchOrder
from recommendations.registry import artefacts, promotion
from recommendations.registry.artefacts import Part
from recommendations.registry.models import ModelVersion
from recommendations.serving.bundle import LOOK_AGAIN_SECONDS, Bundles, bundles, of_artefacts
from recommendations.tests.serving.tiny_shop import NOON, TinyShop
from recommendations.training.search_order import exported


def damage(version: str) -> None:
    path = Path(settings.ARTEFACTS_DIR) / version / "co_purchase" / "scores.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def test_without_a_live_version_only_the_shop_itself_answers(db: None) -> None:
    opened = bundles.refresh()

    assert opened.version == ""
    assert sorted(opened.sources) == ["bestsellers", "bought", "newest", "recent"]


def test_promoted_version_is_opened_with_what_was_trained(shop: TinyShop) -> None:
    opened = shop.train("one")

    assert opened.version == "one"
    assert {"content", "co_purchase", "popularity"} <= set(opened.sources)
    assert "als" not in opened.sources


def test_looking_again_costs_one_query_and_opens_nothing(
    shop: TinyShop, django_assert_num_queries: Any
) -> None:
    opened = shop.train("one")

    with django_assert_num_queries(1):
        assert bundles.refresh() is opened


def test_live_costs_no_query(shop: TinyShop, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        bundles.live()


def test_newer_version_replaces_the_older_and_rolling_back_returns_it(shop: TinyShop) -> None:
    shop.train("one")
    shop.train("two")
    assert bundles.live().version == "two"

    promotion.roll_back(NOON)

    assert bundles.refresh().version == "one"


def test_damaged_version_leaves_the_older_in_place(shop: TinyShop) -> None:
    shop.train("one")
    shop.train("two")
    promotion.roll_back(NOON)
    held = bundles.refresh()
    damage("two")
    ModelVersion.objects.update(alias="")
    ModelVersion.objects.filter(version="two").update(alias="live")

    assert bundles.refresh() is held


def test_refused_version_is_tried_again_later(
    shop: TinyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.train("one")
    folder, away = Path(settings.ARTEFACTS_DIR) / "one", Path(settings.ARTEFACTS_DIR) / "away"
    folder.rename(away)
    ours = Bundles()
    assert ours.refresh().version == ""
    away.rename(folder)
    assert ours.refresh().version == ""

    refused, at = ours._refused
    ours._refused = (refused, at - LOOK_AGAIN_SECONDS)

    assert ours.refresh().version == "one"


def test_artefact_of_the_wrong_shape_is_refused(shop: TinyShop) -> None:
    wrong = Part("co_purchase", {"item_ids": np.arange(3, dtype=np.int64)})

    assert shop.train("wrong", parts=[wrong]).version == ""


def test_no_thread_is_started_where_polling_is_off(db: None) -> None:
    ours = Bundles()
    ours.live()

    assert "bundles" not in {thread.name for thread in threading.enumerate()}


def test_the_thread_that_looks_for_versions_outlives_any_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = Bundles()
    ends = [OSError("stale file handle"), OperationalError("away"), SystemExit()]
    looks = []

    def refresh() -> None:
        looks.append(ends.pop(0))
        raise looks[-1]

    monkeypatch.setattr(ours, "refresh", refresh)
    counted = metrics.failures.labels(step="bundle_watch")._value
    before = counted.get()

    with ThreadPoolExecutor(1) as threads, pytest.raises(SystemExit):
        threads.submit(ours._follow).result(timeout=20)

    assert [type(each) for each in looks] == [OSError, OperationalError, SystemExit]
    assert counted.get() == before + 2


def learned_order(trees: bytes, tmp_path: Path) -> SearchOrder | None:
    """Write an order of searches as a version of its own, and open it as serving does."""
    names = ["usual_score", "terms_share", "price"]
    arrays = {
        search_order.TREES: np.frombuffer(trees, np.uint8),
        search_order.KEYS: np.array([search_order.key_of("mug", 4)], np.int64),
        search_order.RATES: np.array([0.25], np.float32),
    }
    part = Part(search_order.NAME, arrays, {"feature_names": names, "prior": 20.0})
    written = artefacts.write(tmp_path, version="ordered", parts=[part], built_at=NOON)
    opened = artefacts.open_version(written.path, digest=written.digest)
    return of_artefacts("ordered", opened).search_order


def test_a_learned_order_of_searches_is_opened_with_its_version(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    features = rng.random((400, 3), np.float32)
    data = lightgbm.Dataset(features, features[:, 2])
    booster = lightgbm.train({"objective": "regression", "verbosity": -1}, data, 5)

    opened = learned_order(exported(booster), tmp_path)

    assert opened is not None
    assert opened.click_rates("Mug", [4])[0] == 0.25
    expected = 20.0 * features[:, :2].sum(axis=1) + booster.predict(features)
    assert opened.scores(features) == pytest.approx(expected, abs=1e-3)


def test_an_order_of_searches_that_does_not_open_leaves_the_usual_one(tmp_path: Path) -> None:
    assert learned_order(b"no trees at all", tmp_path) is None


def test_a_version_whose_order_of_searches_was_refused_has_none(tmp_path: Path) -> None:
    part = Part(search_order.NAME, {}, {"refused": ["nDCG@10 -0.010"]}, {"serves": 0.0})
    written = artefacts.write(tmp_path, version="refused", parts=[part], built_at=NOON)

    opened = of_artefacts("refused", artefacts.open_version(written.path))

    assert opened.search_order is None
