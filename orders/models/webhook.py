"""The ledger of what payment providers sent us."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class WebhookDelivery(models.Model):
    """One provider event with a good signature; a trigger to look, never a source of truth."""

    provider = models.CharField(_("provider"), max_length=20)
    event_id = models.CharField(_("event id"), max_length=120)
    kind = models.CharField(_("kind"), max_length=80)
    provider_reference = models.CharField(_("payment reference"), max_length=120, blank=True)
    sent_at = models.DateTimeField(_("sent"))
    received_at = models.DateTimeField(_("first received"), db_default=Now(), editable=False)
    deliveries = models.PositiveIntegerField(_("times received"), default=1, db_default=1)
    settled_at = models.DateTimeField(_("acted upon"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "event_id"],
                name="orders_webhook_event_once",
                violation_error_message=_("This event was received already."),
            ),
        ]
        indexes = [
            # The sweeper's look for events that nobody finished.
            models.Index(
                fields=["received_at"],
                condition=models.Q(settled_at=None),
                name="orders_webhook_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"
