"""Addresses of cart, checkout and orders."""

from __future__ import annotations

from django.urls import path

from orders.views import (
    addresses,
    afterwards,
    cart,
    checkout,
    gateway,
    markets,
    orders,
    places,
    webhooks,
    wish_lists,
)

app_name = "orders"

urlpatterns = [
    path("cart/", cart.cart, name="cart"),
    path("cart/add/", cart.add, name="add_to_cart"),
    path("cart/add-together/", cart.add_together, name="add_together"),
    path("cart/prices/", cart.accept_prices, name="accept_prices"),
    path("cart/coupon/", cart.coupon, name="coupon"),
    path("cart/merge/", cart.merge, name="merge"),
    path("cart/undo/", cart.undo, name="undo"),
    path("cart/fit/", cart.fit, name="fit"),
    path("cart/lines/<int:line_id>/", cart.line, name="cart_line"),
    path("checkout/", checkout.start, name="checkout"),
    path("checkout/contact/", checkout.contact, name="checkout_contact"),
    path("checkout/delivery/", places.delivery, name="checkout_delivery"),
    path("checkout/billing/", places.billing, name="checkout_billing"),
    path("checkout/payment/", checkout.payment, name="checkout_payment"),
    path("checkout/return/<uuid:public_id>/", checkout.payment_return, name="payment_return"),
    path("checkout/sold-out/", checkout.sold_out, name="sold_out"),
    path("market/", markets.market, name="market"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<uuid:public_id>/", orders.order, name="order"),
    path("orders/<uuid:public_id>/cancel/", orders.cancel, name="cancel"),
    path("orders/<uuid:public_id>/return/", orders.announce_return, name="announce_return"),
    path("orders/<uuid:public_id>/invoice/", orders.invoice, name="invoice"),
    path("orders/<uuid:public_id>/invoice.pdf", orders.invoice_pdf, name="invoice_pdf"),
    path("orders/<uuid:public_id>/again/", orders.again, name="buy_again"),
    path("orders/<uuid:public_id>/thank-you/", orders.thank_you, name="thank_you"),
    path("wish-lists/", wish_lists.index, name="wish_lists"),
    path("wish-lists/add/", wish_lists.add, name="add_wish"),
    path("wish-lists/<uuid:public_id>/", wish_lists.show, name="wish_list"),
    path("wish-lists/<uuid:public_id>/change/", wish_lists.change, name="change_wish_list"),
    path("addresses/", addresses.index, name="addresses"),
    path("addresses/add/", addresses.add, name="add_address"),
    path("addresses/<int:entry_id>/", addresses.change, name="change_address"),
    path("addresses/<int:entry_id>/remove/", addresses.remove, name="remove_address"),
    path("addresses/everything.json", addresses.takeout, name="takeout"),
    path("reviews/", afterwards.to_review, name="reviews"),
    path("reviews/<int:product_id>/", afterwards.review, name="review"),
    path("back-in-stock/", afterwards.tell_me, name="tell_me"),
    path("payments/test/<str:reference>/", gateway.gateway, name="gateway"),
    path("payments/webhooks/<slug:provider>/", webhooks.webhook, name="webhook"),
]
