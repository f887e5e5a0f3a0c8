"""Rejected rows in the hands of staff."""

from __future__ import annotations

import csv
import io

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from catalog.exports import tables
from catalog.imports import rejects
from catalog.models import ImportIssue, ImportRun


@pytest.fixture
def run(db: None) -> ImportRun:
    made = ImportRun.objects.create(
        kind="products",
        file_name="Autumn list.csv",
        status="done",
        rows_read=3,
        rows_accepted=1,
        rows_rejected=2,
        decisions={
            "title met before: kept as a product of its own": {"count": 1234, "rows": [5, 6]}
        },
    )
    ImportIssue.objects.create(run=made, row_number=9, column="price", reason="is empty")
    ImportIssue.objects.create(run=made, row_number=4, column="title", reason="odd", value="=1+1")
    ImportIssue.objects.create(run=made, row_number=5, reason="a remark", is_rejection=False)
    return made


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    client.force_login(get_user_model().objects.create_superuser("owner@example.org", "secret"))
    return client


def test_rejected_rows_come_in_order_and_do_no_harm(run: ImportRun) -> None:
    text = "".join(rejects.lines(run))

    assert list(csv.reader(io.StringIO(text))) == [
        ["row", "column", "reason", "value"],
        ["4", "title", "odd", "'=1+1"],
        ["9", "price", "is empty", ""],
    ]


@pytest.mark.parametrize(
    "cell", ["=1", "+1", "-1", "@x", "\tx", "\rx", "\nx", " =1", "＝1", "＋1", "－1", "＠x"]
)
def test_formulas_are_defused(cell: str) -> None:
    assert tables.harmless(cell) == f"'{cell}"
    assert tables.as_meant(f"'{cell}") == cell
    assert tables.as_meant(str(tables.harmless(f"'{cell}"))) == f"'{cell}"
    assert tables.harmless("plain") == "plain"
    assert tables.harmless(-1) == -1


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("Lamp;=HYPERLINK(1)", "Lamp;'=HYPERLINK(1)"),
        ("a; '=1", "a;' '=1"),
        ("\n=1+1", "'\n'=1+1"),
        ("Warm.\r\n-1+cmd|' /C calc'!A0", "Warm.\r\n'-1+cmd|' /C calc'!A0"),
        ("a\t＋SUM（1）;＠x", "a\t'＋SUM（1）;'＠x"),
    ],
)
def test_formulas_within_a_text_are_defused_too(cell: str, written: str) -> None:
    assert tables.harmless(cell) == written
    assert tables.as_meant(written) == cell


@pytest.mark.parametrize(
    "cell", ["Lamp, -5 % off", "A;-B", "a, =b", "Care:\n- by hand\n- cold; -20 at most", "it's; 'tis", "1=1; a@b"]
)  # fmt: skip
def test_texts_that_are_no_formulas_stay(cell: str) -> None:
    assert tables.harmless(cell) == cell
    assert tables.as_meant(cell) == cell


@given(st.text(alphabet="=+-@＝－;\t\r\n' a(|,", max_size=12))
def test_whatever_is_made_harmless_is_read_as_it_was_meant(cell: str) -> None:
    assert tables.as_meant(str(tables.harmless(cell))) == cell


def test_staff_see_runs_decisions_and_rows(staff: Client, run: ImportRun) -> None:
    listed = staff.get(reverse("admin:catalog_importrun_changelist"))
    shown = staff.get(reverse("admin:catalog_importrun_change", args=[run.pk]))

    assert listed.status_code == shown.status_code == 200
    assert "Autumn list.csv" in listed.text
    assert "1,234" in shown.text
    assert "title met before" in shown.text
    assert "=1+1" in shown.text


def test_staff_download_rejected_rows(staff: Client, run: ImportRun) -> None:
    answer = staff.get(reverse("admin:catalog_importrun_download_rejects", args=[run.pk]))

    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="rejects-autumn-listcsv.csv"'
    assert b"is empty" in answer.getvalue()


def test_issues_can_be_searched(staff: Client, run: ImportRun) -> None:
    answer = staff.get(reverse("admin:catalog_importissue_changelist"), {"q": "odd"})

    assert "=1+1" in answer.text
    assert "is empty" not in answer.text


@pytest.mark.parametrize("page", ["add", "delete"])
def test_nobody_edits_an_account(staff: Client, run: ImportRun, page: str) -> None:
    arguments = [] if page == "add" else [run.pk]

    answer = staff.get(reverse(f"admin:catalog_importrun_{page}", args=arguments))

    assert answer.status_code == 403


def test_shoppers_see_nothing_of_it(client: Client, run: ImportRun) -> None:
    answer = client.get(reverse("admin:catalog_importrun_download_rejects", args=[run.pk]))

    assert answer.status_code == 302
    assert b"odd" not in answer.content
