"""Addresses of selling in the API."""

from __future__ import annotations

from django.urls import path

from orders.api import views

urlpatterns = [
    path("cart/", views.CartView.as_view(), name="cart"),
    path("cart/lines/", views.CartLinesView.as_view(), name="cart-lines"),
    path("cart/lines/<int:line_id>/", views.CartLineView.as_view(), name="cart-line"),
    path("checkout/", views.CheckoutView.as_view(), name="checkout"),
    path("orders/", views.OrdersView.as_view(), name="orders"),
    path("orders/<uuid:public_id>/", views.OrderView.as_view(), name="order"),
    path("payments/<uuid:public_id>/", views.PaymentView.as_view(), name="payment"),
]
