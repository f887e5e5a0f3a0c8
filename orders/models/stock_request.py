"""Who wants to hear when an article is back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class StockRequest(models.Model):
    """One address that waits for one article; told once."""

    variant = models.ForeignKey("catalog.Variant", models.CASCADE, related_name="+")
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=10, default="en")
    asked_at = models.DateTimeField(_("asked"), db_default=Now())
    told_at = models.DateTimeField(_("told"), null=True, blank=True)

    class Meta:
        verbose_name = _("back-in-stock request")
        verbose_name_plural = _("back-in-stock requests")
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "email"],
                condition=Q(told_at=None),
                name="orders_stockrequest_once",
                violation_error_message=_("You are on the list already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.email}"
