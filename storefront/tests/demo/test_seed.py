from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase, override_settings

from accounts.models import User, Visitor
from catalog.models import Attribute, Brand, Department, Picture, Product, Review, Stock, Variant
from orders.models import Cart, Order, OrderLine, SalePrice
from storefront.demo import seed, truth
from storefront.demo.seed import AnotherDemo, NotForProduction, SeedReport, is_seeded, seed_shop
from storefront.demo.variants import has_valid_check_digit
from storefront.demo.writing import people
from storefront.tests.demo.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    with override_settings(VAR_DIR=tmp_path, MEDIA_ROOT=tmp_path / "media"):
        yield tmp_path


@pytest.fixture
def shop(var: Path, now: datetime) -> SeedReport:
    return seed_shop(scale="tiny", seed=5, now=now)


def events(where: str = "true") -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM recommendations_event WHERE {where}")  # noqa: S608
        return int(cursor.fetchone()[0])


def snapshot() -> tuple[object, ...]:
    newest = Product.objects.order_by("-id").values_list("id", "updated_at", "popularity").first()
    return newest, User.objects.count(), Order.objects.count(), Cart.objects.count(), events()


class SeededShop(TestCase):
    """One tiny shop, seeded once and only looked at."""

    shop: SeedReport
    var: Path

    @classmethod
    def setUpTestData(cls) -> None:
        cls.var = Path(cls.enterClassContext(TemporaryDirectory()))
        cls.enterClassContext(override_settings(VAR_DIR=cls.var, MEDIA_ROOT=cls.var / "media"))
        cls.shop = seed_shop(scale="tiny", seed=5, now=NOW)

    def test_seed_fills_every_table_it_reports(self) -> None:
        assert self.shop.is_new
        assert self.shop.products == Product.objects.count() == 160
        assert self.shop.variants == Variant.objects.count() == Stock.objects.count()
        assert self.shop.orders == Order.objects.filter(origin="demo").count() > 300
        assert self.shop.reviews == Review.objects.count() > 20
        assert self.shop.events == events() > 4_000
        assert self.shop.shoppers == 220
        assert User.objects.count() == Visitor.objects.values("user").distinct().count() + 1
        assert OrderLine.objects.values("order").distinct().count() == self.shop.orders

    def test_every_product_has_price_description_brand_and_picture(self) -> None:
        for product in Product.objects.select_related("brand", "department"):
            assert product.price_minor
            assert product.price_minor > 0
            assert product.currency == "EUR"
            assert len(product.description) > 60
            assert product.brand is not None
            assert product.department is not None
            assert not product.department.is_root()
            assert (self.var / "media" / product.picture).is_file()
            assert product.picture_alt
            assert product.search_text
        missing = [
            file
            for file in Picture.objects.values_list("file", flat=True)
            if not (self.var / "media" / file).is_file()
        ]
        assert missing == []

    def test_article_numbers_are_right_and_unique(self) -> None:
        eans = list(Variant.objects.values_list("ean", flat=True))

        assert all(has_valid_check_digit(ean) for ean in eans)
        assert len(set(eans)) == len(eans)

    def test_departments_are_a_sound_tree(self) -> None:
        assert Department.objects.find_problems() == ([], [], [], [], [])
        assert Department.objects.get_root_nodes().count() == 12
        kitchen = Department.objects.get(slug="kitchen")
        assert [child.slug for child in Department.objects.get_children(kitchen)] == [
            "coffee-tea",
            "cookware",
            "tableware",
        ]

    def test_search_finds_attribute_words_at_once(self) -> None:
        material = Product.objects.filter(attribute_values__attribute__code="material").first()
        assert material is not None
        word = material.attribute_values.get(attribute__code="material").text.split()[0]

        found = Product.objects.extra(
            where=["search_text @@ websearch_to_tsquery('shop_search', %s)"], params=[word]
        )

        assert material in found

    def test_orders_add_up(self) -> None:
        for order in Order.objects.prefetch_related("lines")[:100]:
            assert order.items_minor == sum(
                line.unit_price_minor * line.quantity for line in order.lines.all()
            )
            assert order.total_minor == order.items_minor
            assert order.placed_at is not None
        assert events("kind = 'purchase'") == OrderLine.objects.count()
        assert events("kind = 'purchase' AND order_reference = ''") == 0

    def test_purchases_in_the_log_are_the_lines_of_their_order(self) -> None:
        order = Order.objects.order_by("id").first()
        assert order is not None

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT item_id, quantity FROM recommendations_event"
                " WHERE kind = 'purchase' AND order_reference = %s ORDER BY item_id",
                [order.number],
            )
            logged = cursor.fetchall()

        assert logged == list(
            order.lines.order_by("product_id").values_list("product_id", "quantity")
        )

    def test_arrivals_without_history_have_no_event_and_no_popularity(self) -> None:
        hidden = truth.load()
        new = hidden.product_ids[hidden.is_new].tolist()

        assert new
        assert events(f"item_id IN ({', '.join(map(str, new))})") == 0
        assert set(Product.objects.filter(id__in=new).values_list("popularity", flat=True)) == {0.0}
        assert Product.objects.filter(popularity__gt=0).count() > 80

    def test_two_accounts_can_sign_in_and_no_other(self) -> None:
        owner = authenticate(username=self.shop.owner.email, password=self.shop.owner.password)
        shopper = authenticate(
            username=self.shop.shopper.email, password=self.shop.shopper.password
        )

        assert owner is not None
        assert owner.is_superuser
        assert isinstance(shopper, User)
        assert not shopper.is_staff
        assert Order.objects.filter(user=shopper).count() >= 2
        assert Cart.objects.get(user=shopper).lines.count() == 2
        others = User.objects.exclude(email__in=[self.shop.owner.email, self.shop.shopper.email])
        assert not any(user.has_usable_password() for user in others)

    def test_guests_buy_without_an_account(self) -> None:
        guests = Order.objects.filter(user=None)

        assert 0 < guests.count() < Order.objects.count()
        assert not guests.filter(visitor_id=None).exists()
        assert not guests.filter(email="").exists()

    def test_the_truth_names_the_written_products_and_persons(self) -> None:
        hidden = truth.load()

        assert hidden.product_ids.tolist() == sorted(Product.objects.values_list("id", flat=True))
        assert json.loads((self.var / "demo" / "truth.json").read_text())["seed"] == 5
        shopper = User.objects.get(email=self.shop.shopper.email)
        assert f"u{shopper.pk}" in hidden.persons
        assert hidden.kind_taste.shape == (220, 88)
        assert np.allclose(hidden.style_taste.astype(np.float64).sum(axis=1), 1.0, atol=0.01)
        assert set(hidden.pairs.ravel().tolist()) <= set(hidden.product_ids.tolist())


def test_a_second_call_changes_nothing(shop: SeedReport, now: datetime) -> None:
    before = snapshot()

    again = seed_shop(scale="tiny", seed=5, now=now)

    assert not again.is_new
    assert again.products == 160
    assert snapshot() == before


def test_another_seed_is_refused_and_changes_nothing(shop: SeedReport, now: datetime) -> None:
    before = snapshot()

    with pytest.raises(AnotherDemo, match="make clean"):
        seed_shop(scale="tiny", seed=6, now=now)

    assert snapshot() == before
    assert is_seeded(scale="tiny", seed=5)
    assert not is_seeded(scale="tiny", seed=6)
    assert not is_seeded(scale="tin", seed=5)


def test_a_broken_run_leaves_nothing_and_the_next_repairs_it(
    var: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut() -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(seed, "_analyse", power_cut)
        with pytest.raises(ConnectionError):
            seed_shop(scale="tiny", seed=5, now=now)

    assert Product.objects.count() == User.objects.count() == Order.objects.count() == events() == 0
    assert not is_seeded(scale="tiny", seed=5)
    assert seed_shop(scale="tiny", seed=5, now=now).is_new


def test_what_was_there_before_is_kept(var: Path, now: datetime) -> None:
    fjellhus = Brand.objects.create(name="Fjellhus", slug="fjellhus-of-old")
    material = Attribute.objects.create(code="material", name="Made of", kind="choice")
    kitchen = Department.objects.add_root({"name": "Our kitchen", "slug": "kitchen"})
    mine = Product.objects.create(
        title="Own product", slug="own-product", source="csv", external_id="1"
    )

    seed_shop(scale="tiny", seed=5, now=now)

    assert Brand.objects.get(name="Fjellhus") == fjellhus
    assert Attribute.objects.get(code="material").name == material.name
    assert Department.objects.get(slug="coffee-tea").path.startswith(kitchen.path)
    assert Product.objects.filter(pk=mine.pk).exists()


def test_prices_follow_the_currency_of_the_shop(var: Path, now: datetime) -> None:
    with override_settings(SHOP_CURRENCY="JPY"):
        seed_shop(scale="tiny", seed=5, now=now)

    reduced = SalePrice.objects.values("variant")  # a share of a price is as round as it comes out
    prices = Variant.objects.exclude(pk__in=reduced).values_list("price_minor", flat=True)
    assert set(Variant.objects.values_list("currency", flat=True)) == {"JPY"}
    assert all(price % 10 == 0 and price >= 10 for price in prices)


def test_production_is_refused(var: Path, now: datetime) -> None:
    with override_settings(ENVIRONMENT="production"), pytest.raises(NotForProduction):
        seed_shop(scale="tiny", seed=5, now=now)

    assert User.objects.count() == 0


def test_the_command_prints_both_logins_and_refuses_politely(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("seed_demo", "--scale", "tiny", "--seed", "5")

    printed = capsys.readouterr().out
    assert people.OWNER.password in printed
    assert people.SHOPPER.email in printed
    with pytest.raises(CommandError, match="make clean"):
        call_command("seed_demo", "--scale", "tiny", "--seed", "6")
