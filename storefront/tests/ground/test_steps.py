"""The steps to a trained shop: progress told as it is, and nothing done twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from storefront.demo_run import steps


@dataclass
class Told:
    """A step that remembers what it was told."""

    reports: list[tuple[str, int, int]] = field(default_factory=list)
    result: str = ""

    def report(self, stage: str, done: int, total: int) -> None:
        self.reports.append((stage, done, total))


@dataclass
class Task:
    """The result of a task as a client sees it: some states, then an outcome."""

    states: list[Any]
    outcome: Any
    is_success: bool = True

    def ready(self) -> bool:
        return not self.states

    @property
    def info(self) -> Any:
        return self.states.pop(0)

    @property
    def result(self) -> Any:
        return self.outcome

    def successful(self) -> bool:
        return self.is_success


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(steps, "LOOK_EVERY_SECONDS", 0)
    names: list[str] = []
    return names


def _answer_with(monkeypatch: pytest.MonkeyPatch, task: Task, names: list[str]) -> None:
    def send_task(name: str) -> Task:
        names.append(name)
        return task

    monkeypatch.setattr(steps.app, "send_task", send_task)


@pytest.mark.django_db
def test_a_migrated_database_waits_for_nothing() -> None:
    assert steps.waiting_migrations() == 0


@pytest.mark.django_db
def test_migrate_tells_how_many_were_applied() -> None:
    step = Told()

    steps.migrate(step)

    assert step.result == "0 migrations"


def test_lines_of_migrate_become_progress() -> None:
    step = Told()
    lines = steps._MigrationLines(step, 2)  # type: ignore[arg-type]

    for text in (
        "  Applying catalog.0001_initial...",
        " OK\n",
        "  Applying orders.0001...",
        " OK\n",
    ):
        lines.write(text)

    assert step.reports == [
        ("catalog.0001_initial", 0, 2),
        ("catalog.0001_initial", 1, 2),
        ("orders.0001", 1, 2),
        ("orders.0001", 2, 2),
    ]


def test_training_goes_through_the_worker_and_is_shown_as_it_goes(
    monkeypatch: pytest.MonkeyPatch, sent: list[str]
) -> None:
    states = [None, {"stage": "als", "done": 1, "total": 9}, {"pid": 7}]
    _answer_with(monkeypatch, Task(states, {"version": "v1", "is_live": True}), sent)
    step = Told()
    looked = []

    steps.train(step, meanwhile=lambda: looked.append(True))

    assert sent == ["recommendations.tasks.train"]
    assert step.reports == [("als", 1, 9)]
    assert step.result == "v1"
    assert len(looked) == 3


def test_a_training_that_fails_says_why(monkeypatch: pytest.MonkeyPatch, sent: list[str]) -> None:
    _answer_with(monkeypatch, Task([], ValueError("no events"), is_success=False), sent)

    with pytest.raises(steps.TrainingFailed, match="ValueError: no events"):
        steps.train(Told(), meanwhile=lambda: None)


def test_models_that_the_gate_refused_are_no_success(
    monkeypatch: pytest.MonkeyPatch, sent: list[str]
) -> None:
    outcome = {"version": "v1", "is_live": False, "findings": ["coverage 0.1 is below 0.5"]}
    _answer_with(monkeypatch, Task([], outcome), sent)

    with pytest.raises(steps.TrainingFailed, match=r"coverage 0\.1"):
        steps.train(Told(), meanwhile=lambda: None)


def test_static_files_are_collected_again_only_when_a_source_changed(
    tmp_path: Path, settings: Any
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "shop.css").write_text("a {}", "utf-8")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.VAR_DIR = tmp_path
    step = Told()
    assert not steps.is_static_collected()

    steps.collect_static(step)

    assert (tmp_path / "static" / "shop.css").read_text("utf-8") == "a {}"
    assert step.result == "1 files"
    assert steps.is_static_collected()
    (source / "shop.css").write_text("a { color: red }", "utf-8")
    assert not steps.is_static_collected()


def test_static_files_are_collected_again_when_they_are_made_in_another_way(settings: Any) -> None:
    before = steps.static_mark()

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
    }

    assert steps.static_mark() != before
