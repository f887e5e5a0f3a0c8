"""What each article costs, by SKU: its own price, or the one on a price list."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from catalog import summaries
from catalog.imports import staging, values
from catalog.imports.account import Account, Progress, silent
from catalog.imports.columns import Column
from catalog.imports.feeds import feed
from catalog.imports.products.row import Unfit
from catalog.imports.products.understood import Understood
from catalog.imports.runs import importing
from catalog.models import PriceList
from catalog.money import is_currency

_COLUMNS = (
    Column("price", ("RegularPrice", "VariantPrice", "UnitPrice", "CurrentPrice"), is_required=True),
    Column(
        "compare_at_price",
        ("VariantCompareAtPrice", "CompareAt", "OldPrice", "Msrp", "Rrp", "PriceBefore", "WasPrice"),
    ),
    Column("currency", ("CurrencyCode", "PriceCurrency")),
    Column("price_list", ("List", "PriceListCode", "Market")),
)  # fmt: skip
_STAGED = {
    "price_list": "text NOT NULL",
    "currency": "text NOT NULL",
    "price_minor": "bigint NOT NULL",
    "compare_at_minor": "bigint",
}

_OTHER_CURRENCY = """
DELETE FROM feed_staging AS row USING catalog_variant AS variant
WHERE variant.sku = row.sku AND row.price_list = '' AND variant.currency <> row.currency
RETURNING row.row_number, 'currency',
          'is ' || row.currency || ', but the article has its price in ' || variant.currency
          || ': put other currencies on a price list', row.currency
"""

_LOCK = """
SELECT count(*) FROM (
    SELECT variant.id FROM catalog_variant AS variant JOIN feed_staging AS row USING (sku)
    WHERE row.price_list = '' ORDER BY variant.id FOR NO KEY UPDATE OF variant
) AS locked
"""

# A price before that is no longer higher goes.
_UPDATE_OWN = """
UPDATE catalog_variant AS variant SET price_minor = file.price_minor, compare_at_minor = file.compare_at_minor
FROM (
    SELECT known.id, row.price_minor,
           CASE WHEN coalesce(row.compare_at_minor, known.compare_at_minor) > row.price_minor
                THEN coalesce(row.compare_at_minor, known.compare_at_minor) END AS compare_at_minor
    FROM feed_staging AS row JOIN catalog_variant AS known USING (sku)
    WHERE row.price_list = ''
) AS file
WHERE variant.id = file.id
  AND (variant.price_minor, variant.compare_at_minor)
      IS DISTINCT FROM (file.price_minor, file.compare_at_minor)
RETURNING variant.product_id
"""

_WRITE_LISTED = """
INSERT INTO catalog_listprice AS listed (price_list_id, variant_id, price_minor, compare_at_minor)
SELECT list.id, variant.id, row.price_minor,
       CASE WHEN coalesce(row.compare_at_minor, known.compare_at_minor) > row.price_minor
            THEN coalesce(row.compare_at_minor, known.compare_at_minor) END
FROM feed_staging AS row
JOIN catalog_variant AS variant USING (sku)
JOIN catalog_pricelist AS list ON list.code = row.price_list
LEFT JOIN catalog_listprice AS known ON known.price_list_id = list.id AND known.variant_id = variant.id
ORDER BY list.id, variant.id
ON CONFLICT (price_list_id, variant_id) DO UPDATE
    SET price_minor = excluded.price_minor, compare_at_minor = excluded.compare_at_minor
    WHERE (listed.price_minor, listed.compare_at_minor)
          IS DISTINCT FROM (excluded.price_minor, excluded.compare_at_minor)
RETURNING listed.xmax = 0
"""


def import_prices(
    path: Path,
    *,
    mapping: Mapping[str, str],
    currency: str,
    is_dry_run: bool = False,
    started_by_id: int | None = None,
    progress: Progress = silent,
) -> Account:
    """Set the prices of the articles a file names; a second time changes nothing.

    A row that names a price list changes the price there; every other one the article's own, which the
    price log then holds. Nothing is converted: a price in another currency than the article's is refused.

    Raises: UnreadableFile: if the file as a whole cannot be imported; nothing is kept then.
    """
    with importing(
        kind="prices", path=path, is_dry_run=is_dry_run, started_by_id=started_by_id
    ) as run:
        account = run.account
        account.layout, account.counted = "price feed", "prices"
        feed.stage(
            path,
            run,
            own=_COLUMNS,
            staged=_STAGED,
            read=_Reader(dict(PriceList.objects.values_list("code", "currency"))).read,
            key="sku, price_list",
            mapping=mapping,
            currency=currency,
            progress=progress,
        )
        feed.refuse(run, _OTHER_CURRENCY)
        progress("writing", account.rows_read)
        staging.number(_LOCK)
        own, listed = staging.numbers(_UPDATE_OWN), staging.numbers(_WRITE_LISTED)
        summaries.refresh(own)
        account.rows_accepted = staging.number("SELECT count(*) FROM feed_staging")
        account.created = sum(listed)
        account.changed = len(own) + len(listed) - account.created
        account.unchanged = account.rows_accepted - account.created - account.changed
    return account


class _Reader:
    """Reads the price of a row; knows the currency of every price list."""

    def __init__(self, currencies: Mapping[str, str]) -> None:
        self.currencies = currencies

    def read(self, record: Understood, names: Mapping[str, str]) -> tuple[object, ...]:
        """Return price list, currency, price and the price before."""
        code = record.identity(names["price_list"]) if "price_list" in names else ""
        if code and code not in self.currencies:
            known = ", ".join(sorted(self.currencies)[:10]) or "none"
            raise Unfit(names["price_list"], f"is no price list (there are: {known})", code)
        named = record.text(names["currency"]).upper() if "currency" in names else ""
        if named and not is_currency(named):
            raise Unfit(names["currency"], values.NO_CURRENCY, named)
        record.currency = named or self.currencies.get(code, record.currency)
        price = record.price(names["price"])
        if price is None:
            raise Unfit(names["price"], "is empty")
        if not price.minor:
            raise Unfit(names["price"], "is zero: take the article off sale instead")
        if code and price.currency != self.currencies[code]:
            raise Unfit(
                names.get("currency", names["price"]),
                f"is {price.currency}, but the list is in {self.currencies[code]}",
                price.currency,
            )
        before = record.price(names["compare_at_price"]) if "compare_at_price" in names else None
        if before and before.currency != price.currency:
            raise Unfit(names["compare_at_price"], f"is not in {price.currency}", before.currency)
        return code, price.currency, price.minor, before.minor if before else None
