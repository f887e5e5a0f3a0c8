"""One judged history: what was sold, what came back, and why every other row was left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.imports import values
from catalog.imports.files import UnreadableFile
from catalog.imports.rejections import Decisions, Rejection, shown
from catalog.imports.texts import UNREADABLE, TextColumn
from catalog.money import exponent, is_currency
from orders.imports import codes, lines, returns
from orders.imports.lines import (
    LARGEST_VALUE,
    LONGEST_CODE,
    LONGEST_CUSTOMER,
    LONGEST_REFERENCE,
    Lines,
    RawLines,
)
from orders.imports.rules import OrderRules

SALE, RETURN = "sale", "return"

_CANCELLED_WORDS = ("cancel", "void", "refund", "return", "failed", "annul", "storn")


@dataclass(frozen=True, slots=True)
class History:
    """The judged rows of one file. Arrays run over its well-formed rows, ``(n_rows,)``."""

    raw: RawLines
    lines: Lines
    codes: codes.Codes
    verdict: NDArray[np.int16]
    """Position into ``verdicts``: 0 a sale, 1 a return that cancels a sale, else the reason it is left out."""
    verdicts: tuple[tuple[str, str], ...]
    """(column, reason) of each verdict."""
    returned: NDArray[np.int64]
    """Units of a sale that came back later."""
    decisions: Decisions

    @property
    def is_sale(self) -> NDArray[np.bool_]:
        """Which rows are lines of an order."""
        return np.equal(self.verdict, 0)

    @property
    def rows_read(self) -> int:
        """All rows below the header, broken ones included."""
        return len(self.raw) + len(self.raw.broken)

    @property
    def rows_accepted(self) -> int:
        """Rows that became a line of an order or cancelled one."""
        return int((self.verdict < 2).sum())

    def rejections(self) -> Iterator[Rejection]:
        """Yield every row left out: broken ones first, then those the rules refused."""
        yield from self.raw.broken
        for row in np.flatnonzero(self.verdict >= 2).tolist():
            column, reason = self.verdicts[self.verdict[row]]
            value = self.raw.columns[column].text(row) if column in self.raw.columns else ""
            named = self.raw.header.get(column, column)
            yield Rejection(int(self.raw.row_numbers[row]), named, reason, shown(value))


def read_history(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    rules: OrderRules | None = None,
    names: Sequence[str] = (),
) -> History:
    """Read an order file and judge every row of it; needs no database. ``names`` stand for a missing header.

    Raises: files.UnreadableFile: if the file as a whole is no table of orders.
    """
    rules = rules or OrderRules()
    raw = lines.read_raw(path, mapping or {}, names=names)
    if not len(raw) and not raw.broken:
        raise UnreadableFile(f"{path.name} has a header but no row below it.")
    return _Judge(raw, lines.read_values(raw, rules), rules).history()


class _Judge:
    """Applies the rules one after the other; the first that fits a row decides."""

    def __init__(self, raw: RawLines, read: Lines, rules: OrderRules) -> None:
        self.raw, self.lines, self.rules = raw, read, rules
        self.codes = codes.classify(read, rules)
        self.verdict = np.full(len(read), -1, np.int16)
        self.verdicts: list[tuple[str, str]] = [("", SALE), ("", RETURN)]
        self.decisions = Decisions()

    def history(self) -> History:
        """Run all rules and return the outcome."""
        for broken in self.raw.broken:
            self.decisions.add_rejection(broken)
        self._refuse_unreadable()
        self._refuse_postings()
        self._refuse_worthless()
        if not self.rules.keeps_duplicates:
            self._refuse_duplicates()
        returned = self._settle_returns()
        self.verdict[self.verdict < 0] = 0
        self._remark()
        return History(
            self.raw,
            self.lines,
            self.codes,
            self.verdict,
            tuple(self.verdicts),
            returned,
            self.decisions,
        )

    def _refuse(self, rows: NDArray[np.bool_], column: str, reason: str) -> None:
        """Leave out the rows that no earlier rule has decided."""
        hit = rows & (self.verdict < 0)
        if hit.any():
            self.verdict[hit] = len(self.verdicts)
            self.verdicts.append((column, reason))
            self._decide(f"left out: {reason}", hit)

    def _decide(self, reason: str, rows: NDArray[np.bool_]) -> None:
        count = int(rows.sum())
        self.decisions.add_rows(reason, self.lines.row_numbers[rows][:3].tolist(), count=count)

    def _refuse_unreadable(self) -> None:
        """Leave out rows without a reference, a code or a readable number or date."""
        read = self.lines
        for column, texts, longest in (
            ("order", read.order, LONGEST_REFERENCE),
            ("sku", read.code, LONGEST_CODE),
            ("customer", read.customer, LONGEST_CUSTOMER),
        ):
            if column != "customer":
                self._refuse(texts.holds(lambda text: not text), column, "is empty")
            if not self.rules.takes_odd_lines:
                self._refuse(_too_long(texts, longest), column, f"is longer than {longest} signs")
        for column, numbers, reason in (
            ("quantity", read.quantity, "is not a whole number"),
            ("ordered_at", read.ordered_at, "is not a date and time"),
            ("unit_price", read.price_minor, "is not a price"),
        ):
            if column in self.raw.columns:
                self._refuse(numbers == UNREADABLE, column, reason)
        self._refuse_impossible()
        for column, column_texts in self.raw.columns.items():
            unstorable = column_texts.holds(lambda text: not values.is_storable(text))
            self._refuse(unstorable, column, "holds signs that cannot be stored")

    def _refuse_impossible(self) -> None:
        """Leave out dates to come, sums beyond all measure and currencies the file cannot mix."""
        read, rules = self.lines, self.rules
        if rules.not_after is not None:
            latest = int(rules.not_after.timestamp() * 1_000_000)
            self._refuse(read.ordered_at > latest, "ordered_at", "lies in the future")
        value = np.abs(read.quantity.astype(np.float64)) * np.abs(read.price_minor)
        self._refuse(value > LARGEST_VALUE, "unit_price", "makes more than any order can be worth")
        unfit = read.currency.holds(lambda text: bool(text) and not is_currency(text))
        self._refuse(unfit, "currency", values.NO_CURRENCY)
        other = read.currency.holds(
            lambda text: is_currency(text) and exponent(text) != rules.currency_exponent
        )
        self._refuse(
            other, "currency", "has other decimals than the main currency: import it apart"
        )

    def _refuse_postings(self) -> None:
        """Leave out bookkeeping: adjustment invoices, cancelled orders, fees and other non-products."""
        order, status = self.lines.order, self.lines.status
        self._refuse(
            _marked(order, self._letters() - {"c"}),
            "order",
            "is an adjustment invoice, not a sale",
        )
        called_off = status.holds(lambda text: text.startswith(_CANCELLED_WORDS))
        self._refuse(called_off, "status", "says the order was called off")
        reasons = np.array(self.codes.reasons)
        for reason in dict.fromkeys(self.codes.reasons):
            if reason:
                self._refuse((reasons == reason)[self.lines.code.rows], "sku", reason)

    def _refuse_worthless(self) -> None:
        """Leave out rows that move no goods against money: notes, finds, write-offs, gifts."""
        quantity, price = self.lines.quantity, self.lines.price_minor
        self._refuse(quantity == 0, "quantity", "is 0: nothing was sold")
        if self.lines.has_price:
            free = price == 0
            self._refuse(
                free & (quantity < 0),
                "unit_price",
                "is 0 for a negative quantity: a stock write-off",
            )
            self._refuse(free, "unit_price", "is 0: a note, a find or a gift, not a sale")
            self._refuse(price < 0, "unit_price", "is negative: a correction, not a sale")
        if not self.rules.keeps_guests:
            self._refuse(self._guests(), "customer", "is empty: no customer is named")

    def _refuse_duplicates(self) -> None:
        """Leave out rows equal to an earlier one in every column."""
        rows = np.flatnonzero(self.verdict < 0)
        if not len(rows):
            return
        table = np.stack([column.rows[rows] for column in self.raw.columns.values()], axis=1)
        packed = np.ascontiguousarray(table).view(
            np.dtype((np.void, table.itemsize * table.shape[1]))
        )
        _, firsts = np.unique(packed.ravel(), return_index=True)
        again = np.zeros(len(self.verdict), bool)
        again[np.delete(rows, firsts)] = True
        self._refuse(again, "order", "repeats an earlier row in every column")

    def _settle_returns(self) -> NDArray[np.int64]:
        """Match returns with sales; a return that finds none is left out."""
        quantity = self.lines.quantity
        is_open = self.verdict < 0
        is_return = is_open & ((quantity < 0) | self._cancellations())
        units = np.abs(np.where(is_open, quantity, 0))
        if self.rules.returns == "leave out":
            self._refuse(is_return, "order", "is cancelled or returned")
            return np.zeros_like(units)
        outcome = returns.cancel(
            is_sale=is_open & ~is_return,
            is_return=is_return,
            customer=np.where(self._guests(), -1, self.lines.customer.rows).astype(np.int32),
            code=self.lines.code.rows,
            at=self.lines.ordered_at,
            units=units,
        )
        self._refuse(
            is_return & (outcome.found == 0),
            "quantity",
            "returns something whose sale is not in the file before it",
        )
        matched = outcome.found > 0
        self.verdict[matched] = 1
        self._decide("return cancelled an earlier sale", matched)
        self._decide(
            "return cancelled less than it says: the sales before it held no more",
            matched & (outcome.found < units),
        )
        self._decide("sale cancelled in full", (outcome.returned == units) & (outcome.returned > 0))
        self._decide("sale cancelled in part", (outcome.returned < units) & (outcome.returned > 0))
        return outcome.returned

    def _remark(self) -> None:
        """Count what was decided about rows that stay."""
        stays, read = self.verdict == 0, self.lines
        self._decide("sale without a customer kept as a guest order", stays & self._guests())
        merged = len(self.raw.column("sku").cleaned(values.one_line).texts) - len(read.code.texts)
        if self.rules.ignores_case and merged:
            self.decisions.add("code merged with one that differs in case only", count=merged)
        nameless = read.title.holds(lambda text: not text)
        self._decide("sale without a description: named as its other lines", stays & nameless)
        self._count_orders(stays)
        if self.raw.remarks.repaired_bytes:
            self.decisions.add(
                "byte that was no UTF-8, read as Windows-1252",
                count=self.raw.remarks.repaired_bytes,
            )

    def _count_orders(self, stays: NDArray[np.bool_]) -> None:
        """Count orders whose rows disagree with each other."""
        order = self.lines.order.rows[stays]
        for what, column in (
            ("more than one time: the earliest counts", self.lines.ordered_at[stays]),
            ("more than one customer: the first counts", self.lines.customer.rows[stays]),
            ("more than one currency: the first counts", self.lines.currency.rows[stays]),
        ):
            pairs = np.unique(np.stack([order.astype(np.int64), column.astype(np.int64)]), axis=1)
            seen = np.bincount(pairs[0], minlength=len(self.lines.order.texts))
            rows = np.flatnonzero(stays & (seen > 1)[self.lines.order.rows])
            _, firsts = np.unique(self.lines.order.rows[rows], return_index=True)
            numbers = np.sort(self.lines.row_numbers[rows[firsts]])
            self.decisions.add_rows(f"order with {what}", numbers, count=int((seen > 1).sum()))

    def _guests(self) -> NDArray[np.bool_]:
        return self.lines.customer.holds(lambda text: not text)

    def _letters(self) -> set[str]:
        """Letters that mark special invoices: in front of a few where most have a bare number."""
        leading = self.lines.order.each(_leading_letter)
        counts = np.bincount(leading, minlength=27) if len(leading) else np.zeros(27)
        if counts[0] < len(leading) / 2:
            return set()
        return {chr(96 + at) for at in range(1, 27) if counts[at] > 0}

    def _cancellations(self) -> NDArray[np.bool_]:
        """Rows of invoices marked with a C."""
        return _marked(self.lines.order, self._letters() & {"c"})


def _leading_letter(reference: str) -> int:
    """Return 1 to 26 for a reference of one letter and digits, else 0."""
    found = re.fullmatch(r"([A-Za-z])\d+", reference)
    return ord(found.group(1).lower()) - 96 if found else 0


def _marked(references: TextColumn, letters: set[str]) -> NDArray[np.bool_]:
    wanted = {ord(letter) - 96 for letter in letters}
    return references.holds(lambda text: _leading_letter(text) in wanted)


def _too_long(texts: TextColumn, longest: int) -> NDArray[np.bool_]:
    return texts.holds(lambda text: len(text) > longest)
