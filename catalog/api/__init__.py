"""JSON endpoints of the catalogue."""

from catalog.api.views import ProductDetail, ProductList

__all__ = ["ProductDetail", "ProductList"]
