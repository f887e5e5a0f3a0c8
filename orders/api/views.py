"""Cart, checkout and orders for programs: the same verbs as the pages."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from orders import carts, checkout, drafts, links, markets, offers, placing
from orders.api import serializers
from orders.api.once import KEY_PARAMETER, OnceView
from orders.api.refusals import Conflict, as_problems
from orders.models import Cart, DeliveryMethod, Order, Payment
from orders.quotes import Seal
from orders.shoppers import Shopper


class CartView(OnceView):
    """The caller's cart."""

    @extend_schema(responses=serializers.CartSerializer)
    def get(self, request: Request) -> Response:
        """Return the cart with its prices. Five queries."""
        return self.answer()

    def answer(self, *, code: int = status.HTTP_200_OK) -> Response:
        """Return the cart as it is now."""
        offer = offers.read(carts.find(self.shopper), now=timezone.now(), channel="api")
        return Response(serializers.CartSerializer(offer).data, status=code)


class CartLinesView(CartView):
    """The lines of the caller's cart."""

    http_method_names = ["post", "options"]

    @extend_schema(
        parameters=[KEY_PARAMETER],
        request=serializers.AddLineSerializer,
        responses={201: serializers.CartSerializer},
    )
    def post(self, request: Request) -> Response:
        """Put units of a variant into the cart, as many as there are."""
        asked = serializers.AddLineSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        with as_problems():
            carts.add(
                self.shopper,
                variant_id=asked.validated_data["variant"],
                quantity=asked.validated_data["quantity"],
                slate_id=asked.validated_data["slate"],
                now=timezone.now(),
            )
        return self.answer(code=status.HTTP_201_CREATED)


class CartLineView(CartView):
    """One line of the caller's cart."""

    http_method_names = ["patch", "delete", "options"]

    @extend_schema(
        parameters=[KEY_PARAMETER],
        request=serializers.QuantitySerializer,
        responses=serializers.CartSerializer,
    )
    def patch(self, request: Request, line_id: int) -> Response:
        """Set the quantity of a line, as many as there are; zero removes it."""
        asked = serializers.QuantitySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        with as_problems():
            carts.change(
                self.shopper,
                line_id=line_id,
                quantity=asked.validated_data["quantity"],
                now=timezone.now(),
            )
        return self.answer()

    @extend_schema(parameters=[KEY_PARAMETER], responses=serializers.CartSerializer)
    def delete(self, request: Request, line_id: int) -> Response:
        """Take a line out of the cart."""
        with as_problems():
            carts.remove(self.shopper, line_id=line_id, now=timezone.now())
        return self.answer()


class CheckoutView(OnceView):
    """Where and how the cart is delivered, and the offer that follows."""

    @extend_schema(responses=serializers.OfferSerializer)
    def get(self, request: Request) -> Response:
        """Return the offer to agree to."""
        return self._offer(carts.find(self.shopper))

    @extend_schema(
        parameters=[KEY_PARAMETER],
        request=serializers.DetailsSerializer,
        responses=serializers.OfferSerializer,
    )
    def put(self, request: Request) -> Response:
        """Say where the order goes and how; keep the units for a quarter of an hour."""
        details = serializers.DetailsSerializer(data=request.data)
        details.is_valid(raise_exception=True)
        now = timezone.now()
        cart = carts.find(self.shopper)
        if cart is None:
            raise Conflict("The cart is empty.", "cart_empty")
        said, address = details.validated_data, details.address_of()
        drafts.write_contact(cart, email=said["email"], now=now)
        drafts.write_delivery(
            cart,
            address=address,
            method=_method(said["method"], country=address.country),
            note=said["note"],
            now=now,
        )
        with as_problems():
            _hold(cart)
        return self._offer(cart)

    def _offer(self, cart: Cart | None) -> Response:
        offer = offers.read(cart, now=timezone.now(), channel="api")
        with as_problems():
            quote = offers.quote(offer, language=get_language() or "en")
        seal = Seal.of(quote, cart_id=offer.contents.cart_id or 0).sign()
        answer = {"totals": offer.totals, "contents": offer.contents, "expected": seal}
        return Response(serializers.OfferSerializer(answer).data)


class OrdersView(OnceView):
    """Orders: agree to an offer here."""

    http_method_names = ["post", "options"]

    @extend_schema(
        parameters=[KEY_PARAMETER],
        request=serializers.AgreementSerializer,
        responses={201: serializers.PaymentSerializer},
    )
    def post(self, request: Request) -> Response:
        """Agree to an offer: the answer says where it is paid, or names the order it became before."""
        agreement = serializers.AgreementSerializer(data=request.data)
        agreement.is_valid(raise_exception=True)
        agreed = Seal.read(agreement.validated_data["expected"])
        if agreed is None:
            raise ValidationError({"expected": "Send the seal that GET checkout/ returned."})
        return Response(_payment(_begin(request, agreed)), status=status.HTTP_201_CREATED)


class PaymentView(OnceView):
    """One payment of the caller."""

    @extend_schema(responses=serializers.PaymentSerializer)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Ask the provider what became of a payment, and return it with its order."""
        mine = Cart.objects.of(self.shopper)
        paid = get_object_or_404(Payment, public_id=public_id, cart__in=mine)
        try:
            with as_problems():
                paid = checkout.settle(paid.pk, now=timezone.now())
        except placing.Unwanted:
            paid.refresh_from_db()
        return Response(_payment(paid))


class OrderView(OnceView):
    """One order of the caller."""

    @extend_schema(responses=serializers.OrderSerializer)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return an order. Two queries."""
        mine = Order.objects.visible_to(self.shopper).prefetch_related("lines__order")
        order = get_object_or_404(mine, public_id=public_id)
        return Response(serializers.OrderSerializer(order).data)


def _begin(request: Request, agreed: Seal) -> Payment:
    shopper = Shopper.of(request)
    try:
        with as_problems():
            return checkout.begin(
                shopper,
                cart_id=agreed.cart_id,
                agreed=agreed,
                language=get_language() or "en",
                return_url=links.payment_return(request._request),
                channel="api",
                now=timezone.now(),
            )
    except checkout.AlreadyOrdered as placed:
        return Payment.objects.filter(order=placed.order).latest("created_at")


def _payment(payment: Payment) -> dict[str, object]:
    data: dict[str, object] = serializers.PaymentSerializer(payment).data
    return data


def _method(code: str, *, country: str) -> DeliveryMethod:
    offered = markets.delivery_methods(markets.current(), country=country)
    for method in offered:
        if method.code == code:
            return method
    known = ", ".join(each.code for each in offered) or "none"
    raise ValidationError({"method": f"Choose one that goes there: {known}."})


def _hold(cart: Cart) -> None:
    try:
        checkout.hold(cart.pk, now=timezone.now())
    except checkout.AlreadyOrdered as placed:
        raise Conflict(
            f"This cart became order {placed.order.number}.", "already_ordered"
        ) from placed
