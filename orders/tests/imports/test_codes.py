"""Which codes are products, and what they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from orders.imports import codes
from orders.imports.history import read_history
from orders.imports.rules import OrderRules
from orders.tests.imports.files import Row, filler, line, written


def classified(
    tmp_path: Path, rows: list[Row], rules: OrderRules | None = None
) -> dict[str, tuple[str, str]]:
    history = read_history(written(tmp_path, rows), rules=rules)
    return {
        code: (title, reason)
        for code, title, reason in zip(
            history.lines.code.texts, history.codes.titles, history.codes.reasons, strict=True
        )
    }


@pytest.mark.parametrize(
    ("code", "title", "reason"),
    [
        ("POST", "POSTAGE", codes.FEE),
        ("DOT", "DOTCOM POSTAGE", codes.FEE),
        ("C2", "CARRIAGE", codes.FEE),
        ("23444", "Next Day Carriage", codes.FEE),
        ("BANK CHARGES", "Bank Charges", codes.FEE),
        ("AMAZONFEE", "AMAZON FEE", codes.FEE),
        ("SHIP", "Shipping & Handling", codes.FEE),
        ("gift_0001_10", "Dotcomgiftshop Gift Voucher £10.00", codes.VOUCHER),
        ("M", "Manual", codes.POSTING),
        ("D", "Discount", codes.POSTING),
        ("S", "SAMPLES", codes.POSTING),
        ("TEST001", "This is a test product.", codes.POSTING),
        ("PADS", "PADS TO MATCH ALL CUSHIONS", codes.KEY),
        ("DCGSSBOY", "BOYS PARTY BAG", codes.PRODUCT),
        ("DCGS0076", "SUNJAR LED NIGHT NIGHT LIGHT", codes.PRODUCT),
        ("90001", "POSTAGE STAMP BOX", codes.PRODUCT),
        ("90002", "SAMPLE BOOK OF WALLPAPERS", codes.PRODUCT),
        ("90003", "MANUAL COFFEE GRINDER", codes.PRODUCT),
        ("90004", "DISCOUNT COUPON HOLDER", codes.PRODUCT),
    ],
)
def test_fees_and_postings_are_told_from_products(
    tmp_path: Path, code: str, title: str, reason: str
) -> None:
    found = classified(tmp_path, [line(code=code, title=title), *filler()])

    assert found[code.upper()] == (title, reason)


def test_short_codes_of_letters_are_products_where_all_codes_are_words(tmp_path: Path) -> None:
    rows = [line(code=code, title=f"THE {code}") for code in ("LAMP", "MUG", "ROSE")]

    assert {reason for _, reason in classified(tmp_path, rows).values()} == {codes.PRODUCT}


def test_the_rules_can_be_overridden_code_by_code(tmp_path: Path) -> None:
    rules = OrderRules(products=frozenset({"PADS"}), not_products=frozenset({"85123A"}))
    rows = [line(), line(code="pads", title="PADS"), *filler()]

    found = classified(tmp_path, rows, rules)

    assert found["PADS"][1] == codes.PRODUCT
    assert found["85123A"][1] == codes.EXCLUDED


def test_guessing_can_be_turned_off(tmp_path: Path) -> None:
    rows = [line(code="POST", title="POSTAGE"), *filler()]

    found = classified(tmp_path, rows, OrderRules(tells_fees_apart=False))

    assert found["POST"][1] == codes.PRODUCT


def test_a_product_is_called_what_its_paid_lines_call_it_most_often(tmp_path: Path) -> None:
    rows = [
        line(order="1", title="  RED   LAMP "),
        line(order="2", title="RED LAMP"),
        line(order="3", title="RED LAMP SALE"),
        line(order="4", title="?"),
        line(order="5", title=""),
        *[line(order=str(n), title="damaged", price=0, quantity=-1) for n in range(10, 20)],
    ]

    assert classified(tmp_path, rows)["85123A"] == ("RED LAMP", codes.PRODUCT)


def test_a_product_nobody_describes_is_called_by_its_code(tmp_path: Path) -> None:
    assert classified(tmp_path, [line(title="")])["85123A"] == ("85123A", codes.PRODUCT)
