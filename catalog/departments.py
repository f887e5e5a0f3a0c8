"""The tree of departments as every page needs it: names, addresses, who stands below whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.urls import reverse

from catalog.models import Department
from catalog.snapshots import Snapshot

TTL_SECONDS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """One visible department with its place in the tree."""

    id: int
    name: str
    slug: str
    url: str
    description: str
    parent: Shelf | None
    children: list[Shelf] = field(default_factory=list, repr=False)

    @property
    def ids(self) -> tuple[int, ...]:
        """Its own id and those of every shelf below it."""
        return (self.id, *(id_ for child in self.children for id_ in child.ids))

    @property
    def trail(self) -> tuple[Shelf, ...]:
        """The way to it from the top, itself last."""
        return (*(self.parent.trail if self.parent else ()), self)


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """Every visible department."""

    outline: tuple[tuple[str, str, int], ...]
    """Name, address and depth of each, in order: what a menu shows."""
    top: tuple[Shelf, ...]
    by_slug: dict[str, Shelf]
    by_id: dict[int, Shelf]


def read() -> Tree:
    """Read the tree; what stands below a hidden department is hidden too. One query."""
    by_path: dict[str, Shelf] = {}
    outline: list[tuple[str, str, int]] = []
    steplen = Department.steplen
    columns = ("path", "depth", "id", "name", "slug", "description")
    rows = Department.objects.filter(is_visible=True).order_by("path").values_list(*columns)
    for path, depth, id_, name, slug, description in rows:
        parent = by_path.get(path[:-steplen])
        if depth > 1 and parent is None:
            continue
        url = reverse("catalog:department", kwargs={"slug": slug})
        shelf = Shelf(id_, name, slug, url, description, parent)
        by_path[path] = shelf
        outline.append((name, url, depth))
        if parent:
            parent.children.append(shelf)
    shelves = by_path.values()
    return Tree(
        outline=tuple(outline),
        top=tuple(shelf for shelf in shelves if shelf.parent is None),
        by_slug={shelf.slug: shelf for shelf in shelves},
        by_id={shelf.id: shelf for shelf in shelves},
    )


_tree = Snapshot(read, ttl_seconds=TTL_SECONDS)


def tree() -> Tree:
    """Return the tree. No query while the snapshot is fresh."""
    return _tree.get()


def menu() -> tuple[Shelf, ...]:
    """Return the top departments for the header's menu."""
    return tree().top


@receiver([post_save, post_delete], sender=Department)
def _department_written(**_: object) -> None:
    """Show a changed department at once, at least in the process that changed it."""
    _tree.forget()
