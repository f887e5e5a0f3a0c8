"""Where `evaluate` and `tune` take their log from: a file, or the shop's own events."""

from __future__ import annotations

import re
from argparse import _ArgumentGroup
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import CommandError, CommandParser
from numpy.typing import NDArray

from catalog.imports.columns import parse_mapping
from orders.imports.rules import OrderRules
from recommendations.evaluation import splits
from recommendations.evaluation.splits import NothingToEvaluate
from recommendations.events import files, read
from recommendations.events.click_columns import parse_kinds
from recommendations.events.click_files import NO_KIND
from recommendations.events.files import FileAccount
from recommendations.vocabulary import KIND_CODES, EventKind, Interactions

HORIZON_DAYS = {"orders": 30, "clicks": 1}
LEFT_OUT = "left out: "
REASONS_SAID = 3
KINDS = {
    "orders": (EventKind.PURCHASE,),
    "clicks": (EventKind.VIEW, EventKind.CLICK),
}


def take_source(parser: CommandParser) -> _ArgumentGroup:
    """Take what to evaluate on."""
    source = parser.add_argument_group("what to evaluate on")
    source.add_argument("file", nargs="?", type=Path, help="orders or clicks, plain or gzip")
    source.add_argument("--events", action="store_true", help="the shop's own events instead")
    source.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="THEIRS=OURS",
        help="which of their columns is which of ours; may be given several times",
    )
    take_columns(source)
    take_kinds(source)
    source.add_argument(
        "--product-code",
        default="",
        metavar="REGEX",
        help="only codes that begin like this are products",
    )
    return source


def take_columns(parser: CommandParser | _ArgumentGroup) -> None:
    """Take the names of columns that no header names."""
    parser.add_argument(
        "--columns",
        default="",
        metavar="NAMES",
        help="of a file without a header: what each column is, separated by commas, - for those of no use",
    )


def take_kinds(parser: CommandParser | _ArgumentGroup) -> None:
    """Take what a log's own words for what was done mean."""
    parser.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="THEIRS=OURS",
        help="which of their words or numbers for what was done is a view, cart, uncart or purchase",
    )


def names_of(options: dict[str, Any]) -> tuple[str, ...]:
    """Return the columns named by hand."""
    return tuple(
        name.strip() or "-" for name in options["columns"].split(",") if options["columns"]
    )


def own_events() -> tuple[Interactions, NDArray[np.str_]]:
    """Read the shop's log; its items are named by their numbers."""
    log = read.interactions()
    return log, log.items.astype(np.str_)


def read_file(
    path: Path, options: dict[str, Any], *, say: Callable[[str], object] = lambda _: None
) -> tuple[Interactions, NDArray[np.str_]]:
    """Read a file and ``say`` what became of its rows; its items come back in the order of their names."""
    try:
        re.compile(options["product_code"])
    except re.error as error:
        raise CommandError(f"--product-code is no regular expression: {error}.") from error
    # A return after the cut would tell of the future if it cancelled a purchase before the cut; what a
    # line cost plays no part.
    rules = OrderRules(
        returns="leave out",
        keeps_duplicates=True,
        keeps_guests=False,
        needs_price=False,
        takes_odd_lines=True,
        product_code=options["product_code"],
    )
    log, account = files.read_interactions(
        path,
        parse_mapping(options["map"]),
        rules=rules,
        names=names_of(options),
        kinds=parse_kinds(options["kind"]),
    )
    if len(log) == 0:
        raise NothingToEvaluate(_nothing_of(path, account))
    say(_account_of(path, account))
    return splits.by_label(log, account.item_labels)


def _account_of(path: Path, account: FileAccount) -> str:
    """Say how many rows were read and kept, why others were left out, and what was guessed."""
    left_out = _left_out(account)
    guessed = [reason for reason in account.decisions.by_reason if reason.startswith("no header")]
    said = f"{path.name}: {account.rows_read:,} rows read as {account.layout}, {account.rows_accepted:,} kept"
    return "; ".join([said, *(f"left out {left_out}" for _ in left_out[:1]), *guessed]) + "."


def _left_out(account: FileAccount) -> str:
    """Name the commonest reasons to leave rows out, with their counts."""
    counts = {
        reason.removeprefix(LEFT_OUT): decision.count
        for reason, decision in account.decisions.by_reason.items()
        if reason.startswith(LEFT_OUT)
    }
    commonest = sorted(counts, key=lambda reason: -counts[reason])[:REASONS_SAID]
    return "; ".join(f"{counts[reason]:,} because: {reason}" for reason in commonest)


def _nothing_of(path: Path, account: FileAccount) -> str:
    """Say why no row of a file can be learned from, commonest reason first, and what helps."""
    said = _left_out(account)
    unknown = (
        " Say what the log's own words for what was done mean with --kind 1=view. "
        if NO_KIND in said
        else " "
    )
    return (
        f"No row of {path.name} can be learned from. Of {account.rows_read:,} rows read as "
        f"{account.layout}, left out were {said}.{unknown}Every row must say who, what and when: "
        "where a column was misread, name the right one with --map Theirs=Ours."
    )


def of_task(log: Interactions, task_name: str) -> Interactions:
    """Return the rows that the task is about."""
    rows = splits.of_kinds(log, *KINDS[task_name])
    if len(rows) == 0:
        others = " or ".join(name for name in KINDS if name != task_name)
        raise NothingToEvaluate(
            f"The log holds no {task_name} of known shoppers; ask for its {others} with --task {others}."
        )
    return rows


def task_of(log: Interactions) -> str:
    """Return what most rows of the log are."""
    is_purchase = log.kind == KIND_CODES[EventKind.PURCHASE]
    return "orders" if 2 * is_purchase.sum() > len(log) else "clicks"
