"""One row of a product file, understood: what every layout makes of what it reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


class Unfit(Exception):
    """A row that cannot become a product: which column, why, and what stood there."""

    def __init__(self, column: str, reason: str, value: object = "") -> None:
        super().__init__(f"{column} {reason}")
        self.column, self.reason, self.value = column, reason, value


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """One thing known about a product; exactly one of the three values is given."""

    name: str
    """As shoppers read it; its code is made from it."""
    text: str = ""
    number: float | None = None
    boolean: bool | None = None
    unit: str = ""

    @property
    def kind(self) -> str:
        """Which of the three it is, in the words of ``AttributeKind``."""
        if self.number is not None:
            return "number"
        return "text" if self.boolean is None else "boolean"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """What somebody said of the product."""

    author: str
    rating: int
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """One article of one product; None and the empty text mean that the file does not say."""

    external_id: str
    """The id in the file; rows of one ``group`` are the variants of one product."""
    title: str
    sku: str
    is_sku_given: bool = True
    """Whether the SKU is the file's; a made-up one gets a suffix where it is taken."""
    group: str = ""
    ean: str = ""
    description: str = ""
    product_type: str = ""
    brand: str = ""
    department: tuple[str, ...] = ()
    """The way from the top of the department tree."""
    tags: tuple[str, ...] = ()
    status: str | None = None
    published_at: datetime | None = None
    hidden_at: datetime | None = None
    seo_title: str = ""
    seo_description: str = ""
    currency: str
    price_minor: int | None = None
    compare_at_minor: int | None = None
    on_hand: int | None = None
    options: tuple[tuple[str, str], ...] = ()
    attributes: tuple[AttributeValue, ...] = ()
    reviews: tuple[ReviewRow, ...] = ()
    picture_urls: tuple[str, ...] = ()
    """Where the worker fetches pictures from."""
    remarks: tuple[str, ...] = field(default=())
    """What was decided about this row, counted in the report."""


@dataclass(frozen=True, slots=True)
class NumberedRow:
    """A row with its place in the file."""

    row_number: int
    row: ProductRow


@dataclass(frozen=True, slots=True)
class Joined:
    """A row that says something of the product of other rows, and makes no article of its own."""

    row_number: int
    product_key: str
    """The ``group`` or ``external_id`` of those rows."""
    words: str
    """What became of it, for the report."""
