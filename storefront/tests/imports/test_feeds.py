"""Stock and price feeds: only known articles, only differences, every row accounted for."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import transaction

from catalog.imports.account import Account
from catalog.imports.feeds import feed, import_prices, import_stock
from catalog.imports.files import UnreadableFile
from catalog.imports.rejections import Rejection
from catalog.imports.runs import Run
from catalog.models import ImportIssue, ListPrice, PriceList, Product, Stock, Variant
from catalog.tests.factories import make_product
from catalog.tests.imports.mutations import mutated
from orders.models import PriceChange, StockMovement

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make_product("Lamp", sku="LAMP", on_hand=4, price_minor=2_000, compare_at_minor=2_500)
    make_product("Mug", sku="MUG", on_hand=0, price_minor=900)
    make_product("Vase", sku="VASE", on_hand=None, price_minor=1_500)
    return tmp_path / "feed.csv"


def stock(path: Path, text: str, *, is_dry_run: bool = False) -> Account:
    path.write_text(text)
    return import_stock(path, mapping={}, is_dry_run=is_dry_run)


def prices(path: Path, text: str, *, is_dry_run: bool = False) -> Account:
    path.write_text(text)
    return import_prices(path, mapping={}, currency="EUR", is_dry_run=is_dry_run)


def rejected(account: Account) -> list[tuple[int, str, str, str]]:
    issues = ImportIssue.objects.filter(run_id=account.run_id).order_by("row_number")
    return list(issues.values_list("row_number", "column", "reason", "value"))


def on_hand() -> dict[str, int]:
    return dict(Stock.objects.values_list("variant__sku", "on_hand"))


def test_a_stock_feed_sets_what_differs_and_says_why(path: Path) -> None:
    account = stock(path, "SKU,Quantity\nLAMP,4\nMUG,7\nVASE,2\n")

    assert (account.rows_read, account.rows_accepted) == (3, 3)
    assert (account.created, account.changed, account.unchanged) == (1, 1, 1)
    assert on_hand() == {"LAMP": 4, "MUG": 7, "VASE": 2}
    moved = StockMovement.objects.filter(reason="feed").order_by("pk")
    assert [(each.difference, each.reference) for each in moved] == [
        (7, f"import {account.run_id}"),
        (2, f"import {account.run_id}"),
    ]
    assert Product.objects.get(title="Mug").is_in_stock


def test_the_same_stock_feed_twice_writes_nothing(path: Path) -> None:
    text = "SKU,Quantity\nLAMP,4\nMUG,7\nVASE,2\n"
    stock(path, text)
    movements = StockMovement.objects.count()

    again = stock(path, text)

    assert (again.created, again.changed, again.unchanged) == (0, 0, 3)
    assert StockMovement.objects.count() == movements


def test_a_dry_run_of_a_stock_feed_counts_and_keeps_nothing(path: Path) -> None:
    account = stock(path, "sku,stock\nMUG,7\n", is_dry_run=True)

    assert (account.changed, account.run_id) == (1, None)
    assert on_hand() == {"LAMP": 4, "MUG": 0}


def test_rows_of_a_stock_feed_are_refused_with_column_and_reason(path: Path) -> None:
    account = stock(path, "sku,stock\nLAMP,many\nNONE,1\nMUG,3\nMUG,4\n,5\nVASE,\nMUG\n")

    assert rejected(account) == [
        (2, "stock", "is not a number", "many"),
        (3, "sku", "belongs to no article of the shop", "NONE"),
        (5, "sku", "repeats the SKU of row 4", "MUG"),
        (6, "sku", "is empty", ""),
        (7, "stock", "is empty", ""),
        (8, "(whole row)", "has 1 cells where the header has 2", "MUG"),
    ]
    assert (account.rows_read, account.rows_accepted, account.rows_rejected) == (7, 1, 6)
    assert on_hand() == {"LAMP": 4, "MUG": 3}


def test_a_stock_feed_without_quantities_is_refused_as_a_whole(path: Path) -> None:
    with pytest.raises(UnreadableFile, match="stock is missing"):
        stock(path, "sku,colour\nLAMP,red\n")

    assert on_hand() == {"LAMP": 4, "MUG": 0}


def test_a_price_feed_changes_prices_and_the_log_keeps_them(path: Path) -> None:
    account = prices(path, "sku,price,compare_at_price\nLAMP,30,\nMUG,8.50,12\nVASE,15.00,\n")

    assert (account.changed, account.unchanged, account.rows_accepted) == (2, 1, 3)
    found = Variant.objects.order_by("sku").values_list("sku", "price_minor", "compare_at_minor")
    assert list(found) == [("LAMP", 3_000, None), ("MUG", 850, 1_200), ("VASE", 1_500, None)]
    assert Product.objects.get(title="Mug").price_minor == 850
    lamp = Variant.objects.get(sku="LAMP")
    logged = PriceChange.objects.filter(variant_id=lamp.pk).order_by("pk")
    assert [change.price_minor for change in logged] == [2_000, 3_000]


def test_a_price_feed_knows_currencies_from_other_capitals(path: Path) -> None:
    account = prices(path, "sku,price,currency\nLAMP,30 TTC,\nMUG,9,PCS\n")

    assert rejected(account) == [
        (3, "currency", "is not a currency code of ISO 4217, such as EUR", "PCS")
    ]
    assert (account.rows_accepted, account.changed) == (1, 1)
    assert Variant.objects.get(sku="LAMP").price_minor == 3_000


def test_a_price_feed_fills_price_lists_in_their_own_currency(path: Path) -> None:
    PriceList.objects.create(code="japan", name="Japan", currency="JPY")
    text = "sku,price,price_list\nLAMP,3200,japan\nMUG,1400,japan\nMUG,9.00,\n"

    account = prices(path, text)
    again = prices(path, text)

    assert (account.created, account.changed, account.unchanged) == (2, 0, 1)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 3)
    found = ListPrice.objects.order_by("variant__sku").values_list("variant__sku", "price_minor")
    assert list(found) == [("LAMP", 3_200), ("MUG", 1_400)]


def test_rows_of_a_price_feed_are_refused_with_column_and_reason(path: Path) -> None:
    PriceList.objects.create(code="uk", name="Kingdom", currency="GBP")
    account = prices(
        path,
        "sku,price,currency,list\nLAMP,cheap,,\nLAMP,5,USD,\nMUG,0,,\nMUG,-1,,\nMUG,5,,moon\nMUG,5,EUR,uk\n",
    )

    assert rejected(account) == [
        (2, "price", "is not a number", "cheap"),
        (3, "currency", "is USD, but the article has its price in EUR: put other currencies on a price list", "USD"),
        (4, "price", "is zero: take the article off sale instead", ""),
        (5, "price", "is below zero", "-1"),
        (6, "list", "is no price list (there are: uk)", "moon"),
        (7, "currency", "is EUR, but the list is in GBP", "EUR"),
    ]  # fmt: skip
    assert (account.rows_read, account.rows_rejected) == (6, 6)
    assert Variant.objects.get(sku="LAMP").price_minor == 2_000
    assert not ListPrice.objects.exists()


def test_a_dry_run_of_a_price_feed_keeps_nothing(path: Path) -> None:
    account = prices(path, "sku,price\nLAMP,30\n", is_dry_run=True)

    assert account.changed == 1
    assert Variant.objects.get(sku="LAMP").price_minor == 2_000


def test_refusals_are_written_down_a_few_at_a_time(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def reject(run: Run, rejections: Sequence[Rejection]) -> None:
        written.append(len(rejections))
        reject_all(run, rejections)

    reject_all = Run.reject
    monkeypatch.setattr(Run, "reject", reject)
    monkeypatch.setattr(feed, "AT_ONCE", 3)
    text = "sku,stock\n" + "NONE,1\n" * 4 + "MUG,many\n" * 4 + "MUG,5\n" * 5

    account = stock(path, text)

    assert (account.rows_read, account.rows_accepted, account.rows_rejected) == (13, 1, 12)
    assert max(written) == 3
    assert [(number, reason) for number, _, reason, _ in rejected(account)] == [
        *((number, "belongs to no article of the shop") for number in range(2, 6)),
        *((number, "is not a number") for number in range(6, 10)),
        *((number, "repeats the SKU of row 10") for number in range(11, 15)),
    ]
    assert account.decisions.count("left out: repeats the SKU of row …") == 4


def test_damaged_feeds_are_survived(path: Path) -> None:
    PriceList.objects.create(code="uk", name="Kingdom", currency="GBP")
    seeds = {
        stock: b"sku;stock\nLAMP;4\nMUG;7\nVASE;2\n",
        prices: b"sku;price;compare_at_price;price_list\nLAMP;3,50;4;\nMUG;8.5;;uk\nVASE;9;;\n",
    }
    rng = random.Random(8)
    for verb, seed in seeds.items():
        for _ in range(40):
            path.write_bytes(mutated(seed, rng))
            with transaction.atomic():
                try:
                    account = (
                        import_stock(path, mapping={})
                        if verb is stock
                        else import_prices(path, mapping={}, currency="EUR")
                    )
                except UnreadableFile:
                    pass
                else:
                    assert account.rows_read == account.rows_accepted + account.rows_rejected
                    assert len(rejected(account)) == account.rows_rejected
                    assert all(column and reason for _, column, reason, _ in rejected(account))
                transaction.set_rollback(True)
