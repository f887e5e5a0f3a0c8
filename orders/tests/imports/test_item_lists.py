"""Products of an order in one cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from orders.imports.history import read_history
from orders.imports.item_lists import codes


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("A1, B2,C3", ("A1", "B2", "C3")),
        ("A1|B2, blue", ("A1", "B2, blue")),
        ("['A1', 'B2']", ("A1", "B2")),
        ('["A1", 2, null]', ("A1", "2")),
        ("[12 13\n 14]", ("12", "13", "14")),
        ("{'A1', 'B2'}", ("A1", "B2")),
        ('[{"sku": "A1", "qty": 2}, {"name": "no code"}]', ("A1",)),
        ("12 13", ("12", "13")),
        ("whole milk", ("whole milk",)),
        ("[]", ()),
        ("", ()),
    ],
)
def test_codes_of_a_cell(cell: str, expected: tuple[str, ...]) -> None:
    assert codes(cell) == expected


def test_each_product_of_a_row_is_a_line(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        'order_id,customer_id,date,items\n1,7,2020-01-05,"A1,B2"\n2,8,2020-01-06,\n3,7,2020-01-07,B2\n'
    )

    history = read_history(path)

    assert history.rows_read == 4
    assert [history.lines.code.text(row) for row in range(4)] == ["A1", "B2", "", "B2"]
    assert [history.lines.order.text(row) for row in range(4)] == ["1", "1", "2", "3"]
    assert [(one.row_number, one.column, one.reason) for one in history.rejections()] == [
        (3, "items", "is empty")
    ]
