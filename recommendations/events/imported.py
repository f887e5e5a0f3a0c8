"""What imported files say shoppers did, as events; the same file twice adds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from catalog.imports.articles import Article, Found, find_or_create
from catalog.imports.runs import Run
from catalog.models import ProductStatus
from orders.imports.history import History
from orders.imports.write import Written
from recommendations.events import ids, log, partitions
from recommendations.events.click_files import Clicks
from recommendations.events.event import Event
from recommendations.vocabulary import KIND_CODES, EventKind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KIND_OF = {code: kind for kind, code in KIND_CODES.items()}


def log_purchases(history: History, written: Written, *, source: str) -> int:
    """Log what was bought and kept, one event a line; return how many events were new.

    Orders that stood in the shop otherwise before are logged anew: their old events go first. Orders the
    shop knew just so are left alone, and with them what was erased from the log for good reason.
    """
    label = f"import:{source}"
    if written.changed_orders:
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {partitions.TABLE} WHERE source = %s AND order_reference = ANY(%s)",  # noqa: S608
                [label, sorted(written.changed_orders)],
            )
    return log.copy(_purchases(history, written, label))


def _purchases(history: History, written: Written, label: str) -> Iterator[Event]:
    read, baskets = history.lines, written.baskets
    kept = (read.quantity - history.returned)[baskets.rows].tolist()
    codes = read.code.rows[baskets.rows]
    products = written.product_ids[codes].tolist()
    times, prices = read.ordered_at[baskets.rows].tolist(), read.price_minor[baskets.rows].tolist()
    is_fresh = written.is_fresh.tolist()
    seen: Counter[tuple[int, int]] = Counter()
    for at, (order, code) in enumerate(
        zip(baskets.order_of_row.tolist(), codes.tolist(), strict=True)
    ):
        seen[order, code] += 1
        if not kept[at] or not is_fresh[order]:
            continue
        happened_at = _EPOCH + timedelta(microseconds=times[at])
        number = written.numbers[order]
        ordinal = str(seen[order, code])
        yield Event(
            event_id=ids.event_id(happened_at, label, number, read.code.texts[code], ordinal),
            happened_at=happened_at,
            kind=EventKind.PURCHASE,
            visitor_id=baskets.visitors[order],
            item_id=products[at],
            quantity=kept[at],
            price_minor=prices[at],
            currency=written.currencies[order],
            order_reference=number,
            source=label,
        )


def write_clicks(clicks: Clicks, *, run: Run, source: str, currency: str) -> None:
    """Log the accepted rows of a click file.

    Items the catalogue does not know become hidden drafts, so that models can be trained and judged on
    the log; staff may give them a price and publish them.
    """
    rows = np.flatnonzero(clicks.is_accepted)
    products, found = _products(clicks, rows, source=source, currency=currency)
    written = log.copy(_clicked(clicks, rows, products, source))
    account = run.account
    account.counted = "events"
    account.created, account.unchanged = written, len(rows) - written
    account.totals |= {
        "sessions": len(np.unique(clicks.session.rows[rows])),
        "items": int((products > 0).sum()),
        "hidden drafts created": found.created,
    }
    if found.created:
        account.decisions.add(
            "item unknown to the catalogue kept as a hidden draft product", count=found.created
        )
    if found.strangers:
        account.decisions.add(
            "item numbered like a product, in a file whose items are mostly unknown: kept apart",
            count=found.strangers,
        )


def _products(
    clicks: Clicks, rows: NDArray[np.int64], *, source: str, currency: str
) -> tuple[NDArray[np.int64], Found]:
    """Return the product of each distinct item, and how they were found."""
    items, first = np.unique(clicks.item.rows[rows], return_index=True)
    items, first = items[np.argsort(first)], np.sort(first)
    found = find_or_create(
        [
            Article(
                code=clicks.item.texts[item],
                title=f"Item {clicks.item.texts[item]}",
                seen_at=_EPOCH + timedelta(microseconds=int(clicks.happened_at[rows[at]])),
            )
            for item, at in zip(items.tolist(), first.tolist(), strict=True)
        ],
        source=source,
        currency=currency,
        status=ProductStatus.DRAFT,
        are_skus=False,
    )
    products = np.zeros(len(clicks.item.texts), np.int64)
    products[items] = found.product_ids
    return products, found


def _clicked(
    clicks: Clicks, rows: NDArray[np.int64], products: NDArray[np.int64], source: str
) -> Iterator[Event]:
    label = f"import:{source}"
    sessions = _ids(clicks.session.texts, f"shelfwise:{source}:session:")
    visitors = _ids(clicks.person.texts, f"shelfwise:{source}:customer:")
    for row in rows.tolist():
        session, item = int(clicks.session.rows[row]), int(clicks.item.rows[row])
        kind = _KIND_OF[int(clicks.kind[row])]
        happened_at = _EPOCH + timedelta(microseconds=int(clicks.happened_at[row]))
        yield Event(
            event_id=ids.event_id(
                happened_at, label, clicks.session.texts[session], clicks.item.texts[item], kind
            ),
            happened_at=happened_at,
            kind=kind,
            visitor_id=visitors[int(clicks.person.rows[row])],
            session_id=sessions[session],
            item_id=int(products[item]),
            order_reference=clicks.session.texts[session] if kind is EventKind.PURCHASE else "",
            source=label,
        )


def _ids(texts: tuple[str, ...], prefix: str) -> list[UUID]:
    """Return the id of each text; the same text always gets the same."""
    return [uuid5(NAMESPACE_URL, prefix + text) for text in texts]
