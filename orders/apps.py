"""What people buy."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    """Carts, checkout, payments and orders; knows catalog and accounts."""

    name = "orders"
    verbose_name = _("Selling")

    def ready(self) -> None:
        """Start listening, register the system checks, keep the staff roles in step."""
        from orders import checks, receivers, roles, sales  # noqa: F401, PLC0415

        post_migrate.connect(roles.assign, dispatch_uid="orders.roles")
