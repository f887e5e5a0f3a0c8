"""Damaged order and click files: no crash, every row accounted for, and twice is once."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.imports.account import Account
from catalog.imports.files import UnreadableFile
from catalog.models import ImportIssue, ImportRun
from catalog.tests.imports.mutations import mutated
from orders.imports.rules import OrderRules
from orders.models import Order, OrderLine
from orders.tests.imports.files import HEADER, line
from recommendations.events.imports import import_clicks, import_orders
from recommendations.events.models import Event

pytestmark = pytest.mark.django_db

_ROWS = [
    line(order="1"),
    line(order="1", code="71053", title='BLUE "MUG", LARGE'),
    line(order="2", customer=""),
    line(order="C3", quantity=-2, at="2010-12-02 08:00:00"),
    line(order="4", code="POST", title="POSTAGE"),
    line(order="5", quantity=-3, price=0, title="check", customer=""),
    line(order="6", code="85123a"),
]
_ORDERS = "\n".join(
    ",".join('"' + cell.replace('"', '""') + '"' if "," in cell else cell for cell in row)
    for row in (HEADER, *_ROWS)
).encode()
_CLICKS = b"SessionId\tItemId\tTime\n" + b"".join(
    b"%d\t%d\t%d.0\n" % (n % 3, n % 4, 1_592_337_718 + n) for n in range(9)
)
_SESSIONS = "".join(
    json.dumps(
        {
            "session": n,
            "events": [
                {"aid": n + m, "ts": 1_659_304_800_025 + m, "type": kind}
                for m, kind in enumerate(("clicks", "carts", "orders"))
            ],
        }
    )
    + "\n"
    for n in range(3)
).encode()


def orders(path: Path) -> Account:
    rules = OrderRules(not_after=datetime(2030, 1, 1, tzinfo=UTC))
    return import_orders(
        path, mapping={}, rules=rules, source="orders", currency="GBP", assumed_units=3
    )


def clicks(path: Path) -> Account:
    return import_clicks(path, mapping={}, source="clicks", currency="EUR")


SEEDS: tuple[tuple[bytes, Callable[[Path], Account]], ...] = (
    (_ORDERS, orders),
    (_CLICKS, clicks),
    (_SESSIONS, clicks),
)


def survives(
    path: Path, data: bytes, imported: Callable[[Path], Account], *, twice: bool = True
) -> None:
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
                changes_nothing(imported, path)
        transaction.set_rollback(True)


def refused_as_a_whole(error: UnreadableFile) -> None:
    assert len(str(error)) > 10
    assert ImportRun.objects.get().status == "failed"
    assert not Event.objects.exists()


def accounted_for(account: Account) -> None:
    assert account.rows_read == account.rows_accepted + account.rows_rejected
    issues = list(ImportIssue.objects.filter(run_id=account.run_id))
    assert len(issues) == account.rows_rejected
    assert all(issue.reason and issue.row_number > 0 for issue in issues)


def changes_nothing(imported: Callable[[Path], Account], path: Path) -> None:
    tables = (Order, OrderLine, Event)
    before = [list(table.objects.order_by("pk").values_list()) for table in tables]
    again = imported(path)
    assert (again.created, again.changed) == (0, 0)
    assert [list(table.objects.order_by("pk").values_list()) for table in tables] == before


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32), which=st.sampled_from(range(len(SEEDS))))
def test_damaged_files_are_survived(tmp_path: Path, seed: int, which: int) -> None:
    data, imported = SEEDS[which]

    survives(tmp_path / "damaged", mutated(data, random.Random(seed)), imported)


@pytest.mark.slow
def test_ten_thousand_damaged_files_are_survived(tmp_path: Path) -> None:
    for seed in range(10_000):
        data, imported = SEEDS[seed % len(SEEDS)]
        try:
            damaged = mutated(data, random.Random(seed))
            survives(tmp_path / "damaged", damaged, imported, twice=seed % 10 == 0)
        except Exception as error:
            raise AssertionError(f"seed {seed} does not survive") from error
