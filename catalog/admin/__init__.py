"""What merchandisers do with the catalogue."""

from catalog.admin.brands import AttributeAdmin, BrandAdmin
from catalog.admin.bulk import BulkEditAdmin
from catalog.admin.departments import DepartmentAdmin
from catalog.admin.imports import ImportIssueAdmin, ImportRunAdmin
from catalog.admin.products import ProductAdmin
from catalog.admin.reviews import ReviewAdmin
from catalog.admin.search import SearchQueryAdmin, SearchRuleAdmin, SearchSynonymAdmin
from catalog.admin.uploads import ImportUploadAdmin
from catalog.admin.variants import VariantAdmin

__all__ = [
    "AttributeAdmin",
    "BrandAdmin",
    "BulkEditAdmin",
    "DepartmentAdmin",
    "ImportIssueAdmin",
    "ImportRunAdmin",
    "ImportUploadAdmin",
    "ProductAdmin",
    "ReviewAdmin",
    "SearchQueryAdmin",
    "SearchRuleAdmin",
    "SearchSynonymAdmin",
    "VariantAdmin",
]
