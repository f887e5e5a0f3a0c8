"""How long lists are cut into pages."""

from __future__ import annotations

from rest_framework.pagination import PageNumberPagination


class ProductPages(PageNumberPagination):
    """Pages of 24, at most 100."""

    page_size = 24
    page_size_query_param = "page_size"
    max_page_size = 100
