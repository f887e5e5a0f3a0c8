"""The first page of the staff area says how the shop is doing, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from catalog.models import Stock
from catalog.money import Money
from catalog.signals import searched
from orders.models import Order, OrderLine
from recommendations.events import ids, log
from recommendations.events.log import Event
from recommendations.vocabulary import EventKind
from storefront import dashboard, dashboard_facts, tasks
from storefront.tests.pages.conftest import Shop
from storefront.tests.pages.reading import page

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def fresh_facts() -> Iterator[None]:
    dashboard._facts.forget()
    yield
    dashboard._facts.forget()


@pytest.fixture
def owner(client: Client) -> Client:
    """A browser in which the owner is signed in."""
    client.force_login(User.objects.create_superuser("owner@example.com", "a good password"))
    return client


def sell(minor: int, *, days_ago: int = 1, slate: UUID | None = None, status: str = "paid") -> None:
    """Write an order of one line."""
    order = Order.objects.create(
        number=f"N{Order.objects.count()}",
        currency="EUR",
        items_minor=minor,
        total_minor=minor,
        status=status,
        placed_at=NOW - timedelta(days=days_ago),
        origin="import",
    )
    OrderLine.objects.create(
        order=order,
        title="Mug",
        unit_price_minor=minor,
        quantity=1,
        total_minor=minor,
        slate_id=slate,
    )


def happen(kind: EventKind, *, visitor: UUID | None = None, query: str = "") -> None:
    """Write an event of an hour ago."""
    moment = NOW - HOUR
    log.record_now(
        [
            Event(
                event_id=ids.new_event_id(moment),
                happened_at=moment,
                kind=kind,
                visitor_id=visitor,
                query=query,
            )
        ]
    )


def figure(client: Client, name: str) -> str:
    """Return one of the large figures as it is written."""
    shown = page(client.get("/admin/")).all("p", **{"data-figure": name})
    return shown[0].text


def test_revenue_counts_what_was_not_lost(owner: Client) -> None:
    sell(10_000)
    sell(5_000, status="cancelled")
    sell(99_000, days_ago=40)

    assert figure(owner, "revenue") == "€100.00"


def test_revenue_is_compared_with_the_days_before() -> None:
    sell(12_000)
    sell(10_000, days_ago=20)

    facts = dashboard_facts.read()

    assert facts.before == Money(10_000, "EUR")
    assert dashboard._shown(facts)["trend"] == 20


def test_conversion_is_orders_of_visitors_who_looked(owner: Client) -> None:
    sell(10_000)
    for _ in range(4):
        happen(EventKind.VIEW, visitor=uuid4())

    assert figure(owner, "conversion") == "25.0 %"


def test_click_through_is_clicks_of_cards_seen(owner: Client) -> None:
    for _ in range(8):
        happen(EventKind.EXPOSURE)
    happen(EventKind.CLICK)

    assert figure(owner, "click-through") == "12.5 %"


def test_revenue_of_carousels_is_what_was_put_into_the_cart_from_one(owner: Client) -> None:
    sell(10_000)
    sell(2_500, slate=uuid4())

    assert figure(owner, "attributed") == "€25.00"


def test_searches_without_an_answer_are_listed_most_frequent_first(shop: Shop) -> None:
    for query in ("unicorn", "Unicorn", "dragon", "mug"):
        happen(EventKind.SEARCH, query=query)

    found = [(search.query, search.times) for search in dashboard_facts.read().fruitless]

    assert found == [("unicorn", 2), ("dragon", 1)]


def test_what_runs_out_is_listed(shop: Shop) -> None:
    Stock.objects.update(on_hand=50)
    Stock.objects.filter(variant__product=shop.mug).update(on_hand=2)

    facts = dashboard_facts.read()

    assert {low.product_id for low in facts.low} == {shop.mug.pk}
    assert facts.low_count == Stock.objects.filter(variant__product=shop.mug).count()


def test_the_page_takes_ten_queries_cold_and_three_warm(owner: Client, shop: Shop) -> None:
    sell(10_000)
    with CaptureQueriesContext(connection) as cold:
        owner.get("/admin/")
    with CaptureQueriesContext(connection) as warm:
        owner.get("/admin/")

    assert len(cold) <= 10, [(query["sql"] or "prepared")[:120] for query in cold]
    assert len(warm) <= 3, [(query["sql"] or "prepared")[:120] for query in warm]


def test_without_the_right_to_see_orders_there_are_no_figures(client: Client) -> None:
    writer = User.objects.create_user("writer@example.com", "a good password", is_staff=True)
    writer.user_permissions.add(Permission.objects.get(codename="view_product"))
    client.force_login(writer)

    assert not page(client.get("/admin/")).all("p", **{"data-figure": "revenue"})


def test_a_question_to_the_search_page_is_announced_once(client: Client, shop: Shop) -> None:
    heard: list[str] = []

    def hear(*, query: str, **_: object) -> None:
        heard.append(query)

    searched.connect(hear)
    client.get("/search/?q=unicorn")
    client.get("/search/?q=unicorn&in_stock=1")
    client.get("/search/?q=unicorn", headers={"HX-Request": "true"})
    client.get("/search/")
    searched.disconnect(hear)

    assert heard == ["unicorn"]


def test_what_the_worker_read_is_shown_without_asking_the_tables(owner: Client, shop: Shop) -> None:
    sell(2_500)
    happen(EventKind.VIEW, visitor=uuid4())
    happen(EventKind.SEARCH, query="ice skates")
    Stock.objects.filter(variant__product=shop.mug).update(on_hand=0)
    read = dashboard_facts.read()
    tasks.renew_dashboard()
    sell(9_900)

    assert dashboard_facts.latest() == read
    assert figure(owner, "revenue") == "€25.00"
    with CaptureQueriesContext(connection) as asked:
        dashboard._facts.forget()
        owner.get("/admin/")
    assert not [each for each in asked if "recommendations_event" in (each["sql"] or "")]


def test_what_runs_out_says_which_of_a_products_articles_it_is(owner: Client, shop: Shop) -> None:
    Stock.objects.update(on_hand=50)
    low = Stock.objects.filter(variant__product=shop.mug).first()
    assert low is not None
    low.on_hand = 1
    low.save()
    low.variant.options = {"Colour": "Oak"}
    low.variant.save()

    text = owner.get("/admin/").text

    assert f"{shop.mug.title} · Oak" in text
    assert "/admin/catalog/stock/?level=low" in text
    assert "Nobody has seen a carousel yet" in text


def test_a_search_without_an_answer_leads_to_what_can_be_done_about_it(
    owner: Client, shop: Shop
) -> None:
    happen(EventKind.SEARCH, query="ice skates")

    attempt = reverse("admin:catalog_searchrule_try_search")
    assert f"{attempt}?q=ice%20skates" in owner.get("/admin/").text
