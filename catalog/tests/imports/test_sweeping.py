"""Handed-in files are never forgotten: steps nobody took are asked for again, and what has served goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from catalog import tasks
from catalog.imports import kinds, sweeping, uploads
from catalog.imports.account import UnevenAccount
from catalog.models import ImportRun, ImportUpload, Product

TEXT = "id,sku,title,price\n1,MUG,Mug,4.50\n"
NOW = timezone.now()
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def _private_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def worker_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Let nothing reach a worker until the block ends."""
    with monkeypatch.context() as away:
        for task in (tasks.check_upload, tasks.import_upload):
            away.setattr(task, "apply_async", _refuse)
        yield away


def _refuse(*args: object, **kwargs: object) -> None:
    raise OperationalError("the broker is away")


def hand_in() -> ImportUpload:
    return uploads.receive(
        SimpleUploadedFile("spring.csv", TEXT.encode()), kind="products", currency="EUR"
    )


def aged(upload: ImportUpload, age: timedelta, **fields: object) -> ImportUpload:
    ImportUpload.objects.filter(pk=upload.pk).update(moved_at=NOW - age, **fields)
    upload.refresh_from_db()
    return upload


def test_a_file_handed_in_while_the_broker_is_away_is_looked_at_later(
    worker_away: pytest.MonkeyPatch,
) -> None:
    upload = hand_in()
    before = upload.status
    worker_away.undo()
    soon = sweeping.sweep(now=NOW)
    aged(upload, timedelta(minutes=16))

    late = sweeping.sweep(now=NOW)

    upload.refresh_from_db()
    assert (before, soon, late) == ("checking", (0, 0), (1, 0))
    assert upload.status == "ready"
    assert upload.preview["report"]["outcome"]["created"] == 1


def test_a_confirmed_file_whose_worker_died_is_imported_after_all(
    worker_away: pytest.MonkeyPatch,
) -> None:
    upload = aged(hand_in(), timedelta(hours=1), status="importing", attempts=1)
    worker_away.undo()

    sweeping.sweep(now=NOW)

    upload.refresh_from_db()
    assert (upload.status, upload.attempts) == ("done", 0)
    assert Product.objects.get().title == "Mug"


def test_a_file_over_which_two_workers_died_is_given_up(worker_away: pytest.MonkeyPatch) -> None:
    upload = aged(hand_in(), timedelta(hours=1), attempts=2)
    worker_away.undo()

    sweeping.sweep(now=NOW)

    upload.refresh_from_db()
    assert (upload.status, upload.error) == ("refused", uploads.DIED)


def test_a_file_that_a_worker_is_at_is_left_alone(worker_away: pytest.MonkeyPatch) -> None:
    upload = aged(hand_in(), timedelta(hours=1))
    worker_away.undo()
    at = connection.get_connection_params()
    at = {key: at[key] for key in ("host", "port", "user", "password", "dbname") if key in at}

    with psycopg.connect(**at) as worker:
        worker.execute("SELECT pg_advisory_lock(%s, %s)", [uploads._UPLOAD_LOCKS, upload.pk])
        asked = sweeping.sweep(now=NOW)
        uploads.check(upload.pk)
        upload.refresh_from_db()
        meanwhile = upload.status
        worker.execute("SELECT pg_advisory_unlock(%s, %s)", [uploads._UPLOAD_LOCKS, upload.pk])
    uploads.check(upload.pk)

    upload.refresh_from_db()
    assert (asked, meanwhile, upload.status) == ((0, 0), "checking", "ready")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OSError(28, "No space left on device"), "Something went wrong in the shop, not in the file (OSError)"),
        (UnevenAccount("3 rows read"), "not in the file (UnevenAccount)"),
        (MemoryError(), "not in the file (MemoryError)"),
    ],
)  # fmt: skip
def test_faults_of_the_shop_are_said_of_the_file_and_still_raised(
    fault: Exception, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise fault

    monkeypatch.setattr(kinds, "carry_out", fail)
    with pytest.raises(type(fault)):
        hand_in()

    looked_at = ImportUpload.objects.get()
    ImportUpload.objects.update(status="importing")
    with pytest.raises(type(fault)):
        uploads.carry_out(looked_at.pk)

    imported = ImportUpload.objects.get()
    assert (looked_at.status, imported.status) == ("refused", "failed")
    assert words in looked_at.error
    assert words in imported.error
    assert not ImportRun.objects.exists()


def test_a_file_that_takes_too_long_is_given_up_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def last(*args: object) -> None:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(kinds, "carry_out", last)

    hand_in()

    upload = ImportUpload.objects.get()
    assert (upload.status, upload.error) == ("refused", uploads.TOO_LONG)


def test_files_go_some_days_after_they_are_settled_and_accounts_stay() -> None:
    upload = hand_in()
    uploads.confirm(upload.pk)
    path = Path(upload.file.path)
    aged(upload, timedelta(days=6))
    early, kept = sweeping.sweep(now=NOW), path.exists()
    aged(upload, timedelta(days=8))

    late, again = sweeping.sweep(now=NOW), sweeping.sweep(now=NOW)

    upload.refresh_from_db()
    assert (early, kept, late, again) == ((0, 0), True, (0, 1), (0, 0))
    assert (path.exists(), upload.file.name, upload.status) == (False, "", "done")
    assert set(upload.preview) == {"report"}
    assert upload.run is not None


def test_a_file_nobody_confirms_is_given_up_in_the_end() -> None:
    upload = aged(hand_in(), timedelta(days=29))
    path = Path(upload.file.path)
    sweeping.sweep(now=NOW)
    upload.refresh_from_db()
    before = upload.status
    aged(upload, timedelta(days=31))

    sweeping.sweep(now=NOW)

    upload.refresh_from_db()
    assert (before, upload.status, upload.error) == ("ready", "failed", sweeping.NEVER_CONFIRMED)
    assert not path.exists()
    with pytest.raises(uploads.AlreadyDecided):
        uploads.confirm(upload.pk)
