from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings

from recommendations.registry import promotion
from recommendations.registry.artefacts import Part
from recommendations.registry.models import ModelVersion
from recommendations.serving.bundle import LOOK_AGAIN_SECONDS, Bundles, bundles
from recommendations.tests.serving.tiny_shop import NOON, TinyShop


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
    import threading

    ours = Bundles()
    ours.live()

    assert "bundles" not in {thread.name for thread in threading.enumerate()}
