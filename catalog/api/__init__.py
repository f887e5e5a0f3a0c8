"""JSON endpoints of the catalogue."""

from catalog.api.imports import ImportConfirmation, ImportDetail, ImportList, ImportRejects
from catalog.api.views import ProductDetail, ProductList

__all__ = [
    "ImportConfirmation",
    "ImportDetail",
    "ImportList",
    "ImportRejects",
    "ProductDetail",
    "ProductList",
]
