"""What correctness costs: orders a second with the guards of checkout, beside the same run without them.

``make bench-checkout`` makes an empty shop of its own, serves it twice - as it is, and as
``orders/tests/concurrency/unguarded.py`` leaves it: no row locks, no holds, no comparison with what the shopper agreed
to, webhooks believed, the triggers of the database switched off - and lets buyers pay: press "Pay", confirm at the test
gateway, come back. Both servers take turns in every scenario, so that a busy machine slows both alike.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

os.environ["DJANGO_SETTINGS_MODULE"] = "storefront.settings_test"

import django

django.setup()

from django.db import connection
from django.db.models import Sum
from rich.console import Console

from benchmarks import tables
from benchmarks.servers import cpu_seconds
from catalog.models import Stock
from orders import ledger
from orders.models import OrderLine
from orders.tests.concurrency.race import Buyer, Race
from orders.tests.concurrency.server import GUARDED, UNGUARDED, racing

BUYERS = (1, 8, 32)
SHELVES = {"different": 40, "one hot": 1}
"""How many articles the buyers of a scenario choose from."""
PLENTY = 100_000
GOAL_PERCENT = 25


@dataclass(frozen=True, slots=True)
class Spell:
    """What one spell of buying came to."""

    orders: int
    seconds: float
    latencies_ms: tuple[float, ...]
    cpu_seconds: float
    miscounted: int
    """Units by which the stock count is wrong afterwards."""


@dataclass(frozen=True, slots=True)
class Result:
    """All spells of one server in one scenario."""

    spells: tuple[Spell, ...]

    @property
    def orders_per_second(self) -> float:
        """The median over the spells."""
        return statistics.median(spell.orders / spell.seconds for spell in self.spells)

    @property
    def p95_ms(self) -> float:
        """From "Pay" to the order, over all spells."""
        times = sorted(itertools.chain(*(spell.latencies_ms for spell in self.spells)))
        return times[int(len(times) * 0.95)]

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds an order, in web and database processes together."""
        orders = sum(spell.orders for spell in self.spells)
        return 1000 * sum(spell.cpu_seconds for spell in self.spells) / orders

    @property
    def miscounted(self) -> int:
        """Units by which stock counts are wrong."""
        return sum(spell.miscounted for spell in self.spells)


def main() -> None:
    """Measure every scenario and print the table."""
    options = _options()
    with _empty_shop(), racing(GUARDED, threads=16) as sound, racing(UNGUARDED, threads=16) as bare:
        for server in (sound, bare):  # templates, departments and the like are read once a process
            _spell(Race(server), articles=8, buyers=8, orders=32, is_guarded=server is sound)
        rows = []
        for shelf, buyers in itertools.product(SHELVES, BUYERS):
            spells: dict[int, list[Spell]] = {sound.port: [], bare.port: []}
            for turn in range(options.turns):
                for server in (sound, bare) if turn % 2 == 0 else (bare, sound):
                    spells[server.port].append(
                        _spell(
                            Race(server),
                            articles=SHELVES[shelf],
                            buyers=buyers,
                            orders=options.orders,
                            is_guarded=server is sound,
                        )
                    )
            guarded, unguarded = (Result(tuple(spells[each.port])) for each in (sound, bare))
            rows.append((shelf, buyers, guarded, unguarded))
    _print(rows)


def _spell(race: Race, *, articles: int, buyers: int, orders: int, is_guarded: bool) -> Spell:
    """Let buyers make orders, each beginning the next as soon as the last is done."""
    lamps = [race.floor.article(f"Lamp {at}", price=4900, stock=PLENTY) for at in range(articles)]
    size = -(-orders // articles)
    crowds = race.crowds(lamps, size=size)
    waiting = [buyer for turn in zip(*crowds, strict=True) for buyer in turn][:orders]
    with _triggers(are_on=is_guarded):
        cpu_before = cpu_seconds(race.server.process.pid).total
        seconds, latencies = _buy(iter(waiting), buyers=buyers)
        cpu = cpu_seconds(race.server.process.pid).total - cpu_before
    sold = OrderLine.objects.filter(variant__in=lamps).aggregate(units=Sum("quantity"))["units"]
    left = Stock.objects.filter(variant__in=lamps).aggregate(units=Sum("on_hand"))["units"]
    if len(latencies) != orders or (is_guarded and sold != orders):
        raise SystemExit(f"{len(latencies)} of {orders} buyers came to an order; {sold} were sold.")
    return Spell(
        orders, seconds, tuple(latencies), cpu, miscounted=abs(PLENTY * articles - left - sold)
    )


def _buy(waiting: Iterator[Buyer], *, buyers: int) -> tuple[float, list[float]]:
    """Work off the waiting buyers; return the time it took and that of each who came to an order, in ms."""
    latencies: list[float] = []
    turn = threading.Lock()

    def go_on() -> None:
        while True:
            with turn:
                buyer = next(waiting, None)
            if buyer is None:
                return
            started = time.perf_counter()
            if _pay(buyer).endswith("/thank-you/"):
                latencies.append(1000 * (time.perf_counter() - started))

    threads = [threading.Thread(target=go_on) for _ in range(buyers)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started, latencies


def _pay(buyer: Buyer) -> str:
    """Press "Pay", confirm at the gateway, come back; return where the shop leads then."""
    browser = buyer.browser
    begun = browser.post("/checkout/payment/", expected=buyer.expected)
    paid = browser.post(begun.location, outcome="success")
    return browser.get(paid.location.partition(f":{browser.port}")[2] or paid.location).location


@contextmanager
def _empty_shop() -> Iterator[None]:
    """Make a database for this run, and drop it afterwards."""
    own_name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
        broken = ledger.violations()
        print(
            f"Rows that break a rule of the ledger (the unguarded orders are among them): {len(broken)}"
        )
    finally:
        connection.creation.destroy_test_db(own_name, verbosity=0)


@contextmanager
def _triggers(*, are_on: bool) -> Iterator[None]:
    """Switch the database's own rules of selling off as long as the block lasts."""
    if are_on:
        yield
        return
    _switch_triggers("DISABLE")
    try:
        yield
    finally:
        _switch_triggers("ENABLE")


def _switch_triggers(verb: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
            " AND (tgrelid::regclass::text LIKE 'orders_%%' OR tgrelid = 'catalog_stock'::regclass)"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER USER")


def _print(rows: list[tuple[str, int, Result, Result]]) -> None:
    table = tables.table(
        "From “Pay” to the order: with guards | without",
        ("products", "buyers", "orders/s", "p95 ms", "CPU ms/order", "miscounted units", "price of correctness"),
        words={"products"},
    )  # fmt: skip
    prices = []
    for shelf, buyers, guarded, unguarded in rows:
        price = 100 * (1 - guarded.orders_per_second / unguarded.orders_per_second)
        cpu_price = 100 * (guarded.cpu_ms / unguarded.cpu_ms - 1)
        prices.append(price)
        table.add_row(
            shelf,
            str(buyers),
            f"{guarded.orders_per_second:.1f} | {unguarded.orders_per_second:.1f}",
            f"{guarded.p95_ms:.0f} | {unguarded.p95_ms:.0f}",
            f"{guarded.cpu_ms:.1f} | {unguarded.cpu_ms:.1f}",
            f"{guarded.miscounted} | {unguarded.miscounted}",
            f"{price:+.0f} % (CPU {cpu_price:+.0f} %)",
        )
    console = Console()
    console.width = max(console.width, 130)  # a narrow or absent terminal would tear the figures
    console.print(table)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(
        f"Goal: at most {GOAL_PERCENT} %; highest here {max(prices):.0f} %. Load of the machine: {load}."
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--orders", type=int, default=80, help="orders of one spell")
    parser.add_argument(
        "--turns", type=int, default=5, help="spells of each server in each scenario"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
