"""Parcels: which units of an order left together."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Shipment(models.Model):
    """One parcel of one order."""

    public_id = models.UUIDField(
        _("public id"), unique=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False
    )
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="shipments")
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=80, blank=True)
    tracking_url = models.URLField(_("tracking page"), blank=True)
    shipped_at = models.DateTimeField(_("left"), db_default=Now())
    delivered_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    packed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(delivered_at=None)
                | models.Q(delivered_at__gte=models.F("shipped_at")),
                name="orders_shipment_left_before_arriving",
                violation_error_message=_("A parcel cannot arrive before it left."),
            ),
        ]

    def __str__(self) -> str:
        return self.tracking_number or str(self.public_id)


class ShipmentLine(models.Model):
    """Units in a parcel; a deferred trigger keeps ``order_line.quantity_shipped`` their sum."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(
        "orders.OrderLine", models.PROTECT, related_name="shipment_lines"
    )
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("shipment line")
        verbose_name_plural = _("shipment lines")
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "order_line"],
                name="orders_shipmentline_once",
                violation_error_message=_("This line is in the parcel already."),
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="orders_shipmentline_quantity_positive",
                violation_error_message=_("Pack at least one unit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"
