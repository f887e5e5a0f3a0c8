"""Reads pages as a person or a screen reader would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse

VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}


@dataclass(eq=False)
class Element:
    """One element with its attributes and what stands in it."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)
    parent: Element | None = None

    @property
    def text(self) -> str:
        """All text in it, blanks made single."""
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join("".join(f"{part} " for part in parts).split())

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def has_class(self, name: str) -> bool:
        """Whether a class stands on it."""
        return name in self.attributes.get("class", "").split()

    def all(self, tag: str = "", class_: str = "", **attributes: str) -> list[Element]:
        """Return every element below that fits, in order."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
                if (
                    tag in ("", child.tag)
                    and (not class_ or child.has_class(class_))
                    and all(child.attributes.get(name) == value for name, value in wanted.items())
                ):
                    found.append(child)
                found += child.all(tag, class_, **attributes)
        return found

    def one(self, tag: str = "", class_: str = "", **attributes: str) -> Element:
        """Return the only element below that fits."""
        found = self.all(tag, class_, **attributes)
        assert len(found) == 1, (tag, class_, attributes, [element.text for element in found])
        return found[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.at = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, parent=self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.at.tag, f"</{tag}> closes <{self.at.tag}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def page(response: HttpResponse, status: int = 200) -> Element:
    """Parse an answer; every element must be closed in its turn."""
    assert response.status_code == status, response.content[:2000]
    reader = _Reader()
    reader.feed(response.content.decode())
    assert reader.at is reader.root, f"<{reader.at.tag}> is never closed"
    return reader.root


def card_titles(root: Element) -> list[str]:
    """Return the titles of the product cards of a list, in order."""
    return [card.one(class_="product-card__title").text for card in root.all(class_="product-card")]
