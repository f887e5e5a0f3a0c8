"""An address says what a list shows, and only what makes sense of it counts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.http import QueryDict

from catalog.ranges import Bounds
from catalog.selection import MAX_VALUES, NoSuchPage, Selection


def read(address: str) -> Selection:
    """Read an address of a shop that counts in euros."""
    return Selection.read(QueryDict(address), currency="EUR")


def test_every_part_of_an_address_is_read() -> None:
    wish = read(
        "q=oak+mug&brand=kobo&brand=mori&price_from=5&price_to=9.99&rating=4&in_stock=1"
        "&a.material=Oak&a.material=Ash&a.width.from=-2.50&a.width.to=1e2&a.depth.to=3&sort=newest&page=3"
    )

    assert wish == Selection(
        brands=("kobo", "mori"),
        price_from=500,
        price_to=999,
        rating=4,
        in_stock=True,
        values={"material": ("Oak", "Ash")},
        ranges={
            "depth": Bounds(None, Decimal(3)),
            "width": Bounds(Decimal("-2.5"), Decimal(100)),
        },
        sort="newest",
        page=3,
        query="oak mug",
    )


@pytest.mark.parametrize(
    "address",
    ["", "sort=drop+table", "rating=9", "price_from=abc&price_to=NaN", "price_to=-5", "price_to=1e40", "in_stock=yes",
     "a.material=", "brand=", "price_to=Infinity", "brand=%00", "unknown=1", "a.width.from=abc&a.width.to=NaN", "a.width.from=1e99",
     "a.width.to=" + "1" * 50, "a.width.least=3"],
)  # fmt: skip
def test_what_makes_no_sense_counts_as_not_asked(address: str) -> None:
    assert read(address) == Selection()


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "²", "00"])
def test_a_page_that_is_no_number_from_one_is_refused(page: str) -> None:
    with pytest.raises(NoSuchPage):
        read(f"page={page}")


def test_a_crafted_address_cannot_name_endless_values() -> None:
    wish = read("&".join(f"brand=b{number}" for number in range(500)))

    assert len(wish.brands) == MAX_VALUES


def test_address_and_selection_are_one_to_one() -> None:
    address = "?q=oak&brand=kobo&rating=4&in_stock=1&a.material=Oak&a.width.from=-2.5&a.width.to=100&price_from=5.00&price_to=9.99&sort=price&page=2"

    wish = read(address[1:])

    assert wish.address(currency="EUR", page=wish.page) == address


def test_a_filter_can_be_taken_out_of_the_address() -> None:
    wish = read("brand=kobo&brand=mori&page=4")

    assert wish.address(currency="EUR", without=[("brand", "kobo")]) == "?brand=mori"
    assert wish.address(currency="EUR", without=wish.narrowing) == "?"
    assert read("a.width.to=100&brand=kobo&a.width.from=1").narrowing == [
        ("brand", "kobo"), ("a.width.from", "1"), ("a.width.to", "100"),
    ]  # fmt: skip


def test_a_decimal_comma_is_a_decimal_point() -> None:
    assert read("price_to=9,99").price_to == 999
