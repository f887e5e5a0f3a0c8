"""The steps between an empty database and a trained shop; each does nothing when it was done before."""

from __future__ import annotations

import hashlib
import inspect
import io
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from storefront.celery import app
from storefront.demo_run.screen import Step

TRAIN = "recommendations.tasks.train"
LOOK_EVERY_SECONDS = 0.2


class TrainingFailed(Exception):
    """The worker could not train the models; the message says how it put it."""


def waiting_migrations() -> int:
    """Return how many migrations the database has not seen."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate(step: Step) -> None:
    """Bring the database to this version's tables."""
    total = waiting_migrations()
    call_command("migrate", interactive=False, no_color=True, stdout=_MigrationLines(step, total))
    step.result = f"{total} migrations"


class _MigrationLines(io.StringIO):
    """Reads what ``migrate`` prints, ``Applying catalog.0001_initial... OK``, as progress."""

    def __init__(self, step: Step, total: int) -> None:
        super().__init__()
        self._step = step
        self._total = total
        self._done = 0
        self._name = ""

    def write(self, text: str) -> int:
        if found := re.search(r"Applying (\S+?)\.\.\.", text):
            self._name = found[1]
        if text.strip() == "OK" or text.rstrip().endswith("... OK"):
            self._done += 1
        self._step.report(self._name, self._done, self._total)
        return len(text)


def collect_static(step: Step) -> None:
    """Gather, hash and compress the files browsers load."""
    mark = static_mark()
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    _stamp().write_text(mark, encoding="ascii")
    step.result = f"{sum(1 for path in _static_root().rglob('*') if path.is_file())} files"


def is_static_collected() -> bool:
    """Return whether the gathered files are those of the sources as they are now."""
    stamp = _stamp()
    return stamp.exists() and stamp.read_text(encoding="ascii") == static_mark()


def static_mark() -> str:
    """Return a mark that changes when a source of static files does, or what is made of them."""
    storage_class = type(storages["staticfiles"])
    digest = hashlib.sha256(inspect.getsource(sys.modules[storage_class.__module__]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def train(step: Step, *, meanwhile: Callable[[], None]) -> None:
    """Let the worker train every model, and show how far it is; ``meanwhile`` runs between two looks.

    Raises:
        TrainingFailed: if the task failed, or the gate refused what it trained.
    """
    result = app.send_task(TRAIN)
    while not result.ready():
        meanwhile()
        told = result.info
        if isinstance(told, dict) and "stage" in told:
            step.report(str(told["stage"]), int(told.get("done", 0)), int(told.get("total", 0)))
        time.sleep(LOOK_EVERY_SECONDS)
    outcome = result.result
    if not result.successful():
        raise TrainingFailed(f"{type(outcome).__name__}: {outcome}")
    if not outcome.get("is_live", True):
        raise TrainingFailed(
            "; ".join(outcome.get("findings", [])) or "the gate refused the models"
        )
    step.result = str(outcome["version"])


def _static_root() -> Path:
    return Path(settings.STATIC_ROOT)


def _stamp() -> Path:
    return Path(settings.VAR_DIR) / "static.stamp"
