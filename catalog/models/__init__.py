"""What we sell, one noun a file."""

from __future__ import annotations

from catalog.models.attribute import Attribute, AttributeKind, ProductAttribute
from catalog.models.brand import Brand
from catalog.models.bulk_edit import BulkEdit, BulkEditKind
from catalog.models.department import Department
from catalog.models.document import Document
from catalog.models.facet_value import FacetValue
from catalog.models.imports import ImportIssue, ImportRun, ImportUpload, UploadKind
from catalog.models.picture import Picture
from catalog.models.picture_request import PictureRequest
from catalog.models.price_list import ListPrice, PriceList, ProductPrice
from catalog.models.product import Product, ProductStatus
from catalog.models.review import Review
from catalog.models.revision import Revision
from catalog.models.search import (
    SearchBeginnings,
    SearchLexeme,
    SearchPlace,
    SearchPosting,
    SearchQuery,
    SearchRule,
    SearchStatistics,
    SearchSynonym,
    SearchVector,
    SearchWord,
)
from catalog.models.variant import Stock, Variant

__all__ = [
    "Attribute",
    "AttributeKind",
    "Brand",
    "BulkEdit",
    "BulkEditKind",
    "Department",
    "Document",
    "FacetValue",
    "ImportIssue",
    "ImportRun",
    "ImportUpload",
    "ListPrice",
    "Picture",
    "PictureRequest",
    "PriceList",
    "Product",
    "ProductAttribute",
    "ProductPrice",
    "ProductStatus",
    "Review",
    "Revision",
    "SearchBeginnings",
    "SearchLexeme",
    "SearchPlace",
    "SearchPosting",
    "SearchQuery",
    "SearchRule",
    "SearchStatistics",
    "SearchSynonym",
    "SearchVector",
    "SearchWord",
    "Stock",
    "UploadKind",
    "Variant",
]
