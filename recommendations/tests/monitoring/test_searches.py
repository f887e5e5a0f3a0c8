"""What shoppers ask, from the page to the list of staff."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import SearchQuery
from catalog.tests.factories import make_product
from recommendations.events import stream
from recommendations.monitoring import searches

pytestmark = pytest.mark.django_db


def counted() -> list[tuple[str, int, int, int]]:
    """Return question, how often asked, products found, products opened."""
    now = timezone.now() + timedelta(seconds=1)
    stream.drain(now=now)
    searches.count(now=now)
    columns = ("query", "asked_count", "found_count", "clicked_count")
    return list(SearchQuery.objects.order_by("query").values_list(*columns))


def test_questions_and_the_products_opened_from_them_are_counted(client: Client) -> None:
    lamp = make_product("Desk lamp")
    client.get("/search/?q=Lamp")
    client.get("/search/?q=lamp")
    client.get("/search/?q=zzzz")
    client.get(lamp.get_absolute_url(), headers={"referer": "http://testserver/search/?q=Lamp"})
    client.get(
        lamp.get_absolute_url(), headers={"referer": "http://elsewhere.example/search/?q=lamp"}
    )
    client.get(lamp.get_absolute_url())

    assert counted() == [("lamp", 2, 1, 1), ("zzzz", 1, 0, 0)]


def test_further_pages_and_filters_are_the_same_question(client: Client) -> None:
    for number in range(30):
        make_product(f"Lamp {number}")
    client.get("/search/?q=lamp")
    client.get("/search/?q=lamp&page=2")
    client.get("/search/?q=lamp&in_stock=1")

    assert counted() == [("lamp", 1, 30, 0)]


def test_counting_twice_is_counting_once(client: Client) -> None:
    client.get("/search/?q=lamp")

    assert counted() == counted() == [("lamp", 1, 0, 0)]
