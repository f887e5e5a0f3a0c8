"""How fast pages are, as real visitors see them.

``make bench-pages`` runs this on the shop in ``VAR_DIR`` (seed and train it first: ``make demo``).
Visitors are half strangers without a cookie and half shoppers with history and a session; carts belong
to visitors of their own, who are taken away again afterwards. Nothing caches whole pages. The floor
(``benchmarks/floor.py``) is measured in the same run, so that the share of it can be compared between machines.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import cache
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rich.console import Console

from accounts.models import User, Visitor
from accounts.visitors import COOKIE
from benchmarks import servers, tables
from catalog.models import Department, Product, Variant
from orders import carts
from orders.models import Cart
from orders.shoppers import Shopper


@dataclass(frozen=True, slots=True)
class Goal:
    """What a page type should reach at 8 connections on two quiet cores."""

    per_second: int
    p95_ms: int | None = None

    def __str__(self) -> str:
        return f"{self.per_second}" + (f" / {self.p95_ms} ms" if self.p95_ms else "")


GOALS = {
    "product": Goal(300, 45),
    "list": Goal(250, 60),
    "home": Goal(200),
    "search": Goal(150, 80),
    "cart": Goal(200),
}
CART_LINES = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One page type: its load with a warm and a cold cache, and its SQL statements."""

    warm: servers.Load
    cold: servers.Load | None
    queries: int


def main() -> None:
    """Measure every page type and print the table."""
    options = _options()
    servers.require_wrk()
    cookies = _shopper_cookies(options.shoppers)
    pages = _pages(options.distinct)
    if options.only:
        pages = {name: paths for name, paths in pages.items() if name in options.only.split(",")}
    rows: dict[str, Row] = {}
    with tempfile.TemporaryDirectory() as folder, filled_carts(options.carts) as owners:
        rows["floor"] = _measure_floor(Path(folder), options)
        for name, paths in pages.items():
            visits = _visits(paths, owners) if name == "cart" else _mixed(paths, cookies, options)
            rows[name] = _measure_page(name, visits, Path(folder), options)
    _print(rows, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=8, help="length of each spell")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument(
        "--distinct", type=int, default=200, help="different addresses of each page type"
    )
    parser.add_argument("--shoppers", type=int, default=100, help="signed-in shoppers with history")
    parser.add_argument("--carts", type=int, default=50, help="visitors with a cart of ten lines")
    parser.add_argument("--only", default="", help="page types, comma-separated")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _pages(distinct: int) -> dict[str, list[str]]:
    rng = random.Random(7)
    visible = Product.objects.visible(now=timezone.now())
    slugs = list(visible.order_by("-popularity").values_list("slug", flat=True)[: distinct * 5])
    rng.shuffle(slugs)
    departments = list(Department.objects.filter(is_visible=True).values_list("slug", flat=True))
    words = ["lamp", "oak", "cotton", "mug", "jacket", "steel", "garden", "blue", "travel", "wool"]
    return {
        "product": [f"/p/{slug}/" for slug in slugs[:distinct]],
        "list": [f"/d/{slug}/" for slug in departments],
        "home": ["/"],
        "search": [f"/search/?q={word}" for word in words],
        "cart": ["/cart/"],
    }


def _shopper_cookies(count: int) -> list[str]:
    """Sign shoppers in without their passwords: sessions written as the sign-in page would."""
    users = User.objects.filter(is_active=True, is_staff=False, visitors__isnull=False).distinct()[
        :count
    ]
    if not users:
        users = User.objects.filter(is_active=True, is_staff=False)[:count]
    cookies = []
    for user in users:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    return cookies


def _measure_floor(folder: Path, options: argparse.Namespace) -> Row:
    visits = folder / "floor.tsv"
    visits.write_text("/\t\n")
    with servers.gunicorn("benchmarks.floor:application") as (address, pid):
        servers.measure(address, pid, visits, seconds=2, connections=options.connections)
        load = servers.measure(
            address, pid, visits, seconds=options.seconds, connections=options.connections
        )
    return Row(warm=load, cold=None, queries=3)


def _mixed(paths: list[str], cookies: list[str], options: argparse.Namespace) -> list[str]:
    """Return visits of every page type but the cart: every other one by a shopper who is signed in."""
    rng = random.Random(11)
    return [
        f"{rng.choice(paths)}\t{rng.choice(cookies) if cookies and turn % 2 else ''}"
        for turn in range(max(options.distinct, len(paths)))
    ]


def _visits(paths: list[str], cookies: list[str]) -> list[str]:
    return [f"{path}\t{cookie}" for path in paths for cookie in cookies]


@contextmanager
def filled_carts(count: int) -> Iterator[list[str]]:
    """Give some new visitors a cart of ten lines each; yield their cookies, and take all away at the end."""
    rng = random.Random(13)
    on_sale = Variant.objects.filter(
        product__in=Product.objects.visible(now=timezone.now()),
        is_active=True,
        stock__on_hand__gt=0,
    )
    one_each = dict(on_sale.order_by("?").values_list("product_id", "id")[:2000])
    ids = [uuid4() for _ in range(count)]
    Visitor.objects.bulk_create(Visitor(id=id_) for id_ in ids)
    try:
        for id_ in ids:
            for variant_id in rng.sample(sorted(one_each.values()), CART_LINES):
                shopper = Shopper(visitor_id=id_, user_id=None)
                carts.add(shopper, variant_id=variant_id, quantity=1, now=timezone.now())
        yield [f"{COOKIE}={Signer(salt='accounts.visitors').sign(id_.hex)}" for id_ in ids]
    finally:
        Cart.objects.filter(visitor_id__in=ids).delete()
        Visitor.objects.filter(id__in=ids).delete()


def _measure_page(name: str, visits: list[str], folder: Path, options: argparse.Namespace) -> Row:
    """Measure one page type: cold (each visit once, empty cache), then warm."""
    file = folder / f"{name}.tsv"
    file.write_text("\n".join(visits) + "\n")
    with servers.gunicorn("storefront.wsgi:application") as (address, pid):
        cache.clear()
        cold = servers.visit_once(address, file)
        servers.measure(address, pid, file, seconds=2, connections=options.connections)
        warm = servers.measure(
            address, pid, file, seconds=options.seconds, connections=options.connections
        )
    return Row(warm=warm, cold=cold, queries=_queries(visits[:10]))


def _queries(visits: list[str]) -> int:
    """Return the most SQL statements that one of the visits needs with a warm cache."""
    worst = 0
    for visit in visits:
        path, cookie = visit.split("\t")
        client = Client(SERVER_NAME="localhost", headers={"Cookie": cookie})
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        worst = max(worst, len(captured))
    return worst


def _print(rows: dict[str, Row], options: argparse.Namespace) -> None:
    floor = rows["floor"].warm
    report = []
    for name, row in rows.items():
        warm, cold = row.warm, row.cold
        report.append(
            {
                "page": name,
                "requests_per_second": round(warm.requests_per_second, 1),
                "goal": str(GOALS.get(name, "")),
                "p50_ms": warm.p50_ms,
                "p95_ms": warm.p95_ms,
                "cpu_ms": round(warm.cpu.total, 2),
                "of_it_database": round(warm.cpu.database, 2),
                "cache": round(warm.cpu.cache, 2),
                "queries": row.queries,
                "bytes": warm.bytes_per_answer,
                "errors": warm.errors,
                "share_of_floor": round(warm.requests_per_second / floor.requests_per_second, 3),
                "cold_p50_ms": round(cold.p50_ms, 1) if cold else None,
                "cold_p95_ms": round(cold.p95_ms, 1) if cold else None,
            }
        )
    if options.json:
        print(json.dumps(report, indent=2))
        return
    title = f"{options.connections} connections, gunicorn 2 workers × 4 threads"
    Console(width=150).print(tables.of_records(title, report))


if __name__ == "__main__":
    main()
