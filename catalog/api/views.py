"""Products for programs."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.serializers import ProductCardSerializer, ProductDetailSerializer
from catalog.models import Department, Document, Product, ProductAttribute, Variant
from catalog.querysets import priced_variants


class ProductList(generics.ListAPIView[Product]):
    """Visible products, most popular first."""

    serializer_class = ProductCardSerializer

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "department", OpenApiTypes.STR, description="Address (slug) of a department."
            ),
            OpenApiParameter(
                "in_stock", OpenApiTypes.BOOL, description="Only what can be bought now."
            ),
        ]
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """Return one page of products."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Product]:
        """Read the products that the query string asks for. Two queries at most."""
        products = Product.objects.visible(now=timezone.now()).cards()
        slug = self.request.query_params.get("department")
        if slug:
            visible = Department.objects.filter(is_visible=True)
            # PostgreSQL refuses to compare with a text that no column can hold.
            department = None if "\0" in slug else visible.filter(slug=slug).first()
            if department is None:
                raise ValidationError({"department": f"There is no department {slug!r}."})
            products = products.in_department(department)
        if self.request.query_params.get("in_stock", "").lower() in {"1", "true"}:
            products = products.filter(is_in_stock=True)
        return products.order_by("-popularity", "id")


class ProductDetail(generics.RetrieveAPIView[Product]):
    """One visible product with its variants and attributes."""

    serializer_class = ProductDetailSerializer

    def get_queryset(self) -> QuerySet[Product]:
        """Read the product whole. Four queries."""
        variants = (
            priced_variants(Variant.objects.filter(is_active=True))
            .select_related("stock")
            .order_by("position", "id")
        )
        values = ProductAttribute.objects.select_related("attribute").order_by(
            "attribute__position"
        )
        documents = Document.objects.order_by("position", "id")
        return (
            Product.objects.visible(now=timezone.now())
            .priced()
            .select_related("brand")
            .prefetch_related(
                Prefetch("variants", variants),
                Prefetch("attribute_values", values),
                Prefetch("documents", documents),
            )
        )
