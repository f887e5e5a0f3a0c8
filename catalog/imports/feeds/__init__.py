"""Small files that come often: how many of each article there are, what each costs."""

from catalog.imports.feeds.prices import import_prices
from catalog.imports.feeds.stock import import_stock

__all__ = ["import_prices", "import_stock"]
