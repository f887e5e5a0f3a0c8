from __future__ import annotations

import io
import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User, Visitor
from recommendations.events import ids, log
from recommendations.events.log import Event
from recommendations.tests.serving.tiny_shop import TinyShop
from recommendations.vocabulary import EventKind

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("recommend", *arguments, stdout=out)
    return out.getvalue()


def asked(*arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(*arguments, "--json"))
    return found


def test_product_shows_what_its_page_shows(shop: TinyShop) -> None:
    shop.train()

    together, similar = asked("--product", shop.lamps[0].slug)

    assert together["placement"] == "bought_together"
    assert [item["title"] for item in together["items"]][:2] == ["Mug 0", "Mug 1"]
    assert together["items"][0]["reason"] == "Often bought with Lamp 0"
    assert similar["items"][0]["item_id"] == shop.lamps[1].pk
    assert asked("--product", str(shop.lamps[0].pk))[1]["items"] == similar["items"]


def test_basket_is_named_by_article_numbers(shop: TinyShop) -> None:
    shop.train()
    skus = [lamp.variants.get().sku for lamp in shop.lamps[:2]]

    (complements,) = asked("--basket", *skus)

    assert {item["title"] for item in complements["items"][:2]} == {"Mug 0", "Mug 1"}


@pytest.mark.parametrize("name_by", ["visitor", "email", "number"])
def test_shopper_is_found_by_visitor_mail_or_number(shop: TinyShop, name_by: str) -> None:
    shop.train()
    ada = User.objects.create_user("ada@example.com")
    visitor = Visitor.objects.create(id=uuid4(), user=ada)
    log.copy(
        [
            Event(
                event_id=ids.new_event_id(timezone.now()),
                happened_at=timezone.now(),
                kind=EventKind.VIEW,
                visitor_id=visitor.id,
                item_id=shop.mugs[9].pk,
            )
        ]
    )
    name = {"visitor": str(visitor.id), "email": "Ada@example.com", "number": str(ada.pk)}[name_by]

    (picked,) = asked("--visitor", name)

    assert picked["items"][0]["title"] == "Mug 8"
    assert picked["items"][0]["cause"] == shop.mugs[9].pk


def test_placement_and_limit_may_be_chosen(shop: TinyShop) -> None:
    shop.train()

    (row,) = asked("--product", shop.mugs[0].slug, "--placement", "trending", "--limit", "4")

    assert row["placement"] == "trending"
    assert [item["rank"] for item in row["items"]] == [1, 2, 3, 4]


def test_table_shows_products_shares_and_reasons(shop: TinyShop) -> None:
    shop.train()

    text = run("--product", shop.lamps[0].slug, "--placement", "similar_products")

    assert "similar_products · fresh · one" in text
    assert "Lamp 1" in text
    assert "substitutes 0.40 + content 0.35" in text
    assert "Similar to Lamp 0" in text


def test_without_models_the_table_says_so(shop: TinyShop) -> None:
    text = run("--product", shop.lamps[0].slug, "--placement", "bought_together")

    assert "nothing trained" in text
    assert "nothing good is known" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--product", "moon"), "There is no product moon"),
        (("--basket", "X-1"), "No article has the number X-1"),
        (("--visitor", "nobody@example.com"), "Nobody is known as nobody@example.com"),
    ],
)
def test_unknown_names_are_refused_in_words(
    shop: TinyShop, arguments: tuple[str, ...], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        run(*arguments)


def test_more_than_a_row_can_be_asked_for(shop: TinyShop) -> None:
    shop.train()

    sku = shop.lamps[0].variants.get().sku

    (row,) = asked("--basket", sku, "--placement", "popular", "--limit", "19")

    assert len(row["items"]) == 19
