"""The box "bought together" of a product page puts several articles into the cart at once."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Stock, Variant
from orders import carts, together
from orders.models import CartLine
from orders.tests.shop import Shopfloor, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor(now: datetime) -> Shopfloor:
    return Shopfloor(now=now)


def bigger(variant: Variant, *, price: int, stock: int) -> Variant:
    """Put another variant of the same product on the shelf."""
    other = Variant.objects.create(
        product=variant.product,
        sku=f"{variant.sku}-XL",
        currency=variant.currency,
        price_minor=price,
        options={"Colour": "Oak", "Size": "XL"},
    )
    Stock.objects.create(variant=other, on_hand=stock)
    return other


def test_one_unit_of_each_comes_into_the_cart(floor: Shopfloor, now: datetime) -> None:
    mug, pot = floor.article("Mug"), floor.article("Pot")
    shopper = stranger()

    result = together.add_together(
        shopper, variant_ids=[mug.pk], product_ids=[pot.product_id], now=now
    )

    cart = carts.find(shopper)
    assert cart is not None
    assert dict(cart.lines.values_list("variant", "quantity")) == {mug.pk: 1, pot.pk: 1}
    assert (len(result.added), result.missing) == (2, 0)


def test_a_product_means_its_cheapest_variant_in_stock(floor: Shopfloor, now: datetime) -> None:
    sold_out_mug = floor.article("Mug", price=1000, stock=0)
    dear_mug = bigger(sold_out_mug, price=2000, stock=3)
    bigger_still = bigger(dear_mug, price=3000, stock=3)
    shopper = stranger()

    result = together.add_together(
        shopper, variant_ids=[], product_ids=[sold_out_mug.product_id], now=now
    )

    assert [change.variant_id for change in result.added] == [dear_mug.pk]
    assert not CartLine.objects.filter(variant=bigger_still).exists()


def test_what_cannot_be_had_is_counted_and_the_rest_comes(floor: Shopfloor, now: datetime) -> None:
    mug, sold_out_pot = floor.article("Mug"), floor.article("Pot", stock=0)
    shopper = stranger()

    result = together.add_together(
        shopper,
        variant_ids=[mug.pk, sold_out_pot.pk],
        product_ids=[sold_out_pot.product_id],
        now=now,
    )

    assert ([change.variant_id for change in result.added], result.missing) == ([mug.pk], 2)


def test_without_script_the_cart_page_answers(
    client: Client, floor: Shopfloor, now: datetime
) -> None:
    mug, pot = floor.article("Mug"), floor.article("Pot")

    answer = client.post(
        reverse("orders:add_together"),
        {"variant": [mug.pk], "product": [pot.product_id]},
        follow=True,
    )

    assert answer.redirect_chain == [("/cart/", 302)]
    assert "2 articles are in your cart." in answer.content.decode()


@pytest.mark.parametrize("name", ["add_together", "add_to_cart"])
def test_the_drawer_gets_its_own_part(client: Client, floor: Shopfloor, name: str) -> None:
    mug = floor.article("Mug")

    answer = client.post(
        reverse(f"orders:{name}"),
        {"variant": [mug.pk]},
        headers={"HX-Request": "true", "HX-Target": "cart-drawer-content"},
    )

    assert answer.templates[0].name == "orders/_drawer.html"
    assert 'hx-swap-oob="true"' in answer.content.decode()


@pytest.mark.parametrize("field", ["variant", "product"])
@pytest.mark.parametrize("value", [["x"], ["-1"], ["9" * 30], [str(n) for n in range(1, 9)]])
def test_bad_keys_change_nothing(
    client: Client, floor: Shopfloor, field: str, value: list[str]
) -> None:
    answer = client.post(reverse("orders:add_together"), {field: value})

    assert answer.status_code == 400
    assert not CartLine.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_only_a_post_adds(client: Client, method: str, db: None) -> None:
    assert getattr(client, method)(reverse("orders:add_together")).status_code == 405
