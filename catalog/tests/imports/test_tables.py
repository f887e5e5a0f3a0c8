"""Delimited text to rows: good ones whole, broken ones told, none lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.imports.files import UnreadableFile
from catalog.imports.tables import LONGEST_FIELD, open_table


def read(tmp_path: Path, text: str) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    good, bad = [], []
    for batch in open_table(path).batches():
        good += list(zip(batch.row_numbers, batch.rows, strict=True))
        bad += [(each.row_number, each.reason) for each in batch.rejections]
    return good, bad


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = "a,b,c\n1,2,3\n4,5,6\n".replace(",", delimiter)

    good, bad = read(tmp_path, text)

    assert good == [(2, ["1", "2", "3"]), (3, ["4", "5", "6"])]
    assert bad == []


def test_commas_inside_cells_do_not_mislead_the_delimiter(tmp_path: Path) -> None:
    good, _ = read(tmp_path, "name;price\nlamp, oak, large;2,50\nchair, oak, small;9,00\n")

    assert good[0] == (2, ["lamp, oak, large", "2,50"])


def test_rows_are_numbered_by_the_line_they_begin_on(tmp_path: Path) -> None:
    good, bad = read(tmp_path, 'a,b\n1,"two\nlines"\n\n3,4\n')

    assert good == [(2, ["1", "two\nlines"]), (5, ["3", "4"])]
    assert bad == []


def test_ragged_rows_are_refused_and_empty_tails_forgiven(tmp_path: Path) -> None:
    good, bad = read(tmp_path, "a,b\n1\n1,2,3\n1,2,,\n5,6\n")

    assert good == [(4, ["1", "2"]), (5, ["5", "6"])]
    assert bad == [
        (2, "has 1 cells where the header has 2"),
        (3, "has 3 cells where the header has 2"),
    ]


def test_an_open_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    good, bad = read(tmp_path, 'a,b\n1,2\n3,"four\n5,6\n7,8\n')

    assert good == [(2, ["1", "2"]), (4, ["5", "6"]), (5, ["7", "8"])]
    assert bad == [(3, "opens a quote that is never closed")]


def test_two_open_quotes_cost_two_rows(tmp_path: Path) -> None:
    good, bad = read(tmp_path, 'a,b\n1,"two\n3,4\n5,"six\n7,8\n')

    assert [number for number, _ in good] == [3, 5]
    assert [number for number, _ in bad] == [2, 4]


def test_an_open_quote_before_a_large_rest_costs_its_own_row_only(tmp_path: Path) -> None:
    rest = "".join(f"{n},{n}\n" for n in range(LONGEST_FIELD // 4))

    good, bad = read(tmp_path, f'a,b\n1,"two\n{rest}')

    assert len(good) == LONGEST_FIELD // 4
    assert [number for number, _ in bad] == [2]


def test_a_cell_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    good, bad = read(tmp_path, f"a,b\n1,{'x' * (LONGEST_FIELD + 1)}\n3,4\n")

    assert good == [(3, ["3", "4"])]
    assert bad[0][0] == 2
    assert "longer than" in bad[0][1]


def test_a_nul_byte_is_refused(tmp_path: Path) -> None:
    good, bad = read(tmp_path, "a,b\n1,t\0wo\n3,4\n")

    assert good == [(3, ["3", "4"])]
    assert bad == [(2, "holds a NUL byte")]


def test_other_line_separators_do_not_cut_rows(tmp_path: Path) -> None:
    good, bad = read(tmp_path, "a,b\n1\u2028x,2\x0b\n3\x85,4\n")

    assert len(good) == 2
    assert bad == []


def test_many_blocks_are_numbered_through(tmp_path: Path) -> None:
    rows = [f'{n},"cell {n}, quoted"' for n in range(60_000)]

    good, bad = read(tmp_path, "a,b\n" + "\n".join(rows))

    assert bad == []
    assert [number for number, _ in good] == list(range(2, 60_002))
    assert good[-1][1] == ["59999", "cell 59999, quoted"]


def test_a_header_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b'"\n')

    with pytest.raises(UnreadableFile):
        open_table(path)


def test_the_line_that_names_the_delimiter_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_text("sep=;\r\na;b\r\n1,5;2\r\n", encoding="utf-8")

    table = open_table(path)
    (batch,) = table.batches()

    assert (table.header, table.delimiter) == (("a", "b"), ";")
    assert (list(batch.row_numbers), batch.rows) == ([3], [["1,5", "2"]])
