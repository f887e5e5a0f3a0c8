"""Shoppers see what is known of them, correct it, forget it and take it along, all without a script."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.visitors import COOKIE
from recommendations.events import connection, live, models, slate_log, stream
from recommendations.events.models import Refusal
from recommendations.events.slate_log import LoggedSlate
from recommendations.features import store
from recommendations.tests.serving.test_carousel import rows
from recommendations.tests.serving.tiny_shop import TinyShop
from recommendations.tests.views.test_why import REFUSE, card

pytestmark = pytest.mark.django_db
PROFILE = "/recommendations/"


@pytest.fixture
def guest(shop: TinyShop) -> Client:
    shop.train()
    client = Client()
    client.get("/")
    for product in (shop.lamps[1], shop.mugs[8], shop.mugs[9]):
        client.get(product.get_absolute_url())
    return client


@pytest.fixture
def person(shop: TinyShop) -> Client:
    shop.train()
    client = Client()
    client.force_login(User.objects.create_user("ada@example.com"))
    for product in (shop.lamps[1], shop.mugs[8], shop.mugs[9]):
        client.get(product.get_absolute_url())
    return client


def text_of(client: Client) -> str:
    return client.get(PROFILE).content.decode()


def home(client: Client) -> dict[str, list[str]]:
    return rows(client.get("/").content.decode())


@pytest.mark.parametrize("who", ["guest", "person"])
def test_profile_names_tastes_and_what_shows_them(request: Any, who: str) -> None:
    text = text_of(request.getfixturevalue(who))

    assert re.findall(r"(\w+)\s+<small class=\"profile__share\">(\d+)&nbsp;%", text) == [
        ("Mugs", "70"),
        ("Lamps", "30"),
        ("Clay", "70"),
        ("Glow", "30"),
    ]
    assert re.findall(r">((?:Mug|Lamp) \d)</a>", text)[:3] == ["Mug 9", "Mug 8", "Lamp 1"]
    assert "€10.00 – €10.00" in text


@pytest.mark.parametrize("who", ["guest", "person"])
def test_forgotten_product_no_longer_counts_on_the_next_page(
    request: Any, who: str, shop: TinyShop
) -> None:
    client: Client = request.getfixturevalue(who)
    assert "Because you viewed Mug 9" in str(client.get("/").content) or "Mug" in str(home(client))

    for mug in (shop.mugs[8], shop.mugs[9]):
        client.post(f"{PROFILE}forget/", {"item": mug.pk})

    text = text_of(client)
    assert "Mug 9" not in text
    assert "Lamp 1" in text
    assert home(client)["Picked for you"][0].startswith("Lamp")
    stream.drain(now=timezone.now())
    assert models.Event.objects.filter(kind="view").count() == 1


def test_forgotten_taste_takes_all_that_showed_it(guest: Client, shop: TinyShop) -> None:
    mugs = [shop.mugs[8].pk, shop.mugs[9].pk]

    guest.post(f"{PROFILE}forget/", {"item": mugs})

    assert "Mugs" not in re.findall(r"(\w+) <span class=\"profile__share\">", text_of(guest))


@pytest.mark.parametrize("who", ["guest", "person"])
def test_erasure_leaves_nothing_and_needs_no_training(
    request: Any, who: str, shop: TinyShop, settings: Any
) -> None:
    settings.RECOMMENDATION_LOGGED_PERCENT = 100
    client: Client = request.getfixturevalue(who)
    other = Client()
    other.get("/")
    other.get(shop.mugs[3].get_absolute_url())
    client.post(REFUSE, {**card(client, "/", "Lamp 2"), "scope": "item"})
    slate_log.queue.write()
    slates = LoggedSlate.objects.count()
    assert slates > 0
    assert Refusal.objects.count() == 1

    answer = client.post(f"{PROFILE}reset/", follow=True)

    assert "Everything is forgotten" in answer.content.decode()
    stream.drain(now=timezone.now())
    visitor_id = UUID(client.cookies[COOKIE].value.split(":")[0])
    whose = {"visitor_id": visitor_id} if who == "guest" else {"user_id": User.objects.get().pk}
    assert models.Event.objects.filter(**whose).count() == 0
    assert models.Event.objects.count() == 1
    assert Refusal.objects.count() == 0
    assert not LoggedSlate.objects.filter(**whose).exists()
    key = live.person_key(visitor_id=visitor_id, user_id=whose.get("user_id"))
    kept = list(connection.events.patient().keys(f"shopper:{{{key}}}:*"))
    assert all(name.endswith((b":known", b":refused")) for name in kept)
    stranger = Client()
    assert home(client) == home(stranger)


def features_kept() -> list[bytes]:
    """Return under which names the online store keeps what it counted of people."""
    return list(connection.cache.patient().keys("features:user:*"))


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        (f"{PROFILE}reset/", {}),
        (f"{PROFILE}forget/", {"item": 1}),
        ("/account/privacy/", {}),
    ],
)
def test_what_was_counted_of_a_person_is_forgotten_with_it(
    person: Client, address: str, fields: dict[str, object]
) -> None:
    ada = User.objects.get()
    stream.drain(now=timezone.now())
    told = person.get(f"/api/v1/profile/{ada.pk}/").json()
    assert told["features"]["total_interactions"] == 3
    assert len(features_kept()) == 1

    person.post(address, fields)

    assert features_kept() == []


def test_what_was_counted_of_a_deleted_account_is_forgotten(person: Client) -> None:
    ada = User.objects.get()
    store.get_user_features(ada.pk, now=timezone.now())
    assert len(features_kept()) == 1

    ada.delete()

    assert features_kept() == []


def test_deleted_account_is_forgotten(person: Client) -> None:
    stream.drain(now=timezone.now())
    assert models.Event.objects.count() == 3

    User.objects.get().delete()

    assert models.Event.objects.count() == 0


def test_switching_off_and_on_again(guest: Client) -> None:
    text = text_of(guest)
    assert "Switch off" in text

    guest.post("/account/privacy/", {})
    off = text_of(guest)
    assert "you see what everybody sees" in off
    assert "Mug 9" not in off
    guest.post("/account/privacy/", {"is_personalised": "on"})

    assert "Mug 9" in text_of(guest)


def test_download_holds_all_of_the_shoppers_and_nothing_of_others(
    guest: Client, shop: TinyShop
) -> None:
    other = Client()
    other.get("/")
    other.get(shop.mugs[3].get_absolute_url())
    guest.post(REFUSE, {**card(guest, "/", "Lamp 2"), "scope": "brand"})
    stream.drain(now=timezone.now())

    answer = guest.get(f"{PROFILE}download/")

    found = json.loads(answer.content)
    assert "attachment" in answer["Content-Disposition"]
    assert [event["item_id"] for event in found["events"]] == [
        shop.mugs[9].pk,
        shop.mugs[8].pk,
        shop.lamps[1].pk,
    ]
    assert [each["scope"] for each in found["not_interested"]] == ["brand"]


def test_what_was_refused_is_listed_and_can_be_shown_again(guest: Client) -> None:
    guest.post(REFUSE, {**card(guest, "/", "Lamp 2"), "scope": "department"})
    text = text_of(guest)
    form = text.split("What you do not want to see")[1]
    fields = dict(re.findall(r'name="(scope|target|back)" value="([^"]+)"', form))

    answer = guest.post("/recommendations/take-back/", fields)

    assert answer["Location"] == PROFILE
    assert Refusal.objects.count() == 0


def test_nonsense_is_refused_and_forgets_nothing(guest: Client) -> None:
    assert guest.post(f"{PROFILE}forget/", {"item": "moon"}).status_code == 400
    assert guest.post(f"{PROFILE}forget/", {}).status_code == 400
    assert guest.get(f"{PROFILE}reset/").status_code == 405
    assert guest.get(f"{PROFILE}forget/").status_code == 405
    assert "Mug 9" in text_of(guest)


def test_one_shopper_cannot_forget_for_another(guest: Client, shop: TinyShop) -> None:
    other = Client()
    other.get("/")

    other.post(f"{PROFILE}forget/", {"item": shop.mugs[9].pk})
    other.post(f"{PROFILE}reset/")

    assert "Mug 9" in text_of(guest)
