"""The account of an import as people read it at a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from catalog.imports.account import Account, peak_mb
from catalog.imports.rejections import WHOLE_ROW


def rendered(account: Account) -> RenderableType:
    """Return the whole report: figures, decisions, the first rows left out."""
    parts: list[RenderableType] = [_headline(account), _rows(account)]
    if account.decisions.by_reason:
        parts.append(_decisions(account))
    if account.first_rejections:
        parts.append(_rejections(account))
    parts.append(_cost(account))
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts))


def _headline(account: Account) -> Text:
    text = Text.assemble((account.file_name, "bold"), f" read as {account.layout}")
    if account.is_dry_run:
        text.append(". A dry run: nothing was kept", style="yellow")
    return text.append(".")


def _rows(account: Account) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column()
    table.add_column(justify="right", style="bold")
    for name, count in (
        ("rows read", account.rows_read),
        ("rows accepted", account.rows_accepted),
        ("rows rejected", account.rows_rejected),
        (f"{account.counted} created", account.created),
        (f"{account.counted} changed", account.changed),
        (f"{account.counted} unchanged", account.unchanged),
        *account.totals.items(),
    ):
        table.add_row(name, f"{count:,}")
    return table


def _decisions(account: Account) -> Table:
    table = Table("decision", title="What was decided", title_justify="left", title_style="bold")
    table.add_column("times", justify="right")
    table.add_column("first rows")
    for reason, decision in account.decisions.by_reason.items():
        examples = ", ".join(map(str, decision.examples))
        table.add_row(escape(reason), f"{decision.count:,}", examples)
    return table


def _rejections(account: Account) -> Table:
    table = Table(title="First rows left out", title_justify="left", title_style="bold")
    table.add_column("row", justify="right")
    for name in ("column", "reason", "value"):
        table.add_column(name, overflow="ellipsis", max_width=60)
    for each in account.first_rejections:
        value = "".join(sign if sign.isprintable() else " " for sign in each.value)
        table.add_row(
            str(each.row_number), *map(escape, (each.column or WHOLE_ROW, each.reason, value))
        )
    return table


def _cost(account: Account) -> Text:
    words = (
        f"{account.seconds:.1f} s, {account.rows_per_second:,.0f} rows/s, peak {peak_mb():,.0f} MB"
    )
    if account.run_id is not None:
        words += f". Every rejected row is listed in the admin under import {account.run_id}"
    return Text(words + ".", style="dim")
