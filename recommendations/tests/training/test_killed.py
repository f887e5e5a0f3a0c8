"""A trainer killed at any moment: the live version stays, and the next run starts clean."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection

from recommendations.registry import artefacts, promotion
from recommendations.registry.models import ModelVersion
from recommendations.tests import worlds
from recommendations.tests.training.test_pipeline import NOW, fill_shop, folders
from recommendations.training import encoder, fit, pipeline

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

TRAINER = """
import os, signal, sys
import django
django.setup()
from datetime import datetime, UTC
from recommendations.tests import worlds
from recommendations.training import encoder, pipeline

encoder.ready = lambda root, *, n_threads: worlds.WordEncoder()
kill_at = sys.argv[1]

def die(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)

def report(stage, done, total):
    if stage.startswith(kill_at):
        die()

if kill_at in {"register", "promote", "retire"}:
    setattr(pipeline.promotion, kill_at, die)
if kill_at == "gate":
    pipeline.gate.findings = die
pipeline.train(now=datetime.fromtimestamp(float(sys.argv[2]), UTC), progress=report)
"""


def train_until_killed(moment: str, *, artefacts_dir: Path, at: float) -> int:
    """Train in a process of its own on the tests' database, killed at a moment; return its exit code."""
    settings: Mapping[str, Any] = connection.settings_dict
    query = urlencode({"host": settings["HOST"], "port": settings["PORT"] or "5432"})
    user = quote(settings["USER"]) + (
        ":" + quote(settings["PASSWORD"]) if settings["PASSWORD"] else ""
    )
    return subprocess.run(
        [sys.executable, "-c", TRAINER, moment, str(at)],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "storefront.settings",
            "DATABASE_URL": f"postgresql://{user}@/{quote(settings['NAME'])}?{query}",
            "ARTEFACTS_DIR": str(artefacts_dir),
        },
        capture_output=True,
        timeout=120,
        check=False,
    ).returncode


@pytest.mark.parametrize(
    "moment",
    [
        "reading",
        "popularity",
        "co_purchase",
        "content",
        "als",
        "gate",
        "register",
        "promote",
        "retire",
    ],
)
def test_a_killed_trainer_changes_nothing_that_is_live(
    moment: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ARTEFACTS_DIR = tmp_path
    monkeypatch.setattr(encoder, "ready", lambda root, *, n_threads: worlds.WordEncoder())
    fill_shop()
    first = pipeline.train(now=NOW)

    exit_code = train_until_killed(moment, artefacts_dir=tmp_path, at=worlds.NOW + 60)

    assert exit_code == -9
    live = promotion.live_model()
    assert live is not None
    assert (live.version == first.version) is (moment != "retire")
    assert set(artefacts.open_version(promotion.folder(live), digest=live.digest)) == set(
        fit.STAGES
    )
    again = pipeline.train(now=NOW.replace(year=NOW.year + 1), compare_with_live=False)
    assert promotion.live_version() == again.version
    known = set(ModelVersion.objects.exclude(status="deleted").values_list("path", flat=True))
    assert set(folders(tmp_path)) == known
