"""A judged history into orders, in bulk: staged by COPY, compared, and only what differs is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from catalog.imports import staging
from catalog.imports.articles import Article, find_or_create
from catalog.imports.runs import Run
from catalog.models import ProductStatus
from orders.addresses import Address
from orders.imports.baskets import Baskets, gather
from orders.imports.history import History

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COPY_ROWS = 20_000

_ORDERS = {
    "position": "int PRIMARY KEY",
    "reference": "text NOT NULL",
    "number": "text NOT NULL",
    "placed_at": "timestamptz NOT NULL",
    "customer": "text NOT NULL",
    "visitor_id": "uuid NOT NULL",
    "currency": "text NOT NULL",
    "email": "text NOT NULL",
    "address": "jsonb NOT NULL",
    "user_id": "bigint",
    "order_id": "bigint",
    "items_minor": "bigint",
    "is_cancelled": "boolean",
    "digest": "text",
    "outcome": "text",
}
_ORDERS_FILLED = tuple(_ORDERS)[:9]
_LINES = {
    "position": "bigint NOT NULL",
    "order_position": "int NOT NULL",
    "product_id": "bigint NOT NULL",
    "variant_id": "bigint",
    "sku": "text NOT NULL",
    "title": "text NOT NULL",
    "price_minor": "bigint NOT NULL",
    "quantity": "int NOT NULL",
    "returned": "int NOT NULL",
}

_LINE_DIGEST = "md5(string_agg(concat_ws('|', {columns}), ',' ORDER BY {columns}))"

_SUM_UP = f"""
UPDATE order_staging AS placed SET items_minor = summed.items, is_cancelled = summed.is_cancelled,
    digest = summed.digest
FROM (
    SELECT order_position, sum(price_minor * quantity) AS items, bool_and(returned = quantity) AS is_cancelled,
           {_LINE_DIGEST.format(columns="sku, product_id, price_minor, quantity, returned")} AS digest
    FROM line_staging GROUP BY order_position
) AS summed
WHERE summed.order_position = placed.position
"""  # noqa: S608 - constants of this module

_MATCH_USERS = """
UPDATE order_staging AS placed SET user_id = person.id
FROM accounts_user AS person WHERE placed.email <> '' AND lower(person.email) = lower(placed.email)
"""

_MATCH = f"""
UPDATE order_staging AS placed SET order_id = known.id, outcome =
    CASE WHEN (known.placed_at, known.customer_reference, known.visitor_id, known.currency, known.email)
              IS NOT DISTINCT FROM
              (placed.placed_at, placed.customer, placed.visitor_id, placed.currency, placed.email)
          AND known.digest = placed.digest THEN 'unchanged' ELSE 'changed' END
FROM (
    SELECT known.*, (
        SELECT {
    _LINE_DIGEST.format(columns="sku, product_id, unit_price_minor, quantity, quantity_returned")
} FROM orders_orderline WHERE order_id = known.id
    ) AS digest
    FROM orders_order AS known
    WHERE known.origin = 'import' AND known.external_reference IN (SELECT reference FROM order_staging)
) AS known
WHERE known.external_reference = placed.reference
"""  # noqa: S608 - constants of this module

_NUMBER_NEW = """
UPDATE order_staging SET outcome = 'created',
    order_id = nextval(pg_get_serial_sequence('orders_order', 'id'))
WHERE order_id IS NULL
"""

_INSERT_ORDERS = """
INSERT INTO orders_order (
    id, origin, number, external_reference, status, user_id, visitor_id, customer_reference, email,
    delivery_address, currency, items_minor, total_minor, placed_at)
SELECT order_id, 'import', number, reference, CASE WHEN is_cancelled THEN 'cancelled' ELSE 'delivered' END,
       user_id, visitor_id, customer, email, address, currency, items_minor, items_minor, placed_at
FROM order_staging WHERE outcome = 'created' ORDER BY position
"""

_UPDATE_ORDERS = """
UPDATE orders_order AS known SET
    status = CASE WHEN placed.is_cancelled THEN 'cancelled' ELSE 'delivered' END,
    visitor_id = placed.visitor_id, customer_reference = placed.customer, email = placed.email,
    currency = placed.currency, items_minor = placed.items_minor, total_minor = placed.items_minor,
    placed_at = placed.placed_at
FROM order_staging AS placed WHERE known.id = placed.order_id AND placed.outcome = 'changed'
"""

_DROP_LINES = """
DELETE FROM orders_orderline
WHERE order_id IN (SELECT order_id FROM order_staging WHERE outcome = 'changed')
"""

_INSERT_LINES = """
INSERT INTO orders_orderline (
    order_id, variant_id, product_id, sku, title, unit_price_minor, quantity, quantity_shipped,
    quantity_returned, total_minor)
SELECT placed.order_id, line.variant_id, line.product_id, line.sku, line.title, line.price_minor,
       line.quantity, line.quantity, line.returned, line.price_minor * line.quantity
FROM line_staging AS line JOIN order_staging AS placed ON placed.position = line.order_position
WHERE placed.outcome <> 'unchanged' ORDER BY line.position
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What was stored, and what the event log needs to know of it."""

    baskets: Baskets
    numbers: tuple[str, ...]
    """The number of each order in the shop."""
    product_ids: NDArray[np.int64]
    """``(n_codes,)`` product of each distinct code of the history; 0 where it was never sold."""
    currencies: tuple[str, ...]
    """The currency of each order."""
    is_fresh: NDArray[np.bool_]
    """``(n_orders,)`` whether the order is new or was changed; the log knows the others already."""
    changed_orders: frozenset[str]
    """Numbers of orders that stood there before, but otherwise."""


def write_history(
    history: History, *, run: Run, source: str, currency: str, assumed_units: int
) -> Written:
    """Store a history as orders with origin "import"; a second time changes nothing.

    Codes the catalogue does not know become published products of this source.
    """
    baskets = gather(history, source=source)
    product_ids, variant_ids = _articles(
        history, run=run, source=source, currency=currency, assumed_units=assumed_units
    )
    currencies = tuple(named or currency for named in baskets.currencies)
    numbers = _numbers(baskets.references, source)
    staging.create("order_staging", _ORDERS)
    staging.fill("order_staging", _ORDERS_FILLED, _order_rows(baskets, source, numbers, currencies))
    staging.create("line_staging", _LINES)
    staging.fill("line_staging", _LINES, _line_rows(history, baskets, product_ids, variant_ids))
    is_fresh, changed = _upsert(run, len(baskets.references))
    run.account.totals["order lines"] = len(baskets.rows)
    return Written(baskets, numbers, product_ids, currencies, is_fresh, changed)


def _numbers(references: Sequence[str], source: str) -> tuple[str, ...]:
    """Return order numbers; those of a named source bear its name, so that two shops do not collide."""
    prefix = "" if source == "orders" else f"{source}-"
    return tuple(prefix + reference for reference in references)


def _articles(
    history: History, *, run: Run, source: str, currency: str, assumed_units: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find or make the products of all codes that were sold."""
    read = history.lines
    rows = np.flatnonzero(history.is_sale)
    sold, first = np.unique(read.code.rows[rows], return_index=True)
    seen_at = np.full(len(read.code.texts), np.iinfo(np.int64).max)
    np.minimum.at(seen_at, read.code.rows[rows], read.ordered_at[rows])
    prices = _usual_prices(history, rows)
    sold = sold[np.argsort(first, kind="stable")]
    found = find_or_create(
        [
            Article(
                code=read.code.texts[code],
                title=history.codes.titles[code],
                seen_at=_EPOCH + timedelta(microseconds=int(seen_at[code])),
                price_minor=prices[code] if read.has_price else None,
            )
            for code in sold.tolist()
        ],
        source=source,
        currency=currency,
        status=ProductStatus.PUBLISHED,
        assumed_units=assumed_units,
    )
    run.account.totals |= {
        "products sold": len(sold),
        "products created": found.created,
        "products changed": found.changed,
    }
    if found.created and not read.has_price:
        run.account.decisions.add(
            "product created as a draft: the file has no prices", count=found.created
        )
    elif found.created and assumed_units:
        run.account.decisions.add(
            f"product created with {assumed_units} units assumed in stock: the file does not say",
            count=found.created,
        )
    product_ids = np.zeros(len(read.code.texts), np.int64)
    variant_ids = np.zeros(len(read.code.texts), np.int64)
    product_ids[sold], variant_ids[sold] = found.product_ids, found.variant_ids
    return product_ids, variant_ids


def _usual_prices(history: History, rows: NDArray[np.int64]) -> dict[int, int]:
    """Return each code's most frequent price; ties go to the lower one, as large orders fetch it."""
    read = history.lines
    pairs, counts = np.unique(
        np.stack([read.code.rows[rows].astype(np.int64), read.price_minor[rows]]),
        axis=1,
        return_counts=True,
    )
    order = np.lexsort((-pairs[1], counts))
    return dict(zip(pairs[0][order].tolist(), pairs[1][order].tolist(), strict=True))


def _order_rows(
    baskets: Baskets, source: str, numbers: Sequence[str], currencies: Sequence[str]
) -> Iterator[tuple[object, ...]]:
    for position, reference in enumerate(baskets.references):
        customer = baskets.customers[position]
        yield (
            position,
            f"{source}:{reference}",
            numbers[position],
            _EPOCH + timedelta(microseconds=int(baskets.placed_at[position])),
            customer,
            baskets.visitors[position],
            currencies[position],
            customer if "@" in customer else "",
            json.dumps(_address(baskets.countries[position])),
        )


def _address(country: str) -> dict[str, str]:
    return Address(country=country).to_json() if country else {}


def _line_rows(
    history: History,
    baskets: Baskets,
    product_ids: NDArray[np.int64],
    variant_ids: NDArray[np.int64],
) -> Iterator[tuple[object, ...]]:
    """Yield the lines, a slice of the arrays at a time."""
    read, codes = history.lines, history.codes
    for start in range(0, len(baskets.rows), _COPY_ROWS):
        rows = baskets.rows[start : start + _COPY_ROWS]
        code = read.code.rows[rows]
        columns = (
            range(start, start + len(rows)),
            baskets.order_of_row[start : start + _COPY_ROWS].tolist(),
            product_ids[code].tolist(),
            [variant or None for variant in variant_ids[code].tolist()],
            [read.code.texts[each] for each in code.tolist()],
            [codes.titles[each][:255] for each in code.tolist()],
            read.price_minor[rows].tolist(),
            read.quantity[rows].tolist(),
            history.returned[rows].tolist(),
        )
        yield from zip(*columns, strict=True)


def _upsert(run: Run, n_orders: int) -> tuple[NDArray[np.bool_], frozenset[str]]:
    """Compare the staged orders with the stored ones and write what differs; return what that was."""
    staging.run("CREATE INDEX ON line_staging (order_position)")
    staging.run("ANALYZE order_staging, line_staging")
    staging.run(_SUM_UP)
    staging.run(_MATCH_USERS)
    staging.run(_MATCH)
    staging.run(_NUMBER_NEW)
    staging.run(_INSERT_ORDERS)
    staging.run(_UPDATE_ORDERS)
    staging.run(_DROP_LINES)
    staging.run(_INSERT_LINES)
    is_fresh, changed = np.zeros(n_orders, bool), []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, number, outcome FROM order_staging WHERE outcome <> 'unchanged'"
        )
        for position, number, outcome in cursor.fetchall():
            is_fresh[position] = True
            if outcome == "changed":
                changed.append(number)
    account = run.account
    account.counted = "orders"
    account.changed = len(changed)
    account.created = int(is_fresh.sum()) - len(changed)
    account.unchanged = n_orders - int(is_fresh.sum())
    return is_fresh, frozenset(changed)
