"""A product file that sets counts while somebody pays for the same articles: both end well, in either order."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Thread

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from catalog.imports.products import upsert
from catalog.imports.products.write import import_products
from catalog.models import Stock, Variant
from orders.models import MovementReason
from orders.stock import move
from orders.tests.shop import Shopfloor

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

_ASCENDING = "ORDER BY stock.variant_id FOR"


class Importing(Thread):
    """An import in a connection of its own."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.error = path, ""

    def run(self) -> None:
        """Import the file; keep what went wrong."""
        try:
            import_products(
                self.path,
                mapping={},
                source="",
                currency="EUR",
                assumed_units=1,
                counts_words=False,
            )
        except OperationalError as error:
            self.error = str(error)
        finally:
            connection.close()

    def wait_until_it_waits(self) -> None:
        """Return once the import waits for a row that this connection has locked."""
        until = time.monotonic() + 20
        while self.is_alive() and time.monotonic() < until:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_locks "
                    "WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
                )
                if cursor.fetchone()[0]:
                    return
            time.sleep(0.02)
        raise AssertionError("the import did not meet the shopper")


@pytest.fixture
def shelf() -> tuple[Variant, Variant]:
    """Two articles, whose counts lie in the table with the later one first."""
    floor = Shopfloor(now=timezone.now())
    low, high = floor.article("Lamp", stock=None), floor.article("Chair", stock=None)
    Stock.objects.create(variant=high, on_hand=10)
    Stock.objects.create(variant=low, on_hand=10)
    return low, high


@pytest.fixture
def path(tmp_path: Path, shelf: tuple[Variant, Variant]) -> Path:
    low, high = shelf
    file = tmp_path / "products.csv"
    file.write_text(f"sku,title,price,stock\n{high.sku},Chair,10,50\n{low.sku},Lamp,10,50\n")
    return file


def pay_while_it_imports(importing: Importing, shelf: tuple[Variant, Variant]) -> str:
    """Sell one of each; the import comes between the locks of checkout, which takes them by ascending number."""
    low, high = shelf
    try:
        with transaction.atomic():
            Stock.objects.select_for_update().get(pk=low.pk)
            importing.start()
            importing.wait_until_it_waits()
            Stock.objects.select_for_update().get(pk=high.pk)
            move({low.pk: -1, high.pk: -1}, reason=MovementReason.SALE, reference="race")
    except OperationalError as error:
        return str(error)
    finally:
        importing.join(30)
    return ""


def test_neither_an_import_nor_a_payer_is_turned_away(
    path: Path, shelf: tuple[Variant, Variant]
) -> None:
    importing = Importing(path)

    refused = pay_while_it_imports(importing, shelf)

    assert (refused, importing.error) == ("", "")
    assert set(Stock.objects.values_list("on_hand", flat=True)) == {50}


def test_counts_set_in_another_order_end_in_a_deadlock(
    path: Path, shelf: tuple[Variant, Variant], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = upsert._UPDATE_STOCK.replace(_ASCENDING, "ORDER BY stock.variant_id DESC FOR")
    assert other != upsert._UPDATE_STOCK
    monkeypatch.setattr(upsert, "_UPDATE_STOCK", other)
    importing = Importing(path)

    refused = pay_while_it_imports(importing, shelf)

    assert "deadlock detected" in refused + importing.error
