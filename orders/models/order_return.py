"""Goods on their way back from a customer."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ReturnStatus(models.TextChoices):
    """How far a return came."""

    REQUESTED = "requested", _("announced")
    RECEIVED = "received", _("received")
    REFUSED = "refused", _("refused")


def return_statuses() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new status makes no migration."""
    return [(status.value, str(status.label)) for status in ReturnStatus]


class Return(models.Model):
    """Units of one order that a customer sends back."""

    public_id = models.UUIDField(
        _("public id"), unique=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False
    )
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="returns")
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=return_statuses,
        default=ReturnStatus.REQUESTED,
        db_default=ReturnStatus.REQUESTED.value,
    )
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    answer = models.CharField(_("our answer"), max_length=255, blank=True)
    refund = models.OneToOneField(
        "orders.Refund", models.PROTECT, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(_("announced at"), db_default=Now())
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in ReturnStatus]),
                name="orders_return_status_known",
                violation_error_message=_("Choose one of the listed states."),
            ),
            models.CheckConstraint(
                condition=Q(status="requested", closed_at=None)
                | (~Q(status="requested") & Q(closed_at__isnull=False)),
                name="orders_return_closed_when_decided",
                violation_error_message=_(
                    "A decided return has a closing time, an open one has none."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.public_id}"


class ReturnLine(models.Model):
    """Units of one order line: announced, then received; of those, put back on the shelf or written off.

    A deferred trigger keeps ``order_line.quantity_returned`` the sum of what was received.
    """

    return_of = models.ForeignKey(Return, models.CASCADE, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", models.PROTECT, related_name="return_lines")
    quantity = models.PositiveIntegerField(_("announced"))
    quantity_restocked = models.PositiveIntegerField(_("back on the shelf"), default=0)
    quantity_written_off = models.PositiveIntegerField(_("written off"), default=0)

    class Meta:
        verbose_name = _("returned line")
        verbose_name_plural = _("returned lines")
        constraints = [
            models.UniqueConstraint(
                fields=["return_of", "order_line"],
                name="orders_returnline_once",
                violation_error_message=_("This line is in the return already."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0)
                & Q(quantity__gte=F("quantity_restocked") + F("quantity_written_off")),
                name="orders_returnline_received_at_most_announced",
                violation_error_message=_("No more can be received than was announced."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"

    @property
    def quantity_received(self) -> int:
        """Units that arrived, in whatever state."""
        return self.quantity_restocked + self.quantity_written_off
