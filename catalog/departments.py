"""The department menu that stands on every page."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache

from catalog.models import Department

MENU_KEY = "catalog:department-menu:1"
MENU_SECONDS = 300


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A top department and the departments right below it."""

    name: str
    slug: str
    url: str
    children: tuple[MenuEntry, ...] = ()


def menu() -> tuple[MenuEntry, ...]:
    """Return the two upper levels of the visible tree, from the cache where it is warm. At most one query."""
    rows: list[list[str | int]] | None = cache.get(MENU_KEY)
    if rows is None:
        rows = [
            [department.name, department.slug, department.get_absolute_url(), department.depth]
            for department in Department.objects.filter(depth__lte=2, is_visible=True).order_by(
                "path"
            )
        ]
        cache.set(MENU_KEY, rows, MENU_SECONDS)
    return _as_tree(rows)


def forget_menu() -> None:
    """Let the next page read the menu anew; called when a department changed."""
    cache.delete(MENU_KEY)


def _as_tree(rows: list[list[str | int]]) -> tuple[MenuEntry, ...]:
    tops: list[tuple[MenuEntry, list[MenuEntry]]] = []
    for name, slug, url, depth in rows:
        entry = MenuEntry(str(name), str(slug), str(url))
        if depth == 1:
            tops.append((entry, []))
        elif tops:
            tops[-1][1].append(entry)
    return tuple(MenuEntry(top.name, top.slug, top.url, tuple(children)) for top, children in tops)
