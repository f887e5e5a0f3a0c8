"""What is offered while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from catalog import search
from catalog.models import Product, SearchQuery
from catalog.money import Money
from catalog.search.beginnings import Beginnings
from catalog.search.suggestions import suggest
from catalog.tests.factories import make_department, make_product

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def offered(text: str) -> list[tuple[str, str]]:
    """Return kind and text of each line."""
    return [(one.kind, one.text) for one in suggest(text, now=NOW)]


def test_words_departments_and_products_begin_as_typed() -> None:
    make_department("Lamps")
    make_product("Desk lamp", popularity=1.0)
    make_product("Floor lamp", popularity=5.0)
    search.refresh_words()

    assert offered("lam") == [
        ("query", "lamp"),
        ("department", "Lamps"),
        ("product", "Floor lamp"),
        ("product", "Desk lamp"),
    ]


def test_words_before_the_last_one_are_kept() -> None:
    make_product("Oak desk lamp")
    make_product("Desk mat")
    search.refresh_words()

    assert offered("desk la") == [("query", "desk lamp"), ("product", "Oak desk lamp")]


def test_a_typing_mistake_is_forgiven() -> None:
    make_product("Stoneware mug")
    search.refresh_words()

    assert ("product", "Stoneware mug") in offered("stonewere")


def test_nothing_hidden_is_offered_and_nothing_for_one_letter() -> None:
    make_product("Draft lamp", status="draft")
    make_product("Lamp")
    search.refresh_words()

    assert offered("l") == []
    assert ("product", "Draft lamp") not in offered("lamp")


def test_a_beginning_costs_one_query_for_products_as_they_are_now(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_product("Lamp", popularity=2.0)
    make_product("Lamp shade")
    make_product("Desk lamp", popularity=1.0)
    search.refresh_words()
    suggest("xx", now=NOW)  # what every suggestion of the process shares

    with django_assert_num_queries(1):
        assert [text for kind, text in offered("lam") if kind == "product"] == [
            "Lamp",
            "Desk lamp",
            "Lamp shade",
        ]
    with django_assert_num_queries(1):
        suggest("desk la", now=NOW)


def test_what_ended_or_costs_something_else_now_is_known_at_once() -> None:
    product = make_product("Garden lamp", price_minor=1000)
    search.refresh_words()
    assert suggest("gard", now=NOW)[-1].price == Money(1000, "EUR")

    Product.objects.filter(pk=product.pk).update(price_minor=900)
    assert suggest("gard", now=NOW)[-1].price == Money(900, "EUR")

    Product.objects.filter(pk=product.pk).update(hidden_at=NOW)
    assert [kind for kind, _ in offered("gard")] == ["query"]


def test_a_term_is_looked_up_once_until_something_it_rests_on_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_product("Lamp")
    search.refresh_words()
    looked_up: list[str] = []
    products = Beginnings.products

    def counted(self: Beginnings, whole: Sequence[str], last: str, *, limit: int) -> list[int]:
        looked_up.append(last)
        return products(self, whole, last, limit=limit)

    monkeypatch.setattr(Beginnings, "products", counted)

    assert offered("lam") == offered("lam") == [("query", "lamp"), ("product", "Lamp")]
    assert looked_up == ["lam"]

    make_product("Lampion")
    make_department("Lampshades")
    assert offered("lam") == [
        ("query", "lamp"),
        ("department", "Lampshades"),
        ("product", "Lamp"),
        ("product", "Lampion"),
    ]
    assert looked_up == ["lam", "lam"]


def test_a_mistake_is_mended_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_product("Stoneware mug")
    search.refresh_words()
    first = offered("stonewere")

    with django_assert_num_queries(1):
        assert offered("stonewere") == first


@pytest.mark.parametrize("typed", ["ze", "zep", "zeph", "zephy", "zephyr", "happin", "happines"])
def test_an_unfinished_word_is_no_stem(typed: str) -> None:
    make_product("Zephyr of happiness")
    search.refresh_words()

    assert ("product", "Zephyr of happiness") in offered(typed)


def test_words_before_the_last_stand_for_all_their_forms_and_stop_words_for_nothing() -> None:
    make_product("Lamps and shades")
    search.refresh_words()

    for typed in ("lamps sha", "lamp sha", "lamps and sh", "lamps the sh"):
        assert ("product", "Lamps and shades") in offered(typed), typed
    assert [kind for kind, _ in offered("sofa sha") if kind == "product"] == []


def test_products_that_came_changed_or_went_since_the_words_were_counted() -> None:
    renamed = make_product("Copper kettle")
    gone = make_product("Copper pan")
    search.refresh_words()
    assert {text for kind, text in offered("copp") if kind == "product"} == {
        "Copper kettle",
        "Copper pan",
    }

    renamed.title = "Steel kettle"
    renamed.save()
    gone.delete()
    make_product("Copper jug", tags=["brewing"], popularity=9.0)

    assert [text for kind, text in offered("copp") if kind == "product"] == ["Copper jug"]
    assert ("product", "Steel kettle") in offered("ste")
    assert ("product", "Copper jug") in offered("copper bre")


def test_a_word_nobody_counted_yet_is_looked_up() -> None:
    make_product("Oak shelf")
    search.refresh_words()
    make_product("Walnut shelf")

    assert ("product", "Walnut shelf") in offered("walnut she")


def test_before_the_first_count_postgresql_is_asked() -> None:
    make_product("Zephyr fan")

    assert offered("zephy") == [("product", "Zephyr fan")]
    assert offered("zephyr fa") == [("product", "Zephyr fan")]


def test_accents_may_be_typed_or_left_out() -> None:
    make_product("Café stool")
    search.refresh_words()

    assert ("product", "Café stool") in offered("caf")
    assert ("product", "Café stool") in offered("café")
    assert ("product", "Café stool") in offered("café st")


def test_of_many_the_most_wanted_are_offered_and_the_hidden_are_skipped() -> None:
    products = [make_product(f"Vase {n}", popularity=float(n)) for n in range(40)]
    search.refresh_words()
    Product.objects.filter(pk__in=[one.pk for one in products[20:]]).update(hidden_at=NOW)

    shown = [text for kind, text in offered("vas") if kind == "product"]

    assert shown == ["Vase 19", "Vase 18", "Vase 17", "Vase 16", "Vase 15"]


def test_popular_questions_come_first() -> None:
    make_product("Lamp")
    search.refresh_words()
    for query, asked, found in (("lamp oil", 9, 3), ("lamp", 5, 1), ("lamb", 7, 0), ("lama", 1, 2)):
        SearchQuery.objects.create(
            query=query, asked_count=asked, found_count=found, clicked_count=0, last_asked_at=NOW
        )

    assert [text for kind, text in offered("lam") if kind == "query"] == ["lamp oil", "lamp"]


@pytest.mark.parametrize("typed", ["%", "__", "\\\\", "':*", "((", "\x00ab", "日本", "x" * 500])
def test_anything_may_be_typed(client: Client, typed: str) -> None:
    response = client.get("/search/suggestions/", {"q": typed})

    assert response.status_code == 200
    assert b'role="option"' not in response.content


def test_lines_are_options_with_an_address_and_no_markup_of_theirs(client: Client) -> None:
    make_product("<b>Bold</b> lamp")
    search.refresh_words()

    content = client.get("/search/suggestions/", {"q": "bold"}).content.decode()

    assert 'role="option"' in content
    assert "<b>Bold" not in content
    assert 'data-href="/search/?q=bold"' in content
