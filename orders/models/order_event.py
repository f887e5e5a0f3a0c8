"""The audit of an order: every move, who made it and why. Append-only (a trigger refuses changes)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from orders.models.order import order_statuses


class OrderEvent(models.Model):
    """One thing that happened to an order; a move of state when ``from_status`` and ``to_status`` differ."""

    order = models.ForeignKey("orders.Order", models.CASCADE, related_name="events")
    kind = models.CharField(_("kind"), max_length=40)
    from_status = models.CharField(_("from"), max_length=20, blank=True, db_default="")
    to_status = models.CharField(_("to"), max_length=20, blank=True, db_default="")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    actor_label = models.CharField(_("who"), max_length=60, db_default="system")
    note = models.TextField(_("note"), blank=True, db_default="")
    happened_at = models.DateTimeField(_("happened"), db_default=Now())

    class Meta:
        verbose_name = _("order event")
        verbose_name_plural = _("order events")
        indexes = [
            # The timeline of one order.
            models.Index(fields=["order", "happened_at"], name="orders_orderevent_timeline"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_status} → {self.to_status}".strip()

    @property
    def status_label(self) -> str:
        """The state it led to, in words."""
        return str(dict(order_statuses()).get(self.to_status, self.to_status))
