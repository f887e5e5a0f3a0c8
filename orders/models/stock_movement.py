"""Every change of every stock count, written by the database itself."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class MovementReason(models.TextChoices):
    """Why units came or went."""

    OPENING = "opening", _("first count")
    SALE = "sale", _("sold")
    CANCELLATION = "cancellation", _("order cancelled")
    RETURN = "return", _("came back")
    WRITE_OFF = "write_off", _("written off")
    DELIVERY = "delivery", _("delivered to us")
    ADJUSTMENT = "adjustment", _("counted again")
    FEED = "feed", _("stock feed")
    REMOVED = "removed", _("article removed")


class StockMovement(models.Model):
    """A difference in ``catalog.Stock.on_hand``, appended by a trigger whoever made the change.

    Verbs name their reason and reference through :func:`orders.stock.because`; a bare UPDATE counts as
    an adjustment. No foreign key: the history of a removed article stays.
    """

    variant_id = models.BigIntegerField(_("variant"))
    difference = models.IntegerField(_("difference"))
    reason = models.CharField(_("reason"), max_length=20)
    reference = models.CharField(_("reference"), max_length=120, blank=True, db_default="")
    happened_at = models.DateTimeField(_("happened"), db_default=Now())

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(difference=0),
                name="orders_stockmovement_moves",
                violation_error_message=_("A movement changes the count."),
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=[reason.value for reason in MovementReason]),
                name="orders_stockmovement_reason_known",
                violation_error_message=_("Choose one of the listed reasons."),
            ),
        ]
        indexes = [
            # The history of one article, newest first; the ledger's sum.
            models.Index(fields=["variant_id", "-happened_at"], name="orders_movement_of_variant"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.difference:+d} {self.reason}"
