"""Reads built once answer like the querysets they are made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Value
from pytest_django.fixtures import DjangoAssertNumQueries

from catalog.models import Product, Variant
from catalog.statements import SOME_ID, SOME_TIME, QueryStatement, Statement
from catalog.tests.factories import make_product, make_variant

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def visible_after(product_id: int, now: datetime) -> QueryStatement:
    """Ask for visible products with a higher id; both values are given later."""
    return QueryStatement(
        lambda: (
            Product.objects.visible(now=SOME_TIME)
            .filter(pk__gt=SOME_ID)
            .annotate(note=Value("100 % it's"))
            .values_list("pk", "note")
        ),
        {"now": SOME_TIME, "after": SOME_ID},
        end=" ORDER BY 1",
    )


def test_a_query_statement_takes_its_values_by_name_and_keeps_its_constants() -> None:
    lamp = make_product("Lamp", published_at=NOW - timedelta(days=1))
    chair = make_product("Chair", published_at=NOW - timedelta(days=1))
    make_product("Draft", status="draft")
    make_product("Tomorrow", published_at=NOW + timedelta(days=1))
    statement = visible_after(0, NOW)

    assert statement.rows(now=NOW, after=0) == [
        (lamp.pk, "100 % it's"),
        (chair.pk, "100 % it's"),
    ]
    assert statement.rows(now=NOW, after=lamp.pk) == [(chair.pk, "100 % it's")]
    assert "'published'" in statement.sql


def test_a_statement_is_counted_as_a_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):
        assert Statement("SELECT %(number)s::int").row(number=3) == (3,)
        assert Statement("SELECT 1 WHERE %(never)s::bool").row(never=False) is None


def test_a_connection_prepares_a_statement_at_its_second_use() -> None:
    statement = Statement("SELECT %(number)s::int + 40961")

    answers = [statement.row(number=number) for number in range(3)]

    assert answers == [(40961,), (40962,), (40963,)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%40961'")
        assert cursor.fetchone() == (1,)


def test_columns_arrive_as_their_fields_say() -> None:
    lamp = make_variant(make_product("Lamp"), options={"Colour": "Oak"})
    statement = QueryStatement(
        lambda: Variant.objects.filter(pk=SOME_ID).values_list("pk", "options"), {"id": SOME_ID}
    )

    assert statement.row(id=lamp.pk) == (lamp.pk, {"Colour": "Oak"})
    assert statement.rows(id=lamp.pk) == [(lamp.pk, {"Colour": "Oak"})]
    assert statement.row(id=0) is None
