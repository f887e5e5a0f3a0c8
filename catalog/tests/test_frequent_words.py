"""Frequent words are known before anybody asks for them."""

from __future__ import annotations

import numpy as np
import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from catalog import columns, search
from catalog.search import frequent, lexical, postings, written
from catalog.search.postings import Index
from catalog.search.question import ask
from catalog.tests.factories import make_product

pytestmark = pytest.mark.django_db


def test_frequent_words_cost_no_query_when_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(written, "LEAST_PRODUCTS", 2)
    lamps = [make_product(f"Oak lamp {number}") for number in range(3)]
    make_product("Tin lantern")
    search.refresh_words()
    index = Index(columns.Columns((columns._read(None)[0],)))

    with django_assert_num_queries(4):  # the words, the sizes, what is written, the products
        assert frequent.look_up(index.catalogue) == 2

    question, rare = ask("oak lamps"), ask("lantern")
    with django_assert_num_queries(0):
        hits = lexical.hits(question, question.every_term, index, now=timezone.now(), limit=10)
    assert {hit.product_id for hit in hits} == {lamp.pk for lamp in lamps}
    assert min(hit.score for hit in hits) > 0
    with django_assert_num_queries(1):
        lexical.hits(rare, rare.every_term, index, now=timezone.now(), limit=10)


def test_frequent_words_leave_room_for_others_and_a_small_shop_has_none(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        make_product(f"Oak lamp {number}")
    search.refresh_words()
    catalogue = columns.current()

    with django_assert_num_queries(1):
        assert frequent.look_up(catalogue) == 0
    monkeypatch.setattr(written, "LEAST_PRODUCTS", 2)
    monkeypatch.setattr(frequent, "ROOM", 5)
    assert frequent.look_up(catalogue) == 1


def test_an_answer_keeps_its_words_when_the_process_forgets_them_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = make_product("Oak lamp")
    make_product("Oak chair")
    make_product("Tin lamp")
    search.refresh_words()
    usual = search.answer("oak lamp", now=timezone.now())
    assert usual.ids[0] == both.pk
    assert len(usual.ids) == 3

    columns.forget()
    monkeypatch.setattr(postings, "MOST_ENTRIES", 2)  # one entry fills a generation

    assert search.answer("oak lamp", now=timezone.now()).ids == usual.ids


def test_what_is_asked_for_again_outlives_what_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "MOST_ENTRIES", 4)
    kept, one = postings.Postings(), postings.Entry(np.zeros(1, np.int32), np.ones(1))

    for word in ("oak", "tin", "elm"):
        kept.keep(("scored", word), one)
    assert kept.get(("scored", "oak")) is one
    kept.keep(("scored", "ash"), one)

    known = {word: kept.get(("scored", word)) is one for word in ("oak", "ash", "tin")}
    assert known == {"oak": True, "ash": True, "tin": False}
