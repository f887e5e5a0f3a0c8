"""Order files come in through the staff area and the API as products do: a preview, a word, the account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from catalog.models import ImportRun, Product
from orders.models import Order
from recommendations.events.models import Event

ADDRESS = "/api/v1/imports/"
TEXT = f"""Nummer,sku,title,quantity,date,price,customer
1,MUG,Mug,2,2024-05-01 10:00,4.50,ada
1,CUP,Cup,1,2024-05-01 10:00,3.00,ada
2,MUG,Mug,1,{timezone.now() + timedelta(days=400):%Y-%m-%d %H:%M},4.50,bob
"""
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def _private_folder(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def api() -> APIClient:
    client = APIClient()
    client.force_login(
        get_user_model().objects.create_superuser("owner@example.com", "a good password")
    )
    return client


def hand_in(api: APIClient, **fields: Any) -> str:
    file = SimpleUploadedFile("may.csv", TEXT.encode())
    taken = api.post(
        ADDRESS,
        {"kind": "orders", "file": file, "mapping": "Nummer=order", **fields},
        format="multipart",
    )
    assert taken.status_code == 202
    return str(taken.headers["Location"])


def test_orders_are_looked_at_confirmed_and_learned_from(api: APIClient) -> None:
    events_at_first = Event.objects.count()
    address = hand_in(api, currency="GBP", source="old-shop", assumed_units=7)
    looked_at = api.get(address).json()
    before = (Order.objects.count(), Product.objects.count())
    events_before = Event.objects.count()
    api.post(f"{address}confirmation/")
    done = api.get(address).json()

    report = looked_at["preview"]["report"]
    assert (looked_at["status"], before) == ("ready", (0, 0))
    assert report["rows"] == {"read": 3, "accepted": 2, "rejected": 1}
    assert report["outcome"] == {"of": "orders", "created": 1, "changed": 0, "unchanged": 0}
    assert report["columns"]["Nummer"] == "order"
    assert (done["status"], done["run"]["created"]) == ("done", 1)
    order = Order.objects.get()
    assert (order.origin, order.currency, order.external_reference) == (
        "import",
        "GBP",
        "old-shop:1",
    )
    assert ImportRun.objects.get().kind == "orders"
    assert (events_before, Event.objects.count()) == (events_at_first, events_at_first + 2)
    assert "lies in the future" in api.get(f"{address}rejects/").getvalue().decode()


def test_the_same_orders_again_change_nothing(api: APIClient) -> None:
    for _ in range(2):
        address = hand_in(api)
        api.post(f"{address}confirmation/")

    again = api.get(address).json()
    assert again["run"]["unchanged"] == 1
    assert again["run"]["created"] == again["run"]["changed"] == 0
    assert Order.objects.count() == 1
