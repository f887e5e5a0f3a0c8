"""What somebody finds when they type."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from pytest_django.fixtures import DjangoAssertNumQueries

from catalog import arrangements, search
from catalog.listing import search_listing
from catalog.models import Department, Variant
from catalog.search import Found, part_numbers
from catalog.selection import Selection
from catalog.snapshots import Snapshot
from catalog.tasks import refresh_search_words
from catalog.tests.factories import make_department, make_product, make_variant

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def titles(found: Found) -> list[str]:
    """Return what was found, best first."""
    arrangements.forget()
    page = search_listing(found, selection=Selection(), currency="EUR", now=NOW)
    return [product.title for product in page.products]


def test_find_needs_every_word() -> None:
    make_product("Oak desk lamp")
    make_product("Oak bowl")

    assert titles(search.answer("oak lamp", now=NOW)) == ["Oak desk lamp"]


def test_find_knows_word_forms() -> None:
    make_product("Desk lamp")

    assert titles(search.answer("lamps", now=NOW)) == ["Desk lamp"]


def test_find_completes_the_last_word_only() -> None:
    make_product("Oak backpack")
    search.refresh_words()

    assert titles(search.answer("oak backp", now=NOW)) == ["Oak backpack"]
    assert titles(search.answer("backp tray", now=NOW)) == []


def test_find_leaves_out_what_a_minus_forbids_and_keeps_quoted_words_together() -> None:
    make_product("Red desk lamp")
    make_product("Blue desk lamp")
    make_product("Lamp for every desk")

    assert titles(search.answer("desk lamp -red", now=NOW)) == [
        "Blue desk lamp",
        "Lamp for every desk",
    ]
    assert titles(search.answer('"desk lamp"', now=NOW)) == ["Red desk lamp", "Blue desk lamp"]


def test_find_puts_a_title_above_a_description() -> None:
    make_product("Candle", description="Goes well with a vase.", popularity=0.0)
    make_product("Vase", popularity=0.0)

    assert titles(search.answer("vase", now=NOW)) == ["Vase", "Candle"]


def test_find_puts_what_sells_first_among_equals() -> None:
    make_product("White vase", popularity=1.0)
    make_product("Black vase", popularity=500.0)

    assert titles(search.answer("vase", now=NOW)) == ["Black vase", "White vase"]


@pytest.mark.parametrize("typed", ["MUG-77", "mug-77", "4006381333931"])
def test_find_puts_an_article_number_above_everything(typed: str) -> None:
    make_product("Poster of MUG-77 and 4006381333931", popularity=900.0)
    make_product("Tall mug", sku="MUG-77", ean="4006381333931")

    assert titles(search.answer(typed, now=NOW))[0] == "Tall mug"


@pytest.mark.parametrize(
    "typed",
    ["Mug-Blue-01", "mug-blue-01", "MUG-BLUE-01", "mugblue01", "mug blue 01", "Mug_Blue/01"],
)
def test_an_article_number_is_found_however_it_is_written(typed: str) -> None:
    make_product("Poster of mug blue 01", popularity=900.0)
    make_product("Tall mug", sku="Mug-Blue-01")

    assert titles(search.answer(typed, now=NOW))[0] == "Tall mug"


def test_a_number_with_blanks_is_found_and_words_with_a_digit_find_more_than_a_number() -> None:
    make_product("Tall mug", sku="MUG 77 (blue)")
    make_product("Lamp 3 of oak")
    make_product("Spare bulb", sku="LAMP-3")
    search.refresh_words()

    assert titles(search.answer("MUG 77 (blue)", now=NOW)) == ["Tall mug"]
    assert titles(search.answer("lamp-3", now=NOW)) == ["Spare bulb"]
    assert titles(search.answer("lamp 3", now=NOW)) == ["Spare bulb", "Lamp 3 of oak"]


def test_the_very_number_comes_before_one_that_is_written_otherwise() -> None:
    make_product("Split", sku="AB-1-2")
    make_product("Joined", sku="AB-12")

    assert titles(search.answer("ab-12", now=NOW)) == ["Joined"]
    assert titles(search.answer("ab12", now=NOW)) == ["Split", "Joined"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("mug-b", ["Tall mug"]),
        ("mugb0", []),
        ("mug-blue0", ["Tall mug"]),
        ("041333424019", ["Battery"]),
        ("0041333424019", ["Battery"]),
        ("41333424019", ["Battery"]),
        ("0 41333 42401 9", ["Battery"]),
        ("041333", ["Battery"]),
        ("0041333", ["Battery"]),
        ("04133", []),
        ("000000", []),
        ("----", []),
        ("²²²²", []),
        ("%%%1", []),
    ],
)
def test_beginnings_of_numbers_and_eans_with_and_without_leading_zeros(
    typed: str, found: list[str]
) -> None:
    make_product("Tall mug", sku="Mug-Blue-01", ean="4006381333931")
    make_product("Battery", sku="X-1", ean="041333424019")

    assert titles(search.answer(typed, now=NOW)) == found


def test_numbers_are_looked_up_in_an_index(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    mug = make_product("Tall mug")
    Variant.objects.bulk_create(
        Variant(product=mug, sku=f"S-{n}", ean=f"{n:013}", currency="EUR", price_minor=1)
        for n in range(1, 5_001)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_variant")
        cursor.execute(
            "EXPLAIN " + part_numbers._CARRIED.sql,
            {
                "text": "s4321",
                "end": "\U0010ffff",
                "ean": "4321",
                "ean_end": "4321\U0010ffff",
                "now": NOW,
                "limit": 9,
            },
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "catalog_variant_code" in plan
    assert "catalog_variant_ean_beginning" in plan
    assert "Seq Scan on catalog_variant" not in plan
    search.answer("x-1", now=NOW)  # reads rules once
    with django_assert_num_queries(1):
        assert search.answer("s4321", now=NOW).ids == [mug.pk]


def test_find_by_article_number_ignores_variants_not_for_sale() -> None:
    mug = make_product("Tall mug")
    make_variant(mug, sku="OLD-1", is_active=False)

    assert titles(search.answer("OLD-1", now=NOW)) == []


def test_find_shows_nothing_that_is_hidden() -> None:
    make_product("Draft lamp", status="draft")
    make_product("Archived lamp", status="archived")
    make_product("Future lamp", published_at=datetime(2026, 3, 1, 0, 0, 1, tzinfo=UTC))
    make_product("Lamp of this very second", published_at=NOW)

    assert titles(search.answer("lamp", now=NOW)) == ["Lamp of this very second"]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "&|!",
        "':*",
        "a & | b",
        "((",
        '"',
        "\\",
        "%",
        "ß" * 300,
        "the",
        "-",
        "x" * 5000,
        "日本語",
        "\u202e",
    ],
)
def test_find_survives_anything(typed: str) -> None:
    make_product("Lamp")

    assert titles(search.answer(typed, now=NOW)) == []


def test_corrected_mends_words_that_no_product_uses() -> None:
    make_product("Stoneware mug", brand="Norrland")
    search.refresh_words()

    assert search.corrected("stonewere mug norland") == "stoneware mug norrland"


def test_corrected_knows_departments_tags_and_what_several_descriptions_say() -> None:
    lighting = make_department("Lighting")
    make_product("Oslo", department=lighting, tags=["nordic"], description="Rechargeable, dimable.")
    make_product("Bergen", description="Rechargeable.")
    search.refresh_words()

    assert search.corrected("lihgting nordik recharqeable") == "lighting nordic rechargeable"
    assert search.corrected("dimmable") == "dimmable"  # one description may be mistaken itself


def test_products_are_found_by_every_department_they_lie_under() -> None:
    house = make_department("House")
    lighting = make_department("Lighting", parent=house)
    make_product("Oslo", department=lighting)
    make_product("Lamp oil", description="For lighting at home.")
    search.refresh_words()

    assert titles(search.answer("lighting", now=NOW)) == ["Oslo", "Lamp oil"]
    assert titles(search.answer("house", now=NOW)) == ["Oslo"]

    garden = make_department("Garden")
    lighting.refresh_from_db()
    Department.objects.move(lighting, garden, "first-child")
    Department.objects.filter(slug="garden").update(name="Outdoors")
    Snapshot.forget_everything()

    assert titles(search.answer("outdoors", now=NOW)) == ["Oslo"]
    assert titles(search.answer("house", now=NOW)) == titles(search.answer("garden", now=NOW)) == []


def test_corrected_keeps_words_that_some_product_uses() -> None:
    make_product("Mug")
    make_product("Rug")
    search.refresh_words()

    assert search.corrected("rug") == "rug"


def test_corrected_leaves_alone_what_is_like_nothing() -> None:
    make_product("Mug")
    search.refresh_words()

    assert search.corrected("zebra 1234") == "zebra 1234"


def test_answer_mends_words_that_nobody_uses_and_says_so() -> None:
    make_product("Stoneware mug")
    search.refresh_words()

    found = search.answer("stonewere", now=NOW)

    assert (found.query, found.typed, found.is_corrected) == ("stoneware", "stonewere", True)
    assert titles(found) == ["Stoneware mug"]


def test_answer_mends_nothing_for_whoever_insists() -> None:
    make_product("Stoneware mug")
    search.refresh_words()

    found = search.answer("stonewere mug", now=NOW, as_typed=True)

    assert (found.query, found.is_corrected) == ("stonewere mug", False)
    assert titles(found) == ["Stoneware mug"]  # it has one of the words


def test_answer_leaves_known_words_as_they_are() -> None:
    make_product("Mug")
    make_product("Rug")
    search.refresh_words()

    assert not search.answer("mug", now=NOW).is_corrected


def test_products_with_some_of_the_words_come_behind_those_with_all() -> None:
    make_product("Oak bowl", popularity=900.0)
    make_product("Oak tray")
    make_product("Ash tray", popularity=500.0)
    search.refresh_words()

    assert titles(search.answer("oak tray", now=NOW)) == ["Oak tray", "Oak bowl", "Ash tray"]


def test_refresh_words_forgets_words_of_hidden_products() -> None:
    lamp = make_product("Zirconium lamp")
    assert search.refresh_words() == 2

    lamp.status = "archived"
    lamp.save()

    assert search.refresh_words() == 0


def test_ordinary_words_cost_three_queries_and_an_article_number_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        make_product(f"Oak lamp {number}", sku=f"ART-{number}")
    search.refresh_words()
    search.answer("oak", now=NOW)  # reads rules and synonyms once

    with django_assert_num_queries(3):  # the words, the columns, the postings
        search.answer("oak lamp", now=NOW)
    with django_assert_num_queries(1):
        search.answer("ART-1", now=NOW)


def test_the_scheduled_task_learns_the_words() -> None:
    make_product("Zirconium lamp")

    assert refresh_search_words() == 2
    assert search.corrected("zirconim") == "zirconium"
