from __future__ import annotations

import re
from datetime import datetime

import pytest

from storefront.demo.descriptions import with_articles
from storefront.demo.scales import scale_named
from storefront.demo.seed import World
from storefront.demo.sheets import Printer, ProductSheet


@pytest.fixture(scope="module")
def sheets(small_world: World) -> list[ProductSheet]:
    printer = Printer(small_world.catalogue, scale=scale_named("small"), currency="EUR", seed=7)
    return list(printer.sheets(0, len(small_world.catalogue)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("A(n) oak stool", "An oak stool"),
        ("in a(n) USB-C cable", "in a USB-C cable"),
        ("a(n) 18 l pot", "an 18 l pot"),
        ("A embroidered cushion", "An embroidered cushion"),
        ("a one-pot dish", "a one-pot dish"),
        ("An LED bulb for a(n) E27 socket", "An LED bulb for an E27 socket"),
    ],
)
def test_articles_fit_the_next_word(written: str, read: str) -> None:
    assert with_articles(written) == read


def test_descriptions_are_whole_sentences_about_the_product(sheets: list[ProductSheet]) -> None:
    for sheet in sheets:
        sentences = re.split(r"(?<=\.) (?=[A-Z0-9])", sheet.description)
        assert 2 <= len(sentences) <= 7, sheet.description
        assert "{" not in sheet.description
        assert "(n)" not in sheet.description
        assert "  " not in sheet.description
        assert sheet.description[0].isupper() or sheet.description[0].isdigit()
        assert sheet.description.endswith(".")


def test_few_descriptions_are_the_same(sheets: list[ProductSheet]) -> None:
    assert len({sheet.description for sheet in sheets}) > 0.97 * len(sheets)


def test_titles_are_unique_within_a_brand(sheets: list[ProductSheet]) -> None:
    assert len({(sheet.brand, sheet.title) for sheet in sheets}) == len(sheets)
    assert len({sheet.slug for sheet in sheets}) == len(sheets)


def test_every_product_can_be_bought_and_seen(sheets: list[ProductSheet]) -> None:
    for sheet in sheets:
        assert sheet.variants
        assert all(variant.price_minor > 0 for variant in sheet.variants)
        assert len(sheet.pictures) == 3
        assert len(sheet.attributes) >= 3
        assert len({code for code, _ in sheet.attributes}) == len(sheet.attributes)


def test_some_are_sold_out_some_low_some_reduced(sheets: list[ProductSheet]) -> None:
    sold_out = sum(not any(variant.on_hand for variant in sheet.variants) for sheet in sheets)
    reduced = sum(any(variant.compare_at_minor for variant in sheet.variants) for sheet in sheets)

    assert 0.03 < sold_out / len(sheets) < 0.12
    assert 0.08 < reduced / len(sheets) < 0.16


def test_arrivals_are_dated_within_the_last_days(
    sheets: list[ProductSheet], small_world: World, now: datetime
) -> None:
    ages = [(now - sheet.published_at).days for sheet in sheets]

    for age, is_new in zip(ages, small_world.catalogue.is_new, strict=True):
        assert (age < 10) == bool(is_new)
    assert max(ages) > 500
