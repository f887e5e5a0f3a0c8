"""Whose column is whose."""

from __future__ import annotations

import pytest

from catalog.imports.columns import Column, matched, parse_mapping
from catalog.imports.files import UnreadableFile

COLUMNS = (
    Column("order", ("InvoiceNo", "Invoice"), is_required=True),
    Column("customer", ("CustomerID",)),
    Column("price", ("UnitPrice", "Cost")),
)


def test_names_match_without_case_blanks_and_underscores() -> None:
    header = ("customer id", "INVOICE_NO", "Unit Price")

    assert matched(header, COLUMNS, {}) == {"order": 1, "customer": 0, "price": 2}


def test_our_own_name_beats_a_synonym_and_earlier_synonyms_later_ones() -> None:
    assert matched(("Invoice", "Order", "Cost", "UnitPrice"), COLUMNS, {}) == {
        "order": 1,
        "price": 3,
    }


def test_the_first_of_two_equal_names_wins() -> None:
    assert matched(("Order", "order"), COLUMNS, {}) == {"order": 0}


def test_a_mapping_beats_every_name_and_may_use_a_synonym_of_ours() -> None:
    header = ("Order", "Bestellung", "Preis")

    found = matched(header, COLUMNS, {"bestellung": "InvoiceNo", "Preis": "price"})

    assert found == {"order": 1, "price": 2}


def test_a_missing_column_names_what_there_is_and_what_helps() -> None:
    with pytest.raises(UnreadableFile) as caught:
        matched(("Foo", "Bar"), COLUMNS, {})

    assert str(caught.value) == (
        "The column order is missing. The file has Foo, Bar; known are order (required), customer, "
        "price. Say which column it is with --map Theirs=order."
    )


def test_a_file_without_a_header_is_told_apart_from_one_with_other_names() -> None:
    with pytest.raises(UnreadableFile, match=r"2014-04-07T10:51:09\.277Z, 0, seems to hold data"):
        matched(("1004", "2014-04-07T10:51:09.277Z", "0"), COLUMNS, {})


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"Foo": "order"}, "the file has Order"),
        ({"Order": "foo"}, "ours are order, customer, price"),
    ],
)
def test_a_wrong_mapping_is_explained(mapping: dict[str, str], words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        matched(("Order",), COLUMNS, mapping)


def test_pairs_are_split_at_the_last_equals_sign() -> None:
    assert parse_mapping(["a=b=order"]) == {"a=b": "order"}
    with pytest.raises(UnreadableFile, match="Theirs=Ours"):
        parse_mapping(["order"])
