"""Rows in the layouts of public data sets, each with what makes it unlike the others."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from catalog.imports.files import UnreadableFile
from orders.imports.rules import OrderRules
from recommendations.events.click_columns import guessed_names, parse_kinds
from recommendations.events.click_files import NO_KIND, read_clicks
from recommendations.events.files import read_interactions
from recommendations.vocabulary import KIND_CODES, EventKind, Interactions

LEARNING = OrderRules(
    returns="leave out",
    keeps_duplicates=True,
    keeps_guests=False,
    needs_price=False,
    takes_odd_lines=True,
)
LONG = "f" * 64

ORDER_FILES = {
    "Dunnhumby, days counted": (
        "household_key,BASKET_ID,DAY,PRODUCT_ID,QUANTITY,SALES_VALUE,STORE_ID,RETAIL_DISC,TRANS_TIME\n"
        "7,26984851472,1,1004906,1,1.39,364,-0.6,1631\n8,26984851500,43,1033142,0.38,0.82,364,0,0905\n"
    ),
    "Dunnhumby, dates without signs": (
        "SHOP_WEEK,SHOP_DATE,SHOP_HOUR,QUANTITY,SPEND,PROD_CODE,CUST_CODE,BASKET_ID\n"
        "200607,20060410,20,1,1.01,1004906,7,994100100398294\n"
        "200613,20060522,20,1,1.01,1033142,8,994100100398295\n"
    ),
    "H&M, long customers, prices of parts of a cent": (
        "t_dat,customer_id,article_id,price,sales_channel_id\n"
        f"2018-09-20,{LONG}7,1004906,0.0000508,2\n2018-11-01,{LONG}8,1033142,0.03,2\n"
    ),
    "Olist, joined": (
        "order_id,customer_id,order_status,order_purchase_timestamp,product_id,price,customer_unique_id\n"
        "a1,x1,delivered,2017-10-02 10:56:33,1004906,29.9,7\na2,x2,delivered,2017-11-13 10:56:33,1033142,29.9,8\n"
        "a3,x3,canceled,2017-11-13 10:56:33,1033142,29.9,8\n"
    ),
    "purchases of an electronics shop": (
        "event_time,order_id,product_id,category_code,price,user_id\n"
        "2020-01-05 04:37:47 UTC,1,1004906,tablet,162.01,7.0\n2020-02-16 04:37:47 UTC,2,1033142,,77.52,8.0\n"
        "2020-02-16 04:37:47 UTC,3,1033142,,77.52,\n"
    ),
    "names without codes": (
        "Member_number,Date,itemDescription\n7,21-07-2015,1004906\n8,01-09-2015,1033142\n"
    ),
    "dates as Java writes them": (
        "UserId,TransactionId,TransactionTime,ItemCode,NumberOfItemsPurchased,CostPerItem\n"
        "7,1,Sat Feb 02 12:50:00 IST 2019,1004906,6,11.73\n8,2,Sat Mar 16 12:50:00 IST 2019,1033142,3,3.52\n"
        "-1,3,Sat Mar 16 12:50:00 IST 2019,1033142,3,3.52\n"
    ),
    "one row an order": (
        'order_id,customer_id,order_date,items\n1,7,2020-01-05,"[1004906]"\n2,8,2020-02-16,"[\'1033142\']"\n'
    ),
    "JSON lines of orders": "\n".join(
        json.dumps(
            {"order_id": n, "customer": {"id": c}, "created_at": at, "items": [{"sku": s, "quantity": 1}]}
        )
        for n, c, at, s in ((1, 7, "2020-01-05", "1004906"), (2, 8, "2020-02-16", "1033142"))
    ),
    "JSON lines of lines": "\n".join(
        json.dumps({"order_id": n, "customer_id": c, "order_date": at, "sku": s, "quantity": 1})
        for n, c, at, s in ((1, 7, "2020-01-05", "1004906"), (2, 8, "2020-02-16", "1033142"))
    ),
}  # fmt: skip

CLICK_FILES = {
    "sessions without a header": (
        "7,2014-04-07T10:51:09.277Z,214536502,0\n7,2014-04-07T10:54:09.868Z,214536500,S\n"
        "8,2014-04-07T10:55:09.868Z,214536502,0\n"
    ),
    "purchases with milliseconds of a day": (
        "sessionId;userId;itemId;timeframe;eventdate\n7;NA;214536502;525029;2016-05-09\n"
        "7;NA;214536500;626029;2016-05-09\n8;NA;214536502;726029;2016-05-09\n"
    ),
    "hashed columns and page views": (
        "session_id_hash,event_type,product_action,product_sku_hash,server_timestamp_epoch_ms\n"
        "7,event_product,detail,214536502,1550885210881\n7,pageview,,,1550885211881\n"
        "7,event_product,click,214536500,1550885213307\n8,event_product,detail,214536502,1550885313307\n"
    ),
    "references and steps": (
        "user_id,session_id,timestamp,step,action_type,reference,prices\n"
        "u,7,1541037460,1,search for poi,Newtown,\nu,7,1541037522,2,interaction item image,214536502,\n"
        "u,7,1541037622,3,clickout item,214536500,9|10\nv,8,1541037700,1,clickout item,214536502,9|10\n"
    ),
    "events as JSON lines": "\n".join(
        json.dumps({"event": "page_view", "session": s, "item": {"id": i}, "timestamp": t})
        for s, i, t in ((7, 214536502, "2020-01-05T10:00:00Z"), (7, 214536500, "2020-01-05T10:01:00Z"), (8, 214536502, "2020-01-05T10:02:00Z"))
    ),
    "days that stand first": (
        "session_id,product_id,event_timestamp\n7,214536502,03/04/2020 10:00\n7,214536500,03/04/2020 10:01\n"
        "8,214536502,13/04/2020 10:02\n"
    ),
}  # fmt: skip


def read(tmp_path: Path, text: str) -> tuple[Interactions, np.ndarray, str]:
    path = tmp_path / "log.txt"
    path.write_text(text, encoding="utf-8")
    log, account = read_interactions(path, rules=LEARNING)
    assert account.rows_accepted + account.rows_rejected == account.rows_read
    return log, account.item_labels[log.item], account.layout


@pytest.mark.parametrize("layout", ORDER_FILES)
def test_public_order_files_are_understood(layout: str, tmp_path: Path) -> None:
    log, items, kind = read(tmp_path, ORDER_FILES[layout])

    assert kind == "orders"
    assert items.tolist() == ["1004906", "1033142"]
    assert [person[-1] for person in log.persons[log.person]] == ["7", "8"]
    assert log.happened_at[1] - log.happened_at[0] == 42 * 86_400
    assert log.quantity.min() >= 1
    assert log.basket[0] != log.basket[1]


@pytest.mark.parametrize("layout", CLICK_FILES)
def test_public_click_files_are_understood(layout: str, tmp_path: Path) -> None:
    log, items, kind = read(tmp_path, CLICK_FILES[layout])

    assert kind == "clicks"
    assert items.tolist() == ["214536502", "214536500", "214536502"]
    assert log.basket[0] == log.basket[1] != log.basket[2]
    assert set(log.kind.tolist()) == {KIND_CODES[EventKind.VIEW]}
    assert log.happened_at[2] - log.happened_at[0] < 11 * 86_400


def test_events_without_a_header_are_a_persons(tmp_path: Path) -> None:
    path = tmp_path / "behaviour.csv"
    path.write_text(
        "1,2268318,2520377,pv,1511544070\n1,2333346,2520771,fav,1511561733\n"
        "1,2576651,149192,buy,1511572885\n2,2333346,2520771,pv,1511561733\n"
    )

    clicks = read_clicks(path)

    assert not clicks.has_sessions
    assert clicks.person.texts == ("1", "2")
    assert [each.row_number for each in clicks.rejections()] == [2]
    assert clicks.decisions.count(
        "no header: columns taken as person, item, -, kind, happened_at; others with --columns"
    )


@pytest.mark.parametrize(
    "text",
    [
        "1,2,3\n4,5,6\n",
        "7,1511544070,1511544071\n8,1511544072,1511544073\n",
        "536365,85123A,WHITE HANGING,6,2010-12-01 08:26,2.55,17850,UK\n",
    ],
    ids=["no time", "two times", "too wide"],
)
def test_doubtful_columns_are_not_guessed(text: str, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(text)

    assert guessed_names(path) == ()
    with pytest.raises(UnreadableFile):
        read_interactions(path)


def test_columns_without_a_header_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text("536365,85123A,6,2010-12-01,17850\n536366,71053,2,2010-12-02,13047\n")

    log, account = read_interactions(path, names=("order", "sku", "quantity", "date", "customer"))

    assert account.rows_read == 2
    assert account.item_labels[log.item].tolist() == ["85123A", "71053"]
    with pytest.raises(UnreadableFile, match="--columns names 2 columns, the first line of lines"):
        read_interactions(path, names=("order", "sku"))


def test_numbers_for_what_was_done_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "user_id,item_id,behavior_type,time\n1,10,1,2014-12-06 02\n1,10,4,2014-12-06 03\n1,11,3,2014-12-06 04\n"
    )

    clicks = read_clicks(path, kinds=parse_kinds(["1=view", "4=purchase"]))

    assert clicks.kind[:2].tolist() == [
        KIND_CODES[EventKind.VIEW],
        KIND_CODES[EventKind.PURCHASE],
    ]
    assert [(each.value, each.reason) for each in clicks.rejections()] == [("3", NO_KIND)]
    with pytest.raises(UnreadableFile, match="one of view, cart, uncart, purchase"):
        parse_kinds(["1=look"])


def test_days_without_dates_are_no_orders_to_keep(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("household_key,BASKET_ID,DAY,PRODUCT_ID,QUANTITY\n7,1,1,5,1\n8,2,43,6,1\n")

    with pytest.raises(UnreadableFile, match="DAY numbers the days only"):
        read_interactions(path)


def test_days_of_a_month_are_no_count_of_days(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("customer,order,Day,Month,sku,quantity\n7,1,1,5,9,1\n8,2,31,6,6,1\n")

    with pytest.raises(UnreadableFile, match="the date of each order"):
        read_interactions(path, rules=LEARNING)
