"""Selling for programs: the same verbs, and one effect a key."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from catalog.models import Variant
from orders import idempotency
from orders.models import CartLine, IdempotencyKey, Order, Payment
from orders.payments.gateway import TestGateway, decide
from orders.tests.shop import Shopfloor, on_hand

API = "/api/v1"
DETAILS = {
    "email": "ada@example.org",
    "address": {
        "name": "Ada Lovelace",
        "line1": "Unter den Linden 1",
        "postcode": "10117",
        "city": "Berlin",
        "country": "de",
    },
    "method": "standard",
}

Call = Callable[..., HttpResponse]


@pytest.fixture
def call(guest: Client) -> Call:
    """Call the API as one program; unsafe calls get a fresh key unless one is given."""

    def ask(method: str, path: str, body: Any = None, *, key: str | None = None) -> HttpResponse:
        headers = {}
        if method != "get":
            headers["Idempotency-Key"] = str(uuid4()) if key is None else key
        data = "" if body is None else json.dumps(body)
        return (
            getattr(guest, method)(
                f"{API}{path}", data, content_type="application/json", headers=headers
            )
            if method != "get"
            else guest.get(f"{API}{path}")
        )

    return ask


def test_a_program_buys_from_cart_to_order(call: Call, shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", price=4900, stock=3)

    cart = call("post", "/cart/lines/", {"variant": lamp.pk, "quantity": 2})
    assert cart.status_code == 201
    assert cart.json()["totals"]["total"] == {"minor": 9800, "currency": "EUR", "amount": "98.00"}
    offer = call("put", "/checkout/", DETAILS)
    assert offer.status_code == 200, offer.content
    begun = call("post", "/orders/", {"expected": offer.json()["expected"]})
    assert begun.status_code == 201, begun.content
    payment = begun.json()
    assert (payment["status"], payment["order"]) == ("pending", None)
    decide(Payment.objects.get().provider_reference, status="authorised")

    paid = call("get", f"/payments/{payment['id']}/").json()
    order = call("get", f"/orders/{paid['order']}/").json()

    assert paid["status"] == "captured"
    assert (order["status"], order["lines"][0]["quantity"]) == ("paid", 2)
    assert order["totals"]["total"]["minor"] == 9800
    assert on_hand(lamp) == 1


def test_lines_are_changed_and_removed(call: Call, shop: Shopfloor) -> None:
    call("post", "/cart/lines/", {"variant": shop.article("Mug", stock=5).pk})
    line = CartLine.objects.get()

    more = call("patch", f"/cart/lines/{line.pk}/", {"quantity": 9})
    assert more.json()["count"] == 5
    gone = call("delete", f"/cart/lines/{line.pk}/")
    assert gone.json()["count"] == 0
    assert call("delete", f"/cart/lines/{line.pk}/").status_code == 404


def test_a_key_is_required(guest: Client, shop: Shopfloor) -> None:
    body = json.dumps({"variant": shop.article("Mug").pk})
    path = f"{API}/cart/lines/"

    assert guest.post(path, body, content_type="application/json").status_code == 400
    long = guest.post(
        path, body, content_type="application/json", headers={"Idempotency-Key": "k" * 201}
    )
    assert long.status_code == 400
    assert long.json()["detail"].startswith("Send an Idempotency-Key")
    assert CartLine.objects.count() == 0


def test_the_same_key_is_one_effect_and_one_answer(call: Call, shop: Shopfloor) -> None:
    call("get", "/cart/")
    body = {"variant": shop.article("Mug").pk, "quantity": 2}

    first = call("post", "/cart/lines/", body, key="one")
    again = call("post", "/cart/lines/", body, key="one")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert CartLine.objects.get().quantity == 2


def test_the_same_key_with_another_body_is_refused(call: Call, shop: Shopfloor) -> None:
    call("get", "/cart/")
    mug = shop.article("Mug")
    call("post", "/cart/lines/", {"variant": mug.pk, "quantity": 2}, key="one")

    other = call("post", "/cart/lines/", {"variant": mug.pk, "quantity": 3}, key="one")

    assert other.status_code == 422
    assert CartLine.objects.get().quantity == 2


def test_a_refusal_is_remembered_too(call: Call, shop: Shopfloor) -> None:
    call("get", "/cart/")
    lamp = shop.article("Lamp", stock=0)

    first = call("post", "/cart/lines/", {"variant": lamp.pk}, key="one")
    lamp.stock.on_hand = 5
    lamp.stock.save()
    again = call("post", "/cart/lines/", {"variant": lamp.pk}, key="one")

    assert (first.status_code, again.status_code) == (409, 409)
    assert first.content == again.content


def test_keys_of_two_callers_do_not_meet(shop: Shopfloor) -> None:
    mug = shop.article("Mug")
    body = json.dumps({"variant": mug.pk})
    for _ in range(2):
        client = Client()
        client.get(f"{API}/cart/")
        answer = client.post(
            f"{API}/cart/lines/",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": "same"},
        )
        assert answer.status_code == 201
        assert "Idempotency-Replayed" not in answer.headers

    assert CartLine.objects.count() == 2


def test_a_call_that_still_runs_is_waited_for_and_a_dead_one_taken_over(db: None) -> None:
    now = timezone.now()
    first = idempotency.claim(scope="x", key="k", body=b"{}", now=now)
    assert first.answer is None

    with pytest.raises(idempotency.KeyInProgress):
        idempotency.claim(scope="x", key="k", body=b"{}", now=now + timedelta(seconds=59))
    with pytest.raises(idempotency.KeyReused):
        idempotency.claim(scope="x", key="k", body=b"[]", now=now)
    taken = idempotency.claim(scope="x", key="k", body=b"{}", now=now + idempotency.LOCK_TIME)
    assert taken.answer is None
    with pytest.raises(idempotency.KeyInProgress):
        idempotency.claim(scope="x", key="k", body=b"{}", now=now + idempotency.LOCK_TIME)

    idempotency.keep(taken, idempotency.Answer(201, "{}", "application/json"))
    replay = idempotency.claim(scope="x", key="k", body=b"{}", now=now)
    assert replay.answer == idempotency.Answer(201, "{}", "application/json")


def test_a_failure_of_ours_frees_the_key(
    call: Call, shop: Shopfloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("post", "/cart/lines/", {"variant": shop.article("Mug").pk})
    expected = call("put", "/checkout/", DETAILS).json()["expected"]
    start = TestGateway.start

    def down(self: TestGateway, request: object) -> None:
        from orders.payments.base import ProviderUnavailable

        raise ProviderUnavailable("down")

    monkeypatch.setattr(TestGateway, "start", down)
    failed = call("post", "/orders/", {"expected": expected}, key="buy")
    monkeypatch.setattr(TestGateway, "start", start)
    again = call("post", "/orders/", {"expected": expected}, key="buy")

    assert (failed.status_code, again.status_code) == (503, 201)
    assert Payment.objects.count() == 1
    assert IdempotencyKey.objects.filter(key="buy", response_status=201).count() == 1


def test_a_changed_price_is_a_conflict_with_both_totals(call: Call, shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", price=1000)
    call("post", "/cart/lines/", {"variant": lamp.pk})
    expected = call("put", "/checkout/", DETAILS).json()["expected"]
    Variant.objects.update(price_minor=2000)

    stopped = call("post", "/orders/", {"expected": expected})

    assert stopped.status_code == 409
    assert "€14.90 then, €24.90 now" in stopped.json()["detail"]
    assert Payment.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "no"}, "email"),
        ({"method": "rocket"}, "method"),
        ({"address": {**DETAILS["address"], "country": "XX"}}, "address.country"),
        ({"address": {}}, "address.name"),
    ],
)
def test_refused_details_name_the_field(
    call: Call, shop: Shopfloor, change: dict[str, Any], field: str
) -> None:
    call("post", "/cart/lines/", {"variant": shop.article("Mug").pk})

    refused = call("put", "/checkout/", {**DETAILS, **change})

    assert refused.status_code == 400
    assert field in {error["field"] for error in refused.json()["errors"]}


def test_nobody_reads_the_orders_and_payments_of_others(
    call: Call, shop: Shopfloor, ada_client: Client
) -> None:
    call("post", "/cart/lines/", {"variant": shop.article("Mug").pk})
    expected = call("put", "/checkout/", DETAILS).json()["expected"]
    payment = call("post", "/orders/", {"expected": expected}).json()
    decide(Payment.objects.get().provider_reference, status="authorised")
    call("get", f"/payments/{payment['id']}/")
    order = Order.objects.get()

    for stranger in (ada_client, Client()):
        assert stranger.get(f"{API}/orders/{order.public_id}/").status_code == 404
        assert stranger.get(f"{API}/payments/{payment['id']}/").status_code == 404
        stolen = stranger.post(
            f"{API}/orders/",
            json.dumps({"expected": expected}),
            content_type="application/json",
            headers={"Idempotency-Key": "stolen"},
        )
        assert stolen.status_code == 404
    assert (
        call("get", f"/orders/{order.public_id}/").headers["Cache-Control"] == "private, no-store"
    )


@pytest.mark.parametrize("path", ["/cart/", "/checkout/", "/orders/", "/cart/lines/"])
def test_wrong_methods_are_refused(call: Call, db: None, path: str) -> None:
    method = "get" if path in {"/orders/", "/cart/lines/"} else "delete"

    assert call(method, path).status_code == 405
