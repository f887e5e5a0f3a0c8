"""JSON to records, one at a time, in all three shapes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.imports import files, records
from catalog.imports.rejections import Rejection


def read(tmp_path: Path, text: str) -> tuple[list[tuple[int, object]], list[tuple[int, str]]]:
    path = tmp_path / "file.json"
    path.write_text(text, encoding="utf-8")
    found, _ = records.open_records(path)
    good, bad = [], []
    for each in found:
        if isinstance(each, Rejection):
            bad.append((each.row_number, each.reason))
        else:
            good.append((each.row_number, each.record))
    return good, bad


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}\n{"a": 2}\n',
        '[{"a": 1}, {"a": 2}]',
        '[\n  {\n    "a": 1\n  },\n  {"a": 2}\n]\n',
        '{"products": [{"a": 1}, {"a": 2}], "total": 2}',
        '{\n "items": [\n{"a": 1},{"a": 2}]}',
    ],
)
def test_all_shapes_read_the_same(tmp_path: Path, text: str) -> None:
    good, bad = read(tmp_path, text)

    assert good == [(1, {"a": 1}), (2, {"a": 2})]
    assert bad == []


def test_brackets_and_quotes_inside_texts_do_not_mislead(tmp_path: Path) -> None:
    tricky = [{"t": 'a "]}, {" b'}, {"t": "back\\slash \\"}, {"t": [1, {"u": "[,"}]}]

    good, bad = read(tmp_path, json.dumps(tricky))

    assert [record for _, record in good] == tricky
    assert bad == []


def test_broken_lines_are_refused_alone(tmp_path: Path) -> None:
    good, bad = read(tmp_path, '{"a": 1}\n{"a": \n\n[1]\n{"a": NaN}\n{"a": 2}\n')

    assert [number for number, _ in good] == [1, 6]
    assert [number for number, _ in bad] == [2, 4, 5]
    assert bad[1][1] == "is no JSON object"
    assert "NaN is no number" in bad[2][1]


def test_a_broken_element_of_an_array_is_refused_alone(tmp_path: Path) -> None:
    good, bad = read(tmp_path, '[{"a": 1}, {"a": nonsense}, {"a": 3}]')

    assert [number for number, _ in good] == [1, 3]
    assert [number for number, _ in bad] == [2]


def test_an_array_cut_short_keeps_its_whole_elements(tmp_path: Path) -> None:
    good, bad = read(tmp_path, '[{"a": 1}, {"a": 2}, {"a": "thr')

    assert [number for number, _ in good] == [1, 2]
    assert [number for number, _ in bad] == [3]


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    good, bad = read(tmp_path, '{"a": ' + "[" * 100_000 + "]" * 100_000 + '}\n{"a": 1}\n')

    assert [number for number, _ in good] == [2]
    assert bad == [(1, "is no JSON: nested too deeply")]


def test_arrays_larger_than_a_block_are_cut_right(tmp_path: Path) -> None:
    rows = [{"n": n, "text": "x" * 900} for n in range(1_000)]
    assert len(json.dumps(rows)) > 3 * files.BLOCK_BYTES

    good, bad = read(tmp_path, json.dumps(rows, indent=1))

    assert [record for _, record in good] == rows
    assert bad == []


def test_json_is_told_from_tables(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("  [1]")
    (tmp_path / "b").write_text("id,name\n")

    assert records.is_json(tmp_path / "a")
    assert not records.is_json(tmp_path / "b")


@pytest.mark.parametrize(
    "text",
    [
        '{"total": 2, "next": null, "of": "a \\"shop\\"", "products": [{"id": 1}, {"id": 2}], "skip": 0}',
        '{\n  "total": 2,\n  "products": [\n    {"id": 1},\n    {"id": 2}\n  ]\n}',
        '{"catalog": [{"id": 1}, {"id": 2}]}',
    ],
)
def test_an_array_inside_of_an_object_is_found_past_other_names(tmp_path: Path, text: str) -> None:
    good, bad = read(tmp_path, text)

    assert [record for _, record in good] == [{"id": 1}, {"id": 2}]
    assert bad == []


def test_one_object_over_several_lines_is_one_record(tmp_path: Path) -> None:
    good, bad = read(tmp_path, '{\n  "id": 1,\n  "tags": ["a", "b"]\n}\n')

    assert [record for _, record in good] == [{"id": 1, "tags": ["a", "b"]}]
    assert bad == []


def test_lists_inside_of_lines_are_no_envelope(tmp_path: Path) -> None:
    good, _ = read(tmp_path, '{"id": 1, "items": [{"a": 1}]}\n{"id": 2, "items": []}\n')

    assert [record for _, record in good] == [
        {"id": 1, "items": [{"a": 1}]},
        {"id": 2, "items": []},
    ]
