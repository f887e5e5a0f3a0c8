"""What the documents point at is there: files, headings, commands, tasks of the Makefile, variables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

REPOSITORY = Path(__file__).resolve().parents[3]
DOCUMENTS = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")])
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```", re.DOTALL)


def _headings(path: Path) -> set[str]:
    """Return the anchors as the forges make them."""
    text = _CODE.sub("", path.read_text("utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles)
    return set(plain)


def _named(pattern: str) -> set[str]:
    return {name for path in DOCUMENTS for name in re.findall(pattern, path.read_text("utf-8"))}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_every_link_leads_somewhere(document: Path) -> None:
    text = _CODE.sub("", document.read_text("utf-8"))
    for target in _LINK.findall(text):
        if re.match(r"https?:|mailto:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        assert path.exists(), target
        if anchor:
            assert anchor in _headings(path), target


def test_every_document_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [REPOSITORY / "README.md"]
    while waiting:
        document = waiting.pop()
        if document in seen:
            continue
        seen.add(document)
        for target in _LINK.findall(document.read_text("utf-8")):
            path = (document.parent / target.partition("#")[0]).resolve()
            if path.suffix == ".md" and path.exists():
                waiting.append(path)

    assert set(DOCUMENTS) <= seen


def test_every_command_that_documents_name_exists() -> None:
    named = _named(r"(?m)(?:^|`|python )manage\.py ([a-z_]+)")

    assert len(named) > 15
    assert named <= set(get_commands())


def test_every_task_of_the_makefile_that_documents_name_exists() -> None:
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    tasks = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = _named(r"(?m)(?:^|`)make ([a-z-]+)")

    assert len(named) > 10
    assert named <= tasks
