"""Fills an empty shop with the demo: one seed, one transaction, so it is there whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.conf import settings
from django.db import connection, transaction

from catalog import summaries
from catalog.models import Product
from catalog.querysets import ProductQuerySet
from orders.sales import apply as apply_sales
from recommendations.events import partitions
from storefront.demo import truth
from storefront.demo.behaviour import History, as_log, make_history, popularity
from storefront.demo.catalogue import Catalogue, make_catalogue
from storefront.demo.progress import Progress, silent
from storefront.demo.reviews import draw_reviews
from storefront.demo.scales import Scale, scale_named
from storefront.demo.sheets import Printer
from storefront.demo.shoppers import Shoppers, make_shoppers
from storefront.demo.writing import assortment, log, markets, offers, people, picture_files, sales
from storefront.demo.writing.assortment import Assortment
from storefront.demo.writing.people import Person

_LOCK = 0x5E1F_DE30
"""Advisory lock under which a demo is written; any constant that no other lock uses."""
_ANALYSED = (
    "accounts_user", "accounts_visitor", "catalog_picture", "catalog_product", "catalog_productattribute",
    "catalog_review", "catalog_stock", "catalog_variant", "orders_order", "orders_orderline",
    "recommendations_event",
)  # fmt: skip

# One stream of chance per step, so that a change of one step leaves the others as they were.
_PRODUCTS, _SHOPPERS, _BEHAVIOUR, _REVIEWS, _PEOPLE, _SESSIONS = range(6)


class AnotherDemo(Exception):
    """The shop holds a demo of another scale or seed."""


class NotForProduction(Exception):
    """A demo brings accounts with public passwords."""


@dataclass(frozen=True, slots=True)
class SeedReport:
    """What one call did; with ``is_new`` false the shop was there already and nothing changed."""

    scale: str
    seed: int
    is_new: bool
    products: int
    variants: int = 0
    pictures: int = 0
    shoppers: int = 0
    orders: int = 0
    events: int = 0
    reviews: int = 0
    owner: people.Login = people.OWNER
    shopper: people.Login = people.SHOPPER


@dataclass(frozen=True, slots=True)
class World:
    """A shop that was drawn but not written."""

    catalogue: Catalogue
    shoppers: Shoppers
    history: History


def is_seeded(*, scale: str, seed: int) -> bool:
    """Whether the shop holds the demo of that scale and seed. One query."""
    return _demo_products().filter(external_id__startswith=f"{_marker(scale, seed)}-").exists()


def seed_shop(*, scale: str, seed: int, now: datetime, progress: Progress = silent) -> SeedReport:
    """Fill the shop with the demo of a scale and seed; where it stands already, change nothing.

    Everything is one transaction, so a run that was killed leaves only picture files, which the next writes again.

    Raises:
        AnotherDemo: if the shop holds a different demo.
        NotForProduction: if the settings say production.
    """
    if settings.ENVIRONMENT == "production":
        raise NotForProduction("The demo has accounts with public passwords: not in production.")
    size = scale_named(scale)
    with transaction.atomic():
        _lock()
        if is_seeded(scale=scale, seed=seed):
            return SeedReport(scale, seed, is_new=False, products=_demo_products().count())
        if _demo_products().exists():
            raise AnotherDemo(
                f"This shop holds another demo than {scale} with seed {seed}: run `make clean` first."
            )
        report = _write(
            draw_world(size, seed=seed, now=now), size, seed=seed, now=now, progress=progress
        )
    apply_sales(now=now)
    return report


def draw_world(scale: Scale, *, seed: int, now: datetime) -> World:
    """Draw products, shoppers and their history, without touching a database."""
    catalogue = make_catalogue(scale, now=now, rng=_stream(seed, _PRODUCTS))
    shoppers = make_shoppers(scale, now=now, rng=_stream(seed, _SHOPPERS))
    history = make_history(catalogue, shoppers, scale, now=now, rng=_stream(seed, _BEHAVIOUR))
    return World(catalogue, shoppers, history)


def _write(
    world: World, scale: Scale, *, seed: int, now: datetime, progress: Progress
) -> SeedReport:
    history, marker = world.history, _marker(scale.name, seed)
    written = _write_products(world, scale, seed=seed, now=now, progress=progress)
    persons = people.write_people(world.shoppers, rng=_stream(seed, _PEOPLE))
    order_numbers = sales.write_orders(
        history.lines, persons, written, marker=marker, now=now, progress=progress
    )
    reviews = _write_reviews(world, persons, written, seed=seed, now=now)
    sales.write_shown_cart(persons, written, world.catalogue, history.lines, now=now)
    partitions.prepare(now=now)
    events = log.write_log(
        history,
        persons,
        written,
        order_numbers,
        marker=marker,
        rng=_stream(seed, _SESSIONS),
        progress=progress,
    )
    pictures = picture_files.write_pictures(written.drawings, progress=progress)
    offers.write_sale(now=now)
    markets.open_markets(currency=settings.SHOP_CURRENCY)
    _sum_up(world, written, persons, scale=scale, seed=seed, progress=progress)
    return SeedReport(
        scale=scale.name,
        seed=seed,
        is_new=True,
        products=len(world.catalogue),
        variants=len(written.variant_ids),
        pictures=pictures,
        shoppers=len(persons),
        orders=history.n_orders,
        events=events,
        reviews=reviews,
    )


def _write_products(
    world: World, scale: Scale, *, seed: int, now: datetime, progress: Progress
) -> Assortment:
    """Write departments, brands and articles, the best sellers of the history in front."""
    catalogue, happened = world.catalogue, as_log(world.history)
    return assortment.write_products(
        Printer(catalogue, scale=scale, currency=settings.SHOP_CURRENCY, seed=seed),
        assortment.write_shelving(),
        marker=_marker(scale.name, seed),
        n_products=len(catalogue),
        popularity=popularity(happened, n_products=len(catalogue), now=now),
        currency=settings.SHOP_CURRENCY,
        progress=progress,
    )


def _write_reviews(
    world: World, persons: list[Person], written: Assortment, *, seed: int, now: datetime
) -> int:
    """Let buyers say what they think; return how many did."""
    drawn = draw_reviews(
        world.catalogue,
        world.shoppers,
        world.history,
        now=now.timestamp(),
        rng=_stream(seed, _REVIEWS),
    )
    return sales.write_reviews(drawn, persons, written, world.catalogue)


def _sum_up(
    world: World,
    written: Assortment,
    persons: list[Person],
    *,
    scale: Scale,
    seed: int,
    progress: Progress,
) -> None:
    """Fill the columns that lists read, and keep the truth that models are measured against."""
    catalogue, lines = world.catalogue, world.history.lines
    progress("Summaries", 0, 1)
    summaries.refresh(range(written.first_product_id, written.first_product_id + len(catalogue)))
    _analyse()
    truth.save(
        truth.Truth.of(
            catalogue,
            world.shoppers,
            scale=scale.name,
            seed=seed,
            first_product_id=written.first_product_id,
            n_bought=np.bincount(lines.product[lines.order >= 0], minlength=len(catalogue)),
            persons=[person.key for person in persons],
        )
    )
    progress("Summaries", 1, 1)


def _demo_products() -> ProductQuerySet:
    return Product.objects.filter(source=assortment.SOURCE)


def _marker(scale: str, seed: int) -> str:
    return f"{scale}-{seed}"


def _stream(seed: int, step: int) -> np.random.Generator:
    return np.random.default_rng([seed, step])


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _analyse() -> None:
    """Tell the planner what the tables look like now; it would take minutes to notice by itself."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(_ANALYSED)}")
