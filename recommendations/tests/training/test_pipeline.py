"""From the log to a live version, and every way that can go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalog.models import Product
from recommendations import tasks
from recommendations.events import ids, log
from recommendations.events.event import Event
from recommendations.management.commands import train as train_command
from recommendations.registry import artefacts, promotion
from recommendations.registry.artefacts import Part
from recommendations.registry.models import ModelVersion
from recommendations.tests import worlds
from recommendations.training import encoder, fit, judge, lock, pipeline, search_clicks
from recommendations.training.content import TextEncoder
from recommendations.training.ranker import RankerConfig
from recommendations.vocabulary import EventKind

pytestmark = pytest.mark.django_db
NOW = datetime.fromtimestamp(worlds.NOW, UTC)


@pytest.fixture(autouse=True)
def artefacts_dir(settings: Any, tmp_path: Path) -> Path:
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    return settings.ARTEFACTS_DIR  # type: ignore[no-any-return]


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> worlds.WordEncoder:
    words = worlds.WordEncoder()

    def ready(root: Path, *, n_threads: int) -> TextEncoder:
        return words

    monkeypatch.setattr(encoder, "ready", ready)
    return words


@pytest.fixture
def shop() -> None:
    """A shop of the checkerboard."""
    fill_shop()


def fill_shop() -> None:
    """Write the checkerboard as products and events."""
    items = worlds.checkerboard_items()
    Product.objects.bulk_create(
        Product(
            pk=pk,
            title=text,
            slug=f"product-{pk}",
            status="published",
            published_at=NOW - timedelta(days=90),
        )
        for pk, text in zip(items.item_ids.tolist(), items.texts, strict=True)
    )
    record(worlds.checkerboard())


def record(told: worlds.Interactions) -> None:
    kinds = list(EventKind)
    rows = zip(told.person, told.item, told.kind, told.happened_at, told.basket, strict=True)
    log.record_now(
        [
            Event(
                event_id=ids.event_id(datetime.fromtimestamp(at, UTC), str(number)),
                happened_at=datetime.fromtimestamp(at, UTC),
                kind=kinds[kind],
                visitor_id=uuid5(NAMESPACE_URL, str(told.persons[person])),
                item_id=int(told.items[item]),
                session_id=uuid5(NAMESPACE_URL, f"visit {basket}"),
                order_reference=f"order {basket}" if kinds[kind] is EventKind.PURCHASE else "",
            )
            for number, (person, item, kind, at, basket) in enumerate(rows)
        ]
    )


def folders(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir()) if root.is_dir() else []


@pytest.mark.usefixtures("shop")
def test_train_makes_a_version_live(artefacts_dir: Path) -> None:
    outcome = pipeline.train(now=NOW)

    assert outcome.is_live
    assert outcome.findings == ()
    assert promotion.live_version() == outcome.version
    assert folders(artefacts_dir) == [outcome.version]
    model = ModelVersion.objects.get()
    opened = artefacts.open_version(artefacts_dir / model.path, digest=model.digest)
    assert set(opened) == set(fit.STAGES)
    assert model.metrics["popularity"]["rows"] == len(worlds.checkerboard())
    assert model.config["als"]["n_factors"] == 64


@pytest.mark.usefixtures("shop")
def test_training_again_encodes_nothing_twice(words: worlds.WordEncoder) -> None:
    pipeline.train(now=NOW)
    assert len(words.encoded) == 12

    second = pipeline.train(now=NOW + timedelta(hours=1))

    assert len(words.encoded) == 12
    assert second.metrics["content"]["encoded"] == 0
    roles = dict(ModelVersion.objects.exclude(alias="").values_list("version", "alias"))
    assert roles[second.version] == "live"
    assert sorted(roles.values()) == ["live", "previous"]


@pytest.mark.usefixtures("shop")
def test_products_learn_their_popularity() -> None:
    pipeline.train(now=NOW)

    popularity = dict(Product.objects.values_list("pk", "popularity"))
    assert popularity[worlds.NEW_EVEN] == 0
    assert min(popularity[item] for item in worlds.EVEN) > 0


@pytest.mark.usefixtures("shop")
def test_events_after_now_are_not_read() -> None:
    outcome = pipeline.train(now=NOW - timedelta(days=40))

    read = outcome.metrics["popularity"]["rows"]
    told = worlds.checkerboard()
    assert read == (told.happened_at < worlds.NOW - 40 * worlds.DAY).sum()
    assert 0 < read < len(told)


def test_a_shop_without_events_still_knows_what_reads_alike(shop: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM recommendations_event")

    outcome = pipeline.train(now=NOW)

    assert outcome.is_live
    assert outcome.metrics["content"]["covered"] == 12
    assert outcome.metrics["popularity"]["covered"] == 0


def test_a_shop_without_products_trains_nothing_worth_serving() -> None:
    outcome = pipeline.train(now=NOW)

    assert not outcome.is_live
    assert outcome.findings == ("There is no visible product to recommend.",)
    assert promotion.live_version() is None


@pytest.mark.usefixtures("shop")
def test_without_the_encoder_the_rest_is_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(root: Path, *, n_threads: int) -> TextEncoder:
        raise encoder.NoWeights("pip install")

    monkeypatch.setattr(encoder, "ready", missing)

    outcome = pipeline.train(now=NOW)

    assert outcome.is_live
    assert "content" not in outcome.metrics


@pytest.mark.usefixtures("shop")
def test_a_torn_log_is_refused_and_the_live_version_stays(artefacts_dir: Path) -> None:
    first = pipeline.train(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM recommendations_event WHERE kind = 'view'")

    second = pipeline.train(now=NOW + timedelta(hours=1))

    assert not second.is_live
    assert any(finding.startswith("popularity: rows fell from") for finding in second.findings)
    assert promotion.live_version() == first.version
    assert ModelVersion.objects.get(version=second.version).status == "refused"

    third = pipeline.train(now=NOW + timedelta(hours=2), compare_with_live=False)
    assert third.is_live


@pytest.mark.usefixtures("shop")
def test_a_failing_stage_keeps_the_live_version_and_leaves_no_folder(
    artefacts_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pipeline.train(now=NOW)

    def broken(*args: object, **kwargs: object) -> None:
        raise MemoryError

    monkeypatch.setattr(fit.als, "train", broken)
    with pytest.raises(MemoryError):
        pipeline.train(now=NOW + timedelta(hours=1))

    assert promotion.live_version() == first.version
    assert folders(artefacts_dir) == [first.version]
    assert ModelVersion.objects.count() == 1


@pytest.mark.usefixtures("shop")
def test_an_order_of_searches_that_fails_costs_only_itself(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**kwargs: object) -> None:
        raise MemoryError

    monkeypatch.setattr(search_clicks, "train", broken)

    outcome = pipeline.train(now=NOW)

    assert outcome.is_live
    assert "search_order" not in outcome.metrics
    assert "search_order_failed" in [record.message for record in caplog.records]


@pytest.mark.usefixtures("shop")
def test_an_order_of_searches_goes_live_with_its_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refused = Part("search_order", {}, {"refused": ["too few"]}, {"serves": 0.0})
    monkeypatch.setattr(search_clicks, "train", lambda **kwargs: refused)

    outcome = pipeline.train(now=NOW)

    assert outcome.is_live
    assert outcome.metrics["search_order"]["serves"] == 0.0
    assert pipeline.train(now=NOW + timedelta(hours=1)).is_live


@pytest.mark.usefixtures("shop")
def test_the_next_run_sweeps_what_a_killed_run_left(artefacts_dir: Path) -> None:
    (artefacts_dir / f"{artefacts.UNFINISHED_PREFIX}x" / "als").mkdir(parents=True)
    artefacts.write(artefacts_dir, version="unregistered", parts=[], built_at=NOW)
    (artefacts_dir / "notes").mkdir()

    outcome = pipeline.train(now=NOW)

    assert folders(artefacts_dir) == sorted([outcome.version, "notes"])


@pytest.mark.usefixtures("shop")
def test_a_damaged_live_version_is_replaced(artefacts_dir: Path) -> None:
    first = pipeline.train(now=NOW)
    (artefacts_dir / first.version / "als" / "factors.npy").write_bytes(b"broken")

    second = pipeline.train(now=NOW + timedelta(hours=1))

    assert promotion.live_version() == second.version


@pytest.mark.usefixtures("shop")
def test_old_versions_are_deleted(artefacts_dir: Path) -> None:
    for hour in range(6):
        pipeline.train(now=NOW + timedelta(hours=hour))

    assert len(folders(artefacts_dir)) == 2 + pipeline.VERSIONS_KEPT


@pytest.mark.usefixtures("shop")
def test_progress_names_the_stages() -> None:
    stages: list[str] = []

    pipeline.train(now=NOW, progress=lambda stage, done, total: stages.append(stage.split()[0]))

    assert list(dict.fromkeys(stages)) == ["reading", *fit.STAGES, "trained", "rankers", "search"]


@pytest.fixture
def someone_else_trains() -> Iterator[None]:
    settings = connection.get_connection_params()
    settings.pop("cursor_factory", None)
    settings.pop("context", None)
    with psycopg.connect(**settings) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [lock.TRAINING_LOCK])
        yield


@pytest.mark.usefixtures("shop", "someone_else_trains")
def test_two_runs_never_overlap() -> None:
    with pytest.raises(lock.AlreadyTraining):
        pipeline.train(now=NOW)

    assert ModelVersion.objects.count() == 0
    assert tasks.train.delay().get() == {"version": None, "is_live": True, "skipped": True}
    with pytest.raises(CommandError, match="Another training run"):
        call_command("train")


@pytest.mark.usefixtures("shop")
def test_the_task_returns_the_version() -> None:
    outcome = tasks.train.delay().get()

    assert outcome["version"] == promotion.live_version()
    assert outcome["findings"] == []


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("where", ["--now-inline", "--wait"])
def test_the_command_prints_a_table(where: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("train", where)

    printed = capsys.readouterr().out
    for word in ("popularity", "co_purchase", "als", "content", "is live"):
        assert word in printed


@pytest.mark.usefixtures("shop")
def test_the_command_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    import json

    call_command("train", "--json")

    assert json.loads(capsys.readouterr().out)["version"] == promotion.live_version()


def test_the_command_fails_when_the_gate_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="The gate refused"):
        call_command("train")

    assert "There is no visible product" in capsys.readouterr().out


def test_waiting_without_a_worker_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unheard:
        state = "PENDING"
        revoked = False

        def ready(self) -> bool:
            return False

        def revoke(self) -> None:
            self.revoked = True

    request = Unheard()
    monkeypatch.setattr(tasks.train, "delay", lambda **options: request)
    monkeypatch.setattr(train_command, "PATIENCE_SECONDS", -1.0)
    monkeypatch.setattr(train_command.current_app.control, "ping", lambda timeout: [])

    with pytest.raises(CommandError, match="No worker answers"):
        call_command("train", "--wait")

    assert request.revoked


def test_the_trees_that_serve_are_known_unless_they_were_sized_otherwise(shop: None) -> None:
    pipeline.train(now=NOW)
    model = promotion.live_model()
    assert model is not None
    trees = asdict(RankerConfig(leaves=7))

    for written, leaves in (({"trees": trees}, 7), ({"trees": {"leaves": 7}}, None), ({}, None)):
        ModelVersion.objects.filter(pk=model.pk).update(config={"discover": written})
        found = pipeline._live_ranker()
        assert (found.leaves if found else None) == leaves


def test_a_judged_recipe_that_loses_is_refused_only_beside_a_live_version(
    shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = judge.Judgement(("buy again: the trivial own count is better than ours",), ())
    monkeypatch.setattr(judge, "judged", lambda log, *, candidate, live: lost)

    first = pipeline.train(now=NOW, judges=True)
    second = pipeline.train(now=NOW + timedelta(days=1), judges=True)

    assert (first.is_live, second.is_live) == (True, False)
    assert second.findings == lost.findings
    assert promotion.live_version() == first.version
