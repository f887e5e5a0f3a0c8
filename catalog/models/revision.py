"""What every product and article was before it changed, written by the database itself. Append-only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """One change of one product or article: the columns that changed, before and after.

    A trigger writes it whoever makes the change; :func:`catalog.revisions.acting` says who that is. No foreign keys:
    the history of what was removed stays.
    """

    product_id = models.BigIntegerField(_("product"))
    variant_id = models.BigIntegerField(_("variant"), null=True)
    transaction_id = models.BigIntegerField(_("transaction"))
    changed_at = models.DateTimeField(_("changed"))
    by_id = models.BigIntegerField(_("by"), null=True)
    occasion = models.CharField(_("occasion"), max_length=60, blank=True)
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        default_permissions = ()
        indexes = [
            # The story of one product, newest first.
            models.Index(fields=["product_id", "-id"], name="catalog_revision_story"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {', '.join(self.after)}"
