"""Many products chosen to be changed at once, and what was done with them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class BulkEditKind(models.TextChoices):
    """What may be changed of many products at once."""

    PRICES = "prices", _("change prices")
    VISIBILITY = "visibility", _("publish, schedule or withdraw")
    DEPARTMENT = "department", _("move to a department")
    TAGS = "tags", _("add or remove tags")


def bulk_edit_kinds() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new kind makes no migration."""
    return [(kind.value, str(kind.label)) for kind in BulkEditKind]


class BulkEdit(models.Model):
    """One choice of products with one kind of change: previewed as often as one likes, carried out once."""

    kind = models.CharField(_("kind"), max_length=12, choices=bulk_edit_kinds)
    product_ids = ArrayField(models.BigIntegerField(), verbose_name=_("products"))
    words = models.CharField(_("what was changed"), max_length=255, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("begun"), db_default=Now())
    carried_out_at = models.DateTimeField(_("carried out"), null=True)
    changed_count = models.PositiveIntegerField(_("changed"), default=0)
    refused_count = models.PositiveIntegerField(_("left as they were"), default=0)

    class Meta:
        verbose_name = _("bulk edit")
        verbose_name_plural = _("bulk edits")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words or len(self.product_ids)}"
