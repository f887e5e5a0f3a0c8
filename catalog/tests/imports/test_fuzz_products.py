"""Damaged product files: no crash, every row accounted for, and the same file twice changes nothing."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.imports.account import Account
from catalog.imports.files import UnreadableFile
from catalog.imports.products.write import import_products
from catalog.models import ImportIssue, ImportRun
from catalog.tests.imports.mutations import mutated
from catalog.tests.imports.test_layouts import DUMMY, ICECAT, RETAIL
from catalog.tests.imports.test_shop_exports import MAGENTO, SHOPIFY, WOO
from catalog.tests.imports.test_xml_items import RSS

pytestmark = pytest.mark.django_db


def _lines(record: dict[str, object], key: str) -> bytes:
    records = [{**record, "id": f"{n}", key: f"{record[key]} {n}"} for n in range(6)]
    return "".join(json.dumps(each) + "\n" for each in records).encode()


_TABLE = (
    "id;sku;title;description;price;stock;category;brand;group;size;gtin;weight;published;image_urls\n"
    + "".join(
        f'{n};S{n};"Lamp, {n}";"Warm\nlight é";{n},50;{n};Home > Light;Loom;{"g" if n < 3 else ""};'
        f"M{n};4006381333931;{n}.5;yes;https://cdn.example/{n}.png http://cdn.example/{n}.webp\n"
        for n in range(8)
    )
).encode()
SEEDS = (
    _TABLE,
    _lines(RETAIL, "name"),
    _lines(DUMMY, "title"),
    _lines(ICECAT, "title"),
    json.dumps([{**DUMMY, "id": n, "sku": f"D{n}"} for n in range(5)]).encode(),
    SHOPIFY.encode(),
    WOO.encode(),
    MAGENTO.encode(),
    RSS.encode(),
)


def imported(path: Path) -> Account:
    return import_products(path, mapping={}, source="", currency="EUR", assumed_units=3)


def survives(path: Path, data: bytes, *, twice: bool = True) -> None:
    """Import the file, once or twice, inside a transaction that is taken back."""
    path.write_bytes(data)
    with transaction.atomic():
        try:
            account = imported(path)
        except UnreadableFile as error:
            refused_as_a_whole(error)
        else:
            accounted_for(account)
            if twice:
                changes_nothing(account, imported(path))
        transaction.set_rollback(True)


def refused_as_a_whole(error: UnreadableFile) -> None:
    assert len(str(error)) > 10
    assert ImportRun.objects.get().status == "failed"


def accounted_for(account: Account) -> None:
    assert account.rows_read == account.rows_accepted + account.rows_rejected
    issues = list(ImportIssue.objects.filter(run_id=account.run_id))
    assert len(issues) == account.rows_rejected
    assert all(issue.reason and issue.column and issue.row_number > 0 for issue in issues)
    assert account.created + account.changed + account.unchanged == account.rows_accepted


def changes_nothing(first: Account, again: Account) -> None:
    assert (again.created, again.changed) == (0, 0)
    assert (again.rows_read, again.rows_accepted) == (first.rows_read, first.rows_accepted)


@pytest.mark.parametrize("which", [1, 2, 3])
@pytest.mark.parametrize("sign", ["\\u0000", "\\ud83d"])
def test_names_with_signs_that_cannot_be_stored_are_survived(
    tmp_path: Path, which: int, sign: str
) -> None:
    data = SEEDS[which].decode()
    for key in ("title", "name", "attributes", "attr_", "brand"):
        data = data.replace(f'"{key}', f'"{sign}{key}', 1)
    added = data.replace("{", f'{{"attr_Odd{sign}": "x{sign}", "odd{sign}": 5, ', 1)

    survives(tmp_path / "damaged", data.encode())
    survives(tmp_path / "damaged", added.encode())


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32), which=st.sampled_from(range(len(SEEDS))))
def test_damaged_files_are_survived(tmp_path: Path, seed: int, which: int) -> None:
    data = mutated(SEEDS[which], random.Random(seed))
    survives(tmp_path / "damaged", data, twice=seed % 10 == 0)


@pytest.mark.slow
def test_ten_thousand_damaged_files_are_survived(tmp_path: Path) -> None:
    for seed in range(10_000):
        data = mutated(SEEDS[seed % len(SEEDS)], random.Random(seed))
        try:
            survives(tmp_path / "damaged", data, twice=seed % 10 == 0)
        except Exception as error:
            raise AssertionError(f"seed {seed} does not survive") from error
