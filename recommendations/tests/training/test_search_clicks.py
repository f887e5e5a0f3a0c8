"""From searches and clicks in the log to an order that serves, and every reason why none does."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from django.test import Client
from django.utils import timezone

from catalog import search
from catalog.models import Product
from catalog.search import learned
from catalog.search.features import NAMES
from catalog.tests.factories import make_product
from recommendations.events import ids, log, searches, stream
from recommendations.events.event import Event
from recommendations.events.searches import Answer
from recommendations.ranking.search_order import SearchOrder
from recommendations.training import search_clicks, search_examples
from recommendations.training.search_clicks import SearchClicksConfig
from recommendations.training.search_order import NOT_JUDGED
from recommendations.vocabulary import EventKind

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CONFIG = SearchClicksConfig()
SINCE = NOW - timedelta(days=60)
SHELVES = 48
LAMPS = 8


def somebody(number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"shopper {number}")


def asks(who: int, query: str, shown: list[int], *, minutes: float) -> Event:
    at = NOW - timedelta(days=20) + timedelta(minutes=minutes)
    return Event(
        event_id=ids.event_id(at, "search", str(who), query),
        happened_at=at,
        kind=EventKind.SEARCH,
        visitor_id=somebody(who),
        query=query,
        quantity=len(shown),
        shown=" ".join(map(str, shown)),
    )


def opens(who: int, query: str, item_id: int, *, minutes: float) -> Event:
    at = NOW - timedelta(days=20) + timedelta(minutes=minutes)
    return Event(
        event_id=ids.event_id(at, "click", str(who), query, str(item_id)),
        happened_at=at,
        kind=EventKind.CLICK,
        visitor_id=somebody(who),
        item_id=item_id,
        placement="search",
        query=query,
    )


def test_an_answer_is_what_was_shown_and_what_the_same_shopper_opened_of_it() -> None:
    log.copy(
        [
            asks(1, "mug", [5, 6, 7], minutes=0),
            opens(1, "mug", 6, minutes=1),
            opens(1, "mug", 99, minutes=1),  # stood on no page that was written down
            opens(2, "mug", 5, minutes=2),  # never asked
            asks(1, "mug", [7, 6, 5], minutes=10),
            opens(1, "mug", 7, minutes=11),
            opens(1, "mug", 5, minutes=50),  # too late
        ]
    )

    first, second = searches.answers(since=SINCE, most=100)

    assert (first.query, first.shown, first.opened) == ("mug", (5, 6, 7), {6})
    assert (second.shown, second.opened) == ((7, 6, 5), {7})


def test_what_a_browser_does_on_a_search_page_becomes_an_answer() -> None:
    first = make_product("Brass lamp", popularity=9.0)
    second = make_product("Paper lamp", popularity=1.0)
    search.refresh_words()
    client = Client()

    client.get("/search/?q=Lamp")
    found_at = "http://testserver/search/?q=Lamp"
    client.get(second.get_absolute_url(), headers={"Referer": found_at})
    stream.drain(now=timezone.now())

    (answer,) = searches.answers(since=timezone.now() - timedelta(days=1), most=100)
    assert (answer.query, answer.shown) == ("lamp", (first.pk, second.pk))
    assert answer.opened == {second.pk}


def test_the_newest_lines_are_read_when_there_are_too_many() -> None:
    log.copy([asks(1, f"mug {number}", [1], minutes=number) for number in range(5)])

    assert [one.query for one in searches.answers(since=SINCE, most=2)] == ["mug 3", "mug 4"]


@pytest.fixture
def shop() -> dict[str, list[int]]:
    """Shelves of lamps whose titles say the same; each shelf is asked for by its own word."""
    names = [
        f"{chr(97 + number % 26) * 3}{chr(97 + number // 26) * 3}" for number in range(SHELVES)
    ]
    rng = random.Random(11)
    products = Product.objects.bulk_create(
        Product(
            title=f"{name.title()} lamp",
            slug=f"{name}-{place}",
            status="published",
            published_at=NOW - timedelta(days=400),
            price_minor=rng.randrange(1_000, 50_000),
            currency="EUR",
            popularity=float(LAMPS - place),
        )
        for name in names
        for place in range(LAMPS)
    )
    search.refresh_words()
    ids_of: dict[str, list[int]] = {}
    for product in products:
        ids_of.setdefault(product.title.split()[0].lower(), []).append(product.pk)
    return ids_of


def visits(shop: dict[str, list[int]], *, by_price: bool, rounds: int = 12) -> Iterator[Event]:
    """Let shoppers look at the upper places mostly, and open what is cheap, or anything."""
    rng = random.Random(5)
    prices = dict(Product.objects.values_list("pk", "price_minor"))
    for number in range(rounds):
        for shelf, (name, shown) in enumerate(shop.items()):
            who, minutes = number * SHELVES + shelf, number * 1_000.0 + shelf
            yield asks(who, name, shown, minutes=minutes)
            ranks = sorted(shown, key=lambda item_id: prices[item_id] or 0)
            for place, item_id in enumerate(shown, start=1):
                liked = 0.9 * 0.35 ** ranks.index(item_id) if by_price else 0.3
                if rng.random() < liked / place**0.5:
                    yield opens(who, name, item_id, minutes=minutes + 0.1 + place / 100)


def test_an_order_that_shoppers_show_is_learned_and_serves(shop: dict[str, list[int]]) -> None:
    log.copy(list(visits(shop, by_price=True)))

    part = search_clicks.train(now=NOW, config=CONFIG)

    assert part is not None
    assert part.metrics["serves"] == 1.0
    assert part.metrics["questions"] == SHELVES
    assert part.metrics["ndcg"] > part.metrics["ndcg_of_usual_order"] + 0.1
    assert part.metrics["onnx_difference"] < 1e-4
    order = SearchOrder.open(part.arrays, part.config)
    before = learned._registered[:]
    learned.register(lambda: order)
    try:
        found = search.answer(next(iter(shop)), now=NOW).ids
    finally:
        learned._registered[:] = before
    prices = dict(Product.objects.values_list("pk", "price_minor"))
    assert prices[found[0]] == min(prices[item_id] for item_id in found)


def test_clicks_that_follow_the_places_alone_do_not_serve(shop: dict[str, list[int]]) -> None:
    log.copy(list(visits(shop, by_price=False)))

    part = search_clicks.train(now=NOW, config=CONFIG)

    assert part is not None
    assert part.metrics["serves"] == 0.0
    assert part.arrays == {}
    assert part.metrics["gain_low"] < 0
    (reason,) = part.config["refused"]
    assert reason.startswith("nDCG@10 -")


def test_few_clicks_are_said_to_be_too_few(shop: dict[str, list[int]]) -> None:
    name, shown = next(iter(shop.items()))
    log.copy([asks(1, name, shown, minutes=0), opens(1, name, shown[2], minutes=1)])

    part = search_clicks.train(now=NOW, config=CONFIG)

    assert part is not None
    assert part.arrays == {}
    assert part.metrics["serves"] == 0.0
    assert part.config["refused"] == ["1 questions are too few"]


def test_without_clicks_there_is_nothing_to_say() -> None:
    log.copy([asks(1, "mug", [5], minutes=0)])

    assert search_clicks.train(now=NOW, config=CONFIG) is None


def test_rates_come_from_other_answers_than_grades(shop: dict[str, list[int]]) -> None:
    name, shown = next(iter(shop.items()))
    older = [Answer(name, float(at), tuple(shown), frozenset({shown[0]})) for at in range(20)]
    newer = [Answer(name, 50.0 + at, tuple(shown), frozenset({shown[4]})) for at in range(20)]

    (asked,) = search_examples.of_clicks([*older, *newer], now=NOW, config=CONFIG.examples)

    rates = asked.features[:, NAMES.index("click_rate")]
    assert rates.argmax() == 0
    assert asked.grades.argmax() == 4


def test_judgements_teach_without_a_single_click(
    shop: dict[str, list[int]], tmp_path: Path
) -> None:
    prices = dict(Product.objects.values_list("pk", "price_minor"))
    lines = ["query,product,rating"]
    for name, shown in shop.items():
        by_price = sorted(shown, key=lambda item_id: prices[item_id] or 0)
        lines += [f"{name},{item_id},{max(3 - place, 0)}" for place, item_id in enumerate(by_price)]
    path = tmp_path / "judged.csv"
    path.write_text("\n".join(lines))

    part = search_clicks.train(now=NOW, judgements=path, config=CONFIG)

    assert part is not None
    assert part.metrics["judged_questions"] == SHELVES
    assert part.metrics["serves"] == 1.0
    assert part.metrics["gain_low"] > 0.05


def test_what_people_judged_stands_above_what_was_clicked(
    shop: dict[str, list[int]], tmp_path: Path
) -> None:
    log.copy(list(visits(shop, by_price=True)))
    name, shown = next(iter(shop.items()))
    path = tmp_path / "judged.csv"
    path.write_text(f"query,product,rating\n{name},{shown[-1]},3\n")

    (judged,) = search_examples.of_judgements(path, now=NOW)
    part = search_clicks.train(now=NOW, judgements=path, config=CONFIG)

    assert judged.grades.tolist() == [NOT_JUDGED] * (LAMPS - 1) + [3]
    assert part is not None
    assert (part.metrics["questions"], part.metrics["judged_questions"]) == (SHELVES, 1)


def test_judgements_that_cannot_be_read_are_said_and_cost_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "judged.csv"
    path.write_text("query,rating\nlamp,2\n")

    assert search_examples.of_judgements(path, now=NOW) == []
    assert search_examples.of_judgements(tmp_path / "missing.csv", now=NOW) == []
    assert [record.message for record in caplog.records] == ["judgements_unreadable"] * 2
