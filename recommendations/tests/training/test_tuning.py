"""The search looks at the past alone, and the newest days check what it found."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from recommendations.evaluation.splits import NothingToEvaluate
from recommendations.features.histories import before
from recommendations.tests.evaluation.logs import NOW, clicked
from recommendations.tests.worlds import DAY
from recommendations.training import tuning
from recommendations.training.tuning import TuneConfig, Tuned
from recommendations.vocabulary import Interactions

QUICK = TuneConfig(source_trials=2, ranker_trials=2)


def walks(*, newest_is_other: bool = False) -> Interactions:
    """Eight days of visits that walk along a ring of items; the newest day may walk the other way."""
    rng = np.random.default_rng(3)
    visits = []
    for day in range(8):
        for number in range(40):
            start, turn = int(rng.integers(0, 12)), -1 if newest_is_other and day == 0 else 1
            items = [(start + turn * step) % 12 for step in range(4)]
            visits.append((day + 0.2 + number / 100, items))
    return clicked(*visits)


def searched(log: Interactions) -> Tuned:
    return tuning.tuned(log, task_name="clicks", horizon_days=1.0, config=QUICK)


@pytest.fixture(scope="module")
def found() -> Tuned:
    return searched(walks())


def test_the_defaults_are_the_first_trial_of_each_search(found: Tuned) -> None:
    assert [trial.phase for trial in found.trials] == ["sources", "sources", "ranker", "ranker"]
    assert found.trials[0].params["reach"] == 10
    assert found.trials[2].params["leaves"] == 31


def test_the_best_trial_is_chosen(found: Tuned) -> None:
    best = max(found.trials[2:], key=lambda trial: trial.value)

    assert found.ranker.leaves == best.params["leaves"]
    assert found.ranker.rounds == best.params["rounds"]


def test_the_search_never_sees_the_newest_days(found: Tuned) -> None:
    other = searched(walks(newest_is_other=True))

    assert [trial.value for trial in other.trials] == [trial.value for trial in found.trials]
    assert set(found.check) == {"all"}


def test_the_report_is_json(found: Tuned) -> None:
    told = json.loads(json.dumps(found.as_dict(), allow_nan=False))

    assert told["figure"] == "ndcg@20"
    assert len(told["windows"]) == 2
    assert told["holds"] in {True, False}


def test_a_gain_holds_only_without_a_sure_loss() -> None:
    gain, loss = {"mean": 0.1, "low": 0.05, "high": 0.2}, {"mean": -0.1, "low": -0.2, "high": -0.05}
    parts = ("clicks", (), QUICK, QUICK, ())

    assert Tuned(*parts, {"all": gain}).holds  # type: ignore[arg-type]
    assert not Tuned(*parts, {"all": gain, "discover": loss}).holds  # type: ignore[arg-type]
    assert not Tuned(*parts, {}).holds  # type: ignore[arg-type]


def test_a_short_log_is_refused() -> None:
    log = walks()
    newest = before(log, NOW - 6 * DAY)

    with pytest.raises(NothingToEvaluate, match="4 times 3 days of history"):
        tuning.tuned(newest, task_name="clicks", horizon_days=3.0, config=QUICK)


def test_the_command_writes_a_report_that_training_reads(tmp_path: Path) -> None:
    log = walks()
    rows = ["SessionId\tItemId\tTime"] + [
        f"{log.persons[person]}\t{log.items[item]}\t{at}"
        for person, item, at in zip(log.person, log.item, log.happened_at, strict=True)
    ]
    path, report = tmp_path / "clicks.tsv", tmp_path / "report.json"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    out = io.StringIO()

    call_command(
        "tune", str(path), source_trials=1, ranker_trials=1, out=report, stdout=out, stderr=out
    )

    assert "against the defaults on the newest days" in out.getvalue()
    assert json.loads(report.read_text())["ranker"]["leaves"] == 31


@pytest.mark.parametrize("text", ["", "[]", "{}"])
def test_training_refuses_what_is_no_report(tmp_path: Path, text: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match="is no report of"):
        call_command("train", tuned=path)


def test_training_says_why_a_report_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(
        CommandError, match=r"absent\.json cannot be read: No such file or directory\."
    ):
        call_command("train", tuned=tmp_path / "absent.json")
