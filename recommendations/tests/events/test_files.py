"""Order and click files as Interactions, without a database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.imports.files import UnreadableFile
from orders.imports.rules import BASELINE
from orders.tests.imports.files import filler, line, written
from recommendations.events.click_files import read_clicks
from recommendations.events.files import read_interactions
from recommendations.vocabulary import KIND_CODES, EventKind


def clicks_file(tmp_path: Path, text: str, name: str = "clicks.tsv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_orders_become_net_purchases_sorted_by_time(tmp_path: Path) -> None:
    rows = [
        line(order="2", code="71053", quantity=4, at="2010-12-02 08:00"),
        line(order="1", quantity=6, at="2010-12-01 08:00"),
        line(order="3", quantity=1, at="2010-12-03 08:00", customer=""),
        line(order="4", quantity=2, at="2010-12-04 08:00", customer=""),
        line(order="C5", quantity=-6, at="2010-12-05 08:00"),
        line(order="C6", code="71053", quantity=-1, at="2010-12-06 08:00"),
        line(order="7", code="POST", title="POSTAGE"),
    ]

    log, account = read_interactions(written(tmp_path, rows + filler(20)))

    assert (account.layout, account.rows_read, account.rows_rejected) == ("orders", 27, 1)
    assert log.quantity[-3:].tolist() == [3, 1, 2]
    assert set(log.kind.tolist()) == {KIND_CODES[EventKind.PURCHASE]}
    assert log.persons[log.person[-3:]].tolist() == ["17850", "guest:3", "guest:4"]
    assert account.item_labels[log.item[-3:]].tolist() == ["71053", "85123A", "85123A"]
    assert len(set(log.basket[-3:].tolist())) == 3
    assert (log.happened_at[1:] >= log.happened_at[:-1]).all()


def test_one_basket_an_order(tmp_path: Path) -> None:
    rows = [line(), line(code="71053"), line(order="9")]

    log, _ = read_interactions(written(tmp_path, rows))

    assert log.basket[0] == log.basket[1] != log.basket[2]


def test_the_baseline_rules_net_nothing(tmp_path: Path) -> None:
    rows = [line(), line(order="C1", quantity=-6, at="2010-12-05"), line(customer=""), *filler()]

    log, account = read_interactions(written(tmp_path, rows), rules=BASELINE)

    assert len(log) == 41
    assert account.rows_rejected == 2


def test_clicks_become_views_with_sessions_as_baskets(tmp_path: Path) -> None:
    path = clicks_file(
        tmp_path,
        "SessionId\tItemId\tTime\n7\t42\t1592337765.0\n7\t41\t1592337718.5\n8\t42\t1592337800\n",
    )

    log, account = read_interactions(path)

    assert account.layout == "clicks"
    assert log.happened_at.tolist() == [1592337718.5, 1592337765.0, 1592337800.0]
    assert account.item_labels[log.item].tolist() == ["41", "42", "42"]
    assert log.persons[log.person].tolist() == ["7", "7", "8"]
    assert log.basket[0] == log.basket[1] != log.basket[2]
    assert set(log.kind.tolist()) == {KIND_CODES[EventKind.VIEW]}


def test_session_lines_keep_their_kinds(tmp_path: Path) -> None:
    session = {
        "session": 0,
        "events": [
            {"aid": 1, "ts": 1659304800025, "type": "clicks"},
            {"aid": 1, "ts": 1659304900025, "type": "carts"},
            {"aid": 1, "ts": 1659305000025, "type": "orders"},
        ],
    }

    log, account = read_interactions(clicks_file(tmp_path, json.dumps(session) + "\n"))

    assert account.layout == "session lines"
    kinds = [EventKind.VIEW, EventKind.CART, EventKind.PURCHASE]
    assert log.kind.tolist() == [KIND_CODES[kind] for kind in kinds]
    assert log.happened_at[0] == pytest.approx(1659304800.025)


def test_general_event_logs_are_understood(tmp_path: Path) -> None:
    text = (
        "timestamp,visitorid,event,itemid,transactionid\n"
        "1433221332117,257597,view,355908,\n"
        "1433221340000,257597,addtocart,355908,\n"
        "1433221350000,257597,transaction,355908,4000\n"
    )

    clicks = read_clicks(clicks_file(tmp_path, text))

    kinds = [EventKind.VIEW, EventKind.CART, EventKind.PURCHASE]
    assert clicks.kind.tolist() == [KIND_CODES[kind] for kind in kinds]
    assert clicks.person.texts == ("257597",)


def test_every_click_is_accepted_or_rejected(tmp_path: Path) -> None:
    path = clicks_file(
        tmp_path,
        "SessionId\tItemId\tTime\tEvent\n"
        "1\t10\t1592337718\tview\n"
        "1\t10\t1592337718\tview\n"
        "\t10\t1592337718\tview\n"
        "1\t\t1592337718\tview\n"
        "1\t10\tnoon\tview\n"
        "1\t10\t1592337718\tsneeze\n"
        f"1\t{'x' * 200}\t1592337718\tview\n"
        "1\t10\n",
    )

    clicks = read_clicks(path)

    assert clicks.rows_read == 8
    assert int(clicks.is_accepted.sum()) == 1
    found = {each.row_number: (each.column, each.reason) for each in clicks.rejections()}
    assert found == {
        3: ("", "repeats an earlier row"),
        4: ("SessionId", "is empty"),
        5: ("ItemId", "is empty"),
        6: ("Time", "is not a date and time"),
        7: ("Event", "is no view, cart, or purchase"),
        8: ("ItemId", "is too long or holds signs that cannot be stored"),
        9: ("", "has 2 cells where the header has 4"),
    }


def test_broken_session_lines_are_told(tmp_path: Path) -> None:
    text = '{"session": 1, "events": 3}\n{"session": 2, "events": [4]}\nnot json\n'

    clicks = read_clicks(clicks_file(tmp_path, text))

    assert [(each.row_number, each.column) for each in clicks.rejections()] == [
        (1, "events"),
        (2, "events"),
        (3, ""),
    ]


def test_a_log_without_sessions_or_persons_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="Neither a session nor a person"):
        read_interactions(clicks_file(tmp_path, "ItemId\tTime\n1\t2\n"))


def test_reading_needs_no_django_and_no_data_frame(tmp_path: Path) -> None:
    path = written(tmp_path, [line()])
    code = (
        "import sys; from pathlib import Path; "
        "from recommendations.events.files import read_interactions; "
        f"log, account = read_interactions(Path({str(path)!r})); "
        "assert len(log) == 1; "
        "print([name for name in ('django', 'polars', 'pandas') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_log_of_events_with_transactions_is_a_click_log(tmp_path: Path) -> None:
    path = clicks_file(
        tmp_path,
        "timestamp,visitorid,event,itemid,transactionid\n"
        "1433221332117,257597,view,355908,\n1433221392117,257597,transaction,355908,4000\n",
    )

    log, account = read_interactions(path)

    assert account.layout == "clicks"
    assert log.happened_at.tolist() == [1433221332.117, 1433221392.117]
    assert log.kind.tolist() == [KIND_CODES[EventKind.VIEW], KIND_CODES[EventKind.PURCHASE]]


def test_an_event_with_a_price_is_no_order_line(tmp_path: Path) -> None:
    path = clicks_file(
        tmp_path,
        "event_time,event_type,product_id,price,user_id,user_session\n"
        "2019-10-01 00:00:00 UTC,view,44600062,35.79,541312140,72d76fde\n",
    )

    log, _ = read_interactions(path)

    assert log.happened_at.tolist() == [1569888000.0]


def test_milliseconds_of_a_day_are_counted_from_its_midnight(tmp_path: Path) -> None:
    path = clicks_file(
        tmp_path,
        "sessionId;userId;itemId;timeframe;eventdate\n"
        "1;NA;81766;526309;2016-05-09\n1;NA;31331;1031018;2016-05-09\n2;NA;32118;243569;2016-05-09\n",
    )

    log, account = read_interactions(path)

    assert log.happened_at.tolist() == [1462752243.569, 1462752526.309, 1462753031.018]
    assert account.item_labels[log.item].tolist() == ["32118", "81766", "31331"]
    assert log.persons[log.person].tolist() == [
        "2",
        "1",
        "1",
    ]  # NA is nobody: the session stands in


def test_without_sessions_half_an_hour_of_silence_ends_a_visit(tmp_path: Path) -> None:
    path = clicks_file(
        tmp_path,
        "user_id,item_id,timestamp\nu,1,1592337000\nv,1,1592337060\nu,2,1592338800\nu,3,1592340601\n",
    )

    log, _ = read_interactions(path)

    assert log.persons[log.person].tolist() == ["u", "v", "u", "u"]
    first, other, same, later = log.basket.tolist()
    assert first == same
    assert len({first, other, later}) == 3


def test_orders_without_numbers_are_told_apart_by_customer_and_time(tmp_path: Path) -> None:
    path = clicks_file(
        tmp_path,
        "TRANSACTION_DT,CUSTOMER_ID,PRODUCT_SUBCLASS,PRODUCT_ID,AMOUNT,SALES_PRICE\n"
        "11/1/2000,1104905,130315,4710199010372,2,24\n11/1/2000,1104905,110217,4710857472535,1,48\n"
        "11/1/2000,1199999,110217,4710857472535,1,48\n11/2/2000,1104905,110217,4710857472535,1,48\n",
    )

    log, account = read_interactions(path)

    assert account.layout == "orders"
    assert log.quantity.tolist() == [2, 1, 1, 1]
    first, same, other, later = log.basket.tolist()
    assert first == same
    assert len({first, other, later}) == 3
