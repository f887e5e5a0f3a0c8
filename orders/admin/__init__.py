"""What staff see and do of selling."""

from orders.admin.carts import CartAdmin
from orders.admin.delivery import DeliveryMethodAdmin, MarketAdmin, TaxRateAdmin
from orders.admin.desk import OrderAdmin
from orders.admin.payments import OutboxMessageAdmin, PaymentAdmin, WebhookDeliveryAdmin
from orders.admin.price_lists import ListPriceAdmin, PriceListAdmin
from orders.admin.promotions import CouponAdmin, PromotionAdmin
from orders.admin.returns import ReturnAdmin
from orders.admin.sales import PriceChangeAdmin, SaleAdmin
from orders.admin.stock import StockAdmin, StockMovementAdmin

__all__ = [
    "CartAdmin",
    "CouponAdmin",
    "DeliveryMethodAdmin",
    "ListPriceAdmin",
    "MarketAdmin",
    "OrderAdmin",
    "OutboxMessageAdmin",
    "PaymentAdmin",
    "PriceChangeAdmin",
    "PriceListAdmin",
    "PromotionAdmin",
    "ReturnAdmin",
    "SaleAdmin",
    "StockAdmin",
    "StockMovementAdmin",
    "TaxRateAdmin",
    "WebhookDeliveryAdmin",
]
