"""The two imports that teach the recommender: orders and clicks, each a file, a run, a transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from catalog.imports.account import Account, Progress, silent
from catalog.imports.rejections import shown
from catalog.imports.runs import importing
from orders.imports.history import read_history
from orders.imports.rules import OrderRules
from orders.imports.write import write_history
from recommendations.events.click_files import read_clicks
from recommendations.events.imported import log_purchases, write_clicks
from recommendations.vocabulary import EventKind


def import_orders(
    path: Path,
    *,
    mapping: Mapping[str, str],
    rules: OrderRules,
    source: str,
    currency: str,
    assumed_units: int,
    names: Sequence[str] = (),
    is_dry_run: bool = False,
    started_by_id: int | None = None,
    progress: Progress = silent,
) -> Account:
    """Turn an order file into orders, products for codes nobody knows, and purchase events.

    Raises: UnreadableFile: if the file as a whole cannot be imported; nothing is kept then.
    """
    with importing(
        kind="orders",
        path=path,
        source=source,
        is_dry_run=is_dry_run,
        started_by_id=started_by_id,
    ) as run:
        progress("reading", 0)
        history = read_history(path, mapping=mapping, rules=rules, names=names)
        account = run.account
        account.layout = "order lines"
        account.columns = {shown(theirs): ours for ours, theirs in history.raw.header.items()}
        account.rows_read, account.rows_accepted = history.rows_read, history.rows_accepted
        account.decisions = history.decisions
        run.reject(history.rejections())
        progress("writing orders", account.rows_read)
        written = write_history(
            history, run=run, source=source, currency=currency, assumed_units=assumed_units
        )
        progress("writing events", account.rows_read)
        account.totals["events added"] = log_purchases(history, written, source=source)
    return account


def import_clicks(
    path: Path,
    *,
    mapping: Mapping[str, str],
    source: str,
    currency: str,
    names: Sequence[str] = (),
    kinds: Mapping[str, EventKind] = MappingProxyType({}),
    is_dry_run: bool = False,
    started_by_id: int | None = None,
    progress: Progress = silent,
) -> Account:
    """Turn a click log into view, cart and purchase events, and unknown items into hidden drafts.

    Raises: UnreadableFile: if the file as a whole cannot be imported; nothing is kept then.
    """
    with importing(
        kind="clicks",
        path=path,
        source=source,
        is_dry_run=is_dry_run,
        started_by_id=started_by_id,
    ) as run:
        progress("reading", 0)
        clicks = read_clicks(path, mapping=mapping, names=names, kinds=kinds)
        account = run.account
        account.layout = clicks.layout
        account.rows_read, account.rows_accepted = clicks.rows_read, int(clicks.is_accepted.sum())
        account.decisions = clicks.decisions
        run.reject(clicks.rejections())
        progress("writing events", account.rows_read)
        write_clicks(clicks, run=run, source=source, currency=currency)
    return account
