"""How carts, offers and orders look to programs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.api.serializers import PriceField
from catalog.money import Money
from orders.addresses import Address, country_names
from orders.models import MAX_QUANTITY, Order, OrderLine, Payment


class CartLineSerializer(serializers.Serializer[Any]):
    """One line of a cart."""

    id = serializers.IntegerField(source="line_id")
    variant = serializers.IntegerField(source="variant_id")
    product = serializers.IntegerField(source="product_id")
    title = serializers.CharField()
    options = serializers.CharField()
    sku = serializers.CharField()
    quantity = serializers.IntegerField()
    free = serializers.IntegerField(help_text="Units this cart could have.")
    unit_price = PriceField()
    seen_price = PriceField(help_text="The price when it was put in; differs when it moved.")
    total = PriceField()
    is_for_sale = serializers.BooleanField()
    is_short = serializers.BooleanField()


class TotalsSerializer(serializers.Serializer[Any]):
    """Sums: ``total = items - discount + delivery``, plus ``tax`` where it is not included."""

    items = PriceField()
    discount = PriceField()
    delivery = PriceField()
    tax = PriceField()
    total = PriceField()
    is_tax_included = serializers.BooleanField()


class CartSerializer(serializers.Serializer[Any]):
    """A cart with its prices."""

    lines = CartLineSerializer(source="contents.lines", many=True)
    saved = CartLineSerializer(source="contents.saved", many=True)
    count = serializers.IntegerField(source="contents.count")
    totals = TotalsSerializer()


class AddLineSerializer(serializers.Serializer[Any]):
    """An article to put into the cart."""

    variant = serializers.IntegerField(min_value=1)
    quantity = serializers.IntegerField(min_value=1, max_value=MAX_QUANTITY, default=1)
    slate = serializers.UUIDField(required=False, allow_null=True, default=None)


class QuantitySerializer(serializers.Serializer[Any]):
    """A new quantity; zero removes the line."""

    quantity = serializers.IntegerField(min_value=0, max_value=MAX_QUANTITY)


class AddressSerializer(serializers.Serializer[Any]):
    """A postal address."""

    name = serializers.CharField(max_length=120)
    line1 = serializers.CharField(max_length=160)
    line2 = serializers.CharField(max_length=160, required=False, default="", allow_blank=True)
    postcode = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)
    city = serializers.CharField(max_length=120)
    region = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    country = serializers.CharField(min_length=2, max_length=2)
    phone = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)

    def validate_country(self, value: str) -> str:
        """Know the country."""
        code = value.upper()
        if code not in country_names():
            raise serializers.ValidationError("Two-letter country code (ISO 3166), for example DE.")
        return code


class DetailsSerializer(serializers.Serializer[Any]):
    """Everything checkout asks."""

    email = serializers.EmailField(max_length=254)
    address = AddressSerializer()
    method = serializers.CharField(max_length=40, help_text="Code of a way of delivery.")
    note = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)

    def address_of(self) -> Address:
        """Return the address, once the input is valid."""
        return Address.from_json(self.validated_data["address"])


class OfferSerializer(serializers.Serializer[Any]):
    """What will be bought, and the seal to agree with."""

    totals = TotalsSerializer()
    lines = CartLineSerializer(source="contents.lines", many=True)
    expected = serializers.CharField(help_text="Send it with POST orders/ to agree to this offer.")


class AgreementSerializer(serializers.Serializer[Any]):
    """The seal of the offer that is agreed to."""

    expected = serializers.CharField(max_length=2000)


class OrderLineSerializer(serializers.ModelSerializer[OrderLine]):
    """One article of an order, as it was sold."""

    unit_price = serializers.SerializerMethodField()

    class Meta:
        model = OrderLine
        fields = (
            "product_id", "variant_id", "sku", "title", "options", "quantity", "quantity_shipped",
            "quantity_returned", "unit_price",
        )  # fmt: skip

    def get_unit_price(self, line: OrderLine) -> dict[str, str | int]:
        """Write the price of one."""
        price = Money(line.unit_price_minor, line.order.currency)
        return {"minor": price.minor, "currency": price.currency, "amount": str(price.decimal)}


class OrderSerializer(serializers.ModelSerializer[Order]):
    """An order."""

    id = serializers.UUIDField(source="public_id")
    lines = OrderLineSerializer(many=True)
    totals = TotalsSerializer(source="*")

    class Meta:
        model = Order
        fields = (
            "id",
            "number",
            "status",
            "placed_at",
            "email",
            "delivery_name",
            "totals",
            "lines",
        )


class PaymentSerializer(serializers.ModelSerializer[Payment]):
    """A payment: where to pay it, and the order once it is paid."""

    id = serializers.UUIDField(source="public_id")
    amount = PriceField()
    order = serializers.UUIDField(source="order.public_id", default=None, allow_null=True)

    class Meta:
        model = Payment
        fields = ("id", "status", "amount", "redirect_url", "order")
