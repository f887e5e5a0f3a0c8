"""Imported orders and clicks in the event log."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.imports.account import Account
from catalog.imports.files import UnreadableFile
from catalog.models import ImportIssue, ImportRun, Product
from catalog.tests.factories import make_product
from orders.imports.rules import OrderRules
from orders.models import Order
from orders.tests.imports.files import Row, filler, line, written
from recommendations.events import read
from recommendations.events.files import read_interactions
from recommendations.events.imports import import_clicks, import_orders
from recommendations.events.models import Event
from recommendations.vocabulary import EventKind

pytestmark = pytest.mark.django_db

ROWS = [
    line(order="1", quantity=6),
    line(order="1", code="71053", title="BLUE MUG", quantity=2, price=3.39),
    line(order="2", customer="", at="2010-12-02 08:00"),
    line(order="C3", quantity=-6, at="2010-12-03 08:00"),
    line(order="4", code="POST", title="POSTAGE"),
]


def orders_of(tmp_path: Path, rows: list[Row], **options: object) -> Account:
    return import_orders(
        written(tmp_path, rows),
        mapping={},
        rules=OrderRules(),
        source="orders",
        currency="GBP",
        assumed_units=25,
        **options,  # type: ignore[arg-type]
    )


def clicks_of(tmp_path: Path, text: str) -> Account:
    path = tmp_path / "clicks.tsv"
    path.write_text("SessionId\tItemId\tTime\n" + text)
    return import_clicks(path, mapping={}, source="clicks", currency="EUR")


def test_what_was_kept_is_logged(tmp_path: Path) -> None:
    account = orders_of(tmp_path, ROWS)

    events = Event.objects.order_by("happened_at", "item_id")
    assert account.totals["events added"] == events.count() == 2
    mug, heart = events
    assert (mug.kind, mug.quantity, mug.price_minor, mug.currency) == ("purchase", 2, 339, "GBP")
    assert (mug.order_reference, mug.source) == ("1", "import:orders")
    assert mug.visitor_id == Order.objects.get(number="1").visitor_id
    assert mug.item_id == Product.objects.get(external_id="71053").pk
    assert mug.happened_at == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
    assert heart.visitor_id == Order.objects.get(number="2").visitor_id


def test_the_log_says_what_the_file_says(tmp_path: Path) -> None:
    rows = [*ROWS, *filler(20)]
    orders_of(tmp_path, rows)

    from_log = read.interactions(kinds=[EventKind.PURCHASE])
    from_file, _ = read_interactions(tmp_path / "orders.csv")

    assert sorted(from_log.happened_at.tolist()) == from_file.happened_at.tolist()
    assert sorted(from_log.quantity.tolist()) == sorted(from_file.quantity.tolist())
    assert len(from_log.persons) == len(from_file.persons)
    assert len(set(from_log.basket.tolist())) == len(set(from_file.basket.tolist()))


def test_a_second_run_adds_nothing_and_brings_nothing_erased_back(tmp_path: Path) -> None:
    orders_of(tmp_path, ROWS)
    Event.objects.filter(order_reference="1").delete()

    account = orders_of(tmp_path, ROWS)

    assert account.totals["events added"] == 0
    assert Event.objects.count() == 1


def test_a_changed_order_is_logged_anew(tmp_path: Path) -> None:
    orders_of(tmp_path, ROWS)
    back = line(order="C9", code="71053", quantity=-1, at="2010-12-04 08:00")

    account = orders_of(tmp_path, [*ROWS, back])

    assert account.changed == 1
    assert Event.objects.get(order_reference="1").quantity == 1
    assert Event.objects.count() == 2


def test_equal_lines_of_one_order_are_events_of_their_own(tmp_path: Path) -> None:
    orders_of(tmp_path, [line(quantity=1), line(quantity=2), line(quantity=3)])

    assert sorted(Event.objects.values_list("quantity", flat=True)) == [1, 2, 3]


def test_a_run_keeps_the_account_and_every_rejection(tmp_path: Path) -> None:
    account = orders_of(tmp_path, ROWS)

    run = ImportRun.objects.get(pk=account.run_id)
    assert (run.kind, run.status, run.layout) == ("orders", "done", "order lines")
    assert (run.rows_read, run.rows_accepted, run.rows_rejected) == (5, 4, 1)
    assert len(run.file_digest) == 64
    issue = ImportIssue.objects.get(run=run)
    assert (issue.row_number, issue.column, issue.value) == (6, "StockCode", "POST")
    assert issue.reason == "is postage, a fee or a charge"
    assert run.decisions["return cancelled an earlier sale"] == {"count": 1, "rows": [5]}


def test_a_file_that_fails_leaves_a_failed_run_and_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        clicks_of(tmp_path, "")

    run = ImportRun.objects.get()
    assert run.status == "failed"
    assert "no row below its header" in run.error
    assert not Event.objects.exists()


def test_unknown_items_become_hidden_drafts(tmp_path: Path) -> None:
    account = clicks_of(tmp_path, "1\t10\t1592337718\n1\t11\t1592337720\n2\t10\t1592337730\n")

    assert (account.created, account.unchanged) == (3, 0)
    assert account.totals == {"sessions": 2, "items": 2, "hidden drafts created": 2}
    assert set(Product.objects.values_list("external_id", "status", "source")) == {
        ("10", "draft", "clicks"),
        ("11", "draft", "clicks"),
    }
    events = list(Event.objects.order_by("happened_at"))
    assert [event.kind for event in events] == ["view"] * 3
    assert events[0].session_id == events[1].session_id != events[2].session_id
    assert events[0].item_id == Product.objects.get(external_id="10").pk


def test_clicks_twice_are_clicks_once(tmp_path: Path) -> None:
    text = "1\t10\t1592337718\n1\t11\t1592337720\n"
    clicks_of(tmp_path, text)

    account = clicks_of(tmp_path, text)

    assert (account.created, account.unchanged) == (0, 2)
    assert Event.objects.count() == 2
    assert Product.objects.count() == 2


def test_items_of_the_shop_are_recognised_by_sku(tmp_path: Path) -> None:
    lamp = make_product("Lamp", sku="LAMP-1")

    account = clicks_of(tmp_path, "1\tlamp-1\t1592337718\n")

    assert Event.objects.get().item_id == lamp.pk
    assert account.totals["hidden drafts created"] == 0


def test_numbers_that_meet_by_chance_are_kept_apart(tmp_path: Path) -> None:
    lamp = make_product("Lamp", sku="10")

    account = clicks_of(tmp_path, "1\t10\t1592337718\n1\t11\t1592337720\n1\t12\t1592337730\n")
    again = clicks_of(tmp_path, "1\t10\t1592337718\n1\t11\t1592337720\n1\t12\t1592337730\n")

    assert not Event.objects.filter(item_id=lamp.pk).exists()
    apart = "item numbered like a product, in a file whose items are mostly unknown: kept apart"
    assert account.decisions.count(apart) == 1
    assert (again.created, again.totals["hidden drafts created"]) == (0, 0)
