"""The language of the footer: kept in a cookie, answered with the page one was on."""

from __future__ import annotations

import pytest
from django.test import Client

from storefront.tests.pages.reading import page


@pytest.mark.parametrize("language", ["de", "fr", "en"])
def test_the_footer_changes_the_language(client: Client, db: None, language: str) -> None:
    answer = client.post(
        "/language/",
        {"language": language},
        headers={"Referer": "http://testserver/cart/"},
    )

    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/cart/")
    assert page(client.get("/cart/")).one("html")["lang"] == language


def test_a_browser_is_answered_in_its_own_language(client: Client, db: None) -> None:
    answer = client.get("/cart/", headers={"Accept-Language": "fr-CH,fr;q=0.9,en;q=0.5"})

    assert page(answer).one("html")["lang"] == "fr"


def test_an_unknown_language_changes_nothing(client: Client, db: None) -> None:
    client.post("/language/", {"language": "xx"})

    assert page(client.get("/cart/")).one("html")["lang"] == "en"


def test_the_way_back_stays_in_the_shop(client: Client, db: None) -> None:
    answer = client.post("/language/", {"language": "de", "next": "https://stranger.example/"})

    assert answer["Location"] == "/"
