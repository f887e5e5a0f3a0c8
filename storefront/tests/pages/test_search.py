"""The search page."""

from __future__ import annotations

import pytest
from django.test import Client

from catalog.search import refresh_words
from storefront.tests.pages.conftest import Shop
from storefront.tests.pages.reading import card_titles, page


def test_it_lists_what_answers(client: Client, shop: Shop) -> None:
    root = page(client.get("/search/?q=tall+mug"))

    assert card_titles(root) == ["Tall mug"]
    assert root.one("h1").text == "Results for “tall mug”"
    assert root.one("input", id="search")["value"] == "tall mug"


def test_filters_and_pages_work_on_the_result(client: Client, shop: Shop) -> None:
    root = page(client.get("/search/?q=plain&brand=kobo&sort=price"))

    assert card_titles(root)[:2] == ["Plain mug 0", "Plain mug 2"]
    assert root.one("p", "listing__count", role="status").text == "15 products"
    assert len(card_titles(page(client.get("/search/?q=plain&page=2")))) == 6
    assert root.one("form", id="facets").one("input", name="q")["value"] == "plain"


def test_typing_mistakes_are_mended_and_said(client: Client, shop: Shop) -> None:
    refresh_words()

    root = page(client.get("/search/?q=stonewere"))

    assert card_titles(root) == ["Tall mug"]
    hint = root.one(class_="page-head__text")
    assert "Showing results for stoneware ." in hint.text
    assert hint.one("a")["href"] == "?q=stonewere&exact=1"


def test_words_are_searched_as_typed_for_whoever_insists(client: Client, shop: Shop) -> None:
    refresh_words()

    root = page(client.get("/search/?q=stonewere&exact=1"))

    assert "We found nothing for “stonewere”." in root.text


def test_one_fitting_word_is_better_than_nothing(client: Client, shop: Shop) -> None:
    assert "Desk lamp" in card_titles(page(client.get("/search/?q=desk+zebra")))


def test_nothing_found_is_no_dead_end(client: Client, shop: Shop) -> None:
    root = page(client.get("/search/?q=zzzz"))

    assert "We found nothing for “zzzz”." in root.text
    assert [chip.text for chip in root.one(class_="empty-state").all("a")] == [
        "Kitchen",
        "Lighting",
    ]


def test_an_empty_question_asks_back(client: Client, shop: Shop) -> None:
    assert "What are you looking for?" in page(client.get("/search/")).text
    assert "What are you looking for?" in page(client.get("/search/?q=+")).text


def test_an_article_number_finds_its_product(client: Client, shop: Shop) -> None:
    assert card_titles(page(client.get("/search/?q=MUG-BLUE-S"))) == ["Tall mug"]


@pytest.mark.parametrize(
    "query", ["%00", "'; DROP TABLE x; --", "<script>alert(1)</script>", "%F0%9F%98%80", "((" * 80]
)
def test_anything_may_be_typed(client: Client, shop: Shop, query: str) -> None:
    response = client.get("/search/", {"q": query})

    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_a_page_behind_the_last_is_not_found(client: Client, shop: Shop) -> None:
    assert client.get("/search/?q=mug&page=3").status_code == 404


@pytest.mark.parametrize("path", ["/search/?q=zzzz", "/search/?q=mug&in_stock=1"])
def test_empty_and_narrowed_answers_are_kept_out_of_search_engines(
    client: Client, shop: Shop, path: str
) -> None:
    robots = page(client.get(path)).one("meta", name="robots")

    assert robots["content"] == "noindex, follow"


def test_a_plain_answer_may_be_found_elsewhere(client: Client, shop: Shop) -> None:
    assert not page(client.get("/search/?q=mug")).all("meta", name="robots")
