"""What staff teach the search."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from catalog import arrangements, search
from catalog.listing import search_listing
from catalog.models import SearchPlace, SearchQuery, SearchRule, SearchSynonym
from catalog.selection import Selection
from catalog.tests.factories import make_product

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def titles(text: str) -> list[str]:
    """Return what was found, best first."""
    found = search.answer(text, now=NOW)
    arrangements.forget()
    page = search_listing(found, selection=Selection(), currency="EUR", now=NOW)
    return [product.title for product in page.products]


def test_a_synonym_finds_products_that_call_themselves_otherwise() -> None:
    make_product("Slim notebook")
    make_product("Lamp")
    search.refresh_words()
    SearchSynonym.objects.create(words="laptop", meant="notebook, ultra book")

    assert titles("laptop") == ["Slim notebook"]
    assert titles("slim laptop") == ["Slim notebook"]


def test_a_synonym_of_two_words_is_understood_as_one_thing_and_one_way_only_where_staff_say_so() -> (
    None
):
    make_product("Television")
    make_product("Flat screen")
    search.refresh_words()
    SearchSynonym.objects.create(words="flat screen", meant="television", is_two_way=False)

    assert sorted(titles("flat screen")) == ["Flat screen", "Television"]
    assert titles("television") == ["Television"]


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("t-shirt", "t-shirt"),
        ("T-Shirt", "t shirt"),
        ("wi-fi", "Wi-Fi"),
        ("usb-c", "usb-c"),
        ("men's", "men's"),
        ("men's", "men’s"),
        ("café", "cafe"),
        ("cafe", "Café"),
        ("salt & pepper, mill", "salt & pepper, mill"),
        ("a very long way to say it", "a very long way to say it"),
    ],
)
def test_synonyms_are_compared_as_questions_are_cut(said: str, typed: str) -> None:
    make_product("Zirconium")
    search.refresh_words()
    SearchSynonym.objects.create(words=said, meant="zirconium")

    assert titles(typed) == ["Zirconium"]


@pytest.mark.parametrize(("words", "meant"), [("&", "zirconium"), ("zirconium", ", -"), ("-", "-")])
def test_a_synonym_without_a_word_changes_nothing(words: str, meant: str) -> None:
    make_product("Zirconium")
    search.refresh_words()
    SearchSynonym.objects.create(words=words, meant=meant)

    assert titles("zirconium") == ["Zirconium"]
    assert titles("&") == []


def test_a_rule_holds_for_what_a_mistake_was_mended_to() -> None:
    best, last = make_product("Headphones", popularity=9.0), make_product("Headphones case")
    poster = make_product("Poster")
    search.refresh_words()
    rule = SearchRule.objects.create(query="headphones")
    SearchPlace.objects.create(rule=rule, product=poster)
    SearchPlace.objects.create(rule=rule, product=best, is_buried=True)
    expected = [poster.title, last.title, best.title]
    assert titles("headphones") == expected

    assert titles("hedphones") == expected
    SearchRule.objects.create(query="hedphones")  # said of the very words, it comes first
    assert titles("hedphones") == [best.title, last.title]


def test_a_mended_question_leads_where_the_right_one_does(client: Client) -> None:
    make_product("Headphones")
    search.refresh_words()
    SearchRule.objects.create(query="headphones", redirect_to="/d/sound/")

    response = client.get("/search/?q=hedphones")
    insisted = client.get("/search/?q=hedphones&exact=1")

    assert (response.status_code, response.headers["Location"]) == (302, "/d/sound/")
    assert insisted.status_code == 200


def test_a_rule_pins_and_buries() -> None:
    best, other, poster = (
        make_product("Mug", popularity=9.0),
        make_product("Mug two"),
        make_product("Poster"),
    )
    search.refresh_words()
    rule = SearchRule.objects.create(query="mug")
    SearchPlace.objects.create(rule=rule, product=poster)
    SearchPlace.objects.create(rule=rule, product=best, is_buried=True)

    assert titles(" MUG ") == [poster.title, other.title, best.title]
    assert titles("mug two")[0] == other.title


def test_a_rule_shows_another_page(client: Client) -> None:
    SearchRule.objects.create(query="returns", redirect_to="/account/")

    response = client.get("/search/?q=Returns")

    assert (response.status_code, response.headers["Location"]) == (302, "/account/")


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere"]
)
def test_a_rule_never_leads_out_of_the_shop(address: str) -> None:
    with pytest.raises(ValidationError, match="Name a page of this shop"):
        SearchRule(query="x", redirect_to=address).full_clean()


def test_staff_see_why_a_product_stands_where_it_stands(admin_client: Client) -> None:
    make_product("Oak lamp")
    search.refresh_words()

    response = admin_client.get("/admin/catalog/searchrule/try", {"q": "oka lamp"}, follow=True)

    content = response.content.decode()
    assert response.status_code == 200
    assert "Oak lamp" in content
    assert "Words (BM25F)" in content


def places_of(content: str) -> list[tuple[str, ...]]:
    """Return place, place before and title of each row of a try."""
    rows = re.findall(r"<tr><td>(\d+)</td><td>([^<]+)</td><td><a [^>]+>([^<]+)</a>", content)
    return [tuple(row) for row in rows]


def test_a_rule_in_force_is_shown_beside_the_places_without_it(admin_client: Client) -> None:
    make_product("Mug", popularity=9.0)
    poster = make_product("Poster")
    search.refresh_words()
    rule = SearchRule.objects.create(query="mug")
    SearchPlace.objects.create(rule=rule, product=poster)

    content = admin_client.get("/admin/catalog/searchrule/try/?q=mug").content.decode()

    assert "Place without the rule" in content
    assert places_of(content) == [("1", "–", "Poster"), ("2", "1", "Mug")]


def test_a_rule_is_tried_before_it_is_saved(admin_client: Client) -> None:
    best, second, poster = (
        make_product("Mug", popularity=9.0),
        make_product("Mug two"),
        make_product("Poster"),
    )
    search.refresh_words()
    rule = SearchRule.objects.create(query="mug")
    SearchPlace.objects.create(rule=rule, product=second)
    page = admin_client.get(f"/admin/catalog/searchrule/{rule.pk}/change/").content.decode()
    form = {
        "query": " mug ",
        "redirect_to": "",
        "places-TOTAL_FORMS": "4",
        "places-0-product": str(second.pk),
        "places-0-DELETE": "on",
        "places-1-product": str(poster.pk),
        "places-1-position": "1",
        "places-2-product": str(best.pk),
        "places-2-is_buried": "on",
        "places-3-product": "",
    }

    response = admin_client.post("/admin/catalog/searchrule/try/", form)

    content = response.content.decode()
    assert 'formaction="/admin/catalog/searchrule/try/"' in page
    assert places_of(content) == [("1", "–", "Poster"), ("2", "1", "Mug two"), ("3", "2", "Mug")]
    assert "This rule is only tried" in content
    assert titles("mug") == ["Mug two", "Mug"]
    assert list(SearchPlace.objects.values_list("product", flat=True)) == [second.pk]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"query": "mug", "places-TOTAL_FORMS": "x", "redirect_to": "https://elsewhere.example/"},
        {"query": "mug", "places-TOTAL_FORMS": "2", "places-0-product": "9" * 30, "places-1-product": "-1"},
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_can_be_tried(
    admin_client: Client, form: dict[str, str]
) -> None:
    make_product("Mug")

    assert admin_client.post("/admin/catalog/searchrule/try/", form).status_code == 200


def test_questions_without_an_answer_lead_to_a_synonym_and_a_pin(admin_client: Client) -> None:
    SearchQuery.objects.create(
        query="laptop bag", asked_count=7, found_count=0, clicked_count=0, last_asked_at=NOW
    )
    SearchQuery.objects.create(
        query="lamp", asked_count=9, found_count=4, clicked_count=5, last_asked_at=NOW
    )

    content = admin_client.get("/admin/catalog/searchquery/?problem=nothing").content.decode()

    assert "laptop bag" in content
    assert "/admin/catalog/searchsynonym/add/?words=laptop+bag" in content
    assert "/admin/catalog/searchrule/add/?query=laptop+bag" in content
    assert ">lamp<" not in content


def test_only_staff_may_look(client: Client) -> None:
    assert client.get("/admin/catalog/searchrule/try").status_code == 302


def test_explain_leads_staff_to_the_scores_and_changes_nothing_for_shoppers(
    client: Client, admin_client: Client
) -> None:
    to_staff = admin_client.get("/search/?q=oak&explain=1")

    assert to_staff.headers["Location"] == "/admin/catalog/searchrule/try/?q=oak"
    assert client.get("/search/?q=oak&explain=1").status_code == 200
