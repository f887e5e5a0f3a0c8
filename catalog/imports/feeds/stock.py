"""How many of each article lie in the shop, by SKU."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.db import connection

from catalog import summaries
from catalog.imports import staging
from catalog.imports.account import Account, Progress, silent
from catalog.imports.columns import Column
from catalog.imports.feeds import feed
from catalog.imports.products.row import Unfit
from catalog.imports.products.understood import Understood
from catalog.imports.runs import importing

_COLUMNS = (
    Column(
        "stock",
        ("Quantity", "Qty", "OnHand", "Inventory", "StockQuantity", "CurrentStock", "VariantInventoryQty",
         "InventoryQuantity", "Units", "Available"),
        is_required=True,
    ),
)  # fmt: skip

# Shoppers who pay lock the same rows in the same order.
_LOCK = """
SELECT count(*) FROM (
    SELECT stock.variant_id FROM catalog_stock AS stock
    JOIN catalog_variant AS variant ON variant.id = stock.variant_id JOIN feed_staging AS row USING (sku)
    WHERE stock.on_hand <> row.on_hand
    ORDER BY stock.variant_id FOR NO KEY UPDATE OF stock
) AS locked
"""

_UPDATE = """
UPDATE catalog_stock AS stock SET on_hand = row.on_hand
FROM feed_staging AS row JOIN catalog_variant AS variant USING (sku)
WHERE stock.variant_id = variant.id AND stock.on_hand <> row.on_hand
RETURNING variant.product_id
"""

_INSERT = """
INSERT INTO catalog_stock (variant_id, on_hand, low_at)
SELECT variant.id, row.on_hand, 3
FROM feed_staging AS row JOIN catalog_variant AS variant USING (sku)
WHERE NOT EXISTS (SELECT FROM catalog_stock WHERE catalog_stock.variant_id = variant.id)
ORDER BY variant.id
RETURNING (SELECT product_id FROM catalog_variant WHERE catalog_variant.id = catalog_stock.variant_id)
"""


def import_stock(
    path: Path,
    *,
    mapping: Mapping[str, str],
    is_dry_run: bool = False,
    started_by_id: int | None = None,
    progress: Progress = silent,
) -> Account:
    """Set the stock of the articles a file names; a second time changes nothing.

    Every difference stands in the stock ledger with the reason "feed" and the number of the import.

    Raises: UnreadableFile: if the file as a whole cannot be imported; nothing is kept then.
    """
    with importing(
        kind="stock", path=path, is_dry_run=is_dry_run, started_by_id=started_by_id
    ) as run:
        account = run.account
        account.layout, account.counted = "stock feed", "articles"
        feed.stage(
            path,
            run,
            own=_COLUMNS,
            staged={"on_hand": "int NOT NULL"},
            read=_read,
            key="sku",
            mapping=mapping,
            currency="",
            progress=progress,
        )
        progress("writing", account.rows_read)
        staging.number(_LOCK)
        changed, created = _written(_UPDATE, run.account), _written(_INSERT, run.account)
        summaries.refresh([*changed, *created])
        account.rows_accepted = staging.number("SELECT count(*) FROM feed_staging")
        account.changed, account.created = len(changed), len(created)
        account.unchanged = account.rows_accepted - account.created - account.changed
    return account


def _read(record: Understood, names: Mapping[str, str]) -> tuple[object, ...]:
    units = record.units(names["stock"])
    if units is None:
        raise Unfit(names["stock"], "is empty")
    return (units,)


def _written(statement: str, account: Account) -> list[int]:
    """Run one statement under the reason "feed"; return the product of each row it wrote."""
    reference = "dry run" if account.run_id is None else f"import {account.run_id}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('shelfwise.stock_reason', 'feed', true), "
            "set_config('shelfwise.stock_reference', %s, true)",
            [reference],
        )
    return staging.numbers(statement)
