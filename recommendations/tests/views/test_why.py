"""The reason of a card, "not interested" in all its kinds, and taking it back, all without a script."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from recommendations.events import models, stream
from recommendations.events.models import Refusal
from recommendations.serving.recommend import recommend
from recommendations.tests.serving.test_carousel import rows
from recommendations.tests.serving.tiny_shop import NOON, TinyShop, items
from recommendations.vocabulary import Placement

pytestmark = pytest.mark.django_db
WHY = "/recommendations/why/"
REFUSE = "/recommendations/refuse/"
TAKE_BACK = "/recommendations/take-back/"


def card(client: Client, page: str, title: str) -> dict[str, str]:
    """The slate and the position that the button beside a card sends."""
    text = client.get(page).content.decode()
    for row in re.findall(r'<section class="carousel".*?</section>', text, re.DOTALL):
        titles = re.findall(r"product-card__link[^>]*>([^<]*)<", row)
        if title in titles:
            slate = re.search(r'name="slate" value="([^"]+)"', row)
            assert slate
            label = html.escape(f"Why {title}? Not interested?")
            place = re.search(rf'value="(\d+)" aria-label="{re.escape(label)}"', row)
            assert place
            return {"slate": slate[1], "position": place[1]}
    raise AssertionError(f"{title} is not on {page}")


def titles(client: Client, page: str) -> set[str]:
    return {title for row in rows(client.get(page).content.decode()).values() for title in row}


@pytest.fixture
def guest(shop: TinyShop) -> Client:
    shop.train()
    client = Client()
    client.get("/")
    client.get(shop.mugs[9].get_absolute_url())
    return client


@pytest.fixture
def person(shop: TinyShop) -> Client:
    shop.train()
    client = Client()
    client.force_login(User.objects.create_user("ada@example.com"))
    client.get(shop.mugs[9].get_absolute_url())
    return client


def test_why_names_the_product_that_caused_it(guest: Client) -> None:
    text = guest.get(WHY, card(guest, "/", "Mug 8")).content.decode()

    assert "Because you viewed Mug 9" in text
    assert "Not interested" in text


def test_why_of_what_is_popular_says_where(guest: Client, shop: TinyShop) -> None:
    for lamp in shop.lamps[1:6]:
        shop.hide(lamp)
    stranger = Client()
    shop.train("two", parts=[])
    page = shop.lamps[0].get_absolute_url()

    text = stranger.get(WHY, card(stranger, page, "Lamp 6")).content.decode()

    assert "Popular in Lamps" in text


@pytest.mark.parametrize("who", ["guest", "person"])
@pytest.mark.parametrize(
    ("scope", "gone"),
    [
        ("item", {"Mug 8"}),
        ("owned", {"Mug 8"}),
        ("brand", {f"Mug {i}" for i in range(9)}),
        ("department", {f"Mug {i}" for i in range(9)}),
    ],
)
def test_refused_is_gone_from_the_next_page_and_back_when_taken_back(
    request: Any, who: str, scope: str, gone: set[str]
) -> None:
    client: Client = request.getfixturevalue(who)
    place = card(client, "/", "Mug 8")
    before = titles(client, "/")

    answer = client.post(REFUSE, {**place, "scope": scope, "back": "/"}, follow=True)

    text = answer.content.decode()
    assert "is not recommended to you any more" in text
    # Recently viewed says what was done; it is no recommendation of the department.
    assert not titles(client, "/") & gone
    undo = dict(re.findall(r'name="(\w+)" value="([^"]*)"', text.split("take-back")[1]))
    client.post(TAKE_BACK, undo)
    assert titles(client, "/") >= before & gone


def test_refusal_of_an_item_is_written_to_the_log(guest: Client, shop: TinyShop) -> None:
    guest.post(REFUSE, {**card(guest, "/", "Mug 8"), "scope": "item"})

    stream.drain(now=timezone.now())

    event = models.Event.objects.get(kind="dismiss")
    assert (event.item_id, event.placement) == (shop.mugs[8].pk, "for_you")


def test_form_goes_back_to_a_page_of_this_shop_only(guest: Client) -> None:
    place = card(guest, "/", "Mug 8")

    ours = guest.post(REFUSE, {**place, "scope": "item", "back": "/search/?q=mug"}, follow=True)
    theirs = guest.post(REFUSE, {**place, "scope": "item", "back": "//evil.example/"}, follow=True)

    assert 'href="/search/?q=mug"' in ours.content.decode()
    assert "evil.example" not in theirs.content.decode()


def test_script_gets_the_part_alone(guest: Client) -> None:
    place = card(guest, "/", "Mug 8")

    part = guest.get(WHY, place, headers={"X-Part": "why"}).content.decode()
    refused = guest.post(REFUSE, {**place, "scope": "item"}, headers={"X-Part": "why"})

    assert "<html" not in part
    assert refused.status_code == 200
    assert "data-why-said" in refused.content.decode()


def test_who_is_not_personalised_sees_why_and_leaves_no_trace(guest: Client) -> None:
    guest.post("/account/privacy/", {"is_personalised": ""})
    place = card(guest, "/", "Lamp 0")

    text = guest.get(WHY, place).content.decode()
    guest.post(REFUSE, {**place, "scope": "item"})

    assert "nothing is remembered here" in text
    assert Refusal.objects.count() == 0
    assert "Lamp 0" in titles(guest, "/")


@pytest.mark.parametrize(
    "said", [{}, {"slate": "forged", "position": "0"}, {"slate": "", "position": "x"}]
)
def test_what_was_never_shown_has_no_reason(guest: Client, said: dict[str, str]) -> None:
    assert guest.get(WHY, said).status_code == 410
    assert guest.post(REFUSE, {**said, "scope": "item"}).status_code == 410
    assert Refusal.objects.count() == 0


def test_unknown_kinds_positions_and_methods_are_refused(guest: Client) -> None:
    place = card(guest, "/", "Mug 8")

    assert guest.post(REFUSE, {**place, "scope": "moon"}).status_code == 400
    assert guest.post(REFUSE, {**place, "position": "99", "scope": "item"}).status_code == 410
    assert guest.get(REFUSE, place).status_code == 405
    assert guest.post(TAKE_BACK, {"scope": "item", "target": "x"}).status_code == 400
    assert Refusal.objects.count() == 0


def test_one_shopper_cannot_take_back_for_another(guest: Client, shop: TinyShop) -> None:
    guest.post(REFUSE, {**card(guest, "/", "Mug 8"), "scope": "item"})
    other = Client()
    other.get("/")

    other.post(TAKE_BACK, {"scope": "item", "target": str(shop.mugs[8].pk)})

    assert Refusal.objects.count() == 1


def test_refused_product_never_returns_in_a_thousand_slates(shop: TinyShop) -> None:
    shop.train()
    unwanted = shop.mugs[8]
    placements = [each for each in Placement if each is not Placement.CART_COMPLEMENTS]
    count = shown = 0

    while count < 1_000:
        viewed = shop.products[count % 20], shop.products[(count * 7 + 3) % 20]
        context = shop.context(
            recent=items(viewed),
            subject=items([shop.products[(count * 3) % 20]]) if count % 2 else (),
            dismissed=items([unwanted]),
            department_id=shop.mug_shelf.pk if count % 3 else None,
        )
        slate = recommend(context, placement=placements[count % len(placements)], now=NOON)
        assert unwanted.pk not in {chosen.item_id for chosen in slate.chosen}
        count += 1
        shown += bool(slate.chosen)

    assert shown > 500
