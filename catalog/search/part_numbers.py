"""Products by their article numbers, however these are written: signs between letters and digits do not count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from catalog.search.lexical import Hit
from catalog.statements import Statement

MOST = 200
LONGEST = 80
SHORTEST_BEGINNING = 4
"""Letters and digits of an article number from which its beginning is enough."""
SHORTEST_EAN = 6
"""Digits from which a number is looked for among EANs: four are as well a year or a country."""
THE_SAME, WRITTEN_OTHERWISE = 2, 1

_NUMBER = re.compile(r"(?=\S*[\d_./-])\S{3,}|(?=.*\d)[^\W_]\S*(?: [^\W_]\S*){1,3}")
"""One word with a digit or a sign that numbers have inside, or up to four words with a digit."""
_LAST_SIGN = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Numbered:
    """The products that carry a number, or else those whose number begins so."""

    hits: tuple[Hit, ...] = ()
    is_answer: bool = False
    """Whether nothing but the number can be meant: words with a digit may name other things as well."""


def hits(text: str, *, now: datetime) -> Numbered:
    """Return the products with this article number or EAN. One query, and none for what looks like no number."""
    text = " ".join(text.split())
    if len(text) > LONGEST or not _NUMBER.fullmatch(text):
        return Numbered()
    signs = "".join(filter(str.isalnum, text)).upper()
    # One number with and without leading zeros: UPC-12, EAN-13 and GTIN-14 differ in nothing else.
    ean = signs.lstrip("0") if len(signs) >= SHORTEST_EAN else ""
    rows = _CARRIED.rows(
        text=text,
        end=_LAST_SIGN if len(signs) >= SHORTEST_BEGINNING else "",
        ean=ean or None,
        ean_end=f"{ean}{_LAST_SIGN}",
        now=now,
        limit=MOST,
    )
    best = rows[0][0] if rows else 0
    found: dict[int, Hit] = {}
    for likeness, product_id, popularity in rows:
        if likeness == best:
            found.setdefault(product_id, Hit(product_id, 0, 0.0, popularity, is_exact=best > 0))
    is_answer = best == THE_SAME or (best == WRITTEN_OTHERWISE and " " not in text)
    return Numbered(tuple(found.values()), is_answer)


_CARRIED = Statement(f"""
SELECT CASE WHEN upper(variant.sku) = upper(%(text)s::text) OR (variant.ean <> '' AND ltrim(variant.ean, '0') = %(ean)s::text)
            THEN {THE_SAME}
            WHEN shop_code(variant.sku) = shop_code(%(text)s::text) THEN {WRITTEN_OTHERWISE} ELSE 0 END AS likeness,
       product.id, product.popularity
FROM catalog_variant AS variant JOIN catalog_product AS product ON product.id = variant.product_id
WHERE shop_code(%(text)s::text) <> ''
  AND ((shop_code(variant.sku) ~>=~ shop_code(%(text)s::text)
        AND shop_code(variant.sku) ~<=~ (shop_code(%(text)s::text) || %(end)s::text))
       OR (variant.ean <> '' AND ltrim(variant.ean, '0') ~>=~ %(ean)s::text
           AND ltrim(variant.ean, '0') ~<=~ %(ean_end)s::text))
  AND variant.is_active AND product.status = 'published' AND product.published_at <= %(now)s
  AND (product.hidden_at IS NULL OR product.hidden_at > %(now)s)
ORDER BY likeness DESC, variant.sku LIMIT %(limit)s
""")  # noqa: S608 - our own text
