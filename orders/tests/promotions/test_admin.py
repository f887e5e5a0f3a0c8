"""Promotions as merchandisers work with them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Department
from orders.models import Coupon, Order, Promotion
from orders.tests.shop import Shopfloor

DRY_RUN = "/admin/orders/promotion/dry-run/"


@pytest.fixture
def owner(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("owner@example.org", "a good password"))
    return client


def form(**more: object) -> dict[str, object]:
    return {
        "name": "Spring",
        "kind": "percent",
        "percent": "10",
        "amount": "",
        "min_value": "50",
        "currency": "EUR",
        "buy": 0,
        "get": 0,
        "min_quantity": 0,
        "priority": 0,
        "is_active": "on",
        "coupons-TOTAL_FORMS": 0,
        "coupons-INITIAL_FORMS": 0,
        **more,
    }


def test_a_promotion_is_written_with_amounts_as_on_a_price_tag(owner: Client) -> None:
    lamps = Department.objects.add_root(instance=Department(name="Lamps", slug="lamps"))
    answer = owner.post(reverse("admin:orders_promotion_add"), form(departments=lamps.pk))

    assert answer.status_code == 302, answer.content.decode()
    promotion = Promotion.objects.get()
    assert (promotion.min_value_minor, promotion.amount_minor) == (5000, 0)
    assert promotion.departments == [lamps.pk]
    page = owner.get(reverse("admin:orders_promotion_change", args=[promotion.pk]))
    assert 'value="50' in page.content.decode()


def test_sets_and_tiers_are_lines_of_text(owner: Client, shop: Shopfloor) -> None:
    lamp, mug = shop.article("Oak desk lamp"), shop.article("Mug")
    said = {"kind": "bundle", "amount": "40", "bundle_lines": f"{lamp.sku} 2\n{mug.product.slug}"}
    assert owner.post(reverse("admin:orders_promotion_add"), form(**said)).status_code == 302
    said = {"kind": "tiered", "tier_lines": "100 10 %\n50.00 5"}
    assert owner.post(reverse("admin:orders_promotion_add"), form(**said)).status_code == 302

    together, tiered = Promotion.objects.order_by("pk")
    assert together.bundle == {str(lamp.product_id): 2, str(mug.product_id): 1}
    assert tiered.tiers == [[5000, 5.0], [10000, 10.0]]
    page = owner.get(reverse("admin:orders_promotion_change", args=[tiered.pk])).content.decode()
    assert "50.00 5\n100.00 10" in page
    page = owner.get(reverse("admin:orders_promotion_change", args=[together.pk])).content.decode()
    assert f"{lamp.product.slug} 2" in page


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "bundle"}, "Write at least one line."),
        ({"kind": "bundle", "bundle_lines": "NOPE 1"}, "There is no article NOPE."),
        ({"kind": "bundle", "bundle_lines": "NOPE many"}, "Not an article and a quantity"),
        ({"kind": "tiered", "tier_lines": "fifty"}, "Not a value and a percentage: fifty"),
        ({"kind": "tiered", "tier_lines": "50 120"}, "between 0 and 100 percent"),
        ({"percent": "120"}, "A discount lies between 0 and 100 percent."),
        ({"currency": ""}, "Name the currency of the amounts."),
        ({"kind": "buy_x_get_y"}, "Say how many to buy and how many to get."),
        ({"currency": "euro"}, "3"),
    ],
)
def test_a_promotion_that_makes_no_sense_says_why(
    owner: Client, change: dict[str, str], message: str
) -> None:
    answer = owner.post(reverse("admin:orders_promotion_add"), form(**change))

    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert Promotion.objects.count() == 0


def test_the_dry_run_gives_the_reason_of_every_promotion(owner: Client, shop: Shopfloor) -> None:
    lamp = shop.article("Oak desk lamp", price=6000)
    Promotion.objects.create(name="Ten off", kind="percent", percent=10)
    Promotion.objects.create(name="Over", kind="percent", percent=10, ends_at=shop.now)
    Promotion.objects.create(name="Off", kind="percent", percent=10, is_active=False)
    secret = Promotion.objects.create(name="Secret", kind="percent", percent=50, needs_coupon=True)
    Coupon.objects.create(promotion=secret, code="SECRET")

    def page(**said: str) -> str:
        asked = {
            "articles": f"{lamp.sku} 2",
            "codes": "",
            "email": "",
            "moment_0": "",
            "moment_1": "",
        }
        return owner.post(DRY_RUN, {**asked, **said}).content.decode()

    html = page()
    for text in (
        "Oak desk lamp",
        "−€12.00",
        "€108.00",
        "It has ended.",
        "It is switched off.",
        "It needs a code.",
    ):
        assert text in html
    assert "−€54.00" in page(codes="secret")
    assert "There is no article NOPE." in page(articles="NOPE 1")
    assert "Not an article and a quantity" in page(articles="a b c d")
    assert Order.objects.count() == 0


def test_the_dry_run_is_for_staff(ada_client: Client) -> None:
    assert ada_client.get(DRY_RUN).status_code == 302
    assert Client().post(DRY_RUN).status_code == 302


def test_codes_are_printed_from_the_promotion(owner: Client) -> None:
    promotion = Promotion.objects.create(name="Fair", kind="percent", percent=10, needs_coupon=True)
    path = reverse("admin:orders_promotion_print_codes", args=[promotion.pk])
    said = {"count": 25, "prefix": "FAIR", "batch": "fair", "usage_limit": 1}

    assert owner.get(path).status_code == 200
    assert Coupon.objects.count() == 0
    assert owner.post(path, {"_form_submitted": "true", **said}).status_code == 204

    assert Coupon.objects.filter(batch="fair", usage_limit=1).count() == 25
    assert owner.get(reverse("admin:orders_coupon_changelist")).status_code == 200


def test_promotions_are_switched_off_not_deleted(owner: Client) -> None:
    promotion = Promotion.objects.create(name="Fair", kind="percent", percent=10)

    path = reverse("admin:orders_promotion_delete", args=[promotion.pk])

    assert owner.post(path, {"post": "yes"}).status_code == 403
    assert Promotion.objects.count() == 1
