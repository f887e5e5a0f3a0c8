"""Things to do once a transaction has committed: written in it, done after it, at least once."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class OutboxMessage(models.Model):
    """One intention: send this mail, capture that payment. ``key`` makes writing it twice harmless."""

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=160, unique=True)
    payload = models.JSONField(_("payload"), default=dict)
    created_at = models.DateTimeField(_("written"), db_default=Now(), editable=False)
    due_at = models.DateTimeField(_("due"), db_default=Now())
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, db_default=0)
    last_error = models.TextField(_("last error"), blank=True, db_default="")

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox")
        indexes = [
            # The next due messages.
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(done_at=None),
                name="orders_outbox_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
