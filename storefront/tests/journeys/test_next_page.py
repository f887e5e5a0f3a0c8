"""What a shopper does changes the very next page."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from catalog.models import Product
from storefront.tests.journeys.reading import rows


def test_a_strangers_first_view_changes_the_next_home_page(
    client: Client, bestseller: Product
) -> None:
    before = rows(client, "/")

    client.get(bestseller.get_absolute_url())
    after = rows(client, "/")

    because = next(heading for heading in after if heading.startswith("Because you viewed"))
    assert bestseller.title in because
    assert not [heading for heading in before if heading.startswith("Because")]
    assert bestseller.slug not in after[because]
    assert "Picked for you" in after
    assert "Picked for you" not in before
    assert "Popular right now" in before


def test_ten_strangers_with_ten_tastes_get_ten_home_pages() -> None:
    seen = set()
    products = Product.objects.visible(now=timezone.now()).order_by("-popularity")
    for product in list(products)[:60:6]:
        stranger = Client()
        stranger.get("/")
        stranger.get(product.get_absolute_url())
        because = [row for heading, row in rows(stranger, "/").items() if "Because" in heading]
        assert because[0], product.slug
        seen.add(tuple(because[0]))

    assert len(seen) == 10


def test_who_declines_personalisation_gets_the_strangers_page(
    client: Client, bestseller: Product
) -> None:
    before = rows(client, "/")
    client.post("/account/privacy/", {"is_personalised": ""})

    client.get(bestseller.get_absolute_url())

    assert rows(client, "/") == before


def test_every_page_answers_without_redis(
    client: Client, bestseller: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = "unix:///nonexistent/valkey.sock?db=0"
    monkeypatch.setattr(settings, "EVENTS_REDIS_URL", nowhere)
    monkeypatch.setitem(settings.CACHES["default"], "LOCATION", nowhere)

    for path in ("/", "/d/kitchen/", bestseller.get_absolute_url(), "/cart/", "/search/?q=mug"):
        assert client.get(path).status_code == 200
