"""Products in another language: its stems and stop words, in the index and in the question."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from pytest_django.fixtures import DjangoAssertNumQueries

from catalog import search
from catalog.models import Product
from catalog.search import language
from catalog.tests.factories import make_product

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def titles(text: str) -> list[str]:
    names = dict(Product.objects.values_list("pk", "title"))
    return [names[product_id] for product_id in search.answer(text, now=NOW, as_typed=True).ids]


@pytest.fixture
def shelves() -> None:
    make_product("Bücherregale aus Eiche")
    make_product("Häuser für Vögel")
    search.refresh_words()


@pytest.mark.usefixtures("shelves")
def test_german_stems_find_what_english_ones_miss() -> None:
    assert language.indexed() == "english"
    assert titles("Bücherregalen") == titles("Hauses") == []

    assert language.index_as("german") == 2

    assert language.indexed() == "german"
    assert titles("Bücherregalen") == titles("bucherregals") == ["Bücherregale aus Eiche"]
    assert titles("Hauses") == titles("hausern") == ["Häuser für Vögel"]


@pytest.mark.usefixtures("shelves")
def test_what_is_written_later_is_in_the_same_language() -> None:
    language.index_as("german")

    make_product("Helle Hütten")
    search.refresh_words()

    assert titles("hellen Hütte") == ["Helle Hütten"]


def test_stop_words_are_those_of_the_language() -> None:
    make_product("Das Regal")
    make_product("Das Auto")
    search.refresh_words()
    assert sorted(titles("das")) == ["Das Auto", "Das Regal"]

    language.index_as("german")

    assert titles("das") == []
    assert titles("das Regal") == ["Das Regal"]


def test_french_elisions_and_plurals() -> None:
    make_product("Chevaux de bois")
    make_product("Lampes dorées")
    language.index_as("french")

    assert titles("cheval") == ["Chevaux de bois"]
    assert titles("lampe dorée") == ["Lampes dorées"]


def test_simple_leaves_words_as_they_are() -> None:
    make_product("Desk lamps")
    search.refresh_words()
    assert titles("desking") == ["Desk lamps"]

    language.index_as("simple")

    assert language.indexed() == "simple"
    assert titles("lamps") == ["Desk lamps"]
    assert titles("desking") == []


@pytest.mark.usefixtures("shelves")
def test_an_unknown_language_changes_nothing() -> None:
    before = list(Product.objects.values_list("search_text", flat=True))

    with pytest.raises(language.UnknownLanguage, match=r"'klingon'.*german"):
        language.index_as("klingon")

    assert language.indexed() == "english"
    assert list(Product.objects.values_list("search_text", flat=True)) == before


@pytest.mark.usefixtures("shelves")
def test_migrate_follows_the_setting(settings: Any) -> None:
    settings.SEARCH_LANGUAGE = "german"

    call_command("migrate", verbosity=0)

    assert language.indexed() == "german"
    assert titles("Hauses") == ["Häuser für Vögel"]


def test_where_nothing_changed_following_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        language.follow_setting()


def test_a_language_nobody_knows_is_an_error_of_the_system_checks(settings: Any) -> None:
    assert "catalog.E001" not in {found.id for found in run_checks()}

    settings.SEARCH_LANGUAGE = "klingon"

    (found,) = [one for one in run_checks() if one.id == "catalog.E001"]
    assert "SEARCH_LANGUAGE" in found.msg
    assert "german" in str(found.hint)


def test_every_language_on_offer_is_one_of_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT dictname FROM pg_ts_dict")
        there = {name.removesuffix("_stem") for (name,) in cursor.fetchall()}

    assert set(language.LANGUAGES) <= there
