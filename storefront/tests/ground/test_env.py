"""Facts of the environment: read with a type, refused with a sentence, and all of them documented."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from storefront import env

REPOSITORY = Path(__file__).resolve().parents[3]
READERS = ("storefront", "catalog", "accounts", "orders", "recommendations", "deploy")
NOT_OURS = {"PATH", "DJANGO_SETTINGS_MODULE", "HF_HUB_OFFLINE"}
"""Read or set for other programs."""


@dataclass(frozen=True, slots=True)
class Read:
    """One place where the code reads a variable."""

    name: str
    default: str | None
    place: str


def _sources() -> Iterator[Path]:
    for folder in READERS:
        for path in (REPOSITORY / folder).rglob("*.py"):
            # The settings of tests choose other defaults on purpose.
            if not {"tests", "migrations", "settings_test.py"} & set(path.parts):
                yield path


def _reads(path: Path) -> Iterator[Read]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            arguments: list[ast.expr] = [node.slice]
            keywords: list[ast.keyword] = []
        elif isinstance(node, ast.Call) and re.fullmatch(
            r"env\.(text|integer|fraction|boolean|listed|required|one_of)|os\.environ\.get",
            ast.unparse(node.func),
        ):
            has_default = not ast.unparse(node.func).endswith("required")
            arguments = node.args if has_default else node.args[:1]
            keywords = node.keywords
        else:
            continue
        if isinstance(arguments[0], ast.Constant):
            name = str(arguments[0].value)
            rest = [*arguments[1:], *(keyword.value for keyword in keywords)]
            literal = rest[0].value if rest and isinstance(rest[0], ast.Constant) else None
            text = str(literal).lower() if isinstance(literal, bool) else literal
            yield Read(name, None if text is None else str(text), f"{path}:{node.lineno}")


def _documented() -> dict[str, str]:
    text = (REPOSITORY / ".env.example").read_text("utf-8")
    return dict(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=(.*)$", text, flags=re.MULTILINE))


def _all_reads() -> list[Read]:
    reads = [read for path in _sources() for read in _reads(path)]
    return [read for read in reads if read.name not in NOT_OURS and not read.name.endswith("_FILE")]


def test_every_variable_that_is_read_is_documented_and_the_other_way_round() -> None:
    assert {read.name for read in _all_reads()} == set(_documented())


def test_documented_defaults_are_those_of_the_code() -> None:
    documented = _documented()

    differing = [
        read for read in _all_reads() if read.default and read.default != documented[read.name]
    ]

    assert differing == []


def test_the_example_changes_nothing_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = dict(os.environ)

    env.load_file(REPOSITORY / ".env.example")

    assert dict(os.environ) == before


def test_a_file_sets_what_is_not_set_and_leaves_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELF_SET", "from the environment")
    for name in ("SHELF_PLAIN", "SHELF_QUOTED", "SHELF_EQUALS", "SHELF_OFF"):
        monkeypatch.setenv(name, "")  # so that monkeypatch removes them again
        monkeypatch.delenv(name)
    file = tmp_path / ".env"
    file.write_text(
        "# a comment\n\nSHELF_SET=from the file\n SHELF_PLAIN = plain text \n"
        'SHELF_QUOTED="two words"\nSHELF_EQUALS=a=b\n# SHELF_OFF=1\nno assignment\n',
        "utf-8",
    )

    env.load_file(file)

    assert env.text("SHELF_SET") == "from the environment"
    assert env.text("SHELF_PLAIN") == "plain text"
    assert env.text("SHELF_QUOTED") == "two words"
    assert env.text("SHELF_EQUALS") == "a=b"
    assert "SHELF_OFF" not in os.environ


def test_a_missing_file_is_no_matter(tmp_path: Path) -> None:
    before = dict(os.environ)

    env.load_file(tmp_path / ".env")

    assert dict(os.environ) == before


def test_a_secret_may_lie_in_a_file_which_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "key"
    file.write_text("  from the file\n", "utf-8")
    monkeypatch.setenv("SHELF_KEY", "from the environment")
    monkeypatch.setenv("SHELF_KEY_FILE", str(file))

    assert env.text("SHELF_KEY") == "from the file"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("1", True), ("TRUE", True), (" yes ", True), ("on", True), ("0", False), ("Off", False),
     ("no", False), ("false", False), ("", False)],
)  # fmt: skip
def test_a_yes_or_no_has_several_spellings(
    raw: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELF_FLAG", raw)

    assert env.boolean("SHELF_FLAG", default=not expected) is expected


@pytest.mark.parametrize("default", [True, False])
def test_an_unset_yes_or_no_is_its_default(default: bool) -> None:
    assert env.boolean("SHELF_UNSET", default=default) is default


def test_a_yes_or_no_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELF_FLAG", "perhaps")

    with pytest.raises(ImproperlyConfigured, match="SHELF_FLAG='perhaps' is neither yes nor no"):
        env.boolean("SHELF_FLAG", default=True)


def test_a_whole_number_is_read_and_blank_means_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELF_NUMBER", " 12 ")
    assert env.integer("SHELF_NUMBER", 5) == 12

    monkeypatch.setenv("SHELF_NUMBER", " ")
    assert env.integer("SHELF_NUMBER", 5) == 5


def test_a_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELF_NUMBER", "12.5")

    with pytest.raises(ImproperlyConfigured, match=r"SHELF_NUMBER='12\.5' is not a whole number"):
        env.integer("SHELF_NUMBER", 5)


@pytest.mark.parametrize(
    ("raw", "said"),
    [("a third", "'a third' is not a number"), ("1.5", r"'1\.5' is not between 0 and 1"), ("nan", "'nan' is not between")],
)  # fmt: skip
def test_a_fraction_that_is_none_is_refused(
    monkeypatch: pytest.MonkeyPatch, raw: str, said: str
) -> None:
    monkeypatch.setenv("SHELF_SHARE", " 0.25 ")
    assert env.fraction("SHELF_SHARE", 0.5) == 0.25
    assert env.fraction("SHELF_UNSET", 0.5) == 0.5
    monkeypatch.setenv("SHELF_SHARE", raw)

    with pytest.raises(ImproperlyConfigured, match=f"SHELF_SHARE={said}"):
        env.fraction("SHELF_SHARE", 0.5)


def test_parts_that_are_no_whole_are_refused() -> None:
    env.require_a_whole(A=0.35, B=0.4, C=0.15, D=0.1)

    with pytest.raises(ImproperlyConfigured, match=r"A \+ B is 1\.2: they must add up to 1"):
        env.require_a_whole(A=0.6, B=0.6)


def test_a_list_is_cut_at_commas_and_loses_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELF_LIST", " shop.example, ,www.shop.example ,")

    assert env.listed("SHELF_LIST") == ["shop.example", "www.shop.example"]
    assert env.listed("SHELF_UNSET", "a,b") == ["a", "b"]
    assert env.listed("SHELF_UNSET") == []
