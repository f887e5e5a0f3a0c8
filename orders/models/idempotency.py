"""Answers kept so that a repeated API call gets the same one."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class IdempotencyKey(models.Model):
    """One key of one caller: in progress until ``response_status`` is filled; kept for 24 hours."""

    scope = models.CharField(_("caller and address"), max_length=200)
    key = models.CharField(_("key"), max_length=200)
    body_digest = models.CharField(_("SHA-256 of the body"), max_length=64)
    response_status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    response_body = models.TextField(_("answer's body"), blank=True)
    response_type = models.CharField(_("answer's content type"), max_length=80, blank=True)
    locked_at = models.DateTimeField(_("in progress since"))
    created_at = models.DateTimeField(_("first seen"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "key"],
                name="orders_idempotencykey_once",
                violation_error_message=_("This key was used already."),
            ),
        ]
        indexes = [
            # The sweeper's look for keys older than a day.
            models.Index(fields=["created_at"], name="orders_idempotencykey_age"),
        ]

    def __str__(self) -> str:
        return self.key
