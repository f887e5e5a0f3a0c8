"""A product is seen from a moment until a moment: in lists, search, suggestions, page, API, sitemap, carts and rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog import search
from catalog.models import Product
from catalog.search import suggestions
from catalog.tests.factories import make_department, make_product, make_variant
from orders import contents
from recommendations.serving import shop_sources

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def _everywhere(client: Client, product: Product) -> dict[str, bool]:
    """Return where a visitor meets a product at this moment."""
    now = timezone.now()
    search.refresh_words()
    variant = product.variants.select_related("product").get()
    return {
        "list": product.title in client.get("/d/lamps/").text,
        "search": product.get_absolute_url() in client.get(f"/search/?q={product.title}").text,
        "number": bool(search.answer(variant.sku, now=now).ids),
        "suggestion": product.title
        in [each.text for each in suggestions.suggest(product.title[:4], now=now)],
        "page": client.get(product.get_absolute_url()).status_code == 200,
        "api": client.get(f"/api/v1/products/{product.pk}/").status_code == 200,
        "sitemap": product.slug in client.get("/sitemap-products.xml").text,
        "recommendations": product.pk in shop_sources._read_newest(),
        "cart": contents.is_for_sale(variant, now=now),
    }


@pytest.mark.parametrize(
    ("since", "until", "is_seen"),
    [
        (timedelta(hours=-1), None, True),
        (timedelta(hours=-1), timedelta(hours=1), True),
        (timedelta(hours=1), None, False),
        (timedelta(hours=-2), timedelta(hours=-1), False),
    ],
)
def test_a_product_is_seen_in_its_period_and_nowhere_outside(
    client: Client, since: timedelta, until: timedelta | None, is_seen: bool
) -> None:
    now = timezone.now()
    lamp = make_product(
        "Zephyrlamp",
        department=make_department("Lamps"),
        sku="ZPH-77",
        published_at=now + since,
        hidden_at=None if until is None else now + until,
    )

    seen = _everywhere(client, lamp)

    assert set(seen.values()) == {is_seen}, seen


def test_variants_of_a_hidden_product_leave_the_cart() -> None:
    mug = make_product("Mug", hidden_at=NOW)
    variant = make_variant(mug)

    assert contents.is_for_sale(variant, now=NOW - timedelta(seconds=1))
    assert not contents.is_for_sale(variant, now=NOW)
