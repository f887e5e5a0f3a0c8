"""The columns that every process holds are as true as a query."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.db import connection, transaction
from numpy.typing import NDArray
from pytest_django.fixtures import DjangoAssertNumQueries

from catalog import columns, facet_words, narrowing, tallies
from catalog.columns import Part
from catalog.models import Brand, Product, ProductAttribute
from catalog.narrowing import Everything, Wishes
from catalog.tests.factories import make_product

NOW = datetime(2026, 3, 1, tzinfo=UTC)
committed = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def seen(now: datetime = NOW, sort: str = "popular") -> list[str]:
    """Return the titles of the whole shop by demand."""
    lists = narrowing.narrowed(columns.current(), Everything(), Wishes(), now=now)
    ids = narrowing.page(lists, sort, start=0, size=24)
    titles = dict(Product.objects.values_list("pk", "title"))
    return [titles[id_] for id_ in ids]


@committed
def test_an_unchanged_catalogue_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_product("Mug")
    columns.current()

    with django_assert_num_queries(1):
        assert len(columns.current()) == 1


@committed
def test_what_another_process_writes_is_seen_at_once() -> None:
    mug = make_product("Mug", popularity=3.0)
    bowl = make_product("Bowl", popularity=2.0)
    assert seen() == ["Mug", "Bowl"]

    Product.objects.filter(pk=bowl.pk).update(popularity=9.0)
    assert seen() == ["Bowl", "Mug"]
    make_product("Cup", popularity=1.0)
    assert seen() == ["Bowl", "Mug", "Cup"]
    Product.objects.filter(pk=mug.pk).update(status="archived")
    assert seen() == ["Bowl", "Cup"]


@committed
def test_a_changed_filter_value_is_counted_anew() -> None:
    mug = make_product("Mug", attributes={"Material": "Oak"})
    lists = narrowing.narrowed(columns.current(), Everything(), Wishes(), now=NOW)
    (oak,) = tallies.tally(lists, {}, []).values

    ProductAttribute.objects.filter(product=mug).update(text="Steel")

    lists = narrowing.narrowed(columns.current(), Everything(), Wishes(), now=NOW)
    counts = tallies.tally(lists, {}, []).values
    assert oak not in counts
    assert list(counts.values()) == [1]


class Listed:
    """A scope that is no stretch, as answers to a question are."""

    def rows(self, part: Part) -> NDArray[np.int64]:
        """Return every row, one by one."""
        return np.arange(len(part))


@committed
@pytest.mark.parametrize("scope", [Everything(), Listed()])
def test_changed_products_are_counted_as_if_everything_were_read_anew(
    scope: narrowing.Scope,
) -> None:
    dice = random.Random(3)
    things = [
        make_product(
            f"Thing {number}",
            brand=dice.choice(("", "Kobo", "Mori")),
            price_minor=dice.choice((500, 900, 1500)),
            on_hand=dice.choice((0, 2)),
            attributes={"Material": dice.choice(("Oak", "Steel")), "Washable": dice.random() < 0.5},
        )
        for number in range(30)
    ]
    codes = facet_words.words.get().by_code
    own = {f"a.{code}": tuple(values.values()) for code, values in codes.items()}
    asked = [
        Wishes(
            brands=dice.choice((None, (Brand.objects.get(name="Kobo").pk,))),
            price_to=dice.choice((None, 1000)),
            in_stock=dice.random() < 0.5,
            values={name: values[:1] for name, values in own.items() if dice.random() < 0.6},
        )
        for _ in range(20)
    ]

    def counted() -> list[tallies.Tally]:
        catalogue = columns.current()
        return [
            tallies.tally(
                narrowing.narrowed(catalogue, scope, wishes, now=NOW),
                {name: own[name] for name in wishes.values},
                [400],
            )
            for wishes in asked
        ]

    before = counted()
    Product.objects.filter(pk__in=[thing.pk for thing in things[:4]]).update(price_minor=100)
    Product.objects.filter(pk=things[5].pk).update(status="archived")
    Product.objects.filter(pk=things[6].pk).update(published_at=NOW + timedelta(days=1))
    ProductAttribute.objects.filter(product=things[7], attribute__code="material").update(
        text="Linen"
    )
    changed = counted()
    assert len(columns.current().parts) == 2
    columns.forget()

    assert changed == counted()
    assert changed != before


@committed
def test_what_is_rolled_back_was_never_there() -> None:
    mug = make_product("Mug")
    columns.current()

    with transaction.atomic():
        Product.objects.filter(pk=mug.pk).update(status="archived")
        assert seen() == []
        transaction.set_rollback(True)

    assert seen() == ["Mug"]


@committed
def test_columns_first_read_by_a_writing_transaction_are_not_kept() -> None:
    with transaction.atomic():
        make_product("Mug")
        assert seen() == ["Mug"]
        transaction.set_rollback(True)

    assert seen() == []


@committed
def test_many_changes_at_once_are_read_with_everything_else_after_a_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(columns, "MOST_CHANGED", 1)
    make_product("Mug", popularity=3.0)
    columns.forget()
    assert seen() == ["Mug"]

    Product.objects.bulk_create(
        Product(title=title, slug=title, status="published", published_at=NOW)
        for title in ("bowl", "cup")
    )
    assert seen() == ["Mug"]

    monkeypatch.setattr(columns, "REST_SECONDS", 0.0)
    assert seen() == ["Mug", "bowl", "cup"]


@committed
def test_old_changes_are_forgotten() -> None:
    make_product("Mug")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_productchange SET changed_at = now() - interval '7 hours'")
        written = cursor.rowcount

    assert columns.forget_changes() == written > 0
    assert columns.forget_changes() == 0


@pytest.mark.django_db
def test_a_product_to_come_is_seen_from_its_moment_on() -> None:
    make_product("Tomorrow", published_at=NOW + timedelta(days=1))

    assert seen() == []
    assert seen(NOW + timedelta(days=1)) == ["Tomorrow"]
