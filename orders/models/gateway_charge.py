"""The memory of the test gateway: what a real payment provider would keep on its own servers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from catalog.money import Money


class GatewayCharge(models.Model):
    """One charge at the test gateway; the shop reads it only through the provider protocol."""

    reference = models.CharField(_("reference"), max_length=64, primary_key=True)
    status = models.CharField(_("status"), max_length=12, default="pending")
    currency = models.CharField(_("currency"), max_length=3)
    amount_minor = models.BigIntegerField(_("amount"))
    captured_minor = models.BigIntegerField(_("captured"), default=0)
    refunds = models.JSONField(_("refunds by key"), default=dict)
    failure_code = models.CharField(_("why it failed"), max_length=60, blank=True)
    return_url = models.TextField(_("where the shopper goes back to"))
    created_at = models.DateTimeField(_("started"), db_default=Now())

    class Meta:
        verbose_name = _("test charge")
        verbose_name_plural = _("test charges")
        constraints = [
            models.CheckConstraint(
                condition=Q(captured_minor__gte=0) & Q(captured_minor__lte=F("amount_minor")),
                name="orders_gatewaycharge_captured_at_most_amount",
                violation_error_message=_("No more can be captured than was authorised."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def amount(self) -> Money:
        """What is to be paid."""
        return Money(self.amount_minor, self.currency)
