"""The tree of departments that every page shows."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from catalog import departments
from catalog.tests.factories import make_department

pytestmark = pytest.mark.django_db


def test_tree_knows_parents_children_and_the_way_down() -> None:
    kitchen = make_department("Kitchen")
    mugs = make_department("Mugs", parent=kitchen)
    espresso = make_department("Espresso mugs", parent=mugs)
    lighting = make_department("Lighting")

    tree = departments.tree()

    assert [shelf.name for shelf in tree.top] == ["Kitchen", "Lighting"]
    assert tree.by_slug["kitchen"].ids == (kitchen.pk, mugs.pk, espresso.pk)
    assert [shelf.name for shelf in tree.by_id[espresso.pk].trail] == [
        "Kitchen",
        "Mugs",
        "Espresso mugs",
    ]
    assert tree.by_id[lighting.pk].url == "/d/lighting/"


def test_what_stands_below_a_hidden_department_is_hidden_too() -> None:
    attic = make_department("Attic", is_visible=False)
    make_department("Boxes", parent=attic)
    make_department("Kitchen")

    assert list(departments.tree().by_slug) == ["kitchen"]


def test_tree_is_read_once_and_again_after_a_change(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    kitchen = make_department("Kitchen")
    departments.tree()

    with django_assert_num_queries(0):
        departments.tree()
    kitchen.name = "Cooking"
    kitchen.save()

    assert departments.menu()[0].name == "Cooking"
