"""One tiny demo shop, really trained, for the journeys through all floors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from catalog.models import Product, Variant
from catalog.snapshots import Snapshot
from orders.models import OrderLine
from recommendations.serving.bundle import bundles
from recommendations.serving.cache import cache
from recommendations.training import pipeline
from storefront.demo.seed import seed_shop
from storefront.demo.writing.people import SHOPPER


@pytest.fixture(scope="package")
def trained_shop(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The tiny demo with models of its own, undone when the journeys are over."""
    before = settings.ARTEFACTS_DIR
    settings.ARTEFACTS_DIR = tmp_path_factory.mktemp("artefacts")
    with django_db_blocker.unblock(), transaction.atomic():
        # Tests open transactions of their own inside this one, as they do inside a test case's.
        transaction.get_connection().atomic_blocks[-1]._from_testcase = True
        now = timezone.now()
        seed_shop(scale="tiny", seed=5, now=now)
        assert pipeline.train(now=now).is_live
        yield
        transaction.set_rollback(True)
    settings.ARTEFACTS_DIR = before


@pytest.fixture(autouse=True)
def journey(trained_shop: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin in a fresh process: nothing kept, the live version opened, time enough on a busy machine."""
    monkeypatch.setattr(settings, "RECOMMENDATION_BUDGET_MS", 2_000)
    Snapshot.forget_everything()
    cache.forget()
    bundles.refresh()


@pytest.fixture
def shopper() -> Client:
    """The demo's own shopper, signed in, with orders and a history."""
    client = Client()
    client.force_login(User.objects.get(email=SHOPPER.email))
    return client


@pytest.fixture
def bestsellers() -> list[Product]:
    """The visible products, those that most orders hold first: every row of their pages has something to say."""
    sold = (
        OrderLine.objects.values("product_id")
        .annotate(n=Count("order"))
        .order_by("-n", "product_id")
    )
    visible = Product.objects.visible(now=timezone.now()).in_bulk(
        [row["product_id"] for row in sold]
    )
    return [visible[row["product_id"]] for row in sold if row["product_id"] in visible]


@pytest.fixture
def bestseller(bestsellers: list[Product]) -> Product:
    """The first of them."""
    return bestsellers[0]


def fill_cart(client: Client, *, lines: int) -> None:
    """Put that many different articles into the cart."""
    in_stock = Variant.objects.filter(
        is_active=True, stock__on_hand__gt=3, product__status="published"
    )
    chosen = in_stock.order_by("product_id", "position").distinct("product_id")[:lines]
    for variant in chosen:
        client.post("/cart/add/", {"variant": variant.pk, "quantity": 1})
