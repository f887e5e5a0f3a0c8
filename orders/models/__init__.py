"""What selling remembers, one noun a file."""

from __future__ import annotations

from orders.models.cart import MAX_QUANTITY, Cart, CartStatus
from orders.models.cart_line import CartLine
from orders.models.checkout import Checkout
from orders.models.delivery import DeliveryMethod
from orders.models.gateway_charge import GatewayCharge
from orders.models.hold import StockHold
from orders.models.idempotency import IdempotencyKey
from orders.models.invoice import Invoice, InvoiceCounter
from orders.models.market import Market
from orders.models.order import Order, OrderOrigin, OrderStatus
from orders.models.order_event import OrderEvent
from orders.models.order_line import OrderLine
from orders.models.order_return import Return, ReturnLine, ReturnStatus
from orders.models.outbox import OutboxMessage
from orders.models.payment import Payment, PaymentStatus
from orders.models.price_change import PriceChange
from orders.models.promotion import (
    CartCoupon,
    Coupon,
    OrderDiscount,
    Promotion,
    PromotionUse,
)
from orders.models.refund import Refund, RefundLine, RefundStatus
from orders.models.sale import Sale, SalePrice
from orders.models.saved_address import SavedAddress
from orders.models.shipment import Shipment, ShipmentLine
from orders.models.stock_movement import MovementReason, StockMovement
from orders.models.stock_request import StockRequest
from orders.models.tax import TaxRate
from orders.models.webhook import WebhookDelivery
from orders.models.wish_list import Wish, WishList

__all__ = [
    "MAX_QUANTITY",
    "Cart",
    "CartCoupon",
    "CartLine",
    "CartStatus",
    "Checkout",
    "Coupon",
    "DeliveryMethod",
    "GatewayCharge",
    "IdempotencyKey",
    "Invoice",
    "InvoiceCounter",
    "Market",
    "MovementReason",
    "Order",
    "OrderDiscount",
    "OrderEvent",
    "OrderLine",
    "OrderOrigin",
    "OrderStatus",
    "OutboxMessage",
    "Payment",
    "PaymentStatus",
    "PriceChange",
    "Promotion",
    "PromotionUse",
    "Refund",
    "RefundLine",
    "RefundStatus",
    "Return",
    "ReturnLine",
    "ReturnStatus",
    "Sale",
    "SalePrice",
    "SavedAddress",
    "Shipment",
    "ShipmentLine",
    "StockHold",
    "StockMovement",
    "StockRequest",
    "TaxRate",
    "WebhookDelivery",
    "Wish",
    "WishList",
]
