"""Which codes of an order file are products, and which are postage, fees and postings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orders.imports.lines import Lines
from orders.imports.rules import OrderRules

PRODUCT = ""
"""No reason against a code: it is a product."""

EXCLUDED = "is named as no product"
PATTERN = "does not look like a product code"
FEE = "is postage, a fee or a charge"
VOUCHER = "is a gift voucher"
POSTING = "is a discount, sample or manual posting"
KEY = "is a posting key: letters only, where products have digits"

_WORD = r"(?:[\w.&'/-]+ )"
_NAMES = (
    (
        FEE,
        (
            rf"{_WORD}{{0,2}}(?:postage|carriage|shipping|delivery|freight|surcharge|commission"
            rf"|fees?|(?:bank|delivery|shipping|handling|service|card|transaction) charges?"
            rf"|handling|porto|versand(?:kosten)?|frais de port)(?: (?:and|&) (?:packing|packaging|handling))?"
            rf"(?: (?:fees?|charges?|costs?))?"
        ),
    ),
    (VOUCHER, r".*\b(?:gift (?:voucher|card|certificate)|e-?gift|gutschein)\b.*"),
    (
        POSTING,
        (
            r"manual|discounts?|samples?|(?:bad )?debts?|adjust(?:ed|ment|ments)?\b.*|write[- ]?offs?"
            r"|(?:price |balance |stock )?(?:correction|adjustment)s?|rounding|deposit|donation"
            r"|(?:this is a )?test(?: product| item)?\.?|refunds?|credit note|store credit"
        ),
    ),
)
_PATTERNS = tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _NAMES)

DIGIT_SHARE = 0.95
"""When this share of lines has a digit in its code, a short code of letters only is a posting key."""

LONGEST_KEY = 4


@dataclass(frozen=True, slots=True)
class Codes:
    """What each distinct code is and is called; both tuples run along ``Lines.code.texts``."""

    titles: tuple[str, ...]
    """The description met most often on paid lines, or the code itself."""
    reasons: tuple[str, ...]
    """Why it is no product; :data:`PRODUCT` if it is one."""


def classify(lines: Lines, rules: OrderRules) -> Codes:
    """Judge every distinct code by what it is named, what it looks like and what the rules say."""
    paid = (lines.quantity > 0) & ((lines.price_minor > 0) | (not lines.has_price))
    on_paid, anywhere = _commonest(lines, paid), _commonest(lines, np.ones(len(lines), bool))
    titles = [first or second for first, second in zip(on_paid, anywhere, strict=True)]
    key_rule = rules.tells_fees_apart and _codes_have_digits(lines)
    return Codes(
        tuple(title or code for title, code in zip(titles, lines.code.texts, strict=True)),
        tuple(
            _reason(code, title, rules, key_rule=key_rule)
            for code, title in zip(lines.code.texts, titles, strict=True)
        ),
    )


def _reason(code: str, title: str, rules: OrderRules, *, key_rule: bool) -> str:
    name = code.upper()
    if name in rules.products:
        return PRODUCT
    if name in rules.not_products:
        return EXCLUDED
    if rules.product_code and not re.match(rules.product_code, code):
        return PATTERN
    if not rules.tells_fees_apart:
        return PRODUCT
    for reason, pattern in _PATTERNS:
        if pattern.fullmatch(title) or pattern.fullmatch(code):
            return reason
    if key_rule and len(code) <= LONGEST_KEY and not any(sign.isdigit() for sign in code):
        return KEY
    return PRODUCT


def _codes_have_digits(lines: Lines) -> bool:
    """Whether nearly all lines carry a code with a digit."""
    with_digit = np.array([any(map(str.isdigit, code)) for code in lines.code.texts], dtype=bool)
    return len(lines) > 0 and float(with_digit[lines.code.rows].mean()) >= DIGIT_SHARE


def _commonest(lines: Lines, wanted: NDArray[np.bool_]) -> Sequence[str]:
    """Return each code's most frequent description with a letter in it; ties go to the first met."""
    named = np.array([any(map(str.isalpha, text)) for text in lines.title.texts], dtype=bool)
    rows = np.flatnonzero(wanted & named[lines.title.rows])
    n_titles = max(len(lines.title.texts), 1)
    pairs, firsts, counts = np.unique(
        lines.code.rows[rows].astype(np.int64) * n_titles + lines.title.rows[rows],
        return_index=True,
        return_counts=True,
    )
    best = [""] * len(lines.code.texts)
    for at in np.lexsort((-firsts, counts)):
        best[int(pairs[at] // n_titles)] = lines.title.texts[int(pairs[at] % n_titles)]
    return best
