"""A search page that knows the session: the carousels' brain moves a product a few places, for whoever wants that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog import search
from catalog.models import Product, SearchPlace, SearchRule
from catalog.search import personal
from catalog.snapshots import Snapshot
from recommendations.events import models, stream
from recommendations.serving import searching
from recommendations.serving.bundle import NOTHING_TRAINED, bundles
from recommendations.tests.serving.tiny_shop import NOON, TinyShop
from recommendations.vocabulary import ItemId

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(shop: TinyShop, settings: Any) -> TinyShop:
    """Every lamp and mug is found for a desk, the lamps first."""
    Product.objects.update(description="For the desk.")
    search.refresh_words()
    shop.train("one")
    settings.SEARCH_PERSONAL = True
    return shop


def found(client: Client, sort: str = "") -> list[str]:
    Snapshot.forget_everything()
    page = client.get("/search/", {"q": "desk", "sort": sort})
    return [product.title for product in page.context["listing"].products]


def who_looked_at_mugs(shop: TinyShop) -> Client:
    client = Client()
    for mug in shop.mugs[:3]:
        client.get(mug.get_absolute_url())
    return client


def test_what_fits_the_session_moves_up_a_little(desk: TinyShop) -> None:
    usual = found(Client())
    assert usual == [product.title for product in desk.products]

    mine = found(who_looked_at_mugs(desk))

    assert sorted(mine) == sorted(usual)
    assert mine != usual
    best = min(mine.index(mug.title) for mug in desk.mugs)
    assert 7 <= best < 10
    assert found(Client()) == usual  # nobody else's page has changed


def test_it_is_switched_off_by_default_and_for_who_wants_none(
    desk: TinyShop, settings: Any
) -> None:
    client = who_looked_at_mugs(desk)
    usual = [product.title for product in desk.products]
    assert found(client) != usual

    settings.SEARCH_PERSONAL = False
    assert found(client) == usual

    settings.SEARCH_PERSONAL = True
    client.post("/account/privacy/", {"is_personalised": ""})
    assert found(client) == usual


def test_other_orders_stay_as_they_were_asked_for(desk: TinyShop) -> None:
    client = who_looked_at_mugs(desk)

    assert found(client, sort="newest") == found(Client(), sort="newest")


def test_it_costs_no_statement_for_a_shopper_who_is_known(desk: TinyShop, settings: Any) -> None:
    client = who_looked_at_mugs(desk)
    found(client)
    counts = []
    for settings.SEARCH_PERSONAL in (False, True):
        client.get("/search/?q=desk")
        with CaptureQueriesContext(connection) as captured:
            client.get("/search/?q=desk")
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_the_log_has_the_page_as_it_was_shown(desk: TinyShop) -> None:
    client = who_looked_at_mugs(desk)
    stream.drain(now=NOON + timedelta(days=400))
    models.Event.objects.filter(kind="search").delete()

    titles = found(client)

    stream.drain(now=NOON + timedelta(days=400))
    (shown,) = models.Event.objects.filter(kind="search").values_list("shown", flat=True)
    names = dict(Product.objects.values_list("pk", "title"))
    assert [names[int(item_id)] for item_id in shown.split()] == titles


def test_what_staff_pinned_stays_first(desk: TinyShop) -> None:
    rule = SearchRule.objects.create(query="desk")
    SearchPlace.objects.create(rule=rule, product=desk.lamps[5])

    mine = found(who_looked_at_mugs(desk))

    assert mine[0] == desk.lamps[5].title


def test_staff_see_how_many_places_their_own_session_moves(desk: TinyShop) -> None:
    staff = User.objects.create_superuser("staff@example.com", password="long enough 4 staff")
    client = Client()
    client.force_login(staff)
    for mug in desk.mugs[:3]:
        client.get(mug.get_absolute_url())

    page = client.get("/search/?q=desk&explain=1", follow=True)

    assert "Places by your session" in page.content.decode()
    gained = {product.pk: places for product, *_, places in page.context["rows"]}
    assert {gained[lamp.pk] for lamp in desk.lamps} == {0.0}
    assert 0 < max(gained.values()) <= personal.MOST_PLACES


def test_a_failing_brain_leaves_the_page_alone(
    desk: TinyShop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object) -> dict[int, float]:
        raise RuntimeError

    monkeypatch.setattr(personal, "_registered", [broken])

    assert found(who_looked_at_mugs(desk)) == [product.title for product in desk.products]
    assert "personal_search_failed" in [record.message for record in caplog.records]


def test_likes_lie_between_nothing_and_one_and_leave_strangers_out(desk: TinyShop) -> None:
    context = desk.context(recent=tuple(ItemId(mug.pk) for mug in desk.mugs[:2]))

    likes = searching.fitting(context, desk.item_ids, bundles.live())

    assert set(likes) <= {mug.pk for mug in desk.mugs}
    assert 0 < max(likes.values()) <= 1
    assert searching.fitting(desk.context(), desk.item_ids, bundles.live()) == {}
    assert searching.fitting(context, desk.item_ids, NOTHING_TRAINED) == {}
