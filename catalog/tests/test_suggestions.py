"""What is offered while somebody types."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from catalog import search
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


def test_a_beginning_typed_lately_costs_no_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_product("Lamp")
    search.refresh_words()
    suggest("lam", now=NOW)

    with django_assert_num_queries(0):
        suggest("LAM ", now=NOW)


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
