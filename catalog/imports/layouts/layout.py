"""What every layout of a product file can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from catalog.imports.products.row import ProductRow

Record = Mapping[str, object]


class Layout(Protocol):
    """Reads the rows of one kind of product file."""

    name: str

    def __init__(self, *, currency: str) -> None:
        """Take the currency of prices that do not say theirs."""

    @classmethod
    def recognises(cls, record: Record) -> bool:
        """Whether the first record of a file looks like this layout."""

    def read(self, record: Record) -> ProductRow:
        """Make a product row of a record.

        Raises: Unfit: if the record cannot become a product.
        """
