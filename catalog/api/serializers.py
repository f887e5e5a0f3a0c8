"""How products look to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.models import Document, Product, Variant

if TYPE_CHECKING:
    from catalog.money import Money


class MoneyField(serializers.Field):  # type: ignore[type-arg]  # generic only in the stubs
    """An amount in minor units with its currency, and the same as a decimal string."""

    def to_representation(self, value: Money) -> dict[str, str | int]:
        """Return ``{"minor": 1299, "currency": "EUR", "amount": "12.99"}``."""
        return {"minor": value.minor, "currency": value.currency, "amount": str(value.decimal)}


_MONEY = {
    "type": "object",
    "required": ["minor", "currency", "amount"],
    "properties": {
        "minor": {"type": "integer"},
        "currency": {"type": "string"},
        "amount": {"type": "string", "format": "decimal"},
    },
    "nullable": True,
}


@extend_schema_field(_MONEY)
class PriceField(MoneyField):
    """A price, described for OpenAPI."""


@extend_schema_field({"type": "string", "format": "uri-reference"})
class PathField(serializers.CharField):
    """The address of a page, from the shop's root on."""


class ProductCardSerializer(serializers.ModelSerializer[Product]):
    """What a card in a list shows."""

    url = PathField(source="get_absolute_url", read_only=True)
    brand = serializers.CharField(source="brand.name", default=None, read_only=True)
    price = PriceField(read_only=True)
    compare_at = PriceField(read_only=True)
    picture = serializers.SerializerMethodField()

    class Meta:
        model = Product
        fields = (
            "id", "title", "slug", "url", "brand", "department_id", "price", "compare_at",
            "is_in_stock", "rating_average", "rating_count", "picture",
        )  # fmt: skip

    def get_picture(self, product: Product) -> str | None:
        """Return the address of the first picture."""
        return default_storage.url(product.picture) if product.picture else None


class VariantSerializer(serializers.ModelSerializer[Variant]):
    """What can be put into a cart."""

    price = PriceField(read_only=True)
    compare_at = PriceField(read_only=True)
    is_in_stock = serializers.SerializerMethodField()

    class Meta:
        model = Variant
        fields = ("id", "sku", "ean", "options", "price", "compare_at", "is_in_stock")

    def get_is_in_stock(self, variant: Variant) -> bool:
        """Return whether at least one unit lies in the shop."""
        stock = getattr(variant, "stock", None)
        return stock is not None and stock.on_hand > 0


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A manual or a data sheet."""

    url = serializers.SerializerMethodField()
    media_type = serializers.SerializerMethodField()
    bytes = serializers.IntegerField(source="n_bytes", read_only=True)

    class Meta:
        model = Document
        fields = ("title", "url", "media_type", "bytes")

    def get_url(self, document: Document) -> str:
        """Return where it lies."""
        return default_storage.url(str(document.file))

    def get_media_type(self, document: Document) -> str:
        """Return what it is: PDF, the only kind there is."""
        return "application/pdf"


class ProductDetailSerializer(ProductCardSerializer):
    """A whole product page."""

    variants = VariantSerializer(many=True, read_only=True)
    attributes = serializers.SerializerMethodField()
    documents = DocumentSerializer(many=True, read_only=True)

    class Meta(ProductCardSerializer.Meta):
        fields = (
            *ProductCardSerializer.Meta.fields,
            "description",
            "product_type",
            "tags",
            "variants",
            "attributes",
            "documents",
        )  # type: ignore[assignment]

    def get_attributes(self, product: Product) -> dict[str, str | float | bool]:
        """Return attribute codes and their values."""
        return {row.attribute.code: row.value for row in product.attribute_values.all()}
