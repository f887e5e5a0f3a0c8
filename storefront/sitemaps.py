"""What search engines may find: the home page, departments, products; and what they should leave alone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.departments import Shelf, tree
from catalog.models import Product
from catalog.querysets import ProductQuerySet
from storefront.models import PolicyKind

if TYPE_CHECKING:
    ProductMap = Sitemap[Product]
    DepartmentMap = Sitemap[Shelf]
    DoorMap = Sitemap[str]
else:  # the class is generic for the type checker only
    ProductMap = DepartmentMap = DoorMap = Sitemap

PRODUCTS_IN_A_FILE = 10_000
"""The protocol allows 50,000; smaller files are quicker to make, and a changed product renews less."""
PRIVATE = ("/account/", "/addresses/", "/admin/", "/api/", "/checkout/", "/orders/", "/search/?*&")
"""Of searches, the plain questions may be read; combinations of filters have no end."""


class ProductSitemap(ProductMap):
    """Every visible product, in files of ten thousand."""

    limit = PRODUCTS_IN_A_FILE

    def items(self) -> ProductQuerySet:
        """Return the products in the order of their keys, so that files keep their content."""
        return Product.objects.visible(now=timezone.now()).only("slug", "updated_at").order_by("pk")

    def location(self, item: Product) -> str:
        """Return the address of a product."""
        return item.get_absolute_url()

    def lastmod(self, item: Product) -> datetime:
        """Return when it changed."""
        return item.updated_at

    def get_latest_lastmod(self) -> datetime | None:
        """Return when any product changed. One query, where Django would read every product."""
        latest: datetime | None = self.items().aggregate(latest=Max("updated_at"))["latest"]
        return latest


class DepartmentSitemap(DepartmentMap):
    """Every visible department."""

    def items(self) -> list[Shelf]:
        """Return the departments; no query while the tree is fresh."""
        return list(tree().by_id.values())

    def location(self, item: Shelf) -> str:
        """Return the address of a department."""
        return item.url


class PolicySitemap(DoorMap):
    """What the shop promises in writing."""

    def items(self) -> list[str]:
        """Return the kinds of pages."""
        return list(PolicyKind.values)

    def location(self, item: str) -> str:
        """Return the address of a page."""
        return reverse("policy", args=[item])


class DoorSitemap(DoorMap):
    """The home page."""

    def items(self) -> list[str]:
        """Return the names of addresses."""
        return ["home"]

    def location(self, item: str) -> str:
        """Return the address of a name."""
        return reverse(item)


SITEMAPS: dict[str, Any] = {
    "shop": DoorSitemap,
    "departments": DepartmentSitemap,
    "products": ProductSitemap,
    "policies": PolicySitemap,
}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Say what is worth reading, and where the list of it is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('sitemap-index'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
