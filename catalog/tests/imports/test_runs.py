"""A run says how it ended, whoever ended it."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.imports import runs
from catalog.imports.account import UnevenAccount
from catalog.imports.files import UnreadableFile
from catalog.imports.rejections import Rejection
from catalog.imports.runs import importing
from catalog.models import Brand, ImportIssue, ImportRun


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "products.csv"
    file.write_text("sku,title,price\n" + "".join(f"S{n},T{n},1\n" for n in range(100)))
    return file


@pytest.mark.django_db
def test_a_run_that_ends_well_is_done(path: Path) -> None:
    with importing(kind="test", path=path) as run:
        run.account.rows_read, run.account.rows_accepted = 2, 1
        run.reject([Rejection(7, "price", "is not a number", "x" * 300)])

    stored = ImportRun.objects.get()
    assert (stored.status, stored.rows_read, stored.rows_rejected) == ("done", 2, 1)
    assert stored.finished_at is not None
    issue = ImportIssue.objects.get()
    assert (issue.row_number, issue.column, len(issue.value)) == (7, "price", 255)


@pytest.mark.django_db
def test_a_run_that_fails_keeps_its_reason_and_nothing_else(path: Path) -> None:
    def fail() -> None:
        with importing(kind="test", path=path) as run:
            Brand.objects.create(name="Loom", slug="loom")
            run.reject([Rejection(1, "a", "b")])
            raise UnreadableFile("The file ends too early.")

    with pytest.raises(UnreadableFile):
        fail()

    stored = ImportRun.objects.get()
    assert (stored.status, stored.error) == ("failed", "The file ends too early.")
    assert not Brand.objects.exists()
    assert not ImportIssue.objects.exists()


@pytest.mark.django_db
def test_rows_that_vanish_fail_the_run(path: Path) -> None:
    def lose_rows() -> None:
        with importing(kind="test", path=path) as run:
            run.account.rows_read = 3
            run.account.rows_accepted = 1

    with pytest.raises(UnevenAccount):
        lose_rows()

    assert ImportRun.objects.get().status == "failed"


@pytest.mark.django_db
def test_the_database_refuses_an_uneven_account_too() -> None:
    with pytest.raises(IntegrityError, match="every_row_counted"), transaction.atomic():
        ImportRun.objects.create(kind="test", file_name="x", status="done", rows_read=1)


@pytest.mark.django_db
def test_a_reason_that_cannot_be_stored_is_stored_all_the_same(path: Path) -> None:
    def fail() -> None:
        with importing(kind="test", path=path):
            raise UnreadableFile("The column ti\x00tle is missing; the file has \ud800.")

    with pytest.raises(UnreadableFile):
        fail()

    stored = ImportRun.objects.get()
    assert stored.status == "failed"
    assert stored.error == "The column ti␀tle is missing; the file has ?."


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_dry_run_waits_for_the_import_before_it(path: Path) -> None:
    seen: list[int] = []

    def look() -> None:
        try:
            with importing(kind="test", path=path, is_dry_run=True):
                seen.append(Brand.objects.filter(slug="loom").count())
        finally:
            connection.close()

    looking = Thread(target=look)
    with importing(kind="test", path=path):
        Brand.objects.create(name="Loom", slug="loom")
        looking.start()
        wait_for_a_waiting_turn(looking)
        before = list(seen)
    looking.join(20)

    assert (before, seen) == ([], [1])


def wait_for_a_waiting_turn(thread: Thread) -> None:
    """Return once somebody waits for the turn of imports, or the thread has not waited at all."""
    asked = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND NOT granted"
    )
    until = time.monotonic() + 20
    while thread.is_alive() and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(asked, [runs._RUN_LOCKS])
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)


@pytest.mark.django_db
def test_a_run_without_a_process_is_settled(path: Path) -> None:
    orphan = ImportRun.objects.create(kind="test", file_name="old.csv")

    assert runs.settle_abandoned() == 1

    orphan.refresh_from_db()
    assert (orphan.status, orphan.error) == ("failed", runs.ABANDONED)
    assert runs.settle_abandoned() == 0
