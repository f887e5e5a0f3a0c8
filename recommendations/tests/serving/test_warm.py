"""Rows of shoppers who are about are there before they ask, and are what they would get anyway."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from recommendations import metrics
from recommendations.events import stream
from recommendations.serving import warm
from recommendations.serving.bundle import bundles
from recommendations.serving.cache import cache
from recommendations.tests.serving.test_carousel import rows
from recommendations.tests.serving.test_fallback import renew
from recommendations.tests.serving.tiny_shop import TinyShop

pytestmark = pytest.mark.django_db


def looking(shop: TinyShop, *, client: Client | None = None) -> Client:
    """A browser that looked at two lamps, in the log."""
    client = client or Client()
    client.get("/")
    for lamp in shop.lamps[:2]:
        client.get(lamp.get_absolute_url())
    stream.drain(now=timezone.now())
    return client


def answered(rung: str) -> float:
    return metrics.answers.labels(placement="for_you", rung=rung)._value.get()


def home(client: Client) -> list[str]:
    """The row of the home page in a process that has nothing at hand."""
    cache.forget()
    return rows(client.get("/").content.decode())["Picked for you"]


def test_the_row_is_taken_from_what_was_made_ready_and_is_the_same(shop: TinyShop) -> None:
    shop.train()
    client = looking(shop)
    made_at_once = home(client)
    before = answered("cached")

    assert warm.make_ready(now=timezone.now()) == 1

    assert home(client) == made_at_once
    assert answered("cached") == before + 1


def test_after_another_look_it_is_made_anew(shop: TinyShop) -> None:
    shop.train()
    client = looking(shop)
    warm.make_ready(now=timezone.now())
    before = answered("cached")

    client.get(shop.mugs[5].get_absolute_url())

    assert "Mug 4" in home(client)
    assert answered("cached") == before


def test_once_for_each_promotion(shop: TinyShop) -> None:
    shop.train("one")
    looking(shop)

    assert [warm.make_ready(now=timezone.now()) for _ in range(2)] == [1, 0]
    shop.train("two")
    assert [warm.make_ready(now=timezone.now()) for _ in range(2)] == [1, 0]


def test_once_for_each_renewal(shop: TinyShop) -> None:
    shop.train("one")
    client = looking(shop)
    assert warm.make_ready(now=timezone.now()) == 1
    before = answered("cached")

    renew(shop, first=[shop.mugs[7].pk])

    assert [warm.make_ready(now=timezone.now()) for _ in range(2)] == [1, 0]
    home(client)
    assert answered("cached") == before + 1


def test_an_answer_of_the_version_before_is_not_fresh(shop: TinyShop) -> None:
    shop.train("one")
    client = looking(shop)
    warm.make_ready(now=timezone.now())
    shop.train("two")
    before = answered("cached")

    home(client)

    assert answered("cached") == before


def test_only_who_was_about_lately_and_wants_it_and_no_more_than_told(shop: TinyShop) -> None:
    shop.train("one")
    for _ in range(3):
        looking(shop)
    unwilling = User.objects.create_user("ada@example.com")
    client = Client()
    client.force_login(unwilling)
    looking(shop, client=client)
    User.objects.filter(pk=unwilling.pk).update(is_personalised=False)
    now = timezone.now()

    assert warm.make_ready(now=now + warm.ACTIVE + timedelta(minutes=5)) == 0
    shop.train("two")
    assert warm.make_ready(now=now) == 3
    shop.train("three")
    assert warm.make_ready(now=now, most=2) == 2


def test_it_ends_in_time(shop: TinyShop) -> None:
    shop.train()
    for _ in range(3):
        looking(shop)
    moments: Iterator[float] = iter([0.0, 1.0, warm.MOST_SECONDS])

    assert warm.make_ready(now=timezone.now(), clock=lambda: next(moments)) == 1


@pytest.mark.usefixtures("without_redis")
def test_without_redis_nothing_is_made(shop: TinyShop) -> None:
    shop.train()

    assert warm.make_ready(now=timezone.now()) == 0
    assert bundles.live().version == "one"
