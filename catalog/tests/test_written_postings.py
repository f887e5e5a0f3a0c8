"""What the worker wrote down of frequent words answers as PostgreSQL would, whatever changed since."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog import columns, search
from catalog.models import Product, SearchPosting, SearchStatistics
from catalog.search import lexical, written
from catalog.search.lexical import Hit
from catalog.search.postings import Index
from catalog.search.question import ask
from catalog.tasks import refresh_search_words
from catalog.tests.factories import make_product

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def few_are_frequent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "LEAST_PRODUCTS", 2)


@pytest.fixture
def lamps() -> list[Product]:
    """Three products with one frequent word, which is written down."""
    found = [make_product(f"Oak lamp {'lamp ' * number}") for number in range(3)]
    make_product("Tin lantern")
    refresh_search_words()
    return found


def hits(text: str) -> tuple[list[Hit], list[str]]:
    """Return what a process finds that has just begun, and the SQL it needs beside that of the columns."""
    columns.forget()
    index, question = Index(columns.current()), ask(text)
    with CaptureQueriesContext(connection) as captured:
        found = lexical.hits(question, question.every_term, index, now=timezone.now(), limit=10)
    return found, [query["sql"] or "" for query in captured]


def worked_out(text: str, monkeypatch: pytest.MonkeyPatch) -> list[Hit]:
    """Return what a process finds to which nothing is written."""
    with monkeypatch.context() as patched:
        patched.setattr(written, "LEAST_PRODUCTS", 1_000)
        return hits(text)[0]


def test_the_most_frequent_words_are_written_where_not_all_can_be(
    lamps: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written, "MOST_ENTRIES", 5)
    make_product("Oak table")
    refresh_search_words()

    assert set(SearchPosting.objects.values_list("condition", flat=True)) == {"'oak'"}
    assert len(hits("lamp")[0]) == 3


def test_a_frequent_word_is_read_and_a_rare_one_worked_out(
    lamps: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    found, asked = hits("lamp")

    assert {hit.product_id for hit in found} == {lamp.pk for lamp in lamps}
    assert found == worked_out("lamp", monkeypatch)
    assert len({hit.score for hit in found}) == 3
    assert not [sql for sql in asked if "search_text" in sql]
    assert len(asked) == 2  # what is written, and what changed since
    rare, asked = hits("lantern")
    assert len(rare) == len(asked) == 1
    assert "search_text" in asked[0]


def test_what_changed_since_is_worked_out(
    lamps: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    longer, renamed, hidden = lamps
    Product.objects.filter(pk=longer.pk).update(title="Oak lamp with a much longer title lamp")
    Product.objects.filter(pk=renamed.pk).update(title="Oak chair")
    Product.objects.filter(pk=hidden.pk).update(status="draft")
    new = make_product("Brass lamp")

    found, asked = hits("lamp")

    assert {hit.product_id for hit in found} == {longer.pk, new.pk}
    assert found == worked_out("lamp", monkeypatch)
    assert any("search_text" in sql for sql in asked)


def test_what_changes_in_a_running_process_is_found(lamps: list[Product]) -> None:
    columns.forget()
    search.answer("lamp", now=timezone.now())
    Product.objects.filter(pk=lamps[0].pk).update(title="Oak chair")
    new = make_product("Brass lamp")

    found = search.answer("lamp", now=timezone.now())

    assert set(found.ids) == {lamps[1].pk, lamps[2].pk, new.pk}


def test_what_no_longer_holds_is_not_read(
    lamps: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    for spoilt in (
        "UPDATE catalog_searchstatistics SET title_bytes = title_bytes * 2",
        "UPDATE catalog_searchposting SET written_at = now() - interval '5 hours'",
        "DELETE FROM catalog_searchposting",
    ):
        with connection.cursor() as cursor:
            cursor.execute(spoilt)

        found, asked = hits("lamp")

        assert len(found) == 3
        assert found == worked_out("lamp", monkeypatch)
        assert any("search_text" in sql for sql in asked)


def test_after_many_changes_nothing_written_is_read(
    lamps: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written, "MOST_CHANGED", 2)
    Product.objects.filter(pk__in=[lamp.pk for lamp in lamps]).update(title="Oak table")

    assert hits("lamp")[0] == []
    assert len(hits("table")[0]) == 3


def test_it_is_written_anew_after_many_changes_only(
    lamps: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(SearchPosting.objects.values_list("condition", "seen"))
    make_product("Brass lamp")

    assert written.write() == len(before) == 2
    assert dict(SearchPosting.objects.values_list("condition", "seen")) == before

    monkeypatch.setattr(written, "MANY_CHANGED", 1)
    assert written.write() == 2
    assert set(SearchPosting.objects.values_list("seen", flat=True)).isdisjoint(before.values())


def test_words_with_signs_of_their_own_are_read_as_they_are_asked_for() -> None:
    both = [make_product("Rock'n'roll O'Neill lamp"), make_product("O'Neill \\ backslash")]
    refresh_search_words()

    found, asked = hits("o'neill")

    assert {hit.product_id for hit in found} == {one.pk for one in both}
    assert not [sql for sql in asked if "search_text" in sql]


def test_mean_sizes_stay_until_they_move() -> None:
    for number in range(60):
        make_product(f"Oak lamp {number:03}")
    search.refresh_words()
    before = SearchStatistics.objects.get()

    make_product("A lamp whose title is longer")
    search.refresh_words()
    after = SearchStatistics.objects.get()
    assert after.product_count == before.product_count + 1
    assert after.title_bytes == before.title_bytes

    Product.objects.update(title="A lamp whose title is longer than that of any other lamp")
    search.refresh_words()
    assert SearchStatistics.objects.get().title_bytes > 2 * before.title_bytes
