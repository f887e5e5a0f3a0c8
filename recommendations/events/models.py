"""The log as staff and tests may read it; the verbs of ``events.log`` write it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One fact, never changed. Partitioned by month, so the table is made by SQL in a migration."""

    event_id = models.UUIDField(primary_key=True)
    happened_at = models.DateTimeField(_("happened"))
    kind = models.TextField(_("kind"))
    visitor_id = models.UUIDField(_("visitor"), null=True)
    user_id = models.BigIntegerField(_("person"), null=True)
    item_id = models.BigIntegerField(_("product"), null=True)
    quantity = models.IntegerField(_("quantity"), default=1)
    price_minor = models.BigIntegerField(_("price in minor units"), null=True)
    currency = models.TextField(_("currency"), default="", blank=True)
    order_reference = models.TextField(_("order"), default="", blank=True)
    session_id = models.UUIDField(_("session"), null=True)
    query = models.TextField(_("searched for"), default="", blank=True)
    slate_id = models.UUIDField(_("slate"), null=True)
    position = models.SmallIntegerField(_("position"), null=True)
    placement = models.TextField(_("placement"), default="", blank=True)
    source = models.TextField(_("source"), default="", blank=True)
    model_version = models.TextField(_("model version"), default="", blank=True)
    variant = models.TextField(_("variant"), default="", blank=True)

    class Meta:
        managed = False
        db_table = "recommendations_event"
        verbose_name = _("event")
        verbose_name_plural = _("events")
        default_permissions: ClassVar[tuple[str, ...]] = ("view",)

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id or self.query}"
