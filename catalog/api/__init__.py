"""JSON endpoints of the catalogue."""

from catalog.api.imports import (
    ImportConfirmation,
    ImportDetail,
    ImportList,
    ImportRejectedRows,
    ImportRejects,
)
from catalog.api.lists import DepartmentList, DepartmentListing, Search, Suggestions
from catalog.api.views import ProductDetail, ProductList

__all__ = [
    "DepartmentList",
    "DepartmentListing",
    "ImportConfirmation",
    "ImportDetail",
    "ImportList",
    "ImportRejectedRows",
    "ImportRejects",
    "ProductDetail",
    "ProductList",
    "Search",
    "Suggestions",
]
