"""The shop window: what the top of the home page shows, the same for everybody for a minute.

Plain values throughout, so that its parts are drawn once for as long as they look the same (``{% drawn %}``).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from catalog import card_rows, columns, narrowing, pricing
from catalog.departments import Shelf, tree
from catalog.models import Product
from catalog.money import Money
from catalog.narrowing import Shelves, Wishes
from catalog.pricing import ListInUse
from catalog.snapshots import Snapshot
from orders.models import Sale

TTL_SECONDS = 60
HERO_PRODUCTS = 3
LOOKED_AT = 24
"""Best sellers of a department among which one with a picture is looked for."""


@dataclass(frozen=True, slots=True)
class Favourite:
    """A product of the hero, as its picture names it."""

    pk: int
    title: str
    url: str
    picture: str
    price: Money | None
    compare_at: Money | None
    has_price_range: bool

    @classmethod
    def of(cls, product: Product) -> Favourite:
        """Take what the hero shows of a product."""
        return cls(
            pk=product.pk,
            title=product.title,
            url=product.get_absolute_url(),
            picture=product.picture,
            price=product.price,
            compare_at=product.compare_at,
            has_price_range=product.has_price_range,
        )


@dataclass(frozen=True, slots=True)
class Door:
    """The department that the hero leads to."""

    name: str
    url: str
    description: str

    @classmethod
    def to(cls, shelf: Shelf | None) -> Door | None:
        """Lead to a shelf, if there is one."""
        return None if shelf is None else cls(shelf.name, shelf.url, shelf.description)


@dataclass(frozen=True, slots=True)
class Tile:
    """One department with the picture of its best-selling product."""

    name: str
    url: str
    picture: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The running sale that opens the page."""

    name: str
    percent: int
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ShopWindow:
    """The hero's products, where they lead, the sale they are in, and the department tiles."""

    hero: tuple[Favourite, ...]
    hero_shelf: Door | None
    offer: Offer | None
    tiles: tuple[Tile, ...]


def read() -> ShopWindow:
    """Read what sells best on every shelf, and what a running sale reduces. At most four queries."""
    now = timezone.now()
    favourites = _favourites(now=now)
    tiles = tuple(Tile(shelf.name, shelf.url, product.picture) for product, shelf in favourites)
    return _on_sale(tiles, now=now) or _popular(favourites, tiles)


def _favourites(*, now: datetime) -> list[tuple[Product, Shelf]]:
    """Return the best seller in stock with a picture of each top department. Two queries, however large the shop."""
    catalogue, price_list = columns.current(), pricing.in_use()
    wishes = Wishes(in_stock=True, price_list=None if price_list is None else price_list.id)
    wanted = {
        shelf.id: narrowing.page(
            narrowing.narrowed(catalogue, Shelves(shelf.ids), wishes, now=now),
            "popular",
            start=0,
            size=LOOKED_AT,
        )
        for shelf in tree().top
    }
    ids = [id_ for found in wanted.values() for id_ in found]
    pictured = {
        product.pk: product for product in card_rows.visible(ids, now=now) if product.picture
    }
    best = (
        (next(filter(None, map(pictured.get, wanted[shelf.id])), None), shelf)
        for shelf in tree().top
    )
    return [(product, shelf) for product, shelf in best if product is not None]


def _popular(favourites: list[tuple[Product, Shelf]], tiles: tuple[Tile, ...]) -> ShopWindow:
    """Open with what sells best in three departments."""
    ranked = sorted(favourites, key=lambda favourite: -favourite[0].popularity)
    return ShopWindow(
        hero=tuple(Favourite.of(product) for product, _ in ranked[:HERO_PRODUCTS]),
        hero_shelf=Door.to(ranked[0][1] if ranked else None),
        offer=None,
        tiles=tiles,
    )


def _on_sale(tiles: tuple[Tile, ...], *, now: datetime) -> ShopWindow | None:
    """Open with the greatest running sale; with none, or one that reduced nothing yet, return nothing."""
    if pricing.in_use() is not None:  # a sale reduces the articles' own prices only
        return None
    sale = (
        Sale.objects.filter(is_active=True, starts_at__lte=now, ends_at__gt=now)
        .order_by("-percent", "ends_at", "pk")
        .first()
    )
    if sale is None:
        return None
    reduced = (
        Product.objects.visible(now=now)
        .filter(is_in_stock=True, pk__in=sale.prices.values("variant__product"))
        .exclude(picture="")
        .cards()
        .order_by("-popularity", "id")
    )
    hero = tuple(reduced[:HERO_PRODUCTS])
    if not hero:
        return None
    shelves = tree().by_id
    named = next((shelves[id_] for id_ in sale.departments if id_ in shelves), None)
    return ShopWindow(
        hero=tuple(map(Favourite.of, hero)),
        hero_shelf=Door.to(named or shelves.get(hero[0].department_id or 0)),
        offer=Offer(sale.name, round(sale.percent), sale.ends_at),
        tiles=tiles,
    )


@functools.cache
def _window(price_list: ListInUse | None) -> Snapshot[ShopWindow]:
    """Return the window of a price list."""
    return Snapshot(read, ttl_seconds=TTL_SECONDS, at_opening=False)


def current() -> ShopWindow:
    """Return the window. No query while it is fresh."""
    return _window(pricing.in_use()).get()
