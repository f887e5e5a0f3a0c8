"""Money on its way back to a customer."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class RefundStatus(models.TextChoices):
    """How far a refund came."""

    REQUESTED = "requested", _("requested")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


def refund_statuses() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new status makes no migration."""
    return [(status.value, str(status.label)) for status in RefundStatus]


class Refund(models.Model):
    """One refund of one payment; a deferred trigger keeps ``payment.refunded_minor`` the sum of those not failed."""

    public_id = models.UUIDField(
        _("public id"), unique=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False
    )
    payment = models.ForeignKey("orders.Payment", models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField(_("amount"))
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=refund_statuses,
        default=RefundStatus.REQUESTED,
        db_default=RefundStatus.REQUESTED.value,
    )
    provider_reference = models.CharField(_("reference there"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("requested at"), db_default=Now(), editable=False)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in RefundStatus]),
                name="orders_refund_status_known",
                violation_error_message=_("Choose one of the listed states."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0),
                name="orders_refund_amount_positive",
                violation_error_message=_("Refund more than nothing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}"


class RefundLine(models.Model):
    """The units of one order line that a refund pays back."""

    refund = models.ForeignKey(Refund, models.CASCADE, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", models.PROTECT, related_name="refund_lines")
    quantity = models.PositiveIntegerField(_("quantity"))
    amount_minor = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("refund line")
        verbose_name_plural = _("refund lines")
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "order_line"],
                name="orders_refundline_once",
                violation_error_message=_("This line is in the refund already."),
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0) & models.Q(amount_minor__gte=0),
                name="orders_refundline_positive",
                violation_error_message=_("Refund at least one unit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"
