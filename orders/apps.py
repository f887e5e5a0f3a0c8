"""What people buy."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    """Carts, checkout, payments and orders; knows catalog and accounts."""

    name = "orders"
    verbose_name = _("Selling")

    def ready(self) -> None:
        """Start listening, and register the system checks."""
        from orders import checks, receivers  # noqa: F401, PLC0415
