"""A run says how it ended, whoever ended it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

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
def test_a_run_without_a_process_is_settled(path: Path) -> None:
    orphan = ImportRun.objects.create(kind="test", file_name="old.csv")

    assert runs.settle_abandoned() == 1

    orphan.refresh_from_db()
    assert (orphan.status, orphan.error) == ("failed", runs.ABANDONED)
    assert runs.settle_abandoned() == 0
