"""The shop window: what the top of the home page shows, the same for everybody for a minute."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from catalog.departments import Shelf, tree
from catalog.models import Product
from catalog.snapshots import Snapshot

TTL_SECONDS = 60
HERO_PRODUCTS = 3


@dataclass(frozen=True, slots=True)
class Tile:
    """One department with the picture of its best-selling product."""

    shelf: Shelf
    picture: str


@dataclass(frozen=True, slots=True)
class ShopWindow:
    """The hero's products, the department of the first of them, and the department tiles."""

    hero: tuple[Product, ...]
    hero_shelf: Shelf | None
    tiles: tuple[Tile, ...]


def read() -> ShopWindow:
    """Read what sells best on every shelf. One query beside the department tree."""
    best = (
        Product.objects.visible(now=timezone.now())
        .filter(is_in_stock=True, department__isnull=False)
        .exclude(picture="")
        .cards()
        .order_by("department_id", "-popularity", "id")
        .distinct("department_id")
    )
    by_department = {product.department_id: product for product in best}
    tiles = []
    heroes: list[tuple[Product, Shelf]] = []
    for shelf in tree().top:
        found = [by_department[id_] for id_ in shelf.ids if id_ in by_department]
        if found:
            favourite = max(found, key=lambda product: product.popularity)
            tiles.append(Tile(shelf, favourite.picture))
            heroes.append((favourite, shelf))
    heroes.sort(key=lambda hero: -hero[0].popularity)
    return ShopWindow(
        hero=tuple(product for product, _ in heroes[:HERO_PRODUCTS]),
        hero_shelf=heroes[0][1] if heroes else None,
        tiles=tuple(tiles),
    )


_window = Snapshot(read, ttl_seconds=TTL_SECONDS)


def current() -> ShopWindow:
    """Return the window. No query while it is fresh."""
    return _window.get()
