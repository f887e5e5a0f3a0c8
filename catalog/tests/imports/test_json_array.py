"""Broken elements of JSON arrays: each is refused alone, and no other one is lost with it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.imports import records
from catalog.imports.files import UnreadableFile
from catalog.imports.json_text import LONGEST_RECORD
from catalog.imports.records import NumberedRecord

N = 60
PLACES = (0, 2, N - 1)
Written = Callable[[list[str]], str]


def product(number: int) -> dict[str, object]:
    """A product that nests lists and objects which begin as it does, as exports of shops do."""
    return {
        "id": number,
        "title": f"Monitor {number}",
        "variants": [{"id": number * 10 + n, "sku": f"M{number}-{n}"} for n in range(3)],
        "tags": ["a, b", "} {"],
        "size": {"width": 1.5, "unit": "in"},
        "price": 9.5,
    }


PRODUCTS = [product(number) for number in range(N)]


def one_line(elements: list[str]) -> str:
    return f"[{', '.join(elements)}]"


def one_a_line(elements: list[str]) -> str:
    return "[\n" + ",\n".join(elements) + "\n]\n"


def commas_first(elements: list[str]) -> str:
    return "[" + "\n,".join(elements) + "\n]\n"


def wrapped(elements: list[str]) -> str:
    return '{"count": 3, "products": [' + ",".join(elements) + '], "total": 3, "next": null}'


def indented(elements: list[str]) -> str:
    lines = [line for each in elements for line in f"{each},".split("\n")]
    lines[-1] = lines[-1].removesuffix(",")
    return "\n".join(["[", *(f"  {line}" for line in lines), "]"])


def following(elements: list[str]) -> str:
    """Objects over several lines, one after the other."""
    return "{\n" + "\n".join(elements).removeprefix("{")


SHAPES: list[tuple[Written, int | None]] = [
    (one_line, None), (one_a_line, None), (commas_first, None), (wrapped, None), (indented, 2), (indented, 0), (following, 1),
]  # fmt: skip
SHAPES_OF_LINES = [(one_a_line, None), (indented, 2), (following, 1)]
QUOTES_AND_VALUES: list[Callable[[str], str]] = [
    lambda text: text.replace("Monitor", '24" Monitor'),
    lambda text: text.replace("Monitor", '24", white" Monitor'),
    lambda text: text.replace("Monitor", '24" or 27" or 32" Monitor'),
    lambda text: text.replace('"Monitor', "Monitor"),
    lambda text: text.replace('"title"', '"title'),
    lambda text: text.replace('"title":', '"title"'),
    lambda text: text.replace("Monitor", "Mon\nitor"),
    lambda text: text.replace("Monitor", "x" * (LONGEST_RECORD + 2_000_000)),
    lambda text: text.replace('"sku": "M', '"sku": "24" M'),
    lambda text: text.replace("9.5", ""),
    lambda text: text.replace("9.5", "9,5 EUR"),
    lambda text: text.replace("9.5", "NaN"),
    lambda text: text.replace("9.5", "9" * 5_000),
    lambda text: text.replace("9.5", "[" * 5_000 + "]" * 5_000),
    lambda text: text.replace("Monitor", "Mon\\itor"),
    lambda text: text.replace("Monitor", "C:\\\\Monitor\\"),
    lambda text: text.replace("9.5", '"9.5'),
]
BRACKETS: list[Callable[[str], str]] = [
    lambda text: text[:-1].rstrip(),
    lambda text: text + "}",
    lambda text: text.replace("]", "", 1),
    lambda text: text.replace("1.5", "[1.5"),
]


def read(path: Path, text: str) -> tuple[list[object], list[str]]:
    path.write_text(text, encoding="utf-8")
    found, _ = records.open_records(path)
    good: list[object] = []
    bad: list[str] = []
    for number, each in enumerate(found, start=1):
        assert each.row_number == number
        if isinstance(each, NumberedRecord):
            good.append(each.record)
        else:
            bad.append(each.reason)
    return good, bad


@pytest.mark.parametrize("damaged", QUOTES_AND_VALUES)
@pytest.mark.parametrize(("written", "indent"), SHAPES)
def test_a_broken_element_takes_no_other_with_it(
    tmp_path: Path,
    written: Written,
    indent: int | None,
    damaged: Callable[[str], str],
) -> None:
    whole = [json.dumps(each, indent=indent) for each in PRODUCTS]
    for place in PLACES:
        elements = [*whole[:place], damaged(whole[place]), *whole[place + 1 :]]

        good, bad = read(tmp_path / "products.json", written(elements))

        assert good == PRODUCTS[:place] + PRODUCTS[place + 1 :]
        assert len(bad) == 1


@pytest.mark.parametrize("damaged", BRACKETS)
@pytest.mark.parametrize(("written", "indent"), SHAPES)
def test_brackets_that_do_not_pair_lose_nothing_in_silence(
    tmp_path: Path,
    written: Written,
    indent: int | None,
    damaged: Callable[[str], str],
) -> None:
    """All other records are read, or the file is refused as a whole."""
    whole = [json.dumps(each, indent=indent) for each in PRODUCTS]
    for place in PLACES:
        elements = [*whole[:place], damaged(whole[place]), *whole[place + 1 :]]
        try:
            good, bad = read(tmp_path / "products.json", written(elements))
        except UnreadableFile as error:
            assert (written, indent) not in SHAPES_OF_LINES
            assert "Nothing of the file was imported" in str(error)  # noqa: PT017 - one of two right ways
        else:
            others = PRODUCTS[:place] + PRODUCTS[place + 1 :]
            assert [each for each in good if each != PRODUCTS[place]] == others
            assert bad


def test_many_inch_signs_in_one_line(tmp_path: Path) -> None:
    elements = [json.dumps(product(number)) for number in range(1_000)]
    for number in range(0, 1_000, 3):
        elements[number] = (
            elements[number].replace("Monitor", '24" monitor').replace(': "M', ': "3" M')
        )

    good, bad = read(tmp_path / "products.json", one_line(elements))

    assert [each["id"] for each in good if isinstance(each, dict)] == [
        n for n in range(1_000) if n % 3
    ]
    assert len(bad) == 334


def test_a_huge_text_is_one_rejection(tmp_path: Path) -> None:
    huge = [{"id": n, "t": "x" * 6_000_000 if n == 1 else "short"} for n in range(1_002)]

    good, bad = read(tmp_path / "huge.json", json.dumps(huge))

    assert good == [huge[0], *huge[2:]]
    assert bad == [f"is longer than {LONGEST_RECORD:,} signs"]


def test_a_list_that_is_never_closed_is_refused_as_a_whole(tmp_path: Path) -> None:
    text = '[{"id": 0}, {"id": 1, "tags": ["a", {"id": 2}, {"id": 3}, {"id": 4}]'

    with pytest.raises(UnreadableFile, match=r"record 2 is no JSON.*cannot be told from it"):
        read(tmp_path / "open.json", text)


def test_arrays_below_each_other_are_read_on(tmp_path: Path) -> None:
    good, bad = read(tmp_path / "pages.json", '[{"a": 1},\n{"a": 2}]\n[{"a": 3}]\n')

    assert good == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert bad == []


def test_what_stands_behind_an_array_is_no_record(tmp_path: Path) -> None:
    good, bad = read(tmp_path / "more.json", '[{"a": 1}]\nbye\n')

    assert good == [{"a": 1}]
    assert bad == ["is no JSON: expecting value at sign 1"]


def test_parts_of_a_broken_record_become_no_records(tmp_path: Path) -> None:
    first, broken, last = (
        {"id": 1},
        '{"id": 2, "parts": [{"sku": 1}}, {"sku": 2}, {"sku": 3}], "x": 1}',
        {"id": 3},
    )

    good, bad = read(
        tmp_path / "parts.json", f"[{json.dumps(first)}, {broken}, {json.dumps(last)}]"
    )

    assert good == [first, last]
    assert bad == [
        "is no JSON: expecting ',' delimiter at sign 31",
        *["stands below a broken record and may be a part of it"] * 2,
        "is no JSON object",
        "is no JSON: expecting value at sign 1",
    ]


@pytest.mark.parametrize("seed", range(60))
def test_damage_of_any_kind_adds_up(tmp_path: Path, seed: int) -> None:
    """Any sign put, lost or doubled anywhere: every record is read, or something is refused."""
    rng = random.Random(seed)
    written, indent = rng.choice(SHAPES)
    text = written([json.dumps(each, indent=indent) for each in PRODUCTS])
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(1, len(text))
        text = (
            text[:at]
            + rng.choice(['"', "{", "}", "[", "]", ",", ":", "\\", "", "\n"])
            + text[at + rng.randint(0, 1) :]
        )

    try:
        good, bad = read(tmp_path / "damaged.json", text)
    except UnreadableFile:
        return
    n_whole = sum(each in PRODUCTS for each in good)
    assert n_whole >= N - 8
    assert n_whole == N or bad or len(good) == N


@pytest.mark.parametrize(
    "text",
    ['{"a":[', "[{x,", "{", "[[{},", '"', '{"a":1,"b":', "},{", '",{"', "[{}]}", '{"a":"', "\\"],
)
def test_hostile_text_is_read_once_or_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "hostile.json"
    path.write_text("[" + text * (600_000 // len(text)))
    found, _ = records.open_records(path)

    try:
        n_rejected = sum(1 for _ in found)
    except UnreadableFile as error:
        assert "cannot be told from it" in str(error)  # noqa: PT017 - one of two right ways
    else:
        assert n_rejected
