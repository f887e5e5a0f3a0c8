"""Every row of an order file is a line, cancels one, or is left out with a reason."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from catalog.imports.files import UnreadableFile
from orders.imports.history import History, read_history
from orders.imports.rules import BASELINE, OrderRules
from orders.tests.imports.files import HEADER, Row, filler, line, written


def judged(tmp_path: Path, rows: list[Row], rules: OrderRules | None = None) -> History:
    return read_history(written(tmp_path, rows), rules=rules)


def reasons(history: History) -> dict[int, str]:
    return {each.row_number: each.reason for each in history.rejections()}


def test_a_plain_line_is_a_sale(tmp_path: Path) -> None:
    history = judged(tmp_path, [line()])

    assert (history.rows_read, history.rows_accepted) == (1, 1)
    assert history.lines.code.texts == ("85123A",)
    assert history.lines.customer.texts == ("17850",)
    assert history.lines.quantity.tolist() == [6]
    assert history.lines.price_minor.tolist() == [255]
    placed = datetime(2010, 12, 1, 8, 26, tzinfo=UTC).timestamp()
    assert history.lines.ordered_at.tolist() == [int(placed * 1_000_000)]


def test_every_row_is_accepted_or_rejected_with_its_place(tmp_path: Path) -> None:
    rows = [
        line(),
        line(quantity="six"),
        line(at="yesterday"),
        line(price="free"),
        line(code=""),
        line(order=""),
        line(order="7" * 41),
        line(code="x" * 81),
    ]

    history = judged(tmp_path, rows)
    refused = list(history.rejections())

    assert history.rows_read == 8
    assert history.rows_accepted + len(refused) == 8
    assert [(each.row_number, each.column, each.reason, each.value) for each in refused[:3]] == [
        (3, "Quantity", "is not a whole number", "six"),
        (4, "InvoiceDate", "is not a date and time", "yesterday"),
        (5, "UnitPrice", "is not a price", "free"),
    ]
    assert [each.reason for each in refused[3:]] == [
        "is empty",
        "is empty",
        "is longer than 40 signs",
        "is longer than 80 signs",
    ]


def test_broken_rows_count_too(tmp_path: Path) -> None:
    path = written(tmp_path, [line()])
    path.write_text(path.read_text() + "1,2,3\n")

    history = read_history(path)

    assert (history.rows_read, history.rows_accepted) == (2, 1)
    assert reasons(history) == {3: "has 3 cells where the header has 8"}


def test_a_cancellation_cancels_the_latest_earlier_sale_first(tmp_path: Path) -> None:
    rows = [
        line(order="1", quantity=10, at="2010-12-01 08:00"),
        line(order="2", quantity=10, at="2010-12-02 08:00"),
        line(order="C3", quantity=-14, at="2010-12-03 08:00"),
        line(order="4", quantity=10, at="2010-12-04 08:00"),
        *filler(),
    ]

    history = judged(tmp_path, rows)

    assert history.returned[:4].tolist() == [4, 10, 0, 0]
    assert history.is_sale[:4].tolist() == [True, True, False, True]
    assert history.rows_accepted == len(rows)
    assert history.decisions.count("return cancelled an earlier sale") == 1
    assert history.decisions.count("sale cancelled in full") == 1
    assert history.decisions.count("sale cancelled in part") == 1


@pytest.mark.parametrize(
    "stranger",
    [
        {"customer": "12345"},
        {"code": "71053"},
        {"at": "2010-11-30 08:00"},
        {"customer": ""},
    ],
)
def test_a_return_of_something_never_sold_is_left_out(
    tmp_path: Path, stranger: dict[str, str]
) -> None:
    rows = [line(), line(**{"order": "C9", "quantity": -2, "at": "2010-12-02 08:00", **stranger})]  # type: ignore[arg-type]

    history = judged(tmp_path, rows + filler())

    assert history.returned.sum() == 0
    assert reasons(history) == {3: "returns something whose sale is not in the file before it"}


def test_a_return_larger_than_the_sale_is_cut_and_said(tmp_path: Path) -> None:
    history = judged(tmp_path, [line(quantity=3), line(order="C1", quantity=-5), *filler()])

    assert history.returned[0] == 3
    said = "return cancelled less than it says: the sales before it held no more"
    assert history.decisions.by_reason[said].examples == [3]


def test_a_negative_quantity_without_a_mark_is_a_return(tmp_path: Path) -> None:
    history = judged(tmp_path, [line(quantity=3), line(order="7", quantity=-1)])

    assert history.returned.tolist() == [1, 0]


def test_write_offs_notes_and_corrections_are_left_out(tmp_path: Path) -> None:
    rows = [
        line(quantity=-40, price=0, title="thrown away", customer=""),
        line(quantity=5, price="0.0", title="found", customer=""),
        line(order="A563186", code="B", title="Adjust bad debt", quantity=1, price=-11062.06),
        line(quantity=0),
        line(price=-3),
        *filler(),
    ]

    history = judged(tmp_path, rows)

    assert reasons(history) == {
        2: "is 0 for a negative quantity: a stock write-off",
        3: "is 0: a note, a find or a gift, not a sale",
        4: "is an adjustment invoice, not a sale",
        5: "is 0: nothing was sold",
        6: "is negative: a correction, not a sale",
    }


def test_letters_of_ordinary_invoices_mark_nothing(tmp_path: Path) -> None:
    rows = [line(order=f"C{n}", code=f"10{n:03}") for n in range(20)]

    assert judged(tmp_path, rows).rows_accepted == 20


def test_a_line_equal_to_an_earlier_one_is_left_out(tmp_path: Path) -> None:
    rows = [line(), line(), line(quantity=7), line()]

    history = judged(tmp_path, rows)
    kept = judged(tmp_path, rows, OrderRules(keeps_duplicates=True))

    assert reasons(history) == {
        3: "repeats an earlier row in every column",
        5: "repeats an earlier row in every column",
    }
    assert kept.rows_accepted == 4


def test_codes_that_differ_in_case_are_one_product(tmp_path: Path) -> None:
    rows = [line(code="85123a"), line(order="2", code="85123A"), line(order="3", code=" 85123A ")]

    merged = judged(tmp_path, rows)
    apart = judged(tmp_path, rows, OrderRules(ignores_case=False))

    assert merged.lines.code.texts == ("85123A",)
    assert merged.decisions.count("code merged with one that differs in case only") == 1
    assert apart.lines.code.texts == ("85123a", "85123A")


def test_guests_are_kept_unless_told_otherwise(tmp_path: Path) -> None:
    rows = [line(), line(order="2", customer=""), line(order="3", customer="nan")]

    history = judged(tmp_path, rows)
    known = judged(tmp_path, rows, OrderRules(keeps_guests=False))

    assert history.rows_accepted == 3
    assert history.decisions.by_reason[
        "sale without a customer kept as a guest order"
    ].examples == [3, 4]
    assert set(reasons(known)) == {3, 4}


def test_an_order_with_two_times_is_said(tmp_path: Path) -> None:
    rows = [line(), line(code="71053", at="2010-12-01 08:27:00")]

    history = judged(tmp_path, rows)

    said = history.decisions.by_reason["order with more than one time: the earliest counts"]
    assert (said.count, said.examples) == (1, [2])


def test_called_off_orders_are_left_out(tmp_path: Path) -> None:
    rows = [
        ("1", "10001", "3", "2020-01-01", "shipped"),
        ("2", "10001", "3", "2020-01-01", "Cancelled by customer"),
    ]
    path = written(tmp_path, rows, ("OrderId", "Sku", "Qty", "Date", "Status"))

    history = read_history(path)

    assert reasons(history) == {3: "says the order was called off"}


def test_prices_may_be_missing_altogether(tmp_path: Path) -> None:
    path = written(tmp_path, [("1", "10001", "2020-01-01")], ("OrderId", "Sku", "Date"))

    history = read_history(path)

    assert history.rows_accepted == 1
    assert history.lines.quantity.tolist() == [1]


def test_other_names_other_signs_other_packing(tmp_path: Path) -> None:
    text = (
        "Beleg\tArtikel\tMenge\tDatum\tPreis\tKunde\n"
        "1\t10001\t2\t13.01.2011 10:00\t2,50 €\tK1\n"
        "2\t10001\t1\t02.02.2011 10:00\t1.250,00 €\tK1\n"
    )
    path = tmp_path / "belege.tsv"
    path.write_bytes(gzip.compress(text.encode("cp1252")))
    mapping = {
        "Beleg": "order",
        "Artikel": "StockCode",
        "Menge": "quantity",
        "Datum": "ordered_at",
        "Preis": "unit_price",
        "Kunde": "customer",
    }

    history = read_history(path, mapping=mapping)

    assert history.rows_accepted == 2
    assert history.lines.price_minor.tolist() == [250, 125_000]
    feb = datetime(2011, 2, 2, 10, tzinfo=UTC).timestamp()
    assert history.lines.ordered_at[1] == int(feb * 1_000_000)


def test_days_first_are_found_out_from_the_whole_file(tmp_path: Path) -> None:
    rows = [line(at="1/2/2011 8:00"), line(order="2", at="13/2/2011 8:00")]

    history = judged(tmp_path, rows)

    first = datetime(2011, 2, 1, 8, tzinfo=UTC).timestamp()
    assert history.lines.ordered_at[0] == int(first * 1_000_000)


def test_the_clock_of_the_file_may_stand_elsewhere(tmp_path: Path) -> None:
    rules = OrderRules(zone=ZoneInfo("Europe/London"))

    history = judged(tmp_path, [line(at="2011-07-01 12:00")], rules)

    assert history.lines.ordered_at[0] == int(
        datetime(2011, 7, 1, 11, tzinfo=UTC).timestamp() * 1_000_000
    )


def test_dates_to_come_and_impossible_sums_are_left_out(tmp_path: Path) -> None:
    rules = OrderRules(not_after=datetime(2011, 1, 1, tzinfo=UTC))
    rows = [line(at="2012-01-01"), line(quantity=2_000_000_000, price=9_000_000), line()]

    history = judged(tmp_path, rows, rules)

    assert reasons(history) == {
        2: "lies in the future",
        3: "makes more than any order can be worth",
    }


def test_currencies_must_be_codes_with_the_same_decimals(tmp_path: Path) -> None:
    header = (*HEADER, "Currency")
    rows = [(*line(order=str(n)), code) for n, code in enumerate(["gbp", "", "euro", "JPY", "PCS"])]

    history = read_history(written(tmp_path, rows, header))

    assert reasons(history) == {
        4: "is not a currency code of ISO 4217, such as EUR",
        5: "has other decimals than the main currency: import it apart",
        6: "is not a currency code of ISO 4217, such as EUR",
    }


def test_surrogates_and_nul_are_refused_not_stored(tmp_path: Path) -> None:
    path = written(tmp_path, [line(), line(title="TILE ✓")])
    path.write_bytes(path.read_bytes().replace("✓".encode(), b"\x00"))

    assert reasons(read_history(path)) == {3: "holds a NUL byte"}


def test_the_baseline_keeps_the_published_clean_lines(tmp_path: Path) -> None:
    rows = [
        line(),
        line(),
        line(order="C1", quantity=-6),
        line(code="POST", title="POSTAGE"),
        line(customer=""),
        line(price=0),
        line(code="85123a", order="9"),
    ]

    history = judged(tmp_path, rows, BASELINE)

    assert np.flatnonzero(history.is_sale).tolist() == [0, 1, 6]
    assert history.returned.sum() == 0
    assert history.lines.code.texts[-1] == "85123a"


def test_a_file_of_broken_rows_only_is_accounted_for(tmp_path: Path) -> None:
    history = judged(tmp_path, [("1", "2")])

    assert (history.rows_read, history.rows_accepted) == (1, 0)
    assert reasons(history) == {2: "has 2 cells where the header has 8"}


def test_a_file_with_a_header_only_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no row below it"):
        judged(tmp_path, [])


def test_a_file_of_something_else_says_what_it_has(tmp_path: Path) -> None:
    path = written(tmp_path, [("1", "2")], ("SessionId", "Colour"))

    with pytest.raises(UnreadableFile, match="The file has SessionId, Colour"):
        read_history(path)


def test_an_order_export_of_shopify_is_known_by_its_columns(tmp_path: Path) -> None:
    header = ("Name", "Email", "Financial Status", "Created at", "Lineitem quantity", "Lineitem name",
              "Lineitem price", "Lineitem sku", "Shipping Country")  # fmt: skip
    rows = [
        ("#1001", "a@x.example", "paid", "2024-01-02 10:00:00 +0100", "2", "Tee - S", "20.00", "T1", "DE"),
        ("#1001", "a@x.example", "", "2024-01-02 10:00:00 +0100", "1", "Mug", "9.50", "M1", ""),
    ]  # fmt: skip

    history = read_history(written(tmp_path, rows, header))

    assert (history.rows_read, history.rows_accepted) == (2, 2)
    assert history.lines.order.texts == ("#1001",)
    assert [history.lines.title.text(row) for row in (0, 1)] == ["Tee - S", "Mug"]


def test_a_file_of_a_german_spreadsheet_with_bare_dates_is_read(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "Rechnungsnummer;Artikelnummer;Menge;Rechnungsdatum;Einzelpreis;Kundennummer\n"
        "1;20001;2;40513,3513888889;1.299,50;99\n",
        encoding="utf-8",
    )

    history = read_history(path)

    placed = datetime(2010, 12, 1, 8, 26, tzinfo=UTC).timestamp()
    assert history.lines.ordered_at.tolist() == [int(placed * 1_000_000)]
    assert history.lines.price_minor.tolist() == [129950]
