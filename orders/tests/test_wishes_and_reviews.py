"""Wish lists, waiting for an article, and reviews by people who bought the thing."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Product, Review, Stock
from orders import fulfilment, outbox, states, stock_requests, wish_lists
from orders.messages import HANDLERS
from orders.models import Order, StockRequest, Wish, WishList
from orders.shoppers import Shopper
from orders.stock_requests import InStock
from orders.tests.shop import Shopfloor, stranger
from orders.tests.test_cart_pages import sign_in

LISTS = "/wish-lists/"
ADD = "/wish-lists/add/"


def change(client: Client, wish_list: WishList, **said: object) -> int:
    path = reverse("orders:change_wish_list", kwargs={"public_id": wish_list.public_id})
    return client.post(path, said).status_code


class TestWishLists:
    def test_the_first_wish_begins_a_list(self, guest: Client, shop: Shopfloor) -> None:
        lamp = shop.article("Lamp")

        page = guest.post(ADD, {"product": lamp.product_id}, follow=True)
        guest.post(ADD, {"product": lamp.product_id})

        assert WishList.objects.get().name == "My wishes"
        assert Wish.objects.get().product == lamp.product
        assert "It is on your list “My wishes”." in page.content.decode()
        assert "Lamp" in page.content.decode()

    def test_there_may_be_several_lists_with_different_names(
        self, guest: Client, shop: Shopfloor
    ) -> None:
        guest.get("/cart/")
        guest.post(LISTS, {"name": "Kitchen"})
        birthday = guest.post(LISTS, {"name": "Birthday"}).headers["Location"]
        again = guest.post(LISTS, {"name": "Birthday"})
        lamp = shop.article("Lamp")
        guest.post(ADD, {"product": lamp.product_id, "list": birthday.split("/")[2]})

        assert again.status_code == 422
        assert "You have a list of that name already." in again.content.decode()
        assert [each.name for each in WishList.objects.order_by("pk")] == ["Kitchen", "Birthday"]
        assert Wish.objects.get().wish_list.name == "Birthday"

    def test_a_list_is_ones_own_until_it_is_shared_and_after(
        self, guest: Client, ada_client: Client, shop: Shopfloor
    ) -> None:
        guest.post(ADD, {"product": shop.article("Lamp").product_id})
        mine = WishList.objects.get()
        path = mine.get_absolute_url()

        assert ada_client.get(path).status_code == 404
        assert change(ada_client, mine, action="share") == 404
        assert change(guest, mine, action="share") == 302
        shared = ada_client.get(path)
        assert shared.status_code == 200
        assert "Throw it away" not in shared.content.decode()
        for action in ("delete", "hide", "remove"):
            assert change(ada_client, mine, action=action, product=1) == 404
        assert change(guest, mine, action="hide") == 302
        assert ada_client.get(path).status_code == 404

    def test_wishes_are_taken_off_and_lists_thrown_away(
        self, guest: Client, shop: Shopfloor
    ) -> None:
        lamp = shop.article("Lamp")
        guest.post(ADD, {"product": lamp.product_id})
        mine = WishList.objects.get()

        assert change(guest, mine, action="remove", product=lamp.product_id) == 302
        assert Wish.objects.count() == 0
        assert change(guest, mine, action="dance") == 400
        assert change(guest, mine, action="delete") == 302
        assert WishList.objects.count() == 0

    def test_what_cannot_be_seen_cannot_be_wished(self, guest: Client, shop: Shopfloor) -> None:
        hidden = shop.article("Lamp", status="draft")

        assert guest.post(ADD, {"product": hidden.product_id}).status_code == 404
        assert guest.post(ADD, {"product": "x"}).status_code == 400
        assert guest.post(ADD, {"product": 1, "list": str(uuid4())}).status_code == 404
        assert guest.get(ADD).status_code == 405
        assert WishList.objects.count() == 0

    def test_lists_come_along_at_sign_in_and_equal_names_join(
        self, guest: Client, shop: Shopfloor, ada: User, now: datetime
    ) -> None:
        lamp, mug = shop.article("Lamp"), shop.article("Mug")
        own = Shopper(visitor_id=uuid4(), user_id=ada.pk)
        wish_lists.add(own, product_id=lamp.product_id, now=now)
        guest.post(ADD, {"product": lamp.product_id})
        guest.post(ADD, {"product": mug.product_id})
        guest.post(LISTS, {"name": "Kitchen"})

        sign_in(guest, ada)

        lists = {each.name: each for each in WishList.objects.filter(user=ada)}
        assert lists.keys() == {"My wishes", "Kitchen"}
        assert lists["My wishes"].wishes.count() == 2
        assert WishList.objects.filter(user=None).count() == 0

    def test_there_is_an_end_to_lists_and_wishes(
        self, shop: Shopfloor, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(wish_lists, "MOST_LISTS", 2)
        monkeypatch.setattr(wish_lists, "MOST_WISHES", 1)
        shopper = stranger()
        wish_lists.add(shopper, product_id=shop.article("Lamp").product_id, now=now)

        with pytest.raises(wish_lists.TooMany):
            wish_lists.add(shopper, product_id=shop.article("Mug").product_id, now=now)
        wish_lists.create(shopper, name="Two")
        with pytest.raises(wish_lists.TooMany):
            wish_lists.create(shopper, name="Three")


class TestBackInStock:
    def test_people_are_told_once_in_the_order_they_asked(
        self, shop: Shopfloor, now: datetime
    ) -> None:
        lamp = shop.article("Lamp", stock=0)
        for minutes, name in enumerate(("ada", "bob", "cleo")):
            stock_requests.ask(
                variant_id=lamp.pk,
                email=f"{name}@example.org",
                language="en",
                now=now + timedelta(minutes=minutes),
            )
        assert stock_requests.tell(now=now) == 0

        Stock.objects.filter(pk=lamp.pk).update(on_hand=2)
        assert stock_requests.tell(now=now) == 2
        outbox.deliver(HANDLERS, now=now)
        assert [letter.to for letter in mail.outbox] == [["ada@example.org"], ["bob@example.org"]]
        assert mail.outbox[0].subject == "Lamp is back"
        assert lamp.product.get_absolute_url() in mail.outbox[0].body
        assert StockRequest.objects.filter(told_at=None).get().email == "cleo@example.org"

    def test_asking_twice_is_one_request_and_what_is_there_is_bought(
        self, shop: Shopfloor, now: datetime
    ) -> None:
        gone, there = shop.article("Lamp", stock=0), shop.article("Mug", stock=1)
        for email in ("ada@example.org", " Ada@Example.org "):
            stock_requests.ask(variant_id=gone.pk, email=email, language="en", now=now)

        assert StockRequest.objects.count() == 1
        with pytest.raises(InStock):
            stock_requests.ask(variant_id=there.pk, email="a@b.org", language="en", now=now)

    def test_the_form_on_the_product_page(self, guest: Client, shop: Shopfloor) -> None:
        gone = shop.article("Lamp", stock=0)
        path = "/back-in-stock/"

        done = guest.post(path, {"variant": gone.pk, "email": "ada@example.org"})

        assert done.headers["Location"] == gone.product.get_absolute_url()
        assert StockRequest.objects.get().email == "ada@example.org"
        assert guest.post(path, {"variant": gone.pk, "email": "no"}).status_code == 400
        assert guest.post(path, {"variant": 0, "email": "a@b.org"}).status_code == 400
        assert guest.post(path, {"variant": 99999, "email": "a@b.org"}).status_code == 404
        assert guest.get(path).status_code == 405


class TestReviews:
    SAID = {"rating": "4", "title": "Warm light", "text": "Good for reading.", "name": "Ada"}

    @pytest.fixture
    def arrived(self, shop: Shopfloor, ada: User, now: datetime) -> Product:
        """A lamp that Ada bought and got."""
        lamp = shop.article("Lamp")
        shopper = Shopper(visitor_id=uuid4(), user_id=ada.pk)
        order = shop.buy({lamp: 1}, shopper=shopper).order
        assert order is not None
        fulfilment.ship(order.pk, actor=states.SYSTEM, now=now)
        return lamp.product

    def path(self, product: Product) -> str:
        return reverse("orders:review", kwargs={"product_id": product.pk})

    def test_who_bought_it_writes_a_verified_review_that_staff_publish(
        self, ada_client: Client, arrived: Product
    ) -> None:
        assert "Lamp" in ada_client.get("/reviews/").content.decode()
        assert ada_client.get(self.path(arrived)).status_code == 200

        done = ada_client.post(self.path(arrived), self.SAID, follow=True)

        review = Review.objects.get()
        assert (review.rating, review.is_verified, review.is_published) == (4, True, False)
        assert "There is nothing to review" in done.content.decode()
        assert ada_client.post(self.path(arrived), self.SAID).status_code == 404
        assert Review.objects.count() == 1

    def test_nobody_else_reviews_it(
        self, guest: Client, arrived: Product, bob: User, shop: Shopfloor
    ) -> None:
        bobs = Client()
        bobs.force_login(bob)

        assert bobs.post(self.path(arrived), self.SAID).status_code == 404
        assert guest.post(self.path(arrived), self.SAID).status_code == 302
        assert Review.objects.count() == 0

    def test_what_has_not_left_yet_is_not_reviewed(
        self, ada_client: Client, ada: User, shop: Shopfloor
    ) -> None:
        lamp = shop.article("Lamp")
        shop.buy({lamp: 1}, shopper=Shopper(visitor_id=uuid4(), user_id=ada.pk))

        assert Order.objects.get().status == "paid"
        assert ada_client.get(self.path(lamp.product)).status_code == 404

    @pytest.mark.parametrize("wrong", [{"rating": "6"}, {"rating": ""}, {"name": ""}])
    def test_a_refused_review_keeps_what_was_written(
        self, ada_client: Client, arrived: Product, wrong: dict[str, str]
    ) -> None:
        answer = ada_client.post(self.path(arrived), {**self.SAID, **wrong})

        assert answer.status_code == 422
        assert "Good for reading." in answer.content.decode()
        assert Review.objects.count() == 0
